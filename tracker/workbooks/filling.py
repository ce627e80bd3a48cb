"""openpyxl manners for a workbook that people fill in: what is to be filled is pale yellow, everything else is locked.

Small workbooks, made whole in memory; long tables are streamed by ``tracker.workbooks`` instead.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks import lines_needed, looks_like_formula
from tracker.workbooks.safe import as_cell, escaped

LINE_HEIGHT = 15.0
MOST_HEIGHT = 405.0
_FONT = "宋体"
_BAD_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", "　"))
_HAIR = Side(style="thin", color="D0D0D0")
_ALL_ROUND = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
_LINE = Border(bottom=_HAIR)
_YELLOW = PatternFill("solid", start_color="FFFBE6")
_GREY = PatternFill("solid", start_color="F2F2F2")

TITLE, PLAIN, SOFT, HEAD, FILL, FILL_SHORT, FILL_DATE, FILL_NUMBER, FIXED, NUMBER, HINT, EARLIER, KEY, LINK, BOLD, LINE = (
    "大标题", "说明文字", "次要文字", "填报表头", "填写", "填写短文字", "填写日期", "填写数值", "固定", "字数", "提示", "上年", "编号",
    "跳转", "说明粗体", "单行",
)  # fmt: skip


def _styles() -> Iterable[NamedStyle]:
    wrap = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(vertical="center", wrap_text=True)
    open_cell = Protection(locked=False)

    def style(
        name: str, alignment: Alignment = wrap, *, size: int = 11, color: str = "000000", **rest: object
    ) -> NamedStyle:
        bold, underline = bool(rest.pop("bold", False)), "single" if rest.pop("underlined", False) else None
        font = Font(name=_FONT, size=size, bold=bold, color=color, underline=underline)
        return NamedStyle(name=name, font=font, alignment=alignment, **rest)

    right = Alignment(vertical="top", horizontal="right")
    yield style(TITLE, Alignment(vertical="center"), size=16, bold=True)
    yield style(PLAIN)
    yield style(BOLD, bold=True)
    yield style(LINE, Alignment(vertical="center"), color="595959")
    yield style(SOFT, Alignment(vertical="center", wrap_text=True), color="595959")
    yield style(HEAD, middle, bold=True, fill=_GREY, border=_ALL_ROUND)
    yield style(FILL, fill=_YELLOW, border=_ALL_ROUND, protection=open_cell, number_format="@")
    yield style(FILL_SHORT, fill=_YELLOW, border=_ALL_ROUND, protection=open_cell, number_format="@")
    yield style(FILL_DATE, fill=_YELLOW, border=_ALL_ROUND, protection=open_cell, number_format="yyyy-mm-dd")
    yield style(FILL_NUMBER, right, fill=_YELLOW, border=_ALL_ROUND, protection=open_cell, number_format="0.######")
    yield style(FIXED, border=_LINE)
    yield style(NUMBER, right, color="595959", border=_LINE, number_format="#,##0;;")
    yield style(HINT, color="9C2A00", border=_LINE)
    yield style(EARLIER, color="595959", fill=_GREY, border=_LINE)
    yield style(KEY, Alignment(vertical="top"), size=8, color="A6A6A6")
    yield style(LINK, Alignment(vertical="center"), color="1F4E99", underlined=True)


class FormBook:
    """A workbook to fill in. Text goes in as text, whatever it begins with."""

    def __init__(self, title: str, *, creator: str, subject: str = "", made: datetime.datetime | None = None) -> None:
        self.title = title
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        about = self.workbook.properties
        about.title, about.creator, about.subject = as_cell(title)[0], as_cell(creator)[0], as_cell(subject)[0]
        about.lastModifiedBy = about.creator
        if made is not None:
            about.created = about.modified = made.astimezone(datetime.UTC).replace(tzinfo=None)
        self.workbook.calculation.fullCalcOnLoad = True
        for style in _styles():
            self.workbook.add_named_style(style)

    def sheet(
        self, title: str, widths: Sequence[float], *, heads: str = "", freeze: str = "", hidden: bool = False
    ) -> Worksheet:
        """Begin a sheet: ``heads`` are the rows repeated on every page of print (``4:4``), a width of 0 hides a column."""
        ws = self.workbook.create_sheet(self.free_title(title))
        for number, width in enumerate(widths, start=1):
            column = ws.column_dimensions[get_column_letter(number)]
            column.width, column.hidden = width or 8, not width
        ws.sheet_state = "hidden" if hidden else "visible"
        ws.sheet_view.showGridLines = False
        ws.freeze_panes = freeze or None
        ws.print_title_rows = heads or None
        ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
        ws.sheet_properties.pageSetUpPr.fitToPage = True
        margins = ws.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
        ws.oddHeader.left.text = self.title.replace("&", "&&")
        ws.oddHeader.right.text = ws.title.replace("&", "&&")
        ws.oddFooter.center.text = "第 &P 页，共 &N 页"
        return ws

    def free_title(self, wanted: str) -> str:
        """A sheet's title that every program takes and that is not taken yet: at most 31 characters."""
        base = as_cell(wanted)[0].replace("\n", "　").translate(_BAD_IN_TITLES).strip()[:31].strip() or "表"
        taken, found, number = {one.lower() for one in self.workbook.sheetnames}, base, 1
        while found.lower() in taken:
            number += 1
            found = f"{base[:27]}（{number}）"
        return found

    def list_of(self, name: str, words: Sequence[str]) -> str:
        """A hidden list for drop-downs, by the name that a validation uses."""
        ws = self.workbook["选项"] if "选项" in self.workbook.sheetnames else self.sheet("选项", [30] * 8, hidden=True)
        column = ws.max_column + 1 if ws["A1"].value else 1
        for row, word in enumerate([name, *words], start=1):
            put(ws, row, column, word, PLAIN)
        letter = get_column_letter(column)
        place = f"{quote_sheetname(ws.title)}!${letter}$2:${letter}${len(words) + 1}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place)
        return name

    def save(self, stream: IO[bytes]) -> None:
        """Write the workbook; it opens on its first visible sheet, at the top."""
        if "选项" in self.workbook.sheetnames:
            self.workbook.move_sheet("选项", len(self.workbook.sheetnames))
        self.workbook.active = 0
        self.workbook.save(stream)


def put(ws: Worksheet, row: int, column: int, value: object, style: str) -> None:
    """Set one cell: text as text, verbatim as far as a cell can hold it."""
    cell = ws.cell(row, column)
    if isinstance(value, str):
        text = escaped(as_cell(value)[0])
        cell.value = text or None
        if text:
            cell.data_type = "s"
    else:
        cell.value = value
    cell.style = style
    if isinstance(value, str) and looks_like_formula(value):
        cell.quotePrefix = True


def formula(ws: Worksheet, row: int, column: int, text: str, style: str) -> None:
    """Set a formula of the program's own (without ``=``)."""
    cell = ws.cell(row, column)
    cell.value = "=" + text
    cell.style = style


def link(ws: Worksheet, row: int, column: int, words: str, sheet: str, cell: str = "A1") -> None:
    """A link to a place of the same workbook."""
    put(ws, row, column, words, LINK)
    ws.cell(row, column).hyperlink = f"#{quote_sheetname(sheet)}!{cell}"
    ws.cell(row, column).style = LINK


def fit_height(ws: Worksheet, row: int, texts: Iterable[tuple[str, float]], *, least: float = 1.0) -> None:
    """Make a row as high as the longest of its texts, each with the width of its column."""
    lines = max([least, *(lines_needed(text, width) for text, width in texts if text)])
    ws.row_dimensions[row].height = min(lines * LINE_HEIGHT + 4, MOST_HEIGHT)


def choose(ws: Worksheet, place: str, source: str, *, message: str, strict: bool = True) -> None:
    """A drop-down: ``source`` is a name of ``list_of`` or words with commas between (at most 255 characters)."""
    formula1 = f'"{source}"' if "," in source else source
    rule = DataValidation(type="list", formula1=formula1, allow_blank=True, showErrorMessage=strict)
    rule.errorTitle, rule.error = "请从下拉列表中选择", message
    ws.add_data_validation(rule)
    rule.add(place)


def limit_length(ws: Worksheet, place: str, most: int) -> None:
    """Refuse texts longer than ``most``."""
    rule = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(most), allow_blank=True)
    rule.showErrorMessage, rule.errorTitle, rule.error = True, "文字过长", f"一格最多{most}字，请拆成几条。"
    ws.add_data_validation(rule)
    rule.add(place)


def limit_dates(ws: Worksheet, place: str, first: datetime.date, last: datetime.date) -> None:
    """Take dates between two days only."""
    rule = DataValidation(
        type="date", operator="between", formula1=f"DATE({first.year},{first.month},{first.day})",
        formula2=f"DATE({last.year},{last.month},{last.day})", allow_blank=True,
    )  # fmt: skip
    rule.showErrorMessage, rule.errorTitle = True, "请填日期"
    rule.error = f"请写成 {first:%Y-%m-%d} 这样的日期，在{first.year}年到{last.year}年之间。"
    ws.add_data_validation(rule)
    rule.add(place)


def colour(ws: Worksheet, place: str, condition: str, *, fill: str, font: str = "") -> None:
    """Colour cells where a condition holds (written for the first cell of the place)."""
    rule = FormulaRule(
        formula=[condition],
        fill=PatternFill("solid", start_color=fill, end_color=fill),
        font=Font(color=font) if font else None,
    )
    ws.conditional_formatting.add(place, rule)


def protect(ws: Worksheet) -> None:
    """Lock what is not to be filled, without a password; rows may be put in and made higher."""
    guard = ws.protection
    guard.sheet = True
    guard.formatRows = guard.formatColumns = guard.insertRows = guard.insertHyperlinks = False
    guard.selectLockedCells = guard.selectUnlockedCells = False
