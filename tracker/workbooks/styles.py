"""The named styles of every workbook, made once a book; a cell style is a number that rows carry."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

from tracker.workbooks.cells import Kind, Tone

HEADING, NUMBER_HEADING = "表头", "数字表头"
TITLE, UNDER_TITLE = "表题", "表题说明"
LETTER_TITLE, LETTER, LETTER_END = "公文标题", "公文正文", "公文落款"
TOTAL, FILL, LINKED = "合计", "填写", "链接"
_FONT = "宋体"
_LINE = Side(style="thin", color="D9D9D9")
_DARK = Side(style="thin", color="7F7F7F")


def add_styles(book: Workbook) -> None:
    """Make the styles known to a workbook; fonts are named and none depends on a theme."""
    for style in (*_cell_styles(), *_headings(), *_letters()):
        book.add_named_style(style)


def number_of(book: Workbook, name: str, *, quoted: bool = False) -> int:
    """The number rows carry for a named style; ``quoted``: the text stays text when somebody edits it."""
    cell = Cell(book.worksheets[0])
    cell.style = name
    if quoted:
        cell.quotePrefix = True
    return int(cell.style_id)


def conditional(tone: Tone) -> DifferentialStyle:
    """How a cell is shown while its condition holds: the colour of its words, bold where something is wrong."""
    return DifferentialStyle(font=Font(color=tone.value, bold=tone is Tone.WRONG))


def _cell_styles() -> list[NamedStyle]:
    wrap = Alignment(vertical="top", wrap_text=True)
    left = Alignment(vertical="top", horizontal="left")
    right = Alignment(vertical="top", horizontal="right", indent=1)
    shapes = (
        (Kind.TEXT, wrap, "General"),
        (Kind.LONG, wrap, "General"),
        (Kind.NUMBER, right, "#,##0"),
        (Kind.QUANTITY, right, "#,##0.######"),
        (Kind.PERCENT, right, "0.0%"),
        (Kind.DATE, left, "yyyy-mm-dd"),
        (Kind.MOMENT, left, "yyyy-mm-dd hh:mm"),
    )
    found = []
    for suffix in ("", TOTAL, FILL, LINKED):
        for kind, alignment, number_format in shapes:
            style = NamedStyle(
                name=kind + suffix,
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
            found.append(style)
    return found


def _headings() -> list[NamedStyle]:
    found = []
    for name, side, indent in ((HEADING, "left", 0), (NUMBER_HEADING, "right", 1)):
        found.append(
            NamedStyle(
                name=name,
                font=Font(name=_FONT, size=11, bold=True),
                alignment=Alignment(vertical="center", horizontal=side, indent=indent, wrap_text=True),
                border=Border(bottom=_DARK),
                fill=PatternFill("solid", start_color="EDEDED"),
            )
        )
    return found


def _letters() -> list[NamedStyle]:
    plain = Alignment(vertical="top", wrap_text=True)
    return [
        NamedStyle(name=TITLE, font=Font(name=_FONT, size=16, bold=True), alignment=Alignment(vertical="center")),
        NamedStyle(
            name=UNDER_TITLE, font=Font(name=_FONT, size=10, color="595959"), alignment=Alignment(vertical="center")
        ),
        NamedStyle(
            name=LETTER_TITLE,
            font=Font(name=_FONT, size=20, bold=True),
            alignment=Alignment(vertical="center", horizontal="center", wrap_text=True),
        ),
        NamedStyle(name=LETTER, font=Font(name="仿宋", size=16), alignment=plain),
        NamedStyle(
            name=LETTER_END,
            font=Font(name="仿宋", size=16),
            alignment=Alignment(vertical="top", horizontal="right", indent=2, wrap_text=True),
        ),
    ]
