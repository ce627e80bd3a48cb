"""Marks by workbook: the requirements of a report or of several, with drop-downs for the results; and back again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, Any

from openpyxl.worksheet.worksheet import Worksheet

from tracker.actions.marks_in import mark_print
from tracker.imports import form_layout as layout
from tracker.models import Report, User
from tracker.models.calendar import now
from tracker.models.review import Result
from tracker.models.workspace import CheckRow, open_workspace
from tracker.workbooks import filling
from tracker.workbooks.filling import FormBook, formula, put
from tracker.workbooks.reading import WorkbookError, as_text
from tracker.workbooks.safe import CellRead, SheetRead, as_typed, cell_name, read_book

RESULTS = {
    Result.COMPLETE: "完整",
    Result.PARTIAL: "部分",
    Result.MISSING: "缺失",
    Result.NOT_APPLICABLE: "不适用",
}
WORDS = {label: result.value for result, label in RESULTS.items()}
HEADS = (layout.KEY, "单位", "部分", "要求", "约束力", "正文里找到的", "单位建议", "评定", "意见", layout.CHECK)
WIDTHS = (0, 20, 16, 40, 8, 46, 20, 10, 40, 14)
MOST_ROWS = 6000
_KEY = re.compile(r"([0-9]{1,18}):([a-z0-9.-]{1,90}):([0-9a-f]{12})")
_EMPTY = CellRead("s", "")


def write(reports: Sequence[Report], stream: IO[bytes], *, by: User) -> None:
    """Write the requirements of these reports with their marks as they stand."""
    year = max((one.year for one in reports), default=now().year)
    book = FormBook(f"{year}年度逐项评定表", creator=by.name, made=now())
    ws = book.sheet("评定", WIDTHS, heads="3:3", freeze="E4")
    put(ws, 1, 1, layout.identity_line(layout.MARKS_FORMAT), filling.KEY)
    put(ws, 1, 2, f"{year}年度逐项评定表", filling.TITLE)
    ws.row_dimensions[1].height = 28
    said = "浅黄色的两栏由审核人填写。“评定”从下拉列表中选；“不适用”要写明理由；清空“评定”就是取消评定。填好后在“评定表”页上传，先看再采用。"
    put(ws, 2, 2, said, filling.LINE)
    for column, head in enumerate(HEADS, start=1):
        put(ws, 3, column, head, filling.HEAD)
    row = 3
    for report in reports:
        parts = {one.key: one.name for one in report.standard.parts}
        for one in open_workspace(report).rows:
            row += 1
            _row(ws, row, report, one, parts)
    last = max(row, 4)
    filling.choose(ws, f"H4:H{last}", ",".join(WORDS), message=f"评定是{'、'.join(WORDS)}之一。")
    filling.limit_length(ws, f"I4:I{last}", 2000)
    filling.colour(ws, f"J4:J{last}", "LEN($J4)>0", fill="FDF0E2")
    ws.auto_filter.ref = f"A3:J{last}"
    ws.print_area = f"B1:J{last}"
    filling.protect(ws)
    ws.protection.autoFilter = False
    book.save(stream)


def _row(ws: Worksheet, row: int, report: Report, one: CheckRow, parts: dict[str, str]) -> None:
    mark, requirement = one.assessment, one.requirement
    result, note = (mark.result, mark.note) if mark and mark.result else ("", "")
    put(ws, row, 1, f"{report.pk}:{requirement.key}:{mark_print(result, note)}", filling.KEY)
    found = "\n".join(quote[:160] for quote, _entry in one.quotes[:3])
    suggested = f"建议不适用：{one.proposal.reason}" if one.proposal else ""
    fixed = (report.organisation_name, parts.get(requirement.part, ""), requirement.text, requirement.obligation.label)
    for column, text in enumerate((*fixed, found, suggested), start=2):
        put(ws, row, column, text, filling.FIXED)
    put(ws, row, 8, RESULTS[Result(result)] if result else "", filling.FILL_SHORT)
    put(ws, row, 9, note, filling.FILL)
    wrong = f'IF(AND(H{row}="不适用",LEN(TRIM(I{row}))=0),"要写明理由",IF(AND(H{row}="",LEN(TRIM(I{row}))>0),"没有选评定",""))'
    formula(ws, row, 10, wrong, filling.HINT)
    filling.fit_height(ws, row, [(requirement.text, 40), (found, 46), (suggested, 20), (note, 40)], least=1.4)


def read(data: bytes) -> dict[str, Any]:
    """What a workbook of marks says, as data that can be kept. Raises ``WorkbookError`` on what is none."""
    sheet = next((one for one in read_book(data) if _is_ours(one)), None)
    if sheet is None:
        raise WorkbookError("这不是从本系统下载的评定表。请在“评定表”页下载，在它上面填写。")
    heads = next(
        (
            number
            for number in sorted(sheet.rows)[:10]
            if {"评定", "意见"} <= {one.text for one in sheet.rows[number].values()}
        ),
        0,
    )
    if not heads:
        raise WorkbookError("评定表里找不到表头（要有“评定”“意见”）。")
    at = {cell.text.strip(): column for column, cell in sheet.rows[heads].items()}
    rows: list[dict[str, Any]] = []
    faults: list[list[str]] = []
    for number in sorted(one for one in sheet.rows if one > heads)[:MOST_ROWS]:
        _read_row(sheet, number, at, rows, faults)
    if not rows and not faults:
        raise WorkbookError("评定表里没有认得出的行：最左边隐藏的“条目号”一列要保留。")
    return {"rows": rows, "faults": faults}


def _is_ours(sheet: SheetRead) -> bool:
    cells = [cell for number in range(1, 4) for cell in sheet.rows.get(number, {}).values()]
    return any(layout.parse_identity(one.text, layout.MARKS_FORMAT) is not None for one in cells)


def _read_row(
    sheet: SheetRead, number: int, at: dict[str, int], rows: list[dict[str, Any]], faults: list[list[str]]
) -> None:
    cells = sheet.rows[number]
    place = cell_name(number, at["评定"])
    key = _KEY.fullmatch(cells.get(at.get(layout.KEY, 0), _EMPTY).text.strip())
    said, why = as_text(cells.get(at["评定"], _EMPTY))
    note = cells.get(at["意见"], _EMPTY)
    if key is None:
        if said or note.text.strip():
            faults.append([place, "认不出这一行是哪项要求（新插入的行，或者条目号改过）。"])
        return
    if why or (said and said not in WORDS):
        faults.append([place, why or f"没有“{said[:10]}”，应是{'、'.join(WORDS)}之一。"])
        return
    if note.kind not in ("s", "n") or sheet.covered(number, at["评定"]) or sheet.covered(number, at["意见"]):
        faults.append([cell_name(number, at["意见"]), "不是文字，或者与别的格子合并了。请设为文本格式，各写一格。"])
        return
    text = as_typed(note.text) if note.kind == "s" else as_text(note)[0]
    rows.append(
        {
            "report": int(key[1]),
            "key": key[2],
            "base": key[3],
            "result": WORDS.get(said, ""),
            "note": text,
            "cell": place,
        }
    )
