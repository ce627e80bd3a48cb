"""汉字与数字之间有空格。

What it does
查找正文中汉字与阿拉伯数字之间的空格，如“预警 8项”。全文一律空格的视为版式习惯，不报；处数很多时并为一条。

Why
公文中汉字与数字之间不空格；时有时无说明稿件拼接后没有统一。

Example
摸排风险点、提出预警 8项。

Remedy
删去空格：摸排风险点、提出预警8项。

Basis
公文排版惯例。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SPACE = r"[ \t\u3000\u00a0\u2002\u2003\u2009\u202f]"
_SPACES = re.compile(_SPACE)
_GAP = re.compile(rf"{_SPACE}++")
_RUN = re.compile(r"[0-9０-９%％]++")
_DIGIT = re.compile(r"[0-9０-９.%％]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
MANY = 6


@check("PUN-07", "汉字与数字之间有空格", Severity.WARNING, "公文排版惯例")
def space_in_text(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Gaps between characters and digits in a text that otherwise has none."""
    text, body = document.text, document.body_span()
    found = (Span(*match.span()) for match in _GAP.finditer(text, body.start, body.end))
    gaps = [gap for gap in found if _between(text, gap.start, gap.end)]
    if not gaps or len(gaps) >= _tight(text, body):
        return
    groups = _groups(text, gaps)
    if len(groups) >= MANY:
        yield rule.finding(
            document,
            _around(text, groups[0]),
            f"汉字与数字之间有{len(gaps)}处空格，其余不空格：请统一为不空格。",
            related=[_around(text, group) for group in groups[1:20]],
            count=len(gaps),
        )
        return
    for group in groups:
        stretch = Span(group[0].start, group[-1].end)
        yield rule.finding(
            document,
            _around(text, group),
            "汉字与数字之间多了空格，请删去。",
            fix=Fix(stretch, _SPACES.sub("", stretch.of(text)), "删去空格"),
        )


def _between(text: str, start: int, end: int) -> bool:
    """True if a digit (or % before) stands on one side of ``[start, end)`` and a Chinese character on the other."""
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if _HAN.match(left):
        return bool(_DIGIT.match(right)) and right not in ".%％"
    return bool(_DIGIT.match(left) and left != "." and _HAN.match(right))


def _tight(text: str, body: Span) -> int:
    """How often digits and Chinese characters touch."""
    count = 0
    for match in _RUN.finditer(text, body.start, body.end):
        count += bool(match.start() and _HAN.match(text[match.start() - 1]))
        count += bool(_HAN.match(text[match.end() : match.end() + 1]))
    return count


def _groups(text: str, gaps: list[Span]) -> list[list[Span]]:
    """Gaps on both sides of one number belong together."""
    groups: list[list[Span]] = []
    for gap in gaps:
        if groups and gap.start - groups[-1][-1].end <= 12 and _number(text, groups[-1][-1].end, gap.start):
            groups[-1].append(gap)
        else:
            groups.append([gap])
    return groups


def _number(text: str, start: int, end: int) -> bool:
    return all(_DIGIT.match(char) for char in text[start:end])


def _around(text: str, group: list[Span]) -> Span:
    """The number with its gaps, two characters before and one after: 预警 8项."""
    start, end = group[0].start, group[-1].end
    end = _along(text, end, _DIGIT, 12)
    end = _along(text, end, _HAN, 1)
    back = 0
    while back < 12 and start > 0 and _DIGIT.match(text[start - 1]):
        start, back = start - 1, back + 1
    back = 0
    while back < 2 and start > 0 and _HAN.match(text[start - 1]):
        start, back = start - 1, back + 1
    return Span(start, end)


def _along(text: str, at: int, kind: re.Pattern[str], most: int) -> int:
    stop = min(len(text), at + most)
    while at < stop and kind.match(text[at]):
        at += 1
    return at
