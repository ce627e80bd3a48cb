"""The printed lines of a PDF, each with its place on the page. Run as a program, apart from the site's own process."""

from __future__ import annotations

import ctypes
import json
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from reportsrc.readers.apart import Failure, RefusedError, answer
from reportsrc.readers.content import MOST_CHARACTERS, names_somebody

MOST_PAGES = 300
_PASSWORD = 4  # FPDF_ERR_PASSWORD
MOST_ANNOTATIONS = 2000
_COMMENTS = frozenset((
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT, pdfium.FPDF_ANNOT_CARET, pdfium.FPDF_ANNOT_INK,
))  # fmt: skip
_SOFT_HYPHENS = frozenset("\u00ad\u0002")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line: its words, where it stands (points from the left and from the bottom of its page), and the size
    of its type (points)."""

    words: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def middle(self) -> float:
        """The height of the line's middle above the bottom of its page."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class _Sign:
    """One character with its box; ``made`` where PDFium put in a blank because it saw a gap."""

    character: str
    made: bool
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Print:
    """What a PDF prints: its lines in the order of the file, the height of every page (points); what it carries
    beside them: how many comments, and whether it names its author."""

    lines: list[PrintedLine]
    heights: list[float]
    comments: int = 0
    author: bool = False


def read_print(data: bytes) -> Print:
    """What a PDF prints and carries.

    Raises ``RefusedError``; other errors of a broken file pass through.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise RefusedError(Failure.ENCRYPTED if locked else Failure.DAMAGED) from error
    if len(document) > MOST_PAGES:
        raise RefusedError(Failure.TOO_LONG)
    lines: list[PrintedLine] = []
    heights: list[float] = []
    characters = comments = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            heights.append(0.0)
            continue  # a broken page does not take the others with it
        heights.append(float(page.get_height()))
        comments += _comments(page)
        characters += text.count_chars()
        if characters > MOST_CHARACTERS:
            raise RefusedError(Failure.TOO_LONG)
        lines += _merged(_line(number, run) for run in _runs(text))
    return Print(lines, heights, comments, names_somebody(document.get_metadata_value("Author")))


def _comments(page: pypdfium2.PdfPage) -> int:
    """How many of a page's annotations say or mark something; links, forms and seals do not."""
    found = 0
    for at in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if annotation:
            found += pdfium.FPDFAnnot_GetSubtype(annotation) in _COMMENTS
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _signs(text: pypdfium2.PdfTextPage) -> Iterator[_Sign]:
    box = pdfium.FS_RECTF()
    for at in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code in (0, 0xFFFE, 0xFFFF):
            continue
        made = pdfium.FPDFText_IsGenerated(text, at) == 1
        if not pdfium.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
            box.left = box.right = box.bottom = box.top = 0.0
        yield _Sign(chr(code), made, box.left, box.right, box.bottom, box.top)


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[list[_Sign]]:
    """The characters between two line ends, blanks at both ends gone."""
    run: list[_Sign] = []
    for sign in _signs(text):
        if sign.character not in "\r\n\x0b\x0c\x85\u2028\u2029":
            run.append(sign)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(page: int, run: list[_Sign]) -> PrintedLine | None:
    """A run as a line; None if it holds nothing."""
    while run and run[-1].character.isspace():
        run = run[:-1]
    first = next((at for at, sign in enumerate(run) if not sign.character.isspace()), len(run))
    run = run[first:]
    if not run:
        return None
    printed = [sign for sign in run if not sign.made and not sign.character.isspace()] or run
    wide = [sign.right - sign.left for sign in printed if sign.character >= "\u2e80"]  # as wide as the type is high
    size = statistics.median(wide or [sign.top - sign.bottom for sign in printed])
    words = []
    for at, sign in enumerate(run):
        if sign.made and sign.character == " " and 0 < at < len(run) - 1:
            before, after = run[at - 1], run[at + 1]
            gap = after.left - before.right
            if gap >= 0.6 * size:
                words.append("\t" if gap >= 1.5 * size else "\u3000" if not _latin(before, after) else " ")
                continue
            if not _latin(before, after):
                continue  # Chinese and figures are set a little apart, and no blank is printed there
        if sign.character not in _SOFT_HYPHENS:
            words.append(_usual(sign.character))
    placed = [sign for sign in run if sign.right > sign.left] or run
    return PrintedLine(
        words="".join(words),
        page=page,
        left=round(min(sign.left for sign in placed), 2),
        right=round(max(sign.right for sign in placed), 2),
        bottom=round(statistics.median(sign.bottom for sign in placed), 2),
        top=round(statistics.median(sign.top for sign in placed), 2),
        size=round(size, 2),
    )


def _latin(before: _Sign, after: _Sign) -> bool:
    return before.character.isascii() and after.character.isascii()


def _usual(character: str) -> str:
    """Radicals and compatibility forms, which fonts of PDF files name in place of the characters, as characters."""
    if "\u2e80" <= character <= "\u2fdf" or "\uf900" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character)
    return character


def _merged(lines: Iterator[PrintedLine | None]) -> list[PrintedLine]:
    """Neighbours of one height as one line: cells of a row, or words the file sets one by one."""
    found: list[PrintedLine] = []
    for line in lines:
        if line is None:
            continue
        last = found[-1] if found else None
        if (
            last is not None
            and min(last.top, line.top) - max(last.bottom, line.bottom) > 0.6 * min(last.size, line.size)
            and line.left > last.right - 0.7 * line.size
        ):
            gap = line.left - last.right
            narrow = gap < 0.6 * line.size
            spaced = narrow and gap > 0.15 * line.size and last.words[-1:].isascii() and line.words[:1].isascii()
            between = " " if spaced else "" if narrow else "\u3000" if gap < 1.5 * line.size else "\t"
            found[-1] = PrintedLine(
                last.words + between + line.words,
                last.page,
                last.left,
                line.right,
                min(last.bottom, line.bottom),
                max(last.top, line.top),
                max(last.size, line.size),
            )
        else:
            found.append(line)
    return found


def _answer(data: bytes) -> bytes:
    return json.dumps(asdict(read_print(data)), ensure_ascii=False).encode("utf-8", "replace")


if __name__ == "__main__":
    answer(_answer)
