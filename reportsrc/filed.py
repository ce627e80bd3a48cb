"""Figures filed in a table beside the text (xlsx, csv), and what is known of last year, ready to compare.

A table has a heading row with 指标 and 数值, better 单位 and 年度 too; or one column a year (2022年, 2023年). Formulas are
not trusted: a table is read as it was typed. Whatever is wrong with a file is one Chinese sentence.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from reportsrc.document import Document, Figure
from reportsrc.linking import SURE, link_figures, name_indicator, plans_of
from reportsrc.nearby import bare
from reportsrc.readers.content import ReadError
from reportsrc.registry import Context, FiledFigure
from reportsrc.text import Span, fold

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 2000
MOST_COLUMNS = 40
LONGEST = 200

_HEADINGS = {
    "label": ("指标", "指标名称", "统计指标", "统计项目", "项目", "项目名称", "名称", "数据项", "内容", "事项"),
    "value": (
        "数值",
        "数量",
        "值",
        "数据",
        "本年",
        "本年数",
        "本年值",
        "本期",
        "本期数",
        "当年数",
        "数字",
        "填报值",
        "完成数",
    ),
    "unit": ("单位", "计量单位", "数量单位"),
    "year": ("年度", "年份", "年", "报告年度", "统计年度", "所属年度"),
}
_YEAR = re.compile(r"(20\d\d)年?度?(?:数值?|数量)?$")
_NUMBER = re.compile(r"(-?\d{1,15}(?:\.\d{1,8})?)([万亿]?)([^\d\s.]{0,8})$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNIT_ASIDE = re.compile(r"[（(]([^（）()]{1,6})[）)]$")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_DECIMALS = re.compile(r"0\.(0+)%|0(?:\.(0*))?%")


class FiledError(ReadError):
    """A table that cannot be used; the message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """A value known from outside the text: the words it goes by, the figure, and where it was told."""

    title: str
    figure: Figure
    place: str


def read_filed(path: Path) -> tuple[FiledFigure, ...]:
    """The filed figures of a table on disk; raises FiledError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FiledError(f"表格超过{MOST_BYTES // 1_000_000}MB，请只留指标和数值后再用。")
        data = path.read_bytes()
    except OSError as fault:
        raise FiledError("打不开这个表格。") from fault
    return read_filed_bytes(data, path.name)


def read_filed_bytes(data: bytes, name: str = "附表") -> tuple[FiledFigure, ...]:
    """The filed figures of a table's bytes, told apart by content; raises FiledError."""
    if len(data) > MOST_BYTES:
        raise FiledError(f"表格超过{MOST_BYTES // 1_000_000}MB，请只留指标和数值后再用。")
    if data.startswith(b"PK"):
        return tuple(_figures(_workbook(data), name))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FiledError("这是旧的 xls 格式，请另存为 xlsx 或 csv 后再用。")
    return tuple(_figures(_plain(data), name))


def _workbook(data: bytes) -> list[list[str]]:
    """The rows of the first sheet as text; a formula is refused where a value should stand."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise FiledError("表格解开后太大，请只留指标和数值后再用。")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS):
            rows.append([_cell(one.value, str(one.number_format or "")) for one in row])
        return rows
    except FiledError:
        raise
    except (
        zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError, AttributeError,
        OSError, EOFError, NotImplementedError, RuntimeError,
    ) as fault:  # fmt: skip
        raise FiledError("不是能读的 xlsx 表格，可能已损坏或加了密。") from fault


def _cell(value: object, number_format: str) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        shown = _DECIMALS.search(number_format)
        if shown:
            decimals = len(shown[1] or shown[2] or "")
            return f"{Decimal(repr(value)) * 100:.{decimals}f}%"
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    return str(value).strip()[:LONGEST]


def _plain(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FiledError("表格的文字编码无法识别，请存为 UTF-8 的 csv 或 xlsx。")
    if "\0" in text:
        raise FiledError("不是表格，请用 xlsx 或 csv。")
    first = text.split("\n", 1)[0]
    delimiter = max("\t,;，", key=first.count)
    rows = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            if number > MOST_ROWS + 1:
                break
            rows.append([cell.strip()[:LONGEST] for cell in row[:MOST_COLUMNS]])
    except csv.Error as fault:
        raise FiledError("不是能读的 csv 表格。") from fault
    return rows


def _heading(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int], dict[int, int]] | None:
    """``(row, column of each field, columns that hold one year each)`` of the heading; None if there is none."""
    for number, row in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        years: dict[int, int] = {}
        for place, cell in enumerate(row):
            words = re.sub(r"\s", "", fold(cell))
            for field, known in _HEADINGS.items():
                if words in known or words.split("(")[0] in known:
                    columns.setdefault(field, place)
            year = _YEAR.match(words)
            if year:
                years[place] = int(year[1])
        if "label" in columns and ("value" in columns or years):
            return number, columns, {} if "value" in columns else years
    return None


def _figures(rows: Sequence[Sequence[str]], name: str) -> Iterator[FiledFigure]:
    found = _heading(rows)
    if found is None:
        raise FiledError("表格里找不到表头：请有“指标”和“数值”两栏（可另有“单位”“年度”）。")
    head, columns, years = found
    if len(rows) - head - 1 > MOST_ROWS:
        raise FiledError(f"表格超过{MOST_ROWS}行，请分开后再用。")

    def at(row: Sequence[str], field: str) -> str:
        place = columns.get(field)
        return row[place] if place is not None and place < len(row) else ""

    for number, row in enumerate(rows[head + 1 :], head + 2):
        label = re.sub(r"\s", "", at(row, "label"))
        if not label or label.startswith("="):
            continue
        told = re.search(r"20\d\d", at(row, "year"))
        cells: Iterable[tuple[str, int | None]] = (
            [(row[place], year) for place, year in years.items() if place < len(row)]
            if years
            else [(at(row, "value"), int(told[0]) if told else None)]
        )
        for cell, year in cells:
            figure = _figure(label, cell, at(row, "unit"), number, year)
            if figure:
                yield replace(figure, place=f"{name}{figure.place}")


def _figure(label: str, cell: str, unit: str, row: int, year: int | None) -> FiledFigure | None:
    words = _THOUSANDS.sub("", re.sub(r"\s", "", fold(cell)))
    if not words or words in ("-", "—", "/", "无"):
        return None
    if words.startswith("="):
        raise FiledError(f"第{row}行的数值是公式，不能采信：请粘贴为数值后再用。")
    match = _NUMBER.match(words)
    if match is None:
        raise FiledError(f"第{row}行的数值“{cell[:20]}”不是数。")
    aside = _UNIT_ASIDE.search(label)
    unit = re.sub(r"\s", "", fold(unit)) or match[3] or (fold(aside[1]) if aside else "")
    scale = _SCALES[match[2]]
    for word, times in (("万", 10_000), ("亿", 100_000_000)):
        if unit.startswith(word) and len(unit) > 1:
            unit, scale = unit[1:], scale * times
    try:
        value = Decimal(match[1]) * scale if scale == 1 else Decimal(match[1]).scaleb(len(str(scale)) - 1)
    except InvalidOperation as fault:
        raise FiledError(f"第{row}行的数值“{cell[:20]}”不是数。") from fault
    label = label[: aside.start()] if aside else label
    return FiledFigure(label, value, unit, f"第{row}行", year)


def _as_figure(filed: FiledFigure) -> Figure:
    """A filed figure as a figure of its decimals; its span is empty, it stands in no text."""
    exponent = filed.value.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    scale = 10**places if places > 0 else 1
    words = f"{filed.value:f}{filed.unit}"
    return Figure(words, filed.value, filed.unit, "", "", Span(0, 0), max(0, -places), scale)


def filed_values(context: Context, year: int | None) -> dict[str, list[Known]]:
    """What was filed for a year (a row without a year counts for the reported one), by indicator code and by label.

    ``year`` None: every row.
    """
    found: dict[str, list[Known]] = {}
    for one in context.filed or ():
        if year is not None and one.year is not None and one.year != year:
            continue
        indicator = name_indicator(one.label, one.unit)
        known = Known(one.label, _as_figure(one), one.place)
        for key in {indicator.code if indicator else "", bare(one.label)} - {""}:
            found.setdefault(key, []).append(known)
    return found


def last_year(document: Document, context: Context) -> dict[str, Known]:
    """Last year's values by indicator code: from last year's report, then from rows filed for that year.

    Only what was told once, or alike every time, for an indicator that has one value a year.
    """
    year = context.reported_year(document)
    found: dict[str, list[Known]] = {}
    if context.previous is not None:
        plans = plans_of(context.previous, context.standard)
        for link in link_figures(context.previous):
            figure = link.figure
            if link.indicator is None or not link.indicator.steady or link.score < SURE or figure.direction:
                continue
            if not figure.approximator and not any(plan.covers(figure.span) for plan in plans):
                found.setdefault(link.indicator.code, []).append(Known(link.indicator.title, figure, "上年度报告"))
    if year is not None:
        for one in context.filed or ():
            indicator = name_indicator(one.label, one.unit) if one.year == year - 1 else None
            if indicator:
                found.setdefault(indicator.code, []).append(Known(one.label, _as_figure(one), one.place))
    return {code: known[0] for code, known in found.items() if len({one.figure.value for one in known}) == 1}
