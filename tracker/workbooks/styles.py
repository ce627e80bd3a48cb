"""The named styles of every workbook, made once a book when first used; a cell style is a number that rows carry."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.indexed_list import IndexedList

from tracker.workbooks.cells import RIGHT, Kind, Tone

HEADING, NUMBER_HEADING, DATE_HEADING = "表头", "数字表头", "日期表头"
TITLE, UNDER_TITLE = "表题", "表题说明"
LETTER_TITLE, LETTER, LETTER_END = "公文标题", "公文正文", "公文落款"
TOTAL, FILL, LINKED = "合计", "填写", "链接"
_SUFFIXES = ("", TOTAL, FILL, LINKED)
_FONT = "宋体"
_LINE = Side(style="thin", color="D9D9D9")
_DARK = Side(style="thin", color="7F7F7F")


def set_default(book: Workbook) -> None:
    """What is not styled, and what widths are counted in: a named font and not one of a theme."""
    book._fonts = IndexedList()
    book._named_styles["Normal"].font = Font(name=_FONT, size=11)


def heading_of(kind: Kind) -> str:
    """The style of a heading above cells of this kind."""
    return NUMBER_HEADING if kind in RIGHT else DATE_HEADING if kind in (Kind.DATE, Kind.MOMENT) else HEADING


def number_of(book: Workbook, name: str, *, quoted: bool = False) -> int:
    """The number rows carry for a named style, which becomes known to the workbook; ``quoted``: the text stays text when somebody edits it."""
    if name not in book.named_styles:
        book.add_named_style(_style(name))
    cell = Cell(book.worksheets[0])
    cell.style = name
    if quoted:
        cell.quotePrefix = True
    return int(cell.style_id)


def conditional(tone: Tone) -> DifferentialStyle:
    """How a cell is shown while its condition holds: the colour of its words, bold where something is wrong."""
    return DifferentialStyle(font=Font(color=tone.value, bold=tone is Tone.WRONG))


_WRAP = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(vertical="top", horizontal="left", indent=1)
_RIGHT = Alignment(vertical="top", horizontal="right", indent=1)
_SHAPES = {
    Kind.TEXT: (_WRAP, "General"),
    Kind.LONG: (_WRAP, "General"),
    Kind.NUMBER: (_RIGHT, "#,##0"),
    Kind.QUANTITY: (_RIGHT, "#,##0.######"),
    Kind.PERCENT: (_RIGHT, "0.0%"),
    Kind.DATE: (_LEFT, "yyyy-mm-dd"),
    Kind.MOMENT: (_LEFT, "yyyy-mm-dd hh:mm"),
}
_ALONE = {
    TITLE: (Font(name=_FONT, size=16, bold=True), Alignment(vertical="center")),
    UNDER_TITLE: (Font(name=_FONT, size=10, color="595959"), Alignment(vertical="center")),
    LETTER_TITLE: (
        Font(name=_FONT, size=20, bold=True),
        Alignment(vertical="center", horizontal="center", wrap_text=True),
    ),
    LETTER: (Font(name="仿宋", size=16), _WRAP),
    LETTER_END: (
        Font(name="仿宋", size=16),
        Alignment(vertical="top", horizontal="right", indent=2, wrap_text=True),
    ),
}


def _style(name: str) -> NamedStyle:
    """The style with this name, new; fonts are named and none depends on a theme."""
    if name in (HEADING, NUMBER_HEADING, DATE_HEADING):
        side, indent = {NUMBER_HEADING: ("right", 1), DATE_HEADING: ("left", 1)}.get(name, ("left", 0))
        return NamedStyle(
            name=name,
            font=Font(name=_FONT, size=11, bold=True),
            alignment=Alignment(vertical="center", horizontal=side, indent=indent, wrap_text=True),
            border=Border(bottom=_DARK),
            fill=PatternFill("solid", start_color="EDEDED"),
        )
    if name in _ALONE:
        font, alignment = _ALONE[name]
        return NamedStyle(name=name, font=font, alignment=alignment)
    kind, suffix = next((one, name.removeprefix(one)) for one in _SHAPES if name.removeprefix(one) in _SUFFIXES)
    alignment, number_format = _SHAPES[kind]
    style = NamedStyle(
        name=name,
        font=Font(name=_FONT, size=11, bold=suffix == TOTAL),
        alignment=alignment,
        border=Border(bottom=_LINE),
        number_format=number_format,
    )
    if suffix == FILL:
        style.fill = PatternFill("solid", start_color="FFFBE6")
        style.protection = Protection(locked=False)
    if suffix == LINKED:
        style.font = Font(name=_FONT, size=11, color="1F4E79", underline="single")
    return style
