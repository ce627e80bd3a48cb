"""Rows as generated XML, streamed to a temporary file: what makes a large workbook quick and its memory flat.

openpyxl writes everything else. Text stands in the cell itself (``inlineStr``): a table of shared strings would have to
be held in memory until the end.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import IO, Any, NamedTuple
from xml.sax.saxutils import escape

from tracker.workbooks.cells import CELL_LIMIT, FORMULA_LIKE, Formula, Link, cell_text, lines_needed

LINE_HEIGHT = 15.0
MOST_HEIGHT = 405.0
_CHUNK = 512
_KNOWN = 2000
_SPARE = CELL_LIMIT // 2
_ASIDE = re.compile("[\x00-\x1f&<>_\x7f\ufffe\uffff\ud800-\udfff]").search
"""What a text may hold that cannot go into the file as it is; ``_`` because ``_x0041_`` would be read as a character."""
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIRST = frozenset("=+-@ ")
_LEAST, _MOST = -1.7e308, 1.7e308
_DAY_ZERO = date(1899, 12, 30).toordinal()


@dataclass(slots=True)
class Told:
    """What had to be done to the texts of a book, for the sheet that tells it."""

    cut: int = 0
    removed: int = 0
    unlinked: int = 0


class Cell(NamedTuple):
    """How a column's cells are written: all that does not change from row to row, put together once.

    ``known``: texts that came before and go on one line as they are (names, words, years come again and again).
    """

    opening: str
    as_text: str
    as_number: str
    known: set[str]
    room: float
    more: Styled


@dataclass(frozen=True, slots=True)
class Styled:
    """A column's letter, the numbers of its styles, and an empty cell's end; ``room``: how much fits on one line."""

    letter: str
    style: int
    quoted: int
    linked: int
    room: float
    empty: str


def cell_of(letter: str, style: int, quoted: int, linked: int, room: float) -> Cell:
    """A column's cells."""
    return Cell(
        f'<c r="{letter}',
        f'" s="{style}" t="inlineStr"><is><t>',
        f'" s="{style}"><v>',
        set(),
        room,
        Styled(letter, style, quoted, linked, room, f'" s="{style}"/>'),
    )


class Rows:
    """The rows of one sheet. ``count`` have been written; ``links``: (cell, address) of those that lead somewhere."""

    MOST_LINKS = 20_000
    """A spreadsheet takes some 65,000 links a sheet; so many are more than anybody follows, and cost little memory."""

    def __init__(self, told: Told, base: str) -> None:
        self.count = 0
        self.links: list[tuple[str, str]] = []
        self._told, self._base = told, base
        self._held: list[str] = []
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the book)

    def add(self, cells: Sequence[Cell], values: Iterable[Any], lines: float = 1) -> None:
        """Write one row as high as its lines: who opens the file sees the text whole without touching anything.

        Every cell of a large workbook passes here: what is usual is decided by its type alone and put together at once.
        """
        self.count = number = self.count + 1
        row = ""
        for (letter, as_text, as_number, known, room, cell), value in zip(cells, values, strict=False):
            kind = type(value)
            if kind is str:
                if value in known:
                    row += f"{letter}{number}{as_text}{value}</t></is></c>"
                    continue
                if not value:
                    row += f"{letter}{number}{cell.empty}"
                    continue
                size = len(value)
                if size < _SPARE and not _ASIDE(value) and value[0] not in _FIRST and value[-1] != " ":
                    if size * 2 <= room:
                        if len(known) < _KNOWN:
                            known.add(value)
                    elif (needed := ceil((size + len(value.encode())) / 2 / room)) > lines:
                        lines = needed
                    row += f"{letter}{number}{as_text}{value}</t></is></c>"
                    continue
            elif kind is int or (kind is float and _LEAST < value < _MOST):
                row += f"{letter}{number}{as_number}{value}</v></c>"
                continue
            elif kind is date:
                row += f"{letter}{number}{as_number}{value.toordinal() - _DAY_ZERO}</v></c>"
                continue
            elif value is None:
                row += f"{letter}{number}{cell.empty}"
                continue
            written, needed = self._rare(cell, f"{cell.letter}{number}", value)
            row += written
            lines = max(lines, needed)
        height = f' ht="{min(lines * LINE_HEIGHT, MOST_HEIGHT):g}" customHeight="1"' if lines > 1 else ""
        self._held.append(f'<row r="{number}"{height}>{row}</row>')
        if len(self._held) >= _CHUNK:
            self._let_go()

    def _rare(self, cell: Styled, at: str, value: object) -> tuple[str, int]:
        """A cell that is not plain text or a whole number, and how many lines it takes."""
        if isinstance(value, date):
            return f'<c r="{at}" s="{cell.style}"><v>{_serial(value)}</v></c>', 1
        if isinstance(value, bool):
            return f'<c r="{at}" s="{cell.style}" t="b"><v>{value:d}</v></c>', 1
        if isinstance(value, Decimal | float | int) and math.isfinite(value):
            return f'<c r="{at}" s="{cell.style}"><v>{value}</v></c>', 1
        if isinstance(value, Formula):
            return _formula(cell, at, value), 1
        if isinstance(value, Link):
            linked = self._link(at, value.path)
            return self._text(cell, at, value.text, cell.linked if linked else None)
        return self._text(cell, at, str(value), None)

    def _text(self, cell: Styled, at: str, value: str, style: int | None) -> tuple[str, int]:
        text, removed, cut = cell_text(value)
        self._told.removed += removed
        self._told.cut += cut
        if style is None:
            style = cell.quoted if text.startswith(FORMULA_LIKE) else cell.style
        if not text:
            return f'<c r="{at}" s="{style}"/>', 1
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        written = escape(_ESCAPED.sub("_x005F_", text))
        found = f'<c r="{at}" s="{style}" t="inlineStr"><is><t{space}>{written}</t></is></c>'
        return found, lines_needed(text, cell.room + 1.5)

    def _link(self, at: str, path: str) -> bool:
        if not self._base or not path:
            return False
        if len(self.links) >= self.MOST_LINKS:
            self._told.unlinked += 1
            return False
        self.links.append((at, self._base + path))
        return True

    def _let_go(self) -> None:
        self._out.write("".join(self._held).encode())
        self._held.clear()

    def copy_to(self, stream: IO[bytes]) -> None:
        """Write all rows to ``stream`` and give the temporary file back."""
        self._let_go()
        self._out.seek(0)
        while chunk := self._out.read(1 << 18):
            stream.write(chunk)
        self._out.close()


def _serial(value: date) -> str:
    """A date as a spreadsheet counts: days since the end of 1899; a moment as its clock shows it."""
    days = value.toordinal() - _DAY_ZERO
    if isinstance(value, datetime):
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        return f"{days + seconds / 86_400:.15g}"
    return str(days)


def _formula(cell: Styled, at: str, value: Formula) -> str:
    text = escape(value.text)
    if value.cached is None:
        return f'<c r="{at}" s="{cell.style}"><f>{text}</f></c>'
    if isinstance(value.cached, str):
        kept = escape(_ESCAPED.sub("_x005F_", cell_text(value.cached)[0]))
        return f'<c r="{at}" s="{cell.style}" t="str"><f>{text}</f><v>{kept}</v></c>'
    return f'<c r="{at}" s="{cell.style}"><f>{text}</f><v>{value.cached}</v></c>'
