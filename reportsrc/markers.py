"""The numbers that open parts, sections and items: 一、 （一） 1. （1） 一是, as printed in either width.

All patterns run over ``fold(text)``, whose positions are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportsrc.text import Span, fold, line_spans

_CN = "[一二三四五六七八九十]{1,3}"


class Level(StrEnum):
    """The kinds of marker, from the outermost in."""

    PART = "part"  # 一、 or 第一部分
    SECTION = "section"  # （一）
    NUMBER = "number"  # 1.
    BRACKET = "bracket"  # （1）
    CIRCLE = "circle"  # ①
    SPOKEN = "spoken"  # 一是
    ORDER = "order"  # 首先 … 其次 … 最后


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at a place; ``number`` is what it counts (0 where it does not say)."""

    level: Level
    number: int
    span: Span


_SPOKEN = rf"{_CN}\s?(?:是(?!否|不是)|要(?![求素点件害]))"
_ORDER = r"(?:首先|其次|再次|最后)(?=[,、是要])|(?:其[一二三四五六]|第[一二三四五六])(?=,)"
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_LINE_START = re.compile(
    rf"(?P<part>{_CN}(?:、(?!{_CN}[、级等类号])|\.(?:(?!\d)|(?=20\d\d ?年)))|第{_CN}部分[、:,. ]?)"
    rf"|(?P<section>\( ?{_CN} ?\)、?|{_CN}\)、?)"
    r"|(?P<number>\d{1,2}(?:\.(?!\d)|\.(?=20\d\d ?年)|、))"
    r"|(?P<bracket>\(\d{1,2}\)、?|\d{1,2}\))"
    rf"|(?P<circle>[{_CIRCLES}])"
    rf"|(?P<spoken>{_SPOKEN})"
    rf"|(?P<order>{_ORDER})"
)
_INLINE_SPOKEN = re.compile(rf"(?:(?<=[。;:,!?”’)》—\s])|^)(?:(?P<spoken>{_SPOKEN})|(?P<order>{_ORDER}))")
_INLINE = {
    Level.PART: re.compile(rf"(?<=[。:;!?”)\s])(?:{_CN}、(?!{_CN}[、级等类号])|第{_CN}部分[、: ])"),
    Level.SECTION: re.compile(rf"(?<=[。:;!?”)\s])(?:\( ?{_CN} ?\)|(?<=[。;!?\s]){_CN}\))"),
    Level.NUMBER: re.compile(r"(?<=[。:;!?”)\s])\d{1,2}(?:\.(?!\d)|\.(?=20\d\d ?年)|、)"),
    Level.BRACKET: re.compile(r"(?<=[。:;!?”)\s])\(\d{1,2}\)"),
    Level.CIRCLE: re.compile(rf"[{_CIRCLES}]"),
}
_QUOTED = re.compile(r"“[^“”\r\n]{0,200}+”|\"[^\"\r\n]{0,60}+\"")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)}
_ORDER_NUMBERS = {"首先": 1, "其次": 2, "再次": 3}


def chinese_number(words: str) -> int:
    """一 … 九十九 as an integer; 0 for anything else."""
    if words in _DIGITS:
        return _DIGITS[words]
    tens, ten, ones = words.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _number(words: str) -> int:
    if words in _ORDER_NUMBERS:
        return _ORDER_NUMBERS[words]
    if words in _CIRCLES:
        return _CIRCLES.index(words) + 1
    digits = "".join(c for c in words if c in "0123456789")
    if digits:
        return int(digits)
    return chinese_number("".join(c for c in words if c in "一二三四五六七八九十"))


def marker_at(folded: str, position: int) -> Marker | None:
    """The marker that begins exactly at ``position`` of a folded text, as at the start of a line; None if none does."""
    match = _LINE_START.match(folded, position)
    if match is None or match.lastgroup is None:
        return None
    return Marker(Level(match.lastgroup), _number(match.group()), Span(match.start(), match.end()))


def marker_of(text: str) -> str:
    """The marker a passage begins with, as printed (leading white space aside); empty if it has none."""
    start = len(text) - len(text.lstrip())
    found = marker_at(fold(text), start)
    return found.span.of(text) if found else ""


def inline_markers(folded: str, level: Level, start: int, end: int) -> Iterator[Marker]:
    """Markers of one numbered level inside running text, where a sentence can begin."""
    for match in _INLINE[level].finditer(folded, start, end):
        yield Marker(level, _number(match.group()), Span(match.start(), match.end()))


def spoken_markers(folded: str, start: int, end: int) -> Iterator[Marker]:
    """一是 … and 首先 … inside running text, where a clause can begin; 之一是, 唯一是 and quoted ones are none."""
    first = marker_at(folded, start)
    if first and first.level in (Level.SPOKEN, Level.ORDER) and not opens_line(folded, start):
        yield first
    quotes = _QUOTED.finditer(folded, start, end)
    quote = next(quotes, None)
    for match in _INLINE_SPOKEN.finditer(folded, start, end):
        while quote is not None and quote.end() <= match.start():
            quote = next(quotes, None)
        if quote is not None and quote.start() < match.start():
            continue
        level = Level.SPOKEN if match["spoken"] else Level.ORDER
        number = _number(match.group())
        if number or level is Level.ORDER:
            yield Marker(level, number, Span(match.start(), match.end()))


def opens_line(folded: str, position: int) -> bool:
    """True if only white space stands between the line's start and ``position``."""
    while position > 0 and folded[position - 1] in " \t\u3000\u00a0":
        position -= 1
    return position == 0 or folded[position - 1] in "\r\n"


def item_markers(folded: str, start: int, end: int) -> list[Marker] | None:
    """The markers of the first numbered level in a stretch; empty if it has none, None if its paragraphs carry it.

    Numbers at line starts (``1.`` ``（1）`` ``①``) come before numbers in running text; 一是 goes first where it
    opens a line before them. Runs inside another run are deeper and left out. Where several runs each follow words
    of their own paragraph, or one run fills a small stretch between other paragraphs, the paragraphs are the units.
    """
    lines = list(line_spans(folded, start, end))
    numbered: dict[Level, list[Marker]] = {}
    opening: Marker | None = None
    for line in lines:
        found = marker_at(folded, line.start)
        if found is None or found.level is Level.PART:
            continue
        if found.level in (Level.SPOKEN, Level.ORDER):
            opening = opening or found
        else:
            numbered.setdefault(found.level, []).append(found)
    spoken = list(spoken_markers(folded, start, end))
    first = min(numbered.values(), key=lambda marks: marks[0].span.start, default=[])
    if first and not (opening and opening.span.start < first[0].span.start and len(spoken) > 1):
        return _with_inline(folded, first, end)
    runs = _outer_runs(folded, _same_level(spoken))
    running = _numbers_in_text(folded, start, end)
    if running and (not runs or running[0].span.start < runs[0][0].span.start):
        return running
    if _paragraphs_carry(folded, lines, runs):
        return None
    return [marker for run in runs for marker in run]


def _with_inline(folded: str, marks: list[Marker], end: int) -> list[Marker]:
    """Numbers at line starts, with those of the same level in running text that go on counting between them."""
    level = marks[0].level
    found: list[Marker] = []
    starts = {mark.span.start for mark in marks}
    lines = iter([*marks[1:], None])
    following = next(lines)
    count = marks[0].number
    found.append(marks[0])
    for mark in _merged(marks[1:], inline_markers(folded, level, marks[0].span.end, end)):
        if mark.span.start in starts:
            found.append(mark)
            following = next(lines)
            count = mark.number
        elif mark.number == count + 1 and (following is None or following.number > mark.number):
            found.append(mark)
            count = mark.number
    return found


def _merged(marks: Sequence[Marker], others: Iterator[Marker]) -> list[Marker]:
    by_start = {mark.span.start: mark for mark in others}
    by_start.update({mark.span.start: mark for mark in marks})
    return [by_start[at] for at in sorted(by_start)]


def _numbers_in_text(folded: str, start: int, end: int) -> list[Marker]:
    """The earliest run 1. 2. … (or （1）, ①) that counts on from one in running text."""
    best: list[Marker] = []
    for level in (Level.PART, Level.SECTION, Level.NUMBER, Level.BRACKET, Level.CIRCLE):
        run: list[Marker] = []
        for mark in inline_markers(folded, level, start, end):
            if mark.number == len(run) + 1:
                run.append(mark)
        if len(run) > 1 and (not best or run[0].span.start < best[0].span.start):
            best = run
    return best


def _same_level(spoken: Sequence[Marker]) -> list[Marker]:
    """一是 … if there are any, 首先 … else; whichever comes first where both count."""
    by_level = {level: [mark for mark in spoken if mark.level is level] for level in (Level.SPOKEN, Level.ORDER)}
    order = by_level[Level.ORDER]
    if len(order) < 2 or order[0].number != 1:
        order = []
    said = by_level[Level.SPOKEN]
    if len(said) == 1 and said[0].number != 1:
        said = []
    if said and order:
        return said if said[0].span.start < order[0].span.start else order
    return said or order


def _outer_runs(folded: str, marks: Sequence[Marker]) -> list[list[Marker]]:
    """The runs of markers that stand inside no other run, in text order.

    A run stands inside the one it interrupted if that one goes on after it.
    """
    if marks and marks[0].level is Level.ORDER:
        return [list(marks)]
    runs: list[list[Marker]] = []
    parents: list[int] = []
    stack: list[int] = []
    for mark in marks:
        back = _goes_on(folded, [runs[number] for number in stack[-8:]], mark)
        if back is None and mark.number > 1 and stack and runs[stack[-1]][-1].number < mark.number:
            back = 0  # a number was left out
        if back is None:
            parents.append(stack[-1] if stack else -1)
            stack.append(len(runs))
            runs.append([mark])
        else:
            del stack[len(stack) - back :]
            runs[stack[-1]].append(mark)
    inside = [False] * len(runs)
    for number, parent in enumerate(parents):
        if parent >= 0:
            inside[number] = inside[parent] or runs[parent][-1].span.start > runs[number][0].span.start
    return [run for run, hidden in zip(runs, inside, strict=True) if not hidden]


def _goes_on(folded: str, runs: Sequence[Sequence[Marker]], mark: Marker) -> int | None:
    """How many open runs (from the innermost) end when ``mark`` goes on an outer one; None if it goes on none."""
    opening = opens_line(folded, mark.span.start)
    fitting = []
    for back, run in enumerate(reversed(runs)):
        last = run[-1].span.start
        if run[-1].number == mark.number - 1 and (
            back == 0 or opening or folded.find("\n", last, min(mark.span.start, last + 4000)) < 0
        ):
            fitting.append((back, opens_line(folded, run[0].span.start) == opening))
    alike = [back for back, same in fitting if same]
    return alike[0] if alike else fitting[0][0] if fitting else None


def _paragraphs_carry(folded: str, lines: Sequence[Span], runs: Sequence[Sequence[Marker]]) -> bool:
    """True if paragraphs, not the spoken markers inside them, are the units of a stretch."""
    if not runs or not lines:
        return False
    led = [run for run in runs if run[0].span.start > lines[0].start and not opens_line(folded, run[0].span.start)]
    if len(led) > 1 and len({_line_of(lines, run[0].span.start) for run in led}) > 1:
        return True
    if len(runs) == 1 and led:
        first, final = _line_of(lines, runs[0][0].span.start), _line_of(lines, runs[0][-1].span.start)
        own = lines[final].end - runs[0][0].span.start
        return len(lines) >= 4 and first == final and own * 3 < lines[-1].end - lines[0].start
    return False


def _line_of(lines: Sequence[Span], position: int) -> int:
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high) // 2
        if lines[middle].start <= position:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)


def _further_markers(text: str) -> list[Marker]:
    """The markers of a passage's own level that stand behind its beginning."""
    folded = fold(text)
    start = len(text) - len(text.lstrip())
    return [marker for marker in item_markers(folded, 0, len(text)) or [] if marker.span.start > start]


def cuts_of(text: str) -> list[int]:
    """Offsets at which a passage's own further markers begin a new item; else where its line breaks do; else none."""
    cuts = [marker.span.start for marker in _further_markers(text)]
    if cuts or marker_of(text):
        return cuts
    return [match.end() for match in re.finditer(r"\n\s*+", text) if 0 < match.end() < len(text)]


def inner_markers(text: str) -> tuple[str, ...]:
    """The markers inside an item that a reader would take for the start of another item, as printed."""
    return tuple(marker.span.of(text) for marker in _further_markers(text))
