"""A workbook being written: a streamed sheet whose cells hold text as text, and that prints well."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import IO

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks import package, styles
from tracker.workbooks.cells import Column, Kind, Tone, Value, cell_text, fit_width, lines_needed, safe_text
from tracker.workbooks.rows import Cell, Rows, Told, cell_of

heard: ContextVar[object] = ContextVar("heard", default=None)
"""Who wants to hear, while large books are made, of every so many rows written (a function of that number)."""

_TELL_EVERY = 1000


class Sheet:
    """One sheet being written: a frozen, filterable header row, then rows in order, then totals.

    ``ws`` is openpyxl's sheet without cells: page, charts and whatever else belongs to the sheet is set there.
    ``above``: a title and further lines over the header row.
    """

    def __init__(self, book: Book, title: str, columns: Sequence[Column], above: Sequence[str] = ()) -> None:
        self._book = book
        self.columns = tuple(columns)
        self.rows = 0
        self.ws: Worksheet = book.workbook.create_sheet(title)
        self._widths = [column.width or fit_width(column.heading) for column in self.columns]
        self._stream = Rows(book.told, book.base)
        book.streams[self.ws.title] = (self._stream, len(self.columns))
        self.header = len(above) + 1
        self._set_up_page(title)
        for number, width in enumerate(self._widths, start=1):
            self.ws.column_dimensions[get_column_letter(number)].width = width
        for number, line in enumerate(above):
            style = self._book.style(styles.UNDER_TITLE if number else styles.TITLE)
            self._stream.add([cell_of("A", style, style, style, 1e9)], [line], 1.3 if number else 2.2)
        heads = [column.heading for column in self.columns]
        named = [styles.heading_of(column.kind) for column in self.columns]
        lines = max((lines_needed(head, width) for head, width in zip(heads, self._widths, strict=True)), default=1)
        self._stream.add([self._cell(n, style) for n, style in enumerate(named)], heads, lines + 0.4)
        self._cells = [
            self._cell(n, column.kind, styles.FILL if column.fill else "") for n, column in enumerate(self.columns)
        ]
        self._total_cells: list[Cell] = []
        self._conditions: list[tuple[str, Rule]] = []
        self._choices: list[tuple[str, DataValidation]] = []
        self._closed = False

    def _set_up_page(self, title: str) -> None:
        ws = self.ws
        ws.freeze_panes = f"A{self.header + 1}"
        ws.print_title_rows = f"{self.header}:{self.header}"
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

    def _cell(self, column: int, style: str, suffix: str = "") -> Cell:
        linked = style + styles.LINKED if style in (Kind.TEXT, Kind.LONG) and self._book.base else style + suffix
        return cell_of(
            str(get_column_letter(column + 1)),
            self._book.style(style + suffix),
            self._book.style(style + suffix, quoted=True),
            self._book.style(linked),
            max(self._widths[column] - 1.5, 1.0),
        )

    def letter(self, heading: str) -> str:
        """The letter of the column with this heading. Raises ``StopIteration`` if there is none."""
        return str(get_column_letter(next(n for n, c in enumerate(self.columns, start=1) if c.heading == heading)))

    def cells(self, heading: str) -> str:
        """The filtered rows of a column written so far, as formulas name them: ``C2:C31``."""
        letter = self.letter(heading)
        return f"{letter}{self.header + 1}:{letter}{max(self.header + self.rows, self.header + 1)}"

    def append(self, values: Iterable[Value]) -> None:
        """Write one row; text stays text whatever it begins with, ``None`` and empty text leave a cell empty."""
        self._stream.add(self._cells, values)
        self.rows += 1
        self._book.rows += 1
        if self._book.rows % _TELL_EVERY == 0 and callable(listener := heard.get()):
            listener(_TELL_EVERY)

    def append_total(self, values: Iterable[Value]) -> None:
        """Write a row below the filtered ones, in bold; it may hold ``Formula`` values."""
        if not self._total_cells:
            self._total_cells = [self._cell(n, column.kind, styles.TOTAL) for n, column in enumerate(self.columns)]
            self._set_filter()
        self._stream.add(self._total_cells, values)

    @property
    def last(self) -> int:
        """The number of the last row written, totals and lines above included."""
        return self._stream.count

    def flag(self, heading: str, tone: Tone, *, begins: Sequence[str] = (), below: float | None = None) -> None:
        """Show the cells of a column by condition: their words begin so, or their number is below a bound."""
        at = f"{self.letter(heading)}{self.header + 1}"
        tests = [f'LEFT({at},{len(word)})="{word}"' for word in begins]
        if below is not None:
            tests.append(f"AND(ISNUMBER({at}),{at}<{below})")
        test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
        self._conditions.append((heading, Rule(type="expression", dxf=styles.conditional(tone), formula=[test])))

    def choose(self, heading: str, options: Sequence[str]) -> None:
        """A column takes one of these words and no other; together they may have 250 characters."""
        found = DataValidation(type="list", formula1='"' + ",".join(options) + '"', allow_blank=True)
        found.showErrorMessage = True
        found.errorTitle, found.error = heading, f"请从列表中选择：{'、'.join(options)}"
        self._choices.append((heading, found))

    def _set_filter(self) -> None:
        if self.ws.auto_filter.ref is None and self.columns:
            last = get_column_letter(len(self.columns))
            self.ws.auto_filter.ref = f"A{self.header}:{last}{self.rows + self.header}"

    def close(self) -> None:
        """Finish the sheet; nothing can be written to it after."""
        if self._closed:
            return
        self._closed = True
        self._set_filter()
        if self.columns and not self.ws.print_area:
            self.ws.print_area = f"A1:{get_column_letter(len(self.columns))}{self.last}"
        for heading, rule in self._conditions:
            self.ws.conditional_formatting.add(self.cells(heading), rule)
        for heading, choice in self._choices:
            choice.add(self.cells(heading))
            self.ws.add_data_validation(choice)


class Letter:
    """A sheet of prose on upright A4: a title, paragraphs, a signature; for what a leader reads and signs."""

    WIDTH = 62.0

    def __init__(self, book: Book, title: str) -> None:
        self._stream = Rows(book.told, book.base)
        self._book = book
        self.ws: Worksheet = book.workbook.create_sheet(title)
        book.streams[self.ws.title] = (self._stream, 1)
        ws = self.ws
        ws.column_dimensions["A"].width = self.WIDTH
        ws.sheet_view.showGridLines = False
        ws.page_setup.orientation, ws.page_setup.paperSize = "portrait", 9
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        ws.page_margins.left, ws.page_margins.right = 0.9, 0.9
        ws.print_options.horizontalCentered = True
        ws.page_margins.top, ws.page_margins.bottom = 1.2, 1.0
        ws.oddFooter.center.text = "第 &P 页，共 &N 页"

    def _add(self, text: str, style: str, size: float, least: float) -> None:
        room = self.WIDTH * 11 / size
        lines = max(least, lines_needed(text, room) * size * 1.6 / 15)
        number, quoted = self._book.style(style), self._book.style(style, quoted=True)
        self._stream.add([cell_of("A", number, quoted, number, 1e9)], [text], lines)

    def title(self, text: str) -> None:
        """The title, in the middle."""
        self._add(text, styles.LETTER_TITLE, 20, 5)

    def paragraph(self, text: str) -> None:
        """A paragraph, its first line set in by two characters unless the text begins otherwise."""
        self._add(text, styles.LETTER, 16, 1.8)

    def ending(self, text: str) -> None:
        """A line to the right: who signs, and the date."""
        self._add(text, styles.LETTER_END, 16, 1.8)

    def close(self) -> None:
        """Finish the sheet."""
        self.ws.print_area = f"A1:A{max(self._stream.count, 1)}"


class Book:
    """A streamed workbook. ``cut`` counts the cells whose text was too long for a cell, ``removed`` the characters left
    out because no cell can hold them. ``base``: the site's address, for links back to it."""

    def __init__(self, title: str, *, creator: str, organisation: str = "", base: str = "") -> None:
        self.title = title
        self.base = base.rstrip("/")
        self.rows = 0
        self.told = Told()
        self.streams: dict[str, tuple[Rows, int]] = {}
        self.workbook = Workbook()
        styles.set_default(self.workbook)
        self._blank: Worksheet = self.workbook.active
        self._numbers: dict[tuple[str, bool], int] = {}
        self._organisation = cell_text(organisation)[0]
        self._sheets: list[Sheet] = []
        properties = self.workbook.properties
        properties.title, properties.creator = safe_text(title)[0], safe_text(creator)[0]
        properties.created = datetime.datetime.now(tz=datetime.UTC).replace(tzinfo=None)
        self.workbook.calculation.fullCalcOnLoad = True

    @property
    def cut(self) -> int:
        """How many cells' text was too long and was cut."""
        return self.told.cut

    @property
    def removed(self) -> int:
        """How many characters were left out because no cell can hold them."""
        return self.told.removed

    def style(self, name: str, *, quoted: bool = False) -> int:
        """The number of a named style, as rows carry it."""
        if (name, quoted) not in self._numbers:
            self._numbers[name, quoted] = styles.number_of(self.workbook, name, quoted=quoted)
        return self._numbers[name, quoted]

    def sheet(self, title: str, columns: Sequence[Column], above: Sequence[str] = ()) -> Sheet:
        """Begin a sheet."""
        found = Sheet(self, title, columns, above)
        self._sheets.append(found)
        return found

    def letter(self, title: str) -> Letter:
        """Begin a sheet of prose."""
        return Letter(self, title)

    def notes(self, *, by: str, when: datetime.datetime, scope: str = "", rows: Iterable[tuple[str, str]] = ()) -> None:
        """说明, the last sheet, alike in every workbook: of what, when, by whom, what was cut and left out; then ``rows``."""
        sheet = self.sheet("说明", [Column("项目", Kind.TEXT, 18), Column("内容", Kind.LONG, 100)])
        sheet.append(["导出时间", when.strftime("%Y-%m-%d %H:%M")])
        sheet.append(["导出人", by or "命令行"])
        sheet.append(["范围", scope or "全部可见"])
        for row in rows:
            sheet.append(row)
        told = self.told
        if told.cut:
            sheet.append(["截断", f"有{told.cut}格文字超过单元格上限，已截断并注明字数；全文见报告页面。"])
        if told.removed:
            sheet.append(["去除的字符", f"有{told.removed}个控制字符不能写入单元格，已去除。"])
        if told.unlinked:
            sheet.append(["链接", f"每个工作表只做前{Rows.MOST_LINKS}个链接，另有{told.unlinked}处为普通文字。"])
        sheet.close()

    def save(self, stream: IO[bytes]) -> None:
        """Write the workbook. It can be written once."""
        for sheet in self._sheets:
            sheet.close()
        self.workbook.remove(self._blank)
        package.save(self.workbook, self.streams, stream, company=self._organisation)
