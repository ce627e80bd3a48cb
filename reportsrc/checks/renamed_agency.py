"""沿用机构改革前的机构名称。

What it does
按“机构更名”表查找报告年度开始之前已经更名的机构，如“工商局”“环保局”“安监局”，每个机构报一条并写出现名称。

Why
职权和责任跟着机构走，用旧名称会使执法主体、责任单位对不上；旧名称多是沿用旧稿带进来的。

Example
县环保局、县安监局开展联合检查18次。（2023年度报告）

Remedy
改为现名称；讲历史的写“原环保局”。县区综合设置、名称确实不同的，在本地的“机构更名”表里停用或改写那一行。
不报：写了“原”“改革”“更名”“划转”的，名称在《》“”里的，开发区、园区自己的内设机构，名称是别的机构名称一部分的
（如“生态环保局”“文化旅游局”）。
不查：各地差别大的机构（规划局、旅游局、监察局、乡村振兴局等），基层所站。

Basis
国务院机构改革方案和地方机构改革方案（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reportsrc.document import Document, quotations_of, sentences_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span
from reportsrc.word_search import WordSearch

_HISTORY = re.compile(
    "改革|移交|更名|撤销|划转|整合|组建|挂牌|并入|合并|转隶|职责划|前身|历史|当时|曾|遗留|原告|被告|案由|一案|诉"
)
_FORMER = re.compile(
    "原[^，。；,;]{0,12}$|(?:旧|老|时任|时为)$|(?:开发区|高新区|经开区|园区|新区|管委会|示范区|试验区|保税区)[^，。；,;]{0,6}$"
)
_PART_OF_NAME = re.compile(
    "(?:生态|建设|规划|城建|城乡|住建|农林|林业|畜牧|海洋|水利|文化|广电|体育|和|与|及|暨|化|化工|交通|公共|民政|科技|社会|安全|质量|住房)$"
)
_MOST, _REACH = 20, 150


@dataclass(frozen=True, slots=True)
class _Renamed:
    old: str
    new: str
    since: date
    before: tuple[str, ...]
    verified: bool


def _renamed(rules: RuleSet) -> tuple[WordSearch, dict[str, _Renamed]]:
    known: dict[str, _Renamed] = {}
    for row in rules.rows("agencies"):
        since, sure = date.fromisoformat(row["since"]), bool(row.get("verified"))
        one = _Renamed(row["old"], row["new"], since, tuple(row.get("before", ())), sure)
        known.update(dict.fromkeys(row.get("words") or (row["old"],), one))
    return WordSearch(known), known


@check("TRM-05", "沿用改革前的机构名称", Severity.ERROR, "机构改革方案（待核对）", lists=("agencies",))
def renamed_agency(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Names of offices out of use before the reported year began, one finding an office."""
    year = context.reported_year(document)
    if year is None or _FORMER.search(document.organisation + "的"):
        return
    text, body = document.text, document.body_span()
    search, known = context.rules.once(_renamed)
    found: dict[_Renamed, list[Span]] = {}
    for at, word in search.find(text, body.start, body.end):
        one, span = known[word], Span(at, at + len(word))
        if one.since < date(year, 1, 1) and not _innocent(document, span, one.before):
            found.setdefault(one, []).append(span)
    for one, spans in found.items():
        sure = "" if one.verified else "（待核对）"
        yield rule.finding(
            document,
            spans[0],
            f"“{spans[0].of(text)}”是机构改革前的名称，现为{one.new}{sure}；确指改革前的，请写“原”。",
            related=spans[1:_MOST],
            count=len(spans),
        )


def _innocent(document: Document, span: Span, wanted: tuple[str, ...]) -> bool:
    text, start = document.text, span.start
    before = max(0, start - 16)
    if text[span.end : span.end + 1] in ("门", "署"):
        return True
    if wanted and not text.endswith(wanted, before, start):
        return True
    if _PART_OF_NAME.search(text, before, start) or _FORMER.search(text, before, start):
        return True
    if start in document.once(titles_of) or start in document.once(quotations_of):
        return True
    sentence = document.once(sentences_of).at(start)
    if sentence is None:
        return False
    return _HISTORY.search(text, max(sentence.start, start - _REACH), min(sentence.end, start + _REACH)) is not None
