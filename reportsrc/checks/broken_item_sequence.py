"""“一是”“二是”不连续。

What it does
在每一节（没有分节的，每一部分）里核对“一是、二是、三是”，指出缺号、重号和没有“一是”的地方。
分项里面再用一层“一是、二是”、另起一组，都不报；以“首先”“第一”起头的不报。
同一段里的“第一，第二，”“其一，其二，”“一要、二要”从一起头而后面缺号的，也报。

Why
分项断号，多是删改后没有重排，或者漏掉了一项。

Example
一是加强学习；三是严格考核。

Remedy
补上第二项，或者把“三是”改为“二是”。

Basis
公文写作惯例。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.markers import Level, Marker, chinese_number
from reportsrc.numerals import in_chinese
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_OTHER_FIRST = re.compile("首先|第一[，,是]|其一|一[要为则]|一方面")
_NUMERALS = "一二三四五六七八九十"
_SPOKEN = re.compile(f"是(?<=[{_NUMERALS}]是)(?!否|不是)")
_COUNTED = re.compile(
    f"(?<=[。；;：:，,\\n 　])(?:(?P<kind>[第其])(?P<number>[{_NUMERALS}])[，、,]|(?P<plain>[{_NUMERALS}])(?P<word>要))"
)
_BEFORE = frozenset("。；;：:，,！!？?”’）)》—–‒―")
_FAR = 4000


@check("FMT-05", "“一是”“二是”不连续", Severity.ERROR, "公文写作惯例")
def broken_item_sequence(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Spoken item markers that leave one out, come twice, or begin without the first."""
    text = document.text
    edges = [one.span.start for one in document.passages if one.kind is PassageKind.HEADING]
    if not edges:
        return
    yield from _counted(document, rule)
    markers = list(_spoken(text, edges[0], max(edges[0], document.body_span().end)))
    first = 0
    for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
        last = first
        while last < len(markers) and markers[last].span.start < end:
            last += 1
        if first < last:
            yield from _breaks(document, rule, markers[first:last], start)
            first = last


def _spoken(text: str, start: int, end: int) -> Iterator[Marker]:
    """The 一是, 二是 … of ``text[start:end]`` where a clause can begin, as reading finds them, without folding it."""
    for match in _SPOKEN.finditer(text, start, end):
        stop = match.start()
        left = stop - 1
        while left > start and stop - left < 3 and text[left - 1] in _NUMERALS:
            left -= 1
        if left > start and (text[left - 1] in _BEFORE or text[left - 1].isspace()):
            number = chinese_number(text[left:stop])
            if number:
                yield Marker(Level.SPOKEN, number, Span(left, stop + 1))


class _Run:
    """One run of markers that is still open: the numbers that may come next, the last one's place and number.

    After a number that came twice, both the one after it and the one after its place may follow.
    """

    __slots__ = ("count", "last", "next")

    def __init__(self, count: int, last: Span, *more: int) -> None:
        self.count = count
        self.last = last
        self.next = (count + 1, *more)


def _breaks(document: Document, rule: Check, markers: list[Marker], start: int) -> Iterator[Finding]:
    text = document.text
    open_runs: list[_Run] = []
    for marker in markers:
        number, span = marker.number, marker.span
        if number == 1:
            open_runs = [*open_runs[-7:], _Run(1, span)]
            continue
        depth = _continued(text, open_runs, marker)
        if depth is not None:
            del open_runs[depth + 1 :]
            open_runs[depth] = _Run(number, span)
            continue
        if not open_runs:
            open_runs = [_Run(number, span)]
            if not _OTHER_FIRST.search(text, start, span.start):
                yield rule.finding(document, span, f"“{span.of(text)}”之前没有“一是”。")
            continue
        run = open_runs[-1]
        if number == 2 and _OTHER_FIRST.search(text, max(run.last.end, span.start - _FAR), span.start):
            open_runs.append(_Run(number, span))
            continue
        if number > run.count + 1 and _otherwise_counted(text, run, span.start, number):
            open_runs[-1] = _Run(number, span)
            continue
        if number <= run.count:
            said = "重复或倒退"
        elif number == run.count + 2:
            said = f"之前缺少“{in_chinese(number - 1)}是”"
        else:
            said = f"之前缺少“{in_chinese(run.count + 1)}是”至“{in_chinese(number - 1)}是”"
        yield rule.finding(document, span, f"“{span.of(text)}”{said}。", related=[run.last])
        open_runs[-1] = _Run(number, span, run.count + 2)


def _continued(text: str, open_runs: list[_Run], marker: Marker) -> int | None:
    """Which open run this marker goes on; an outer one only at a line's start or from the same line."""
    for depth in range(len(open_runs) - 1, -1, -1):
        run = open_runs[depth]
        if marker.number not in run.next:
            continue
        if depth == len(open_runs) - 1 or _opens_line(text, marker.span.start):
            return depth
        near = marker.span.start - run.last.start <= _FAR
        if near and text.find("\n", run.last.start, marker.span.start) < 0:
            return depth
    return None


def _otherwise_counted(text: str, run: _Run, stop: int, number: int) -> bool:
    """True if the number before stands there in other words: 二要, 其次, 第二."""
    low, word = max(run.last.end, stop - _FAR), in_chinese(number - 1)
    others = ("其次", "再次", f"其{word}", f"第{word}", *(f"{word}{after}" for after in "要为则者、，, 　"))
    return any(text.find(other, low, stop) >= 0 for other in others)


def _opens_line(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t\u3000\u00a0":
        at -= 1
    return at == 0 or text[at - 1] in "\r\n"


def _counted(document: Document, rule: Check) -> Iterator[Finding]:
    """第一，第二，… 其一，其二，… 一要 二要 within one paragraph that begin with one and later leave one out."""
    text, body = document.text, document.body_span()
    last: dict[str, re.Match[str]] = {}
    for match in _COUNTED.finditer(text, body.start, body.end):
        kind, number = match["kind"] or match["word"], chinese_number(match["number"] or match["plain"])
        before = last.get(kind)
        last[kind] = match
        if before is None or number <= 2 or text.find("\n", before.start(), match.start()) >= 0:
            continue
        count = chinese_number(before["number"] or before["plain"])
        if number != count + 2:
            continue
        missing = in_chinese(number - 1)
        if re.search(f"[第其]{missing}|{missing}[是要则为]|其次|再次|最后", text[before.end() : match.start()]):
            continue
        span = Span(*match.span())
        yield rule.finding(document, span, f"“{match[0]}”之前缺少第{missing}项。", related=[Span(*before.span())])
