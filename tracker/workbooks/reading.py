"""A workbook that comes in, read by its headings, whatever somebody put into it."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import load_workbook

_CONTROL = re.compile("[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class WorkbookError(ValueError):
    """A file that cannot be read as a workbook. ``str()`` is the sentence to show."""


MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 60 * 2**20
MOST_MEMBERS = 400
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
    _check_package(data)
    known = {word: heading for heading, words in headings.items() for word in (heading, *words)}
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for sheet in book.worksheets:
            rows = _filled_rows(sheet, most)
            columns = _find_headings(rows, known, required)
            if columns:
                return [_row(number, cells, columns) for number, cells in rows if _has_any(cells, columns)]
    except WorkbookError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise WorkbookError("这个表格读不出来，可能已损坏。请用表格软件重新保存为 xlsx。") from error
    raise WorkbookError(f"没有找到表头（要有“{'”“'.join(required)}”）。请下载模板填写。")


def _check_package(data: bytes) -> None:
    if not data:
        raise WorkbookError("文件是空的。")
    if len(data) > MOST_BYTES:
        raise WorkbookError(f"文件超过{MOST_BYTES // 2**20} MB，请确认没有选错文件。")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise WorkbookError("这是旧版 xls 或加了密码的表格，请另存为不加密的 xlsx。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {one.filename.lower() for one in members}
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                raise WorkbookError("这个表格展开后过大，没有读取。")
            if "xl/workbook.xml" not in names:
                raise WorkbookError("这不是 xlsx 表格，请选择 xlsx 文件。")
            if any("vbaproject" in name or "macrosheets" in name for name in names):
                raise WorkbookError("表格里有宏，没有读取。请另存为不带宏的 xlsx。")
            for one in members:
                if one.filename.lower().endswith((".xml", ".rels")):
                    with package.open(one) as stream:
                        head = stream.read(4096)
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head:
                        raise WorkbookError("表格里有不应有的内容，没有读取。")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError("这不是完整的 xlsx 表格，可能没有传完或已损坏。") from error


def _filled_rows(sheet: object, most: int) -> Iterator[tuple[int, list[tuple[object, str]]]]:
    """(number, [(value, type)]) of the rows that hold anything; no more are looked at than could be meant."""
    filled = 0
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=most * 2 + 100)  # type: ignore[attr-defined]
    for number, row in enumerate(rows, start=1):
        cells = [(cell.value, str(getattr(cell, "data_type", "n"))) for cell in row]
        if any(value not in (None, "") for value, _ in cells):
            filled += 1
            if filled > most + 10:
                raise WorkbookError(f"表中超过{most}行，请分几次导入。")
            yield number, cells


def _find_headings(
    rows: Iterator[tuple[int, list[tuple[object, str]]]], known: Mapping[str, str], required: Sequence[str]
) -> dict[int, str]:
    for number, cells in rows:
        found: dict[int, str] = {}
        for at, (value, _) in enumerate(cells):
            heading = known.get(re.sub(r"[\s*＊]", "", str(value or "")))
            if heading in found.values():
                raise WorkbookError(f"表头“{heading}”出现了两次。")
            if heading:
                found[at] = heading
        if set(required) <= set(found.values()):
            return found
        if number >= 10:
            break
    return {}


def _has_any(cells: Sequence[tuple[object, str]], columns: Mapping[int, str]) -> bool:
    return any(at < len(cells) and str(cells[at][0] or "").strip() for at in columns)


def _row(number: int, cells: Sequence[tuple[object, str]], columns: Mapping[int, str]) -> Row:
    row = Row(number, {})
    for at, heading in columns.items():
        value, kind = cells[at] if at < len(cells) else (None, "n")
        text, fault = _as_text(value, kind)
        row.cells[heading] = text
        if fault:
            row.faults[heading] = fault
    return row


def _as_text(value: object, kind: str) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    if value is None:
        return "", ""
    if kind == "f":
        return str(value)[:50], "是公式，请粘贴为数值。"
    if kind == "e":
        return str(value)[:50], "是错误值。"
    if isinstance(value, float | int) and not isinstance(value, bool):
        if abs(value) >= 10**15:
            return str(value), "被存成了数字，末几位已经丢失，请把单元格设为文本后重填。"
        return (str(int(value)) if value == int(value) else str(value)), ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat(), ""
    text = str(value).strip()
    return text, "有看不见的控制字符。" if _CONTROL.search(text) else ""
