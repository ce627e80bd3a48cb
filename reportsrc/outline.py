"""Where the passages of a report stand: title, preamble, parts with their role, sections, items, signature.

Parts are known by scored words of the standard, not by position. Every non-blank character of the text comes to lie in
exactly one passage; between passages stands white space only.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence

from reportsrc.document import Passage, PassageKind
from reportsrc.headings import Head, Page, find_heads, heading_end
from reportsrc.markers import Level, Marker, inline_markers, item_markers, marker_at
from reportsrc.opening import is_issuer_line, is_noise, opening
from reportsrc.standard import Standard
from reportsrc.text import Span, trim

_CN_DAY = "[一二三四五六七八九十]{1,3}"
_CN_YEAR = "二[〇○O0零][〇○O0零一二三四五六七八九]{2}"
_DATE = rf"(?:20\d\d ?[年./-] ?\d{{1,2}} ?[月./-] ?\d{{1,2}} ?日?|{_CN_YEAR}年{_CN_DAY}月{_CN_DAY}日)"
_DATE_LINE = re.compile(rf"(?P<issuer>[^\d。,;:!?]{{0,60}}?)\s{{0,20}}{_DATE}")
_SIGNED_IN_LINE = re.compile(rf"(?<=[。;\s])[^\s\d。,;:!?]{{3,40}}\s{{1,20}}{_DATE}$")
_FORMAL_CLOSING = re.compile(r"特此报告|专此报告|以上报告|此报告|现报上|妥否|请予?审[议阅示]|附件[:一二1]|附:|附表")
_BELOW_SIGNATURE = re.compile(r"附件[:一二1]|\([^()]{2,80}\)$|(?:联系人|抄送|公开方式)[:：]?[^。]{0,60}$")
_LONGEST_SIGNATURE = 160

_Section = tuple[int, int, Marker]
"""Where a section begins, where its heading ends, its marker."""


class _Reader:
    """The passages of one page's parts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text = page.text
        self.folded = page.folded

    def part(self, head: Head, end: int, role: str, also: tuple[str, ...]) -> Iterator[Passage]:
        """A part from its heading to ``end``."""
        marker = head.marker.of(self.text)
        yield Passage(PassageKind.HEADING, head.span, 1, marker, role, also)
        for copy in head.copies:
            yield Passage(PassageKind.INTRO, copy)
        start = head.body_start
        sections = self._sections(start, end, head.inline)
        if not sections:
            yield from self._items(start, end, None)
            return
        for line in self.page.lines_in(start, sections[0][0]):
            yield Passage(PassageKind.INTRO, line)
        stops = [*(at for at, _, _ in sections[1:]), end]
        for (at, heading_stop, opened), stop in zip(sections, stops, strict=True):
            span = trim(self.text, at, heading_stop)
            if span is not None:
                yield Passage(PassageKind.HEADING, span, 2, opened.span.of(self.text))
            yield from self._items(heading_stop, stop, opened)

    # -- sections --------------------------------------------------------------

    def _sections(self, start: int, end: int, inline: bool) -> list[_Section]:
        """（一） … or a nested 一、 …; none where no unit has a body: those are the items."""
        marks = [
            marker
            for line in self.page.lines_in(start, end)
            if (marker := marker_at(self.folded, line.start)) and marker.level in (Level.SECTION, Level.PART)
        ]
        if marks and marks[0].level is Level.PART:
            marks = self._counted(Level.PART, [marker for marker in marks if marker.level is Level.PART], start, end)
        else:
            marks = self._counted(
                Level.SECTION, [marker for marker in marks if marker.level is Level.SECTION], start, end
            )
            marks = marks or (self._counted(Level.PART, [], start, end) if inline else [])
        if not marks:
            return []
        stops = [*(marker.span.start for marker in marks[1:]), end]
        found = []
        for marker, stop in zip(marks, stops, strict=True):
            line = self.page.lines[self.page.row(marker.span.start)]
            line_end = min(line.end, stop)
            while line_end > marker.span.end and self.folded[line_end - 1].isspace():
                line_end -= 1
            at = marker.span.start
            found.append((at, heading_end(self.folded, at, marker.span.end, line_end, inline=inline), marker))
        bare = all(trim(self.text, own, stop) is None for (_, own, _), stop in zip(found, stops, strict=True))
        if bare and len(found) > 1:
            return []
        return found

    def _counted(self, level: Level, marks: list[Marker], start: int, end: int) -> list[Marker]:
        """Markers at line starts, with those in running text that fill the gaps of their numbering or go on with it."""
        starts = {marker.span.start for marker in marks}
        running = [one for one in inline_markers(self.folded, level, start, end) if one.span.start not in starts]
        if not running:
            return marks
        rest = iter([*marks, None])
        following = next(rest)
        found: list[Marker] = []
        count = 0
        for marker in sorted([*marks, *running], key=lambda one: one.span.start):
            if marker.span.start in starts:
                following = next(rest)
            elif not self._follows(marker, count) or (following is not None and following.number <= marker.number):
                continue
            found.append(marker)
            count = marker.number
        return found if marks or len(found) > 1 else []

    def _follows(self, marker: Marker, count: int) -> bool:
        """True if a marker in running text goes on counting; after a blank one number may have been left out."""
        left_out = count > 0 and marker.number == count + 2 and self.folded[marker.span.start - 1].isspace()
        return marker.number == count + 1 or left_out

    # -- items -----------------------------------------------------------------

    def _items(self, start: int, end: int, section: Marker | None) -> Iterator[Passage]:
        """The items of a section, or of a part without sections, with what stands before and after them."""
        marks = item_markers(self.folded, start, end)
        if marks is None:
            yield from self._paragraphs(start, end, lead=False)
        elif marks:
            before = trim(self.text, start, marks[0].span.start)
            if before is not None and section is not None:
                yield Passage(PassageKind.LEAD, before)
            elif before is not None:
                for line in self.page.lines_in(before.start, before.end):
                    yield Passage(PassageKind.INTRO, line)
            yield from self._marked(marks, end, closes=section is None)
        elif section is not None:
            if body := trim(self.text, start, end):
                yield Passage(PassageKind.ITEM, body)
        else:
            yield from self._paragraphs(start, end, lead=True)

    def _marked(self, marks: Sequence[Marker], end: int, *, closes: bool) -> Iterator[Passage]:
        edges = [*(marker.span.start for marker in marks), end]
        spans = [trim(self.text, at, stop) for at, stop in itertools.pairwise(edges)]
        closing: list[Span] = []
        final = spans[-1]
        if closes and final and len(spans) > 1 and not any(span and self._breaks(span) for span in spans[:-1]):
            own, *closing = self.page.lines_in(final.start, final.end)
            spans[-1] = own
        for marker, span in zip(marks, spans, strict=True):
            if span is not None:
                yield Passage(PassageKind.ITEM, span, marker=marker.span.of(self.text))
        for line in closing:
            yield Passage(PassageKind.CLOSING, line)

    def _breaks(self, span: Span) -> bool:
        return self.page.row(span.start) != self.page.row(span.end - 1)

    def _paragraphs(self, start: int, end: int, *, lead: bool) -> Iterator[Passage]:
        """One item a paragraph; a first line that ends in a colon leads to the others."""
        for number, line in enumerate(lines := self.page.lines_in(start, end)):
            leads = lead and number == 0 and len(lines) > 1 and self.folded[line.end - 1] == ":"
            yield Passage(PassageKind.INTRO if leads else PassageKind.ITEM, line)


def _tail(page: Page, start: int) -> tuple[int, list[Passage]]:
    """Where the text before ``start``'s end really ends, and the passages after it: closing, signature, page noise."""
    rows = page.lines_in(start, len(page.text))
    found: list[Passage] = []

    def take(kind: PassageKind) -> None:
        found.append(Passage(kind, rows.pop()))

    def words() -> str:
        return rows[-1].of(page.folded)

    while rows and is_noise(words()):
        take(PassageKind.HEADER)
    noise = len(found)
    below: list[Span] = []
    while rows and len(below) < 6 and len(rows[-1]) <= 80 and _BELOW_SIGNATURE.match(words()):
        below.append(rows.pop())
    dated = _DATE_LINE.fullmatch(words()) if rows and len(rows[-1]) <= _LONGEST_SIGNATURE // 2 else None
    signed = bool(dated and (not dated["issuer"].strip() or is_issuer_line(dated["issuer"])))
    for line in below:
        attached = not signed and _FORMAL_CLOSING.match(line.of(page.folded))
        found.append(Passage(PassageKind.CLOSING if attached else PassageKind.SIGNATURE, line))
    if signed:
        take(PassageKind.SIGNATURE)
        while rows and len(found) - noise < 12 and _names_an_issuer(words()):
            take(PassageKind.SIGNATURE)
    elif rows and is_issuer_line(words()):
        take(PassageKind.SIGNATURE)
    elif rows:
        line = rows[-1]
        near = max(line.start, line.end - _LONGEST_SIGNATURE)
        if match := _SIGNED_IN_LINE.search(page.folded, near, line.end):
            found.append(Passage(PassageKind.SIGNATURE, Span(match.start(), line.end)))
            rows.clear()
    while rows and len(rows[-1]) <= 80 and _FORMAL_CLOSING.match(words()):
        take(PassageKind.CLOSING)
    found.reverse()
    return (found[0].span.start if found else len(page.text)), found


def _names_an_issuer(line: str) -> bool:
    """A line of a signature; a second name of the same office may stand in brackets, the seal too."""
    words = line.strip()
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1]
        return words in ("盖章", "公章", "印章") or is_issuer_line(words)
    return is_issuer_line(line)


def outline(text: str, standard: Standard, header: Sequence[Span] = ()) -> tuple[Passage, ...]:
    """The passages of a report in text order. ``header``: the spans of the portal's metadata and noise.

    Every non-blank character lies in exactly one passage; any text gives an answer. Linear in the length of the text.
    """
    page = Page(text)
    header = sorted(header)
    edges = [span.start for span in header]

    def apart(position: int) -> bool:
        at = bisect.bisect_right(edges, position) - 1
        return at >= 0 and position < header[at].end

    heads = find_heads(page, standard.parts, apart)
    if not heads:
        return tuple(opening(page, len(text), header))
    reader = _Reader(page)
    found = list(opening(page, heads[0].span.start, header))
    body_end, tail = _tail(page, heads[-1].body_start)
    stops = [*(head.span.start for head in heads[1:]), body_end]
    for head, stop in zip(heads, stops, strict=True):
        role, *also = head.roles or ("topical",)
        found.extend(reader.part(head, stop, role, tuple(also)))
    return (*found, *tail)
