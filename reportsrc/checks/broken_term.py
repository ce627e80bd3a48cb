"""固定搭配掉字。

What it does
按“固定搭配”表查找中间掉了一个字（或者一个字连同旁边的顿号）的固定说法，如“考核、档案管理”写成“考档案管理”、
“双随机、一公开”写成“双随、一公开”。表里注明可以这样写的不报；《》和引号里的也查；开头、结尾掉字的查不出来，
表外的词语、掉两个字以上的也查不出来。

Why
转换格式、合并改稿时容易掉字，通读时又往往顺着意思读过去。

Example
完善人民调解委员会学习、登记、考档案管理等制度。

Remedy
对照原文补上：学习、登记、考核、档案管理。

Basis
一般文字规范（校对惯例），固定搭配见表。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, frame_span
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span, any_of

_SHORTEST = 5
_CARRIED_OUT = frozenset("推实进执施试履现银发奉通先践例")
"""With 行 a word of their own: 推行执法公示 has lost nothing of 行政执法公示."""


@check("TXT-04", "固定搭配掉字", Severity.INFO, "一般文字规范", lists=("fixed_terms",))
def broken_term(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Terms of the list with one character gone from within."""
    yield from together(_each(document, context, rule), "全文有{}处固定搭配似有掉字，请逐一核对。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    pattern, whole, innocent = context.rules.once(_broken)
    if pattern is None:
        return
    text, frame = document.text, frame_span(document)
    for match in pattern.finditer(text, frame.start, frame.end):
        term = whole[match[0]]
        if text.endswith(innocent.get(term, ()), frame.start, match.start()):
            continue
        if match[0][0] == "行" and text[match.start() - 1 : match.start()] in _CARRIED_OUT:
            continue
        yield rule.finding(document, Span(*match.span()), f"“{match[0]}”似有掉字，请核对是否为“{term}”。")


def _broken(rules: RuleSet) -> tuple[re.Pattern[str] | None, dict[str, str], dict[str, tuple[str, ...]]]:
    """What finds a broken term, the whole term of each broken one, and what before it makes it right."""
    rows = rules.rows("fixed_terms")
    terms = [row["term"] for row in rows]
    right = {word for row in rows for word in row.get("also", ())}
    whole: dict[str, str] = {}
    for term in terms:
        for broken in _losses(term):
            if broken not in right and not any(broken in other for other in terms):
                whole.setdefault(broken, term)
    innocent = {row["term"]: tuple(row["unless_after"]) for row in rows if row.get("unless_after")}
    return (re.compile(any_of(whole)) if whole else None), whole, innocent


def _losses(term: str) -> Iterator[str]:
    """The term with one inner character gone, alone or with the 、 beside it (what stays is never a part's end)."""
    if len(term) < _SHORTEST:
        return
    for at in range(1, len(term) - 1):
        if term[at] == "、":
            continue
        if term[at - 1] != "、" or term[at + 1] != "、":
            yield term[:at] + term[at + 1 :]
        if term[at + 1] == "、" and at + 2 < len(term):
            yield term[:at] + term[at + 2 :]
        if term[at - 1] == "、" and at > 1:
            yield term[: at - 1] + term[at + 1 :]
