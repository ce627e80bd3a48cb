"""A workbook that comes in, read by its headings, whatever somebody put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.workbooks.safe import CellRead, SheetRead, WorkbookError, read_book

__all__ = ["MOST_COLUMNS", "Row", "WorkbookError", "as_text", "read_rows", "rows_of"]

_CONTROL = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_EMPTY = CellRead("n", "")
MOST_COLUMNS = 40
"""What a list that people keep by hand never reaches."""


@dataclass(slots=True)
class Row:
    """One row as read: its number in the sheet, text by heading, and what is wrong in single cells, by heading."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)


def read_rows(data: bytes, headings: Mapping[str, Sequence[str]], *, required: Sequence[str], most: int) -> list[Row]:
    """The filled rows of the first sheet that has the ``required`` headings, found by name in its first ten rows.

    ``headings``: heading → other words for it. Formulas and numbers that lost digits are faults of their cell.
    Raises ``WorkbookError`` on anything that is no plain workbook or has more than ``most`` rows.
    """
    return rows_of(read_book(data), headings, required=required, most=most)


def rows_of(
    book: Sequence[SheetRead], headings: Mapping[str, Sequence[str]], *, required: Sequence[str], most: int
) -> list[Row]:
    """The same of a workbook that has been read."""
    known = {word: heading for heading, words in headings.items() for word in (heading, *words)}
    for sheet in book:
        rows = _filled_rows(sheet, most)
        columns = _find_headings(rows, known, required)
        if columns:
            return [_row(number, cells, columns) for number, cells in rows if _has_any(cells, columns)]
    raise WorkbookError(f"没有找到表头（要有“{'”“'.join(required)}”）。请下载模板填写。")


def _filled_rows(sheet: SheetRead, most: int) -> Iterator[tuple[int, dict[int, CellRead]]]:
    """(number, cells by column) of the rows that hold anything; no more are looked at than could be meant."""
    filled = 0
    for number, row in sheet.rows.items():
        cells = {column: cell for column, cell in row.items() if column <= MOST_COLUMNS}
        if cells and number <= most * 2 + 100:
            filled += 1
            if filled > most + 10:
                raise WorkbookError(f"表中超过{most}行，请分几次导入。")
            yield number, cells


def _find_headings(
    rows: Iterator[tuple[int, dict[int, CellRead]]], known: Mapping[str, str], required: Sequence[str]
) -> dict[int, str]:
    for number, cells in rows:
        found: dict[int, str] = {}
        for at, cell in cells.items():
            heading = known.get(re.sub(r"[\s*＊]", "", cell.text))
            if heading in found.values():
                raise WorkbookError(f"表头“{heading}”出现了两次。")
            if heading:
                found[at] = heading
        if set(required) <= set(found.values()):
            return found
        if number >= 10:
            break
    return {}


def _has_any(cells: Mapping[int, CellRead], columns: Mapping[int, str]) -> bool:
    return any(cells.get(at, _EMPTY).text.strip() for at in columns)


def _row(number: int, cells: Mapping[int, CellRead], columns: Mapping[int, str]) -> Row:
    row = Row(number, {})
    for at, heading in columns.items():
        row.cells[heading], fault = as_text(cells.get(at, _EMPTY))
        if fault:
            row.faults[heading] = fault
    return row


def as_text(cell: CellRead) -> tuple[str, str]:
    """A cell as text without the blanks around it, and what is wrong with it."""
    if cell.kind == "f":
        return cell.text[:50], "是公式，请粘贴为数值。"
    if cell.kind == "e":
        return cell.text, "是错误值。"
    if cell.kind == "n" and cell.text:
        value = float(cell.text)
        if abs(value) >= 10**15:
            return cell.text, "被存成了数字，末几位已经丢失，请把单元格设为文本后重填。"
        return (str(int(value)) if value == int(value) else str(value)), ""
    if cell.kind == "d":
        return cell.text[:10], ""
    text = cell.text.strip()
    return text, "有看不见的控制字符。" if _CONTROL.search(text) else ""
