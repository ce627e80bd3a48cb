"""别处的地名单位名。

What it does
正文里以别的县（市、区、旗）或别的乡镇作主语的话，如椒江区的报告里写“路桥区委、区政府坚持……”；落款与标题不是同一个地方的也报。
本级以外的地名按行政区划表识别。同一句里说到学习考察、协作、结对、案件移送等的，“与”“赴”“来自”之后的，书名号和引号里的都不报；
表里没有的地名认不出来。这是目录以外自设的规则。

Why
套用别处的报告时，地名最容易漏改；公开以后读者一眼就能看出。

Example
（椒江区的报告）路桥区委、区政府坚持把法治建设摆在突出位置。

Remedy
改为本地名称；确实说的是别处的，写明来由。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind, quotations_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span, Stretches

_LOCAL = re.compile(r"[\u4e00-\u9fff]{1,9}?(?:省|自治区|市|自治州|州|盟)(?=[\u4e00-\u9fff]{2})")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治县|县|区|旗|市)")
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道)")
_ACTS = (
    r"(?:委[、和，]|委、|政府(?!办)|人民政府|司法局|委全面依法|各(?:级|部门|单位|镇|乡|街道)|"
    r"(?:始终)?坚持|高度重视|深入|认真|积极|全面|扎实|持续|切实|牢牢|紧紧|以习近平|法治(?:政府)?建设)"
)
_COUNTY_END = re.compile("[县区旗]")
_ACTED = re.compile(_ACTS)
_TOWN_ACTS = re.compile(
    r"(?P<name>(?<![\u4e00-\u9fff])[^\W\d_a-zA-Z全各本我该以及和由对在为把将的主持年月日级有若某所与]{2,3}(?:镇|乡|街道))"
    r"(?=党委|党工委|人民政府|办事处|政府(?!办))"
)
_ELSEWHERE = re.compile(
    r"学习|考察|调研|借鉴|来访|来我|协作|合作|协同|联合|结对|帮扶|对口|支援|交叉|互派|移送|跨(?:区|县|市|省)|交流|签订|毗邻|邻近|原(?:为|属)|划入|案例|起诉|撤销|"
    r"法院|检察院|指定管辖|异地|飞地|协议"
)
_LED_BY = frozenset("与和同赴到向往从对及由、原至在")
_SHORTEST = 3


def _counties(rules: RuleSet) -> dict[str, frozenset[str]]:
    """Name of every county → the cities it lies below (several counties share a name)."""
    found: dict[str, set[str]] = {}
    for row in rules.rows("places"):
        for name in str(row.get("below", "")).split():
            if len(name) >= _SHORTEST:
                found.setdefault(name, set()).add(str(row["place"]))
    return {name: frozenset(cities) for name, cities in found.items()}


def _own(name: str) -> tuple[str, str]:
    """(level, place) an organisation's name begins with: county, town or city; ("", "") if it says none."""
    rest = name
    last = ""
    while match := _LOCAL.match(rest):
        last, rest = match[0], rest[match.end() :]
    if match := _COUNTY.match(rest):
        town = _TOWN.match(rest[match.end() :])
        return ("town", town[0]) if town else ("county", match[0])
    if match := _TOWN.match(rest):
        return "town", match[0]
    return ("city", last) if last else ("", "")


@check("TXT-09", "别处的地名单位名", Severity.WARNING, "报告内部核对", lists=("places",))
def foreign_place(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Another county or township as the one who acts; a signature from another place than the title."""
    level, own = _own(document.organisation)
    if not own:
        return
    spans = [*_named(document, context, level, own)]
    if spans:
        others = "、".join(dict.fromkeys(span.of(document.text) for span in spans))
        yield rule.finding(
            document,
            spans[0],
            f"这是{own}的报告，这里写的是“{others}”，请核对是否套用别处的文字。",
            related=spans[1:20],
            count=len(spans),
        )
    yield from _signed_elsewhere(document, rule, level, own)


def _named(document: Document, context: Context, level: str, own: str) -> Iterator[Span]:
    text, body = document.text, document.body_span()
    apart = (document.once(titles_of), document.once(quotations_of))
    counties = context.rules.once(_counties)
    if level == "town":
        for match in _TOWN_ACTS.finditer(text, body.start, body.end):
            span = Span(*match.span("name"))
            if own not in span.of(text) and _stands_for_own(text, span, apart):
                yield span
    for match in _COUNTY_END.finditer(text, body.start, body.end):
        for length in range(_SHORTEST, 7):
            start = match.end() - length
            if start < body.start or (name := text[start : match.end()]) not in counties:
                continue
            span = Span(start, match.end())
            home = level == "town" or name == own or own in counties[name]
            if not home and _ACTED.match(text, match.end()) and _stands_for_own(text, span, apart):
                yield span


def _stands_for_own(text: str, span: Span, apart: tuple[Stretches, ...]) -> bool:
    """True where the name is the one who acts, and the sentence tells no reason to speak of others."""
    if any(span.start in one for one in apart) or text[span.start - 1 : span.start] in _LED_BY:
        return False
    start = max(text.rfind(mark, max(0, span.start - 80), span.start) for mark in "。；\n") + 1
    stops = [at for mark in "。；\n" if (at := text.find(mark, span.end, span.end + 120)) > 0]
    return not _ELSEWHERE.search(text, start or max(0, span.start - 80), min(stops, default=span.end + 60))


def _signed_elsewhere(document: Document, rule: Check, level: str, own: str) -> Iterator[Finding]:
    for passage in document.passages:
        if passage.kind is not PassageKind.SIGNATURE:
            continue
        words = passage.span.of(document.text)
        name = re.sub(r"^(?:中共|中国共产党)", "", words.split("\n")[0].strip())
        there, place = _own(name)
        if there == level and place and place not in own and own not in place and own not in words:
            yield rule.finding(
                document,
                passage.span,
                f"落款是“{place}”，标题是“{own}”，请核对。",
                related=[document.title_span] if document.title_span else [],
            )
            return
