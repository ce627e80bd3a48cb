"""省、市、县连写对不上。

What it does
查找连着写的两级地名，如“四川省重庆市”“杭州市椒江区”：前一级是省（自治区、直辖市）或地级市，后一级有这个地方、
却不属于它的，报一处。

Why
地名张冠李戴多出在从外地稿件借用的段落里，一旦公开，等于说明稿子是抄来的。

Example
赴四川省重庆市学习法治督察经验。

Remedy
核对隶属关系，改正其中一个地名；两地并列的，中间加顿号。区划已经调整的，在本地的“行政区划”表里补写。
不报：书名号和引号里的地名，两个字的县名，“城区”“市中区”“新城区”“江北区”一类各地通用的称呼，表里没有的地方。
不查：乡镇、街道，省略了“省”“市”字的写法。

Basis
GB/T 2260《中华人民共和国行政区划代码》（待核对）；以当年公布的区划为准。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportsrc.document import Document, quotations_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_ANYWHERE = frozenset(
    (
        "市中区",
        "新城区",
        "老城区",
        "新市区",
        "旧城区",
        "港口区",
        "海港区",
        "桥东区",
        "桥西区",
        "路南区",
        "路北区",
        "河东区",
        "河西区",
        "河北区",
        "河口区",
        "江北区",
        "江南区",
        "城关区",
        "城东区",
        "城西区",
        "城中区",
        "城北区",
        "城厢区",
        "城子河区",
        "东城区",
        "西城区",
        "中原区",
        "中山区",
        "东山区",
        "南山区",
        "金山区",
        "西湖区",
        "东湖区",
        "南湖区",
        "北湖区",
        "湖滨区",
        "滨湖区",
        "滨海区",
        "滨江区",
        "沿滩区",
        "郊区",
        "矿区",
        "城区",
        "林区",
        "东区",
        "西区",
        "开发区",
        "高新区",
    )
)
_ENDS = ("省", "市", "自治区", "州", "盟", "地区")
_BELOW = frozenset("区县市旗州盟")
_LONGEST = 12


@dataclass(slots=True)
class _Places:
    """Provinces; the province of each city; for each county the cities and provinces it is found in; and the first
    two characters of every city and county."""

    provinces: set[str] = field(default_factory=set)
    province_of: dict[str, str] = field(default_factory=dict)
    cities_of: dict[str, set[str]] = field(default_factory=dict)
    provinces_of: dict[str, set[str]] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)


def _places(rules: RuleSet) -> _Places:
    found = _Places()
    for row in rules.rows("places"):
        city, province = str(row["place"]), str(row["under"])
        found.provinces.add(province)
        found.province_of[city] = province
        for county in str(row.get("below", "")).split():
            if len(county) > 2 and county not in _ANYWHERE:
                found.cities_of.setdefault(county, set()).add(city)
                found.provinces_of.setdefault(county, set()).add(province)
    found.heads = {name[:2] for name in (*found.province_of, *found.cities_of)}
    return found


@check("TRM-09", "省市县连写对不上", Severity.ERROR, "GB/T 2260《行政区划代码》（待核对）", lists=("places",))
def wrong_place_chain(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A place written as part of another that does not hold it."""
    text, body = document.text, document.body_span()
    places = context.rules.once(_places)
    for end in _ENDS:
        at = text.find(end, body.start, body.end)
        while at >= 0:
            stop = at + len(end)
            if text[stop : stop + 2] in places.heads and (outer := _outer(text, body.start, stop, places)):
                told = _told(text, stop, outer, places)
                if told and at not in document.once(titles_of) and at not in document.once(quotations_of):
                    inner, holder = told
                    yield rule.finding(
                        document,
                        Span(stop - len(outer), stop + len(inner)),
                        f"“{inner}”不属于“{outer}”（属{holder}），请核对地名；两地并列的请加顿号。",
                    )
            at = text.find(end, stop, body.end)


def _outer(text: str, least: int, stop: int, places: _Places) -> str:
    """The province or city that ends at ``stop``, or empty."""
    for length in range(_LONGEST - 1, 2, -1):
        name = text[max(least, stop - length) : stop]
        if name in places.provinces or name in places.province_of:
            return name
    return ""


def _told(text: str, start: int, outer: str, places: _Places) -> tuple[str, str] | None:
    """The place that begins at ``start`` and is not in ``outer``, with where it is; None if all is well or unknown."""
    for length in range(_LONGEST, 2, -1):
        inner = text[start : start + length]
        if len(inner) != length or inner[-1] not in _BELOW:
            continue
        if province := places.province_of.get(inner):
            wrong = province != outer if outer in places.provinces else False
            return (inner, province) if wrong else None
        if cities := places.cities_of.get(inner):
            right = places.provinces_of[inner] if outer in places.provinces else cities
            return None if outer in right else (inner, "、".join(sorted(cities)))
    return None
