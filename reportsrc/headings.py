"""Where a report's parts begin and where a heading ends, however the page is set.

Looked for in turn: 一、 at line starts, headings without any marker, 一、 in running text (a page on one line), and
（一） or 1. where these open the parts. Numbering that begins again inside a part is nested, not a part.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from reportsrc.markers import Level, Marker, inline_markers, marker_at
from reportsrc.roles import heading_scores, roles_of
from reportsrc.standard import EntryForm, RequiredPart
from reportsrc.text import Span, fold, line_spans, trim
from reportsrc.wrapping import unwrapped

LONGEST_HEADING = 80
FARTHEST_STOP = 300
"""Code points within which the first 。 of a heading is looked for; a longer sentence is cut at a mark or blank."""

_ENUMERATES = re.compile(r":\s{0,4}(?=[一1首(])(?=一是|一要|1[.、]|\([一1]\)|首先)")
_RUNS_ON = re.compile(r"(?<=[因效足题排算划路况施板节距点析])(?=一是|1[.、](?!\d)|\([一1]\)|一[)、])")
"""Where a part's heading meets the first item of its body with nothing between."""
_ENDS_ITSELF = re.compile(r"(?:职责(?:履行|的?有关|的)?|有关|需要报告的)情况(?![和及与、,。:;]|\s)")
_LAST_WORDS = re.compile("(?:成效|原因|原因分析|不足|问题|打算|安排|计划|思路|措施|工作)(?![和及与、的分析中情成])")
_LONG_FOR_ITS_END = 45
_BLANK = re.compile(r"(?<=\S)\s{1,4}(?=\S)")
_MARKS = re.compile(r"[。,;:!?]")
_CONTENTS_TAIL = re.compile(r"[.…·\d]+$")
_IN_CONTENTS = re.compile(r"……|···|\.\.\.")
_FEW_LINES = 3
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_TITLE_YEAR = re.compile(
    r"(?<!\d)(20\d\d) ?年[^。\d\r\n]{0,24}(?:法治政府|依法行政|法治建设)[^。\d\r\n]{0,12}(?:报告|情况|总结)"
)
_FARTHEST_TITLE = 6000
_NESTED_SCORE = 16


class Page:
    """A text with its folded view, in which paragraphs broken by width are whole, and its lines."""

    __slots__ = ("_starts", "folded", "lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = unwrapped(text)
        self.lines = list(line_spans(self.folded))
        self._starts = [line.start for line in self.lines]

    def row(self, position: int) -> int:
        """The number of the line that holds a position (or the last one before it), from 0."""
        return max(0, bisect.bisect_right(self._starts, position) - 1)

    def lines_in(self, start: int, end: int) -> list[Span]:
        """The lines, or what of them lies in ``[start, end)``, without white space around them."""
        if start >= end or not self.lines:
            return []
        first, last = self.row(start), bisect.bisect_left(self._starts, end)
        found = (trim(self.text, max(line.start, start), min(line.end, end)) for line in self.lines[first:last])
        return [line for line in found if line is not None]


@dataclass(frozen=True, slots=True)
class Head:
    """A part's heading. ``copies``: the same line printed again right below; ``inline``: it opens no line."""

    span: Span
    marker: Span
    number: int
    roles: tuple[str, ...]
    score: int
    words: str
    inline: bool = False
    copies: tuple[Span, ...] = ()

    @property
    def body_start(self) -> int:
        """Where the part's body begins."""
        return self.copies[-1].end if self.copies else self.span.end


def heading_end(folded: str, start: int, marker_end: int, line_end: int, *, inline: bool, part: bool = False) -> int:
    """Where a heading that begins at ``start`` stops: the first 。 or the line's end.

    Sooner at （一） or a colon before 一是; in a page on one line at a blank; in an endless sentence at its first marks.
    """
    limit = min(line_end, start + FARTHEST_STOP)
    stop = folded.find("。", marker_end, limit)
    end = stop + 1 if stop >= 0 else limit
    if stop >= 0 and end < line_end and folded[end] in "”’)":
        end += 1
    near = min(end, start + LONGEST_HEADING)
    cuts = []
    if enumerated := _ENUMERATES.search(folded, marker_end, min(end + 4, line_end)):
        cuts.append(enumerated.start() + 1)
    if part and (run_on := _RUNS_ON.search(folded, marker_end + 2, near)):
        cuts.append(run_on.start())
    if part and end - start > _LONG_FOR_ITS_END and (said := _ENDS_ITSELF.search(folded, marker_end, near)):
        cuts.append(said.end())
    if part and (section := folded.find("(一)", marker_end + 1, end)) > 0:
        cuts.append(section)
    if end - start > LONGEST_HEADING and (colon := folded.find(":", marker_end, near)) >= 0:
        cuts.append(colon + 1)
    runs_on = part and line_end - start > FARTHEST_STOP and not 0 <= stop < near
    if inline or runs_on or (stop < 0 and limit < line_end):
        cuts += [at for at in (_blank(folded, marker_end, near),) if at]
    if not cuts and stop < 0 and limit < line_end:
        cuts.append(max(folded.rfind(mark, marker_end + 4, near) + 1 for mark in ",;:") or near)
    return min([end, *cuts])


def _blank(folded: str, marker_end: int, end: int) -> int:
    """The first blank that can end a heading: not right after its marker, not around a number or year; 0 if none."""
    for match in _BLANK.finditer(folded, marker_end, end):
        before, after = folded[match.start() - 1], folded[match.end() : match.end() + 5]
        if match.start() - marker_end < 2 or before.isdigit() or before in ",、(年度":
            continue
        if after[:1].isdigit() and not re.match(r"\d\.|\d、|20\d\d年", after):
            continue
        return match.start()
    return 0


class _Finder:
    """One search for the parts of one page."""

    def __init__(self, page: Page, parts: Sequence[RequiredPart], apart: Callable[[int], bool]) -> None:
        self.page = page
        self.parts = parts
        self.lines = [line for line in page.lines if not apart(line.start)]
        self.apart = apart

    def head(self, line: Span, marker: Marker, *, inline: bool = False) -> Head | None:
        """The heading that ``marker`` opens on ``line``; a marker alone on its line takes the next line's words."""
        start, line_end = marker.span.start, line.end
        if trim(self.page.text, marker.span.end, line_end) is None:
            row = self.page.row(start) + 1
            below = self.page.lines[row] if row < len(self.page.lines) else None
            if below is None or len(below) > 60 or marker_at(self.page.folded, below.start):
                return None
            line_end = below.end
        end = heading_end(self.page.folded, start, marker.span.end, line_end, inline=inline, part=True)
        made = self._made(trim(self.page.text, start, end), marker, inline)
        if made and not made.roles and len(made.span) > _LONG_FOR_ITS_END:
            made = self._shorter(made, marker, inline) or made
        colon = self.page.folded.find(":", marker.span.end, min(end, start + 60)) + 1
        if made and made.roles and 0 < colon < made.span.end - 20:
            return replace(made, span=Span(start, colon))
        return made

    def _shorter(self, head: Head, marker: Marker, inline: bool) -> Head | None:
        """The heading that the words of a part end early in a sentence that runs on; None if none does."""
        for word in _LAST_WORDS.finditer(self.page.folded, marker.span.end, marker.span.end + 30):
            made = self._made(Span(head.span.start, word.end()), marker, inline)
            if made and made.roles:
                return made
        return None

    def _made(self, span: Span | None, marker: Marker, inline: bool = False) -> Head | None:
        if span is None:
            return None
        words = span.of(self.page.text)
        scores = heading_scores(words, self.parts)
        squeezed = "".join(fold(words).split())
        order = roles_of(words, self.parts) if scores else ()
        return Head(span, marker.span, marker.number, order, scores[0][1] if scores else 0, squeezed, inline)

    def at_line_starts(self, levels: Iterable[Level] = (Level.PART,)) -> list[Head]:
        """Headings whose marker opens a line."""
        wanted = frozenset(levels)
        found = []
        for line in self.lines:
            marker = marker_at(self.page.folded, line.start)
            if marker and marker.level in wanted and (head := self.head(line, marker)):
                found.append(head)
        return _named_as_parts(found)

    def in_text(self, known: Sequence[Head]) -> list[Head]:
        """``known`` with the headings in running text that fill the gaps of its numbering."""
        starts = {head.span.start: head for head in known}
        rest = iter([*known, None])
        following = next(rest)
        found: list[Head] = []
        inline = {
            marker.span.start: marker
            for marker in inline_markers(self.page.folded, Level.PART, 0, len(self.page.text))
            if marker.span.start not in starts and not self.apart(marker.span.start)
        }
        named = [at for at, marker in inline.items() if self.page.folded[at] == "第"]
        if len(named) > 1:
            inline = {at: inline[at] for at in named}
        count = inner = 0
        for at in sorted({*starts, *inline}):
            if at in starts:
                found.append(starts[at])
                following = next(rest)
                count, inner = starts[at].number, 0
                continue
            marker = inline[at]
            goes_on = marker.number == count + 1 and (following is None or following.number > marker.number)
            nested = not known and count > 0 and marker.number in ((1, inner + 1) if inner else (1,))
            left_out = not known and marker.number == count + 2 and self.page.folded[at - 1].isspace()
            if not goes_on and not nested and not left_out:
                continue
            head = self.head(self.page.lines[self.page.row(at)], marker, inline=True)
            if head is None or (left_out and not head.roles) or _IN_CONTENTS.search(head.words):
                continue
            found.append(head)
            if nested and not (goes_on and head.roles):
                inner = marker.number
            else:
                count, inner = marker.number, 0
        return found

    def unmarked(self, start: int = 0, end: int | None = None) -> list[Head]:
        """Short lines without a marker that read like a part's heading, within ``[start, end)``."""
        stop = len(self.page.text) if end is None else end
        found = []
        for line in self.lines:
            words = line.of(self.page.folded)
            if not start <= line.start < stop or not 4 <= len(words) <= 40 or _MARKS.search(words):
                continue
            if "报告" in words or "总结" in words or marker_at(self.page.folded, line.start):
                continue
            head = self._made(line, Marker(Level.PART, 0, Span(line.start, line.start)))
            if head and head.roles:
                found.append(head)
        return found

    def without_contents(self, found: list[Head]) -> list[Head]:
        """The headings without a table of contents above them (the same headings, with nothing between)."""
        listed = 0
        while listed < len(found) and _IN_CONTENTS.search(found[listed].words):
            listed += 1
        if 1 < listed < len(found) and found[listed].number == 1:
            return found[listed:]
        first = _CONTENTS_TAIL.sub("", found[0].words)
        for number, head in enumerate(found[1:], start=1):
            if number > 1 and _CONTENTS_TAIL.sub("", head.words) == first:
                rows = self.page.row(found[number - 1].span.start) - self.page.row(found[0].span.start)
                if rows == number - 1:
                    return found[number:]
        return found

    def outer(self, found: Sequence[Head]) -> list[Head]:
        """The parts among the markers: numbering that begins again inside a part is nested, not a part."""
        outer: list[Head] = []
        copies: list[list[Span]] = []
        held: set[str] = set()
        last = inner = 0
        for head in found:
            fresh = bool(head.roles) and not held & set(head.roles)
            if outer and not inner and head.words == outer[-1].words:
                above = copies[-1][-1] if copies[-1] else outer[-1].span
                if trim(self.page.text, above.end, head.span.start) is None:
                    copies[-1].append(head.span)
                    continue
            if inner and head.number in (1, inner + 1) and not (head.number == last + 1 and fresh):
                inner = head.number
                continue
            if outer and head.number == 1 and not inner and not (fresh and head.score >= _NESTED_SCORE):
                inner = 1
                continue
            inner = 0
            outer.append(head)
            copies.append([])
            held |= set(head.roles)
            last = head.number or last + 1
        return [replace(head, copies=tuple(own)) for head, own in zip(outer, copies, strict=True)]

    def filled(self, found: list[Head]) -> list[Head]:
        """``found`` with headings that lost their marker, where the numbering leaves one out."""
        held = {role for head in found for role in head.roles}
        extra: list[Head] = []
        before, at = 0, 0
        for head in found:
            if head.number > before + 1:
                for one in self.unmarked(at, head.span.start)[: head.number - before - 1]:
                    if not held & set(one.roles):
                        extra.append(one)
                        held |= set(one.roles)
            before, at = max(before, head.number), head.span.end
        return sorted([*found, *extra], key=lambda head: head.span.start)

    def clipped(self, found: list[Head]) -> list[Head]:
        """``found``, each heading ending before the next one begins."""
        for number, (head, after) in enumerate(itertools.pairwise(found)):
            if head.span.end > after.span.start:
                span = trim(self.page.text, head.span.start, after.span.start) or Span(
                    head.span.start, after.span.start
                )
                found[number] = replace(head, span=span)
        return found

    def dated(self, found: list[Head]) -> list[Head]:
        """``found`` with the role of next year's part where measures are headed again by the year after."""
        years = [int(match[1]) if (match := _YEAR.search(head.words)) else 0 for head in found]
        named = [year for year in (self._titled_year(found[0].span.start), *years) if year]
        measures = {part.key for part in self.parts if part.form is EntryForm.MEASURE}
        later = next((part.key for part in self.parts if part.year_offset == 1), "")
        if not named or not later or any(later in head.roles for head in found):
            return found
        for number, head in enumerate(found):
            if number and years[number] == min(named) + 1 and head.roles and set(head.roles) <= measures:
                found[number] = replace(head, roles=(later,))
        return found

    def _titled_year(self, end: int) -> int:
        """The year that a title before ``end`` names first; 0 if there is no title with a year."""
        titled = _TITLE_YEAR.search(self.page.folded, 0, min(end, _FARTHEST_TITLE))
        return int(titled[1]) if titled else 0


def find_heads(page: Page, parts: Sequence[RequiredPart], apart: Callable[[int], bool]) -> list[Head]:
    """The headings of a page's parts in text order; ``apart`` tells positions that belong to the portal's header."""
    finder = _Finder(page, parts, apart)
    found = finder.at_line_starts()
    if found:
        found = finder.without_contents(found)
    if not found:
        plain = finder.unmarked()
        if len({role for head in plain for role in head.roles}) > 1:
            return _once(plain)
    numbers = [head.number for head in found]
    if len(found) < 2 or numbers[0] != 1 or any(b > a + 1 for a, b in itertools.pairwise(numbers)):
        more = finder.in_text(found)
        alone = len(more) == 1 and more[0].number == 1 and (more[0].roles or len(page.lines) <= _FEW_LINES)
        if len(more) > max(1, len(found)) or (alone and not found):
            found = more
    if found:
        return finder.clipped(finder.dated(finder.filled(finder.outer(found))))
    for level in (Level.SECTION, Level.NUMBER):
        lower = finder.at_line_starts([level])
        if len({role for head in lower for role in head.roles}) > 1:
            return finder.outer(lower)
    return []


def _named_as_parts(heads: list[Head]) -> list[Head]:
    """第一部分, 第二部分 … alone where there are two or more: 一、 is a section then."""
    named = [head for head in heads if head.words.startswith("第")]
    return named if len(named) > 1 else heads


def _once(heads: Sequence[Head]) -> list[Head]:
    """Unmarked headings, each role opened once."""
    held: set[str] = set()
    found = []
    for head in heads:
        if not held & set(head.roles):
            found.append(head)
            held |= set(head.roles)
    return found
