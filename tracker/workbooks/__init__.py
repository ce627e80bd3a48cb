"""openpyxl manners in one place: a streamed workbook whose cells hold text as text, and that prints well.

Rows are written as they come (openpyxl's write-only mode): memory does not grow with their number. A style is made
once for the workbook and a cell once for a column, then filled anew for each row.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

CELL_LIMIT = 32_767
"""The most a cell can hold, in UTF-16 units as Excel counts them."""

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")
_FONT = "宋体"
_HEADING, _NUMBER_HEADING = "表头", "数字表头"
_LINE_HEIGHT = 15.0
_MOST_HEIGHT = 405.0
_LINE = Side(style="thin", color="D9D9D9")


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a wrapped cell ``width`` half-width characters wide, near enough for a row's height.

    A Chinese character takes three bytes of UTF-8 and two of width, a Latin one a byte and one of width.
    """
    room = max(width - 1.5, 1.0)
    return sum(max(1, math.ceil((len(line) + len(line.encode())) / 2 / room)) for line in text.split("\n"))


class Kind(StrEnum):
    """What a column holds; the value is the name of the cell style."""

    TEXT = "文字"
    LONG = "长文字"
    NUMBER = "数字"
    QUANTITY = "数值"
    PERCENT = "百分比"
    DATE = "日期"
    MOMENT = "时间"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, what it holds, its width in half-width characters (0: fits the heading)."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 0


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula written by the program itself, without the leading ``=``."""

    text: str


Value = str | int | float | Decimal | datetime.date | datetime.datetime | Formula | None


def display_width(text: str) -> int:
    """The width of the longest line of ``text`` in half-width characters: Chinese characters count two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def fit_width(heading: str, samples: Iterable[str] = (), least: int = 8, most: int = 60) -> float:
    """A column width that holds the heading with its filter button and every sample, between ``least`` and ``most``."""
    widest = max([display_width(heading) + 3, *(display_width(one) + 2 for one in samples)])
    return float(min(max(widest, least), most))


def safe_text(text: str) -> tuple[str, bool]:
    """``text`` as a cell can hold it, and whether it had to be cut.

    Control characters and lone surrogates are removed (a cell cannot hold them), line ends become LF. What is longer
    than ``CELL_LIMIT`` ends in a note that says so and how many characters (code points) there were.
    """
    clean = _UNSAFE.sub("", text.replace("\r\n", "\n"))
    if len(clean) * 2 <= CELL_LIMIT or len(clean.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return clean, False
    note = f"…（已截断，共{len(clean)}字）"
    room = (CELL_LIMIT - len(note)) * 2
    return clean.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + note, True


def looks_like_formula(text: str) -> bool:
    """True if a spreadsheet might take the text for a formula when it is edited or pasted on."""
    return text.startswith(_FORMULA_LIKE)


def _styles() -> list[NamedStyle]:
    left = Alignment(vertical="top", horizontal="left")
    wrap = Alignment(vertical="top", wrap_text=True)
    right = Alignment(vertical="top", horizontal="right", indent=1)
    border = Border(bottom=_LINE)

    def style(name: str, alignment: Alignment, number_format: str = "General", bold: bool = False) -> NamedStyle:
        return NamedStyle(
            name=name,
            font=Font(name=_FONT, size=11, bold=bold),
            alignment=alignment,
            border=border,
            number_format=number_format,
        )

    found = []
    for bold, suffix in ((False, ""), (True, "合计")):
        found += [
            style(Kind.TEXT + suffix, wrap, bold=bold),
            style(Kind.LONG + suffix, wrap, bold=bold),
            style(Kind.NUMBER + suffix, right, "#,##0", bold),
            style(Kind.QUANTITY + suffix, right, "#,##0.######", bold),
            style(Kind.PERCENT + suffix, right, "0.0%", bold),
            style(Kind.DATE + suffix, left, "yyyy-mm-dd", bold),
            style(Kind.MOMENT + suffix, left, "yyyy-mm-dd hh:mm", bold),
        ]
    for name, side, indent in ((_HEADING, "left", 0), (_NUMBER_HEADING, "right", 1)):
        heading = style(name, Alignment(vertical="center", horizontal=side, indent=indent, wrap_text=True), bold=True)
        heading.border = Border(bottom=Side(style="thin", color="7F7F7F"))
        heading.fill = PatternFill("solid", start_color="EDEDED")
        found.append(heading)
    return found


class Sheet:
    """One sheet being written: a frozen, filterable header row, then rows in order, then totals."""

    def __init__(self, book: Book, title: str, columns: Sequence[Column]) -> None:
        self._book = book
        self.columns = tuple(columns)
        self.rows = 0
        self._ws = book.workbook.create_sheet(title)
        self._set_up_page(title)
        self._widths = [column.width or fit_width(column.heading) for column in self.columns]
        for number, width in enumerate(self._widths, start=1):
            self._ws.column_dimensions[get_column_letter(number)].width = width
        numbers = (Kind.NUMBER, Kind.QUANTITY, Kind.PERCENT)
        styles = [_NUMBER_HEADING if column.kind in numbers else _HEADING for column in self.columns]
        heads = [column.heading for column in self.columns]
        lines = max((lines_needed(head, width) for head, width in zip(heads, self._widths, strict=True)), default=1)
        self._written = 0
        self._write([self._filled(self._cell(s), head) for s, head in zip(styles, heads, strict=True)], lines + 0.4)
        self._cells = [self._column_cells(column.kind) for column in self.columns]
        self._total_cells: list[tuple[WriteOnlyCell, WriteOnlyCell]] = []

    def _set_up_page(self, title: str) -> None:
        ws = self._ws
        ws.freeze_panes = "A2"
        ws.print_title_rows = "1:1"
        ws.page_setup.orientation = "landscape"
        ws.page_setup.paperSize = 9  # A4
        ws.page_setup.fitToWidth = 1
        ws.page_setup.fitToHeight = 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_margins.left = ws.page_margins.right = 0.5
        ws.page_margins.top, ws.page_margins.bottom = 0.7, 0.6
        ws.page_margins.header = ws.page_margins.footer = 0.3
        ws.oddHeader.left.text = self._book.title.replace("&", "&&")
        ws.oddHeader.right.text = title.replace("&", "&&")
        ws.oddFooter.center.text = "第 &P 页，共 &N 页"

    def _cell(self, style: str, quoted: bool = False) -> WriteOnlyCell:
        cell = WriteOnlyCell(self._ws)
        cell.style = style
        if quoted:
            cell.quotePrefix = True
        return cell

    def _column_cells(self, kind: str, suffix: str = "") -> tuple[WriteOnlyCell, WriteOnlyCell]:
        return self._cell(kind + suffix), self._cell(kind + suffix, quoted=True)

    @staticmethod
    def _filled(cell: WriteOnlyCell, value: object) -> WriteOnlyCell:
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        return cell

    def letter(self, heading: str) -> str:
        """The letter of the column with this heading. Raises ``StopIteration`` if there is none."""
        return str(get_column_letter(next(n for n, c in enumerate(self.columns, start=1) if c.heading == heading)))

    def append(self, values: Iterable[Value]) -> None:
        """Write one row; text stays text whatever it begins with, ``None`` and empty text leave a cell empty."""
        self._write(*self._row(self._cells, values))
        self.rows += 1

    def append_total(self, values: Iterable[Value]) -> None:
        """Write a row below the filtered ones, in bold; it may hold ``Formula`` values."""
        if not self._total_cells:
            self._total_cells = [self._column_cells(column.kind, "合计") for column in self.columns]
            self._set_filter()
        self._write(*self._row(self._total_cells, values))

    def _write(self, row: list[WriteOnlyCell], lines: float) -> None:
        """Stream one row as high as its lines: who opens the file sees the text whole without touching anything."""
        self._written += 1
        heights = self._ws.row_dimensions
        if lines > 1:
            heights[self._written].height = min(lines * _LINE_HEIGHT, _MOST_HEIGHT)
        self._ws.append(row)
        heights.pop(self._written, None)

    def _row(
        self, cells: Sequence[tuple[WriteOnlyCell, WriteOnlyCell]], values: Iterable[Value]
    ) -> tuple[list[WriteOnlyCell], int]:
        row, lines = [], 1
        for (plain, quoted), width, value in zip(cells, self._widths, values, strict=False):
            if isinstance(value, str):
                text, cut = safe_text(value)
                self._book.cut += cut
                if len(text) * 2 > width - 2 or "\n" in text:
                    lines = max(lines, lines_needed(text, width))
                row.append(self._filled(quoted if looks_like_formula(text) else plain, text or None))
            elif isinstance(value, Formula):
                plain.value = "=" + value.text
                row.append(plain)
            elif isinstance(value, datetime.datetime) and value.tzinfo is not None:
                row.append(self._filled(plain, value.replace(tzinfo=None)))
            else:
                row.append(self._filled(plain, value))
        return row, lines

    def _set_filter(self) -> None:
        if self._ws.auto_filter.ref is None and self.columns:
            self._ws.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.rows + 1}"

    def close(self) -> None:
        """Finish the sheet; nothing can be written to it after."""
        self._set_filter()
        self._ws.close()


class Book:
    """A streamed workbook. ``cut`` counts the cells whose text was too long for a cell."""

    def __init__(self, title: str, *, creator: str) -> None:
        self.title = title
        self.cut = 0
        self.workbook = Workbook(write_only=True)
        self.workbook.properties.title = safe_text(title)[0]
        self.workbook.properties.creator = safe_text(creator)[0]
        self.workbook.calculation.fullCalcOnLoad = True
        for style in _styles():
            self.workbook.add_named_style(style)

    def sheet(self, title: str, columns: Sequence[Column]) -> Sheet:
        """Begin a sheet."""
        return Sheet(self, title, columns)

    def save(self, stream: IO[bytes]) -> None:
        """Write the workbook; every sheet must have been closed or have rows."""
        self.workbook.save(stream)
