"""A report's form comes back: what its rows say as plain data, and what is wrong in which cell. Nothing is stored here."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.imports import form_layout as layout
from tracker.models.entries import CONTROL, EntryKind
from tracker.models.reports import Report
from tracker.workbooks.reading import WorkbookError, as_text
from tracker.workbooks.safe import CellRead, SheetRead, as_typed, cell_name, read_books

MOST_FILES = 60
"""How many forms may be brought in at once."""
MOST_ROWS = 3000
"""The most filled rows of a sheet."""
_KEY = re.compile(
    r"(?:(?P<pk>[0-9]{1,18})\.(?P<version>[0-9]{1,9})|(?P<blank>n[0-9]{1,6}))(?P<own>(?:\|.*)?)", re.DOTALL
)
_EMPTY = CellRead("s", "")
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_NO_DATE = "不是日期，请写成 2025-06-30 这样。"
LABELS = {label: kind.value for kinds in (layout.KINDS, layout.FRAME_KINDS) for kind, label in kinds.items()}
LABELS[layout.PART_HEADING] = EntryKind.HEADING.value


@dataclass(slots=True)
class FormRead:
    """A form as it was read: whose it is, its rows as data that can be kept, and what is wrong."""

    report: int
    year: int
    organisation: str
    name: str
    standard: str
    stamp: str
    sheets: list[dict[str, Any]] = field(default_factory=list)
    faults: list[list[str]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """As it is kept until it is taken."""
        return {"stamp": self.stamp, "sheets": self.sheets, "faults": self.faults, "notes": self.notes}


def sha256(data: bytes) -> str:
    """The digest of a file."""
    return hashlib.sha256(data).hexdigest()


def read_forms(files: Sequence[bytes]) -> list[FormRead | WorkbookError]:
    """What each file says, or why it is not taken, in order."""
    found: list[FormRead | WorkbookError] = []
    for book in read_books(files):
        try:
            found.append(book if isinstance(book, WorkbookError) else understood(book))
        except WorkbookError as error:
            found.append(error)
    return found


def misfit(read: FormRead, report: Report) -> str:
    """Why a form is not this report's, in a sentence that names both; empty if it is."""
    theirs = f"{read.name or read.organisation}{read.year}年度"
    ours = f"{report.organisation_name}{report.year}年度"
    if read.report != report.pk or read.organisation != report.organisation.code or read.year != report.year:
        if theirs == ours:
            theirs, ours = f"{theirs}的另一份报告", f"{ours}的这一份"
        return f"这是“{theirs}”的表格，不能用于“{ours}”。请下载这份报告的表格。"
    if read.standard != report.standard_key:
        return f"这份表格按标准“{read.standard}”编制，报告按“{report.standard_key}”，不能用。请重新下载表格。"
    return ""


def report_of(read: FormRead) -> Report | None:
    """The report that a form says it is of, whoever asks; the caller sees to who may see it."""
    return Report.objects.select_related("cycle", "organisation").filter(pk=read.report).first()


def understood(book: Sequence[SheetRead]) -> FormRead:
    """The rows of every sheet that is a part of a form. Raises ``WorkbookError`` on what is no form, or several at once."""
    found: FormRead | None = None
    about: dict[str, str] = {}
    for sheet in book:
        facts = _identity(sheet)
        if facts is None:
            continue
        if found is None:
            about, found = facts, _begun(facts)
        if any(facts.get(name) != about.get(name) for name in ("report", "year", "stamp", "organisation", "standard")):
            raise WorkbookError("这个表格里有两份填报表的内容，没有读取。请一份一份地填、一份一份地传。")
        if role := facts.get("part"):
            if any(one["role"] == role for one in found.sheets):
                found.faults.append([sheet.title, "", "与另一张表是同一个部分（复制的表）。请只留一张。"])
            elif columns := _columns(sheet, found):
                found.sheets.append(_part(sheet, role, columns, found))
    if found is None:
        raise WorkbookError("这不是从本系统下载的填报表。请在报告的任务单下载表格，在它上面填写。")
    return found


def _begun(facts: dict[str, str]) -> FormRead:
    try:
        report, year = int(facts["report"]), int(facts["year"])
    except (KeyError, ValueError) as error:
        raise WorkbookError("填报表的标识已损坏。请重新下载表格，把文字粘贴过去。") from error
    return FormRead(
        min(report, 2**62), year, facts.get("organisation", ""), facts.get("name", ""), facts.get("standard", ""),
        facts.get("stamp", "")[:32],
    )  # fmt: skip


def _identity(sheet: SheetRead) -> dict[str, str] | None:
    for row in range(1, 6):
        for cell in sheet.rows.get(row, {}).values():
            if (facts := layout.parse_identity(cell.text, layout.FORMAT)) is not None:
                return facts
    return None


def _columns(sheet: SheetRead, found: FormRead) -> dict[str, int]:
    """Where each column stands, by its heading, and under ``row`` the row of the headings; empty (and a fault) if lost."""
    wanted = {layout.KEY, layout.KIND, layout.TEXT, layout.AREA, layout.LEAD_UNIT, layout.DUE_ON}
    for number in sorted(sheet.rows)[:30]:
        heads = {cell.text.strip(): column for column, cell in sheet.rows[number].items() if cell.kind == "s"}
        if layout.TEXT in heads and (layout.KEY in heads or layout.KIND in heads):
            return {name: column for name, column in heads.items() if name in wanted} | {"row": number}
    found.faults.append([sheet.title, "", f"找不到表头（要有“{layout.KIND}”“{layout.TEXT}”），这张表没有读取。"])
    return {}


def _part(sheet: SheetRead, role: str, columns: dict[str, int], found: FormRead) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    key_at = columns.get(layout.KEY)
    if key_at is None:
        found.notes.append([sheet.title, "", "隐藏的“条目号”一列不见了，各行都当作新写的；现有的条目不会删除。"])
    for number in sorted(one for one in sheet.rows if one > columns["row"]):
        if len(rows) >= MOST_ROWS:
            found.faults.append([sheet.title, f"第{number}行", f"超过{MOST_ROWS}行，后面的没有读取。"])
            break
        if row := _row(sheet, number, columns, found):
            rows.append(row)
    return {"role": role, "title": sheet.title, "issued": _issued(sheet), "column": columns[layout.TEXT], "rows": rows}


def _issued(sheet: SheetRead) -> list[list[int]] | None:
    """(entry, version) of everything that was given out on this sheet; None if that line is gone."""
    for row in range(1, 6):
        for cell in sheet.rows.get(row, {}).values():
            if cell.text == "ids" or cell.text.startswith("ids "):
                pairs = re.findall(r"([0-9]{1,18})\.([0-9]{1,9})", cell.text)
                return [[int(pk), int(version)] for pk, version in pairs]
    return None


def _row(sheet: SheetRead, number: int, columns: dict[str, int], found: FormRead) -> dict[str, Any] | None:
    cells = sheet.rows[number]
    key = _KEY.fullmatch(cells.get(columns.get(layout.KEY, 0), _EMPTY).text.strip())
    at = columns[layout.TEXT]
    place = cell_name(number, at)
    if sheet.covered(number, at):
        found.faults.append([sheet.title, place, "与上面的格子合并了，分不出是哪一条。请取消合并，各写一格。"])
        return None
    text = _text(cells.get(at, _EMPTY), sheet.title, place, found)
    kind_cell = cells.get(columns.get(layout.KIND, 0), _EMPTY).text.strip()
    kind = LABELS.get(kind_cell, "")
    blank = not text.strip()
    if kind_cell and not kind and not (blank and not (key and key["pk"])):
        where = cell_name(number, columns[layout.KIND])
        found.faults.append([sheet.title, where, f"没有“{kind_cell[:12]}”这种类型，请从下拉列表中选择。"])
    if blank and not (key and key["pk"]):
        return None
    row: dict[str, Any] = {"row": number, "text": text, "kind": kind, "head": kind_cell == layout.PART_HEADING}
    if key and key["pk"]:
        row |= {"pk": int(key["pk"]), "version": int(key["version"])}
    elif key and key["blank"]:
        row["blank"] = key["blank"]
    own = _own(sheet, number, columns, found)
    if own:
        base = (key["own"] if key else "").split("|")[1:]
        was = [*(" ".join(one.split()) for one in base), "", "", ""]
        row["own"] = {name: value for (name, value), old in zip(own.items(), was, strict=False) if value != old}
    return row


def _text(cell: CellRead, title: str, place: str, found: FormRead) -> str:
    """The text of a cell as it would be kept; what a spreadsheet made of it is told."""
    if cell.kind == "s":
        text = as_typed(cell.text)
        if hit := CONTROL.search(text):
            found.faults.append([title, place, f"第{hit.start() + 1}个字符是看不见的控制字符，请删去。"])
        return text
    if cell.kind == "d":
        said = f"被表格软件当成了日期（{cell.text[:10]}）。请把这一格设为文本格式，重新填写。"
        found.faults.append([title, place, said])
        return cell.text
    if cell.kind == "b":
        found.faults.append([title, place, "被表格软件当成了是非值。请把这一格设为文本格式，重新填写。"])
        return cell.text
    text, fault = as_text(cell)
    if fault:
        found.faults.append([title, place, fault])
    elif cell.kind == "n":
        found.notes.append([title, place, f"表格软件把它存成了数字，按“{text}”读入。"])
    return text


def _own(sheet: SheetRead, number: int, columns: dict[str, int], found: FormRead) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in (layout.AREA, layout.LEAD_UNIT, layout.DUE_ON):
        if name not in columns:
            continue
        cell = sheet.rows[number].get(columns[name], _EMPTY)
        text, fault = as_text(cell)
        text = " ".join(text.split())
        most = {layout.AREA: 60, layout.LEAD_UNIT: 120}.get(name, 40)
        if name == layout.DUE_ON and text and not fault:
            text, fault = _date(text)
        if len(text) > most:
            fault = f"有{len(text)}个字，超过上限{most}。"
        if fault:
            found.faults.append([sheet.title, cell_name(number, columns[name]), fault])
            text = ""
        values[name] = text
    return values


def _date(text: str) -> tuple[str, str]:
    hit = _DATE.fullmatch(text)
    try:
        return datetime.date(int(hit[1]), int(hit[2]), int(hit[3])).isoformat() if hit else "", "" if hit else _NO_DATE
    except ValueError:
        return "", _NO_DATE
