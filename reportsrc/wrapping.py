"""Texts whose paragraphs are broken into lines of one width, as mail programs and printed pages break them.

What is searched is the folded view with such breaks as blanks, so that a line there is a paragraph; positions stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportsrc.markers import marker_at
from reportsrc.text import Span, fold

WIDEST = 120
"""Widest line, in half-width columns, of a text that was broken by width."""

FEWEST_LINES = 10
"""A text of fewer lines is taken as it stands."""

_SLACK = 4
"""Columns by which a full line may fall short of the widest: marks that must not begin a line, Latin words."""

_NARROWEST = 15

_MOST_ALIKE = 7
"""So many lines of nearly one length are no chance."""

_LINE = re.compile(r"[^\r\n]+")
_CLOSED = frozenset("。:;!?”")
_BLANKS = " \u3000\u00a0\t"
_WIDE = re.compile(r"[\u1100-\uffdc]|[“”‘’—…·]")


def _columns(words: str) -> int:
    return len(words) + len(_WIDE.findall(words))


def unwrapped(text: str) -> str:
    """``fold(text)`` with the line breaks inside its paragraphs as blanks; the same length, position by position.

    A text that was not broken by width comes back as ``fold(text)``.
    """
    folded = fold(text)
    lines = [Span(*match.span()) for match in _LINE.finditer(folded)]
    lines = [line for line in lines if not line.of(folded).isspace()]
    if len(lines) < FEWEST_LINES or sum(len(line) > WIDEST for line in lines) * 20 > len(lines):
        return folded
    open_ended = [folded[line.start : line.end].rstrip()[-1] not in _CLOSED for line in lines]
    lengths = [len(line) for line in lines]
    columns = [_columns(line.of(text)) for line in lines]
    ways = [_full(lengths, open_ended, 0), _full(lengths, open_ended, 2), _full(columns, open_ended, _SLACK)]
    full = max(ways, key=sum)
    if not full:
        return folded
    indented = _indented(folded, lines, full, open_ended)
    view: list[str] = []
    at = 0
    for number, line in enumerate(lines[1:], start=1):
        before = lines[number - 1]
        if full[number - 1] and _goes_on(folded, before, line, indented):
            gap = line.start - before.end
            view += (folded[at : before.end], " " * gap)
            at = line.start
    return "".join((*view, folded[at:]))


def _full(widths: Sequence[int], open_ended: Sequence[bool], slack: int) -> list[bool]:
    """Which lines are full; none if the text was not broken by width.

    It was if many lines are as wide as the widest (within ``slack``: 0 characters, 2 where marks hang over the edge,
    more columns), and most of these end inside a sentence.
    """
    ranked = sorted(widths)
    by_column = slack == _SLACK
    widest = ranked[max(0, len(ranked) - 1 - len(ranked) // 20)] if slack else ranked[-1]
    least = widest - slack
    if not by_column:  # a mark hangs over the edge of a line that is full without it: most lines are
        least = max(range(least, widest + 1), key=ranked.count)
    full = [width >= least for width in widths]
    count = sum(full)
    broken = sum(one and open_end for one, open_end in zip(full, open_ended, strict=True))
    if (
        not (2 * _NARROWEST if by_column else _NARROWEST) <= widest <= WIDEST
        or count < (4 if by_column or not slack else _MOST_ALIKE)
        or count * (5 if slack else 8) < len(widths)
        or broken * 10 < 6 * count
    ):
        return []
    return full


def _indented(folded: str, lines: Sequence[Span], full: Sequence[bool], open_ended: Sequence[bool]) -> bool:
    """True if paragraphs begin with blanks: then a line without any after a full one goes on with it.

    They do if nearly all lines below a short one begin with blanks, and nearly none below a full one that ends inside
    a sentence.
    """
    opening = going_on = opening_blank = going_on_blank = 0
    for line, filled, open_end in zip(lines[1:], full, open_ended, strict=False):
        blank = folded[line.start] in _BLANKS
        if not filled:
            opening += 1
            opening_blank += blank
        elif open_end:
            going_on += 1
            going_on_blank += blank
    return opening_blank >= 3 and opening_blank * 5 >= opening * 4 and going_on_blank * 10 <= going_on


def _goes_on(folded: str, before: Span, line: Span, indented: bool) -> bool:
    """True if ``line`` goes on with the paragraph of the full line ``before``."""
    gap = folded[before.end : line.start]
    if gap.count("\n") > 1 or gap.count("\r") > 1 or folded[line.start] in _BLANKS:
        return False
    if marker_at(folded, line.start):
        return False
    return indented or folded[before.start : before.end].rstrip()[-1] not in _CLOSED
