"""The numbers that open parts, sections and items: 一、 （一） 1. （1） 一是, as printed in either width.

All patterns run over ``fold(text)``, whose positions are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reportsrc.text import Span, fold

_CN = "[一二三四五六七八九十]{1,3}"


class Level(StrEnum):
    """The kinds of marker, from the outermost in."""

    PART = "part"  # 一、 or 第一部分
    SECTION = "section"  # （一）
    NUMBER = "number"  # 1.
    BRACKET = "bracket"  # （1）
    SPOKEN = "spoken"  # 一是
    ORDER = "order"  # 首先 … 其次 … 最后


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at a place; ``number`` is what it counts (0 where it does not say)."""

    level: Level
    number: int
    span: Span


_LINE_START = re.compile(
    rf"(?P<part>{_CN}、|第{_CN}部分[、:,. ]?)"
    rf"|(?P<section>\({_CN}\)|{_CN}\))"
    r"|(?P<number>\d{1,2}(?:\.(?!\d)|、))"
    r"|(?P<bracket>\(\d{1,2}\))"
    rf"|(?P<spoken>{_CN}是(?!否|不是))"
    r"|(?P<order>首先|其次|再次|最后)(?=[,、是])"
)
_INLINE_SPOKEN = re.compile(
    rf"(?:(?<=[。;:,!?”’)》\s])|^)(?:(?P<spoken>{_CN})是(?!否|不是)|(?P<order>首先|其次|再次|最后)(?=[,、是]))"
)
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", start=1)}


def chinese_number(words: str) -> int:
    """一 … 九十九 as an integer; 0 for anything else."""
    if words in _DIGITS:
        return _DIGITS[words]
    tens, ten, ones = words.partition("十")
    if not ten or (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _number(words: str) -> int:
    digits = "".join(c for c in words if c.isdigit())
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


def spoken_markers(folded: str, start: int, end: int) -> Iterator[Marker]:
    """一是 … and 首先 … inside running text, where a clause can begin; 之一是 and 唯一是 are none."""
    for match in _INLINE_SPOKEN.finditer(folded, start, end):
        if match["spoken"]:
            number = chinese_number(match["spoken"])
            if number:
                yield Marker(Level.SPOKEN, number, Span(match.start(), match.end()))
        else:
            yield Marker(Level.ORDER, 0, Span(match.start(), match.end()))


def cuts_of(text: str) -> list[int]:
    """Offsets at which a passage's own further markers begin a new item; else where its line breaks do; else none."""
    folded = fold(text)
    first = marker_at(folded, len(text) - len(text.lstrip()))
    level = first.level if first else None
    spoken = [one for one in spoken_markers(folded, 0, len(text)) if one.span.start > 0]
    if level in (None, Level.SPOKEN):
        cuts = [one.span.start for one in spoken if one.level is Level.SPOKEN]
        if cuts:
            return cuts
    breaks = [match.end() for match in re.finditer(r"\n\s*", text) if 0 < match.end() < len(text)]
    if level is not None:
        same = [at for at in breaks if (one := marker_at(folded, at)) and one.level is level]
        return same or []
    return breaks


def inner_markers(text: str) -> tuple[str, ...]:
    """The markers inside an item that a reader would take for the start of another item, as printed."""
    folded = fold(text)
    first = marker_at(folded, len(text) - len(text.lstrip()))
    if first is not None and first.level is not Level.SPOKEN:
        same = [
            found
            for match in re.finditer(r"\n\s*", text)
            if (found := marker_at(folded, match.end())) and found.level is first.level
        ]
        return tuple(one.span.of(text) for one in same)
    found = [one for one in spoken_markers(folded, 0, len(text)) if one.span.start > 0 and one.level is Level.SPOKEN]
    return tuple(one.span.of(text) for one in found if first is not None or len(found) > 1)
