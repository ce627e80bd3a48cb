"""规划期已满仍写“落实”。

What it does
查找名称里写明起止年份的规划、纲要、方案（如“（2021—2025年）”）和“规划期”表里的简称（如“七五”普法）：
写的是落实、推进、实施，而规划期在报告年度之前（第四部分为下一年度之前）已满的，每件报一条。

Why
沿用旧稿时最容易把上一期规划留在新一年的工作里；规划期满后应当写新的规划，或者写明是收官、评估、接续。

Example
深入实施“七五”普法规划。（2023年度报告）

Remedy
核对有没有接续的规划；没有新规划而继续沿用的，写明沿用。
不报：写了收官、评估、总结、完成、期满、修订、衔接等字样的，规划期在报告年度当年结束的（第四部分除外）。
不查：没有写起止年份、也不在表里的规划。

Basis
以各规划公布的规划期为准；“规划期”表的年份待核对。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, Part, sentences_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.law_titles import cited_titles
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_YEARS = re.compile("((?:19|20)[0-9]{2})年?(?:—|至|到)((?:19|20)[0-9]{2})年?(?:度)?）")
_UNTITLED = re.compile("[（(]((?:19|20)[0-9]{2})年?[—–―－~～至到-]((?:19|20)[0-9]{2})年?(?:度)?[）)]")
_KINDS = frozenset(("纲要", "规划", "方案", "计划"))
_DO = re.compile("落实|贯彻|实施|推进|执行|按照|对照|对标|围绕|根据|依据|聚焦|遵循|抓好|做好|细化|开展|学习")
_PAST = re.compile(
    "收官|终期|评估|总结|验收|到期|期满|届满|回顾|圆满|期间|废止|清理|衔接|修订|延续|沿用|新一轮|下一轮|接续|历史|上一|五年来|决算"
)
_PAST_HERE = re.compile("完成|以来|原|表彰|先进|通过|结束|巩固|荣获|获评|获得|被评|编制|谋划")
_CLAUSE = re.compile("[，,；;]")
_REACH = 150
_MARKS = str.maketrans("", "", '“”"＂「」')


def _named(rules: RuleSet) -> tuple[re.Pattern[str], dict[str, tuple[str, int, str]]]:
    """What finds a plan's name from its first character on, with or without its marks, and the plan by its words."""
    known = {
        str(row["name"]).translate(_MARKS): (str(row["name"]), int(row["last"]), str(row.get("next", "")))
        for row in rules.rows("plans")
    }
    words = (re.sub("[“”]", '[“”"＂「」]?', re.escape(name.lstrip("“"))) for name, _, _ in known.values())
    return re.compile("|".join(words) or "(?!)"), known


@check("TRM-04", "规划期已满仍写落实", Severity.WARNING, "各规划的规划期（待核对）", lists=("plans",))
def ended_plan(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Plans that had ended before the year they are said to be carried out in; one finding a plan."""
    year = context.reported_year(document)
    if year is None:
        return
    plans = document.part("plans")
    ahead = plans if plans is not None and plans.roles == ("plans",) else None
    found: dict[tuple[str, int, str], list[Span]] = {}
    for span, name, last, following in _plans(document, context.rules):
        if last < _when(year, ahead, span) and _carried_out(document, span):
            found.setdefault((name, last, following), []).append(span)
    for (name, last, following), spans in found.items():
        then = f"请核对是否应为{following}" if following else "请核对是否已有接续的规划"
        yield rule.finding(
            document,
            spans[0],
            f"{name}的规划期到{last}年为止；{then}，继续沿用或作回顾的请写明。",
            related=spans[1:20],
            count=len(spans),
        )


def _when(year: int, ahead: Part | None, span: Span) -> int:
    return year + 1 if ahead is not None and ahead.span.covers(span) else year


def _plans(document: Document, rules: RuleSet) -> Iterator[tuple[Span, str, int, str]]:
    """Plans with their last year: place, name as shown, last year, what follows (may be empty)."""
    text, body = document.text, document.body_span()
    for cited in document.once(cited_titles):
        if cited.key.endswith("）") and (years := _YEARS.search(cited.key)) and years[1] < years[2]:
            yield cited.span, f"《{cited.key}》", int(years[2]), ""
    titles = document.once(titles_of)
    for years in _UNTITLED.finditer(text, body.start, body.end):
        start = years.start() - 2
        if years[1] < years[2] and years.start() not in titles and text[max(0, start) : start + 2] in _KINDS:
            yield Span(start, years.end()), f"“{text[start : years.end()]}”", int(years[2]), ""
    pattern, known = rules.once(_named)
    for match in pattern.finditer(text, body.start, body.end):
        start = match.start()
        if start > body.start and text[start - 1] in '“"＂「':
            start -= 1
        yield Span(start, match.end()), *known[match[0].translate(_MARKS)]


def _carried_out(document: Document, span: Span) -> bool:
    """True if the sentence says that the plan is being carried out, and nothing of its end."""
    text = document.text
    sentence = document.once(sentences_of).at(span.start)
    if sentence is None:
        return False
    first, last = max(sentence.start, span.start - _REACH), min(sentence.end, span.end + _REACH)
    if _PAST.search(text, first, last):
        return False
    cuts = [first, *(cut.end() for cut in _CLAUSE.finditer(text, first, span.start))]
    after = _CLAUSE.search(text, span.end, last)
    if _PAST_HERE.search(text, cuts[-1], after.start() if after else last):
        return False
    return _DO.search(text, max(sentence.start, span.start - 40), span.start) is not None
