"""Figures of several years by workbook: indicator × year for an office or several, with the source of each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from openpyxl.worksheet.worksheet import Worksheet

import reportsrc
from tracker.imports import form_layout as layout
from tracker.models import GivenFigure, Organisation, User
from tracker.models.calendar import now, today
from tracker.workbooks import filling
from tracker.workbooks.filling import FormBook, put
from tracker.workbooks.reading import WorkbookError, as_text
from tracker.workbooks.safe import CellRead, SheetRead, cell_name, read_book

YEARS = 5
UNIT, SOURCE = "计量单位", "来源"
MOST_ROWS = 6000
_KEY = re.compile(r"([0-9]{1,18}):([a-z0-9.-]{1,60})((?:\|[0-9]{4}=[^|]*)*)(?:\|s=(.*))?", re.DOTALL)
_YEAR = re.compile(r"([0-9]{4})\s*年?")
_EMPTY = CellRead("s", "")


def titles() -> dict[str, str]:
    """The indicators there are."""
    return {code: one.title for code, one in reportsrc.load_catalogue().indicators.items()}


def years() -> list[int]:
    """The years that a new workbook asks for: the last ones that are over."""
    last = today().year - 1
    return list(range(last - YEARS + 1, last + 1))


def write(offices: Sequence[Organisation], stream: IO[bytes], *, by: User) -> None:
    """Write every indicator of these offices with the figures that were given."""
    book = FormBook("历年数据表", creator=by.name, made=now())
    asked = years()
    ws = book.sheet("历年数据", [0, 22, 30, 10, *[12] * len(asked), 40], heads="3:3", freeze="E4")
    put(ws, 1, 1, layout.identity_line(layout.FIGURES_FORMAT), filling.KEY)
    put(ws, 1, 2, "历年数据表", filling.TITLE)
    ws.row_dimensions[1].height = 28
    said = "填系统里没有报告的年度的数，没有的不填。“来源”写明出自哪里（如2021年年度报告）。清空一格就是去掉那个数。"
    put(ws, 2, 2, said, filling.LINE)
    heads = [layout.KEY, "单位", "指标", UNIT, *(f"{year}年" for year in asked), SOURCE]
    for column, head in enumerate(heads, start=1):
        put(ws, 3, column, head, filling.HEAD)
    given: dict[tuple[int, str], dict[int, GivenFigure]] = {}
    for one in GivenFigure.objects.filter(organisation__in=[office.pk for office in offices]).of_years(asked):
        given.setdefault((one.organisation_id, one.indicator), {})[one.year] = one
    row = 3
    for office in offices:
        for code, indicator in reportsrc.load_catalogue().indicators.items():
            row += 1
            _row(ws, row, office, indicator, asked, given.get((office.pk, code), {}))
    ws.auto_filter.ref = f"A3:{'ABCDEFGHIJKLMNO'[len(heads) - 1]}{max(row, 4)}"
    ws.print_area = f"B1:{'ABCDEFGHIJKLMNO'[len(heads) - 1]}{max(row, 4)}"
    filling.protect(ws)
    ws.protection.autoFilter = False
    book.save(stream)


def _row(
    ws: Worksheet,
    row: int,
    office: Organisation,
    indicator: reportsrc.Indicator,
    asked: Sequence[int],
    given: Mapping[int, GivenFigure],
) -> None:
    source = next((one.source for one in given.values()), "")
    unit = next((one.unit for one in given.values()), "") or min(indicator.units, default="", key=lambda u: (len(u), u))
    base = "".join(f"|{year}={given[year].value.normalize():f}" for year in asked if year in given)
    put(ws, row, 1, f"{office.pk}:{indicator.code}{base}|s={unit}/{source}", filling.KEY)
    put(ws, row, 2, office.name, filling.FIXED)
    put(ws, row, 3, indicator.title, filling.FIXED)
    put(ws, row, 4, unit, filling.FILL_SHORT)
    for column, year in enumerate(asked, start=5):
        put(ws, row, column, given[year].value if year in given else "", filling.FILL_NUMBER)
    put(ws, row, 5 + len(asked), source, filling.FILL)
    filling.fit_height(ws, row, [(office.name, 22), (indicator.title, 30), (source, 40)])


def read(data: bytes) -> dict[str, Any]:
    """What a workbook of figures says, as data that can be kept. Raises ``WorkbookError`` on what is none."""
    sheet = next((one for one in read_book(data) if _is_ours(one)), None)
    if sheet is None:
        raise WorkbookError("这不是从本系统下载的历年数据表。请在“历年数据”页下载，在它上面填写。")
    heads = next(
        (n for n in sorted(sheet.rows)[:10] if any(one.text.strip() == SOURCE for one in sheet.rows[n].values())), 0
    )
    if not heads:
        raise WorkbookError("历年数据表里找不到表头（要有“来源”和各年度）。")
    at = {cell.text.strip(): column for column, cell in sheet.rows[heads].items()}
    columns = {int(hit[1]): column for name, column in at.items() if (hit := _YEAR.fullmatch(name))}
    cells: list[dict[str, Any]] = []
    faults: list[list[str]] = []
    for number in sorted(one for one in sheet.rows if one > heads)[:MOST_ROWS]:
        _read_row(sheet, number, at, columns, cells, faults)
    if not cells and not faults:
        raise WorkbookError("历年数据表里没有认得出的行：最左边隐藏的“条目号”一列要保留。")
    return {"cells": cells, "faults": faults}


def _is_ours(sheet: SheetRead) -> bool:
    found = [cell for number in range(1, 4) for cell in sheet.rows.get(number, {}).values()]
    return any(layout.parse_identity(one.text, layout.FIGURES_FORMAT) is not None for one in found)


def _read_row(
    sheet: SheetRead,
    number: int,
    at: Mapping[str, int],
    columns: Mapping[int, int],
    cells: list[dict[str, Any]],
    faults: list[list[str]],
) -> None:
    row = sheet.rows[number]
    key = _KEY.fullmatch(row.get(at.get(layout.KEY, 0), _EMPTY).text.strip())
    unit, wrong_unit = as_text(row.get(at.get(UNIT, 0), _EMPTY))
    source, wrong_source = as_text(row.get(at[SOURCE], _EMPTY))
    source = " ".join(source.split())
    if key is None:
        if any(row.get(column, _EMPTY).text.strip() for column in columns.values()):
            faults.append([f"第{number}行", "认不出这一行是哪个单位的哪个指标（新插入的行，或者条目号改过）。"])
        return
    if wrong_unit or len(unit) > 12:
        faults.append([cell_name(number, at[UNIT]), wrong_unit or "计量单位最多12个字。"])
        return
    if wrong_source or len(source) > 200:
        faults.append([cell_name(number, at[SOURCE]), wrong_source or "来源最多200个字。"])
        return
    base = dict(one.split("=", 1) for one in key[3].split("|")[1:])
    moved = f"{unit}/{source}" != " ".join((key[4] or "").split())
    for year, column in columns.items():
        value, fault = _number(row.get(column, _EMPTY))
        if sheet.covered(number, column):
            fault = "与别的格子合并了，请取消合并，各写一格。"
        if fault:
            faults.append([cell_name(number, column), fault])
        elif value or base.get(str(year)):
            told = {"value": value, "unit": unit, "source": source, "base": base.get(str(year), ""), "moved": moved}
            where = {"organisation": int(key[1]), "indicator": key[2], "year": year, "cell": cell_name(number, column)}
            cells.append(where | told)


def _number(cell: CellRead) -> tuple[str, str]:
    """A number as plain digits, and what is wrong with the cell."""
    if cell.kind in ("f", "e", "b", "d"):
        return "", "不是数字，请填数值（不要公式）。"
    text = cell.text.strip().replace(",", "").replace("，", "").replace(" ", "")
    if not text:
        return "", ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return "", f"“{text[:12]}”不是数字；计量单位写在“{UNIT}”一栏。"
    if not value.is_finite() or value < 0 or value >= 10**15 or value != round(value, 6):
        return "", "数值应在0和千万亿之间，最多六位小数。"
    return f"{value.normalize():f}", ""
