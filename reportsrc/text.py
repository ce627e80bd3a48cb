"""Text kept verbatim: spans into it, a folded view of equal length, and lines.

Every position in reportsrc is a code point in the verbatim text. Nothing here ever tidies that
text; what is searched is a *view* of it whose positions are the same (``fold``) or carry a map
back (``squeeze``).
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of code points in a verbatim text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words this span covers in ``text``."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The same length, ``by`` code points further on."""
        return Span(self.start + by, self.end + by)

    def covers(self, other: Span) -> bool:
        """True if ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """True if the two share at least one code point."""
        return self.start < other.end and other.start < self.end


def _fold_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update({0x3000: " ", 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " ", 0x0009: " "})
    table.update({ord("。"): "。", ord("﹝"): "〔", ord("﹞"): "〕", ord("﹪"): "%", ord("∶"): ":"})
    table.update({ord("–"): "—", ord("‒"): "—", ord("―"): "—", ord("～"): "~"})
    return table


_FOLD = _fold_table()


def fold(text: str) -> str:
    """A view of ``text`` with both widths of every mark made one, of exactly the same length.

    Full-width ASCII (``：（），；％０``) becomes half-width, special spaces become a plain space,
    dashes become ``—``. ``。、《》“”〔〕`` and line ends stay. Position ``i`` of the view is position
    ``i`` of the text.
    """
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class View:
    """A shorter view of a text with a map back: ``offsets[i]`` is the text position of ``view.text[i]``.

    ``offsets`` has one entry more than ``text``: the position where the view ends.
    """

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The verbatim span that the view's ``[start, end)`` came from."""
        if start == end:
            return Span(self.offsets[start], self.offsets[start])
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def squeeze(text: str, base: int = 0) -> View:
    """``fold(text)`` without any white space; ``base`` is added to each offset."""
    folded = fold(text)
    kept = [(i, c) for i, c in enumerate(folded) if not c.isspace()]
    return View("".join(c for _, c in kept), (*tuple(base + i for i, _ in kept), base + len(text)))


class Lines:
    """Line and column of positions in one text. Lines end at LF, CRLF or a lone CR; both count from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer(r"\r\n|\n|\r", text))]

    def at(self, position: int) -> tuple[int, int]:
        """``(line, column)`` of a position, both starting at 1."""
        row = bisect.bisect_right(self._starts, position) - 1
        return row + 1, position - self._starts[row] + 1


_SENTENCE = re.compile(r"[^。！？!?；;\r\n]++(?:[。！？!?；;]++[”’」』）)]?)?|[。！？!?；;]++")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the sentences of ``text[start:end]``: up to 。！？； or a line end, closing mark included.

    White space around a sentence belongs to no sentence.
    """
    stop = len(text) if end is None else end
    for match in _SENTENCE.finditer(text, start, stop):
        left, right = match.start(), match.end()
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            yield Span(left, right)


_WORDS_OF_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")


def line_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Spans of the lines of ``text[start:end]`` that hold anything, without the white space around them."""
    for match in _WORDS_OF_LINE.finditer(text, start, len(text) if end is None else end):
        yield Span(match.start(), match.end())


def trim(text: str, start: int, end: int) -> Span | None:
    """``[start, end)`` without the white space around it; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


class Stretches:
    """Spans in text order that do not overlap, asked whether a position lies inside one."""

    __slots__ = ("_ends", "_starts", "spans")

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(spans)
        self._starts = [span.start for span in self.spans]
        self._ends = [span.end for span in self.spans]

    def at(self, position: int) -> Span | None:
        """The span that holds ``position``, else None."""
        row = bisect.bisect_right(self._starts, position) - 1
        return self.spans[row] if row >= 0 and position < self._ends[row] else None

    def __contains__(self, position: int) -> bool:
        return self.at(position) is not None


_TITLES = re.compile(r"《[^》\r\n]{1,120}+》")
_QUOTED = re.compile(r"“[^”\r\n]{0,300}+”|「[^」\r\n]{0,300}+」|『[^』\r\n]{0,300}+』")


def titles(text: str) -> Stretches:
    """Titles of documents: 《…》 with their marks, on one line."""
    return Stretches(Span(*match.span()) for match in _TITLES.finditer(text))


def quotations(text: str) -> Stretches:
    """Quoted words: “…” with their marks, on one line."""
    return Stretches(Span(*match.span()) for match in _QUOTED.finditer(text))


def any_of(words: Iterable[str]) -> str:
    """An expression that finds any of these words, the longest first; words that begin alike share their beginning.

    Far quicker than ``a|b|c`` over a long list, as each character rules out all words that do not begin with it.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ends = "" in node
    branches = []
    for char, below in node.items():
        if not char:
            continue
        tail = char
        while len(below) == 1 and "" not in below:
            ((char, below),) = below.items()
            tail += char
        branches.append(re.escape(tail) + _branches(below))
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{joined}?" if ends else joined
