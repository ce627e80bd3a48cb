"""What each printed line of a report is: the title, a heading, body text, an attachment note, the signature, the date.

Lines follow the text; white space at their edges and blank lines are left to the format. What is printed of each line
are pieces of the verbatim text, so that a place in the text is a place on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportsrc.document import Document, Passage, PassageKind
from reportsrc.markers import Level, marker_at
from reportsrc.text import Span, fold, line_spans
from reportsrc.writers.titles import broken, width


class PrintedAs(StrEnum):
    """What a line is in the official format; the values are the names of the styles."""

    TITLE = "公文标题"
    ADDRESSEE = "主送机关"
    HEADING_1 = "一级标题"
    HEADING_2 = "二级标题"
    HEADING_3 = "三级标题"
    HEADING_4 = "四级标题"
    BODY = "公文正文"
    ATTACHMENT_NOTE = "附件说明"
    SIGNATURE = "署名"
    DATE = "成文日期"
    ATTACHMENT = "附件标识"
    ATTACHMENT_TITLE = "附件标题"


HEADINGS = (PrintedAs.HEADING_1, PrintedAs.HEADING_2, PrintedAs.HEADING_3, PrintedAs.HEADING_4)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line set in one manner; ``heading``: the level (1–4) of the heading it is, 0 for running text."""

    span: Span
    text: str
    heading: int = 0


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as printed: what it is and its pieces; a heading that runs on into text is a body line whose first piece
    is the heading. ``hang``: how many characters of an attachment note stand before its name."""

    kind: PrintedAs
    pieces: tuple[Piece, ...]
    hang: float = 0

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.pieces[0].span.start, self.pieces[-1].span.end)

    @property
    def rows(self) -> list[str]:
        """A title as it is broken on paper; any other line as one."""
        return broken(self.text) if self.kind in (PrintedAs.TITLE, PrintedAs.ATTACHMENT_TITLE) else [self.text]

    @property
    def signing(self) -> bool:
        """True for the lines of the signature, which stand together."""
        return self.kind in (PrintedAs.SIGNATURE, PrintedAs.DATE)

    @property
    def heading(self) -> int:
        """The level of a line that is a heading as a whole, else 0."""
        return HEADINGS.index(self.kind) + 1 if self.kind in HEADINGS else 0


_DATE = re.compile(
    r"(?:\d{4}|[二〇○零一九][〇○零一二三四五六七八九O]{3}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月(?: ?[\d一二三四五六七八九十]{1,3} ?日)?"
)
_NOTE = re.compile(r"附 {0,4}件 ?: ?(?:(?P<number>1)[.、] ?)?(?=\S)")
_NOTE_GOES_ON = re.compile(r"(?P<number>\d{1,2})[.、] ?(?=\S)")
_ATTACHED = re.compile(r"附件 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?")
_DEEPER = {Level.NUMBER: 3, Level.BRACKET: 4}


def lay_out(document: Document) -> tuple[PrintedLine, ...]:
    """The printed lines of a document in order. The portal's header (``PassageKind.HEADER``) is of its page and is left
    out."""
    return document.once(_lay_out)


def _lay_out(document: Document) -> tuple[PrintedLine, ...]:
    text = document.text
    folded = fold(text)
    rows = _Rows(document.passages)
    found: list[PrintedLine] = []
    attached = False
    for span in line_spans(text):
        passages = rows.of(span)
        first = passages[0] if passages else None
        kind = first.kind if first else None
        if kind is PassageKind.HEADER:
            continue
        before = found[-1].kind if found else None
        if before is PrintedAs.ATTACHMENT:
            found.append(_plain(text, span, PrintedAs.ATTACHMENT_TITLE))
        elif found and _ATTACHED.fullmatch(folded, span.start, span.end):
            attached = True
            found.append(_plain(text, span, PrintedAs.ATTACHMENT))
        elif kind is PassageKind.TITLE and not attached:
            found.append(_plain(text, span, PrintedAs.TITLE))
        elif kind is PassageKind.ADDRESSEE:
            found.append(_plain(text, span, PrintedAs.ADDRESSEE))
        elif (note := _note(text, folded, span, before)) is not None:
            found.append(_plain(text, span, PrintedAs.ATTACHMENT_NOTE, note))
        elif kind is PassageKind.SIGNATURE:
            date = _DATE.fullmatch(folded, span.start, span.end)
            found.append(_plain(text, span, PrintedAs.DATE if date else PrintedAs.SIGNATURE))
        else:
            found.append(_words(text, folded, span, passages))
    return tuple(_signed(found, folded))


_LONGEST_NAME = 26
_RUNNING = re.compile(r"[。,;:!?、]")


def _signed(lines: list[PrintedLine], folded: str) -> list[PrintedLine]:
    """The lines with a signature found that stands before attachments: a date alone on its line at the end of the report
    (or before what is attached), and the short lines above it."""
    for number, line in enumerate(lines):
        ends = number + 1 == len(lines) or lines[number + 1].kind is PrintedAs.ATTACHMENT
        alone = line.kind is PrintedAs.BODY and _DATE.fullmatch(folded, line.span.start, line.span.end)
        if not (ends and alone) or number == 0:
            continue
        lines[number] = PrintedLine(PrintedAs.DATE, line.pieces)
        above = number - 1
        while above > 0 and lines[above].kind is PrintedAs.BODY and _names(lines[above], folded):
            lines[above] = PrintedLine(PrintedAs.SIGNATURE, lines[above].pieces)
            above -= 1
    return lines


def _names(line: PrintedLine, folded: str) -> bool:
    return len(line.text) <= _LONGEST_NAME and not _RUNNING.search(line.span.of(folded)) and not line.pieces[0].heading


def _plain(text: str, span: Span, kind: PrintedAs, hang: float = 0) -> PrintedLine:
    return PrintedLine(kind, (Piece(span, span.of(text)),), hang)


def _note(text: str, folded: str, span: Span, before: PrintedAs | None) -> float | None:
    """How far the name stands in, if the line is (or goes on with) an attachment note; None if it is not."""
    match = _NOTE.match(folded, span.start, span.end)
    if match is None and before is PrintedAs.ATTACHMENT_NOTE:
        match = _NOTE_GOES_ON.match(folded, span.start, span.end)
    return width(text[match.start() : match.end()]) if match else None


def _words(text: str, folded: str, span: Span, passages: Sequence[Passage]) -> PrintedLine:
    """A line of headings and body text: what is heading of it stands apart."""
    pieces: list[Piece] = []
    at = span.start
    for passage in passages:
        level = _level(folded, passage)
        start, end = max(span.start, passage.span.start), min(span.end, passage.span.end)
        if not level or start < at:
            continue
        if passage.kind is PassageKind.ITEM:  # its first sentence, where more follows
            if passage.span.start < span.start:
                continue
            cut = text.find("。", start, end) + 1
            if not 0 < cut < len(text[:end].rstrip()):
                continue
            end = cut
        if at < start:
            pieces.append(Piece(Span(at, start), text[at:start]))
        pieces.append(Piece(Span(start, end), text[start:end], level))
        at = end
    if at < span.end:
        pieces.append(Piece(Span(at, span.end), text[at : span.end]))
    whole = len(pieces) == 1 and pieces[0].heading
    return PrintedLine(HEADINGS[pieces[0].heading - 1] if whole else PrintedAs.BODY, tuple(pieces))


def _level(folded: str, passage: Passage) -> int:
    """The level of heading that a passage is or begins with: 1 and 2 as read, 3 for 1. and 4 for （1）."""
    if passage.kind is PassageKind.HEADING:
        return 1 if passage.level == 1 else 2
    if passage.kind is PassageKind.ITEM and (marker := marker_at(folded, passage.span.start)):
        return _DEEPER.get(marker.level, 0)
    return 0


class _Rows:
    """Passages asked for line by line, in order."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._at = 0

    def of(self, line: Span) -> list[Passage]:
        """The passages that share anything with a line; lines must be asked for in text order."""
        while self._at < len(self._passages) and self._passages[self._at].span.end <= line.start:
            self._at += 1
        return list(self._from(line))

    def _from(self, line: Span) -> Iterator[Passage]:
        for number in range(self._at, len(self._passages)):
            passage = self._passages[number]
            if passage.span.start >= line.end:
                return
            if passage.span.overlaps(line):
                yield passage
