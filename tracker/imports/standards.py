"""A standard that comes in: as TOML, or as a workbook that a clerk can edit. Read, held against an edition, shown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import reportsrc
from tracker.workbooks import Book, Column, Kind
from tracker.workbooks.reading import Row, WorkbookError, rows_of
from tracker.workbooks.safe import SheetRead, read_book

MOST_BYTES = 2 * 2**20

KINDS = {"党委政府": "government", "部门": "department", "乡镇街道": "township"}
FORMS = {"举措": "measure", "不足": "shortcoming", "履职": "duty", "安排": "plan", "一般": "plain"}
OBLIGATIONS = {"法定": "statutory", "地方": "local", "参考": "advisory"}
CHECKED = {"已核对": "verified", "见于引文": "quoted", "待核对": "unverified"}
DUE_KINDS = {"报送": "report", "公开": "publish"}

HEAD = {"编号": "key", "名称": "title", "简称": "short_title", "文种": "document_kind", "首个年度": "first_year",
        "末个年度": "last_year", "标题用词": "title_words", "工作领域": "areas", "不算数的词": "masks"}  # fmt: skip
BASIS = ("依据", "条款", "核对程度")
PART = ("部分编号", "部分名称", "条目形式", "必备", "标题样式", "标题年份", "标题用词", *BASIS)
REQUIREMENT = (
    "编号", "所属部分", "要求", "约束力", "适用单位", "查找词", "查找范围", "应有的数", "工作领域", "填写提示", "示例", *BASIS,
)  # fmt: skip
DUE = ("事项", "期限适用单位", "月", "日", "含当日", "对象", *BASIS)

NOTES = (
    ("要求", "每行一条。编号用小写字母、数字、横线和一个点，如 measures.local-1；不能与已有的相同。"),
    ("约束力", "法定、地方、参考。下级单位新增的要求只能填地方或参考。"),
    ("适用单位", "党委政府、部门、乡镇街道，几个之间用顿号；不填表示都适用。"),
    ("查找词", "机器在正文里找它们来判断写到没有，几个之间用分号。“甲+乙”表示同一句里两个都有；“#件”表示带这个单位的数。"),
    ("查找范围", "部分编号，几个之间用分号；不填表示全文。"),
    ("核对程度", "已核对、见于引文、待核对。没有与公布文本核对过的，页面上显示“待核对”。"),
    ("部分", "“条目形式”填举措、不足、履职、安排或一般；“标题样式”里的{year}换成年份；“标题年份”填0（当年）或1（下一年）。"),
    ("标题用词", "词=分值，几个之间用分号；标题里找到的词分值相加，满10分认作这个部分，负分表示不像。"),
    ("只新增要求", "在别的标准上新增要求时，只看“要求”这张表里与原来不同的行；改动原有的行不起作用。"),
)  # fmt: skip


class StandardFileError(ValueError):
    """A file that is no standard; ``faults`` are sentences with the place each concerns."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(faults[0])


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file says: plain data of a whole standard, or of requirements only (``whole`` False)."""

    data: dict[str, Any]
    whole: bool


def read_standard(data: bytes, name: str) -> Incoming:
    """The data of a TOML file or a workbook. Raises ``StandardFileError`` with a sentence for each thing wrong."""
    if not data:
        raise StandardFileError("文件是空的。")
    if len(data) > MOST_BYTES:
        raise StandardFileError(f"文件超过{MOST_BYTES // 2**20} MB，请确认没有选错文件。")
    if data.startswith(b"PK"):
        return _of_workbook(data)
    return _of_toml(data)


def wanted(read: Incoming, base: reportsrc.Standard | None) -> dict[str, Any]:
    """What is to be kept: the whole standard, or of a table drawn from ``base`` the rows that are not in it.

    A row of the base that was altered stays among them, and is told as what it is: no addition. The example is no part
    of a requirement: a table drawn before there were any still holds the base's rows.
    """
    if base is None:
        if not read.whole:
            raise StandardFileError("文件里只有要求，没有“部分”。要新增要求，请选择在哪个标准上新增。")
        return read.data
    shipped = {row["key"]: _asked(row) for row in reportsrc.shape_of(base)["requirement"]}
    rows = read.data["requirement"]
    return {"requirement": [row for row in rows if shipped.get(row.get("key")) != _asked(row)]}


def _asked(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "example"}


def _of_toml(data: bytes) -> Incoming:
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StandardFileError("这不是 UTF-8 文本，也不是 xlsx 表格。") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StandardFileError(f"不是完整的 TOML：{_where(str(error))}") from error
    whole = "part" in found
    if not whole and "requirement" not in found:
        raise StandardFileError("文件里既没有部分（part），也没有要求（requirement）。")
    if whole:
        try:
            found = reportsrc.shape_of(reportsrc.parse_standard(found))
        except reportsrc.StandardError as error:
            raise StandardFileError(f"标准不能用：{error}。") from error
    return Incoming(_plain(found), whole)


def _where(message: str) -> str:
    place = re.search(r"line (\d+), column (\d+)", message)
    return f"第{place[1]}行第{place[2]}列写法不对。" if place else "没有写完，或者末尾写法不对。"


def _plain(value: Any) -> Any:
    """The same data as JSON can hold it: dates and the like become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def template(standard: reportsrc.Standard, stream: IO[bytes], *, creator: str) -> None:
    """The standard as a workbook to edit: what ``read_standard`` takes back unchanged."""
    book = Book(standard.title, creator=creator)
    shape = reportsrc.shape_of(standard)
    sheet = book.sheet("标准", [Column("项目", Kind.TEXT, 14), Column("内容", Kind.LONG, 80)])
    for label, key in HEAD.items():
        value = shape.get(key)
        sheet.append([label, "；".join(value) if isinstance(value, list) else reportsrc.words_of(value)])
    for label, value in zip(BASIS, _cited(shape["basis"]), strict=True):
        sheet.append([label, value])
    sheet.close()
    _sheet(book, "部分", PART, [_part_row(one) for one in shape["part"]])
    _sheet(book, "要求", REQUIREMENT, [_requirement_row(one) for one in shape["requirement"]])
    _sheet(book, "时限", DUE, [_due_row(one) for one in shape["due"]])
    notes = book.sheet("填写说明", [Column("列", Kind.TEXT, 14), Column("怎样填", Kind.LONG, 80)])
    for row in NOTES:
        notes.append(row)
    notes.close()
    book.save(stream)


WIDE = {
    "要求": 46,
    "查找词": 46,
    "填写提示": 36,
    "示例": 46,
    "标题用词": 60,
    "标题样式": 34,
    "依据": 34,
    "对象": 24,
    "编号": 24,
}


def _sheet(book: Book, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    sheet = book.sheet(
        title, [Column(one, Kind.LONG if one in WIDE else Kind.TEXT, WIDE.get(one, 13)) for one in headings]
    )
    for row in rows:
        sheet.append(row)
    sheet.close()


def _label(labels: Mapping[str, str], value: object) -> str:
    return next((label for label, one in labels.items() if one == value), str(value))


def _cited(basis: Mapping[str, str]) -> list[str]:
    return [basis["title"], basis["article"], _label(CHECKED, basis["verification"])]


def _kinds(kinds: Sequence[str]) -> str:
    return "" if set(kinds) == set(KINDS.values()) else "、".join(_label(KINDS, one) for one in kinds)


def _part_row(part: Mapping[str, Any]) -> list[str]:
    return [
        part["key"], part["name"], _label(FORMS, part["form"]), reportsrc.words_of(part["required"]), part["heading"],
        str(part["year_offset"]), "；".join(f"{word}={weight}" for word, weight in part["headings"].items()), *_cited(part["basis"]),
    ]  # fmt: skip


def _requirement_row(one: Mapping[str, Any]) -> list[str]:
    return [
        one["key"], one["part"], one["text"], _label(OBLIGATIONS, one["obligation"]), _kinds(one["applies_to"]),
        *("；".join(one[name]) for name in ("words", "scope", "figures")), one["area"], one["hint"],
        one["example"],
        *_cited(one["basis"]),
    ]  # fmt: skip


def _due_row(due: Mapping[str, Any]) -> list[str]:
    return [
        _label(DUE_KINDS, due["kind"]), _kinds(due["applies_to"]), str(due["month"]), str(due["day"]),
        reportsrc.words_of(due["inclusive"]), due["to"], *_cited(due["basis"]),
    ]  # fmt: skip


class _Reader:
    """Rows become data; what is wrong is gathered with sheet, row and heading."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.faults: list[str] = []

    def fault(self, row: Row, heading: str, why: str) -> None:
        self.faults.append(f"“{self.sheet}”第{row.number}行“{heading}”：{why}")

    def text(self, row: Row, heading: str, *, needed: bool = False) -> str:
        if heading in row.faults:
            self.fault(row, heading, row.faults[heading])
        value = row.cells.get(heading, "").strip()
        if needed and not value:
            self.fault(row, heading, "没有填写。")
        return value

    def choice(self, row: Row, heading: str, labels: Mapping[str, str], default: str) -> str:
        value = self.text(row, heading)
        if not value:
            return default
        if value not in labels and value not in labels.values():
            self.fault(row, heading, f"没有“{value[:20]}”，应是{'、'.join(labels)}之一。")
        return labels.get(value, value)

    def number(self, row: Row, heading: str, default: int) -> int:
        value = self.text(row, heading)
        if not re.fullmatch(r"-?[0-9]{1,4}", value or "0"):
            self.fault(row, heading, f"应是整数，不是“{value[:20]}”。")
            return default
        return int(value) if value else default

    def words(self, row: Row, heading: str) -> list[str]:
        return [one for one in re.split(r"\s*[；;]\s*", self.text(row, heading)) if one.strip()]

    def kinds(self, row: Row, heading: str) -> list[str]:
        found = [one for one in re.split("[、；;]", self.text(row, heading)) if one.strip()]
        if unknown := [one for one in found if one not in KINDS and one not in KINDS.values()]:
            self.fault(row, heading, f"没有“{unknown[0][:20]}”，应是{'、'.join(KINDS)}。")
        return [KINDS.get(one, one) for one in found] or list(KINDS.values())

    def yes(self, row: Row, heading: str, default: bool) -> bool:
        value = self.text(row, heading)
        if value and value not in ("是", "否"):
            self.fault(row, heading, "请填“是”或“否”。")
        return default if not value else value == "是"

    def basis(self, row: Row) -> dict[str, str]:
        return {
            "title": self.text(row, "依据", needed=True),
            "article": self.text(row, "条款"),
            "verification": self.choice(row, "核对程度", CHECKED, "unverified"),
        }


def _rows(book: Sequence[SheetRead], headings: Sequence[str], required: Sequence[str], most: int) -> list[Row]:
    try:
        return rows_of(book, dict.fromkeys(headings, ()), required=required, most=most)
    except WorkbookError as error:
        if str(error).startswith("没有找到表头"):
            return []
        raise StandardFileError(str(error)) from error


def _of_workbook(data: bytes) -> Incoming:
    reader = _Reader("要求")
    try:
        book = read_book(data)
    except WorkbookError as error:
        raise StandardFileError(str(error)) from error
    rows = _rows(book, REQUIREMENT, ("编号", "所属部分", "要求"), reportsrc.MOST_REQUIREMENTS)
    requirements = [_requirement_of(reader, row) for row in rows]
    reader.sheet = "部分"
    parts = [_part_of(reader, row) for row in _rows(book, PART, ("部分编号", "部分名称"), 100)]
    reader.sheet = "时限"
    dates = [_due_of(reader, row) for row in _rows(book, DUE, ("事项", "期限适用单位"), 100)]
    found: dict[str, Any] = {"requirement": requirements}
    if parts:
        reader.sheet = "标准"
        found |= {"part": parts, "due": dates, **_head_of(reader, _rows(book, ("项目", "内容"), ("项目", "内容"), 100))}
    if not requirements and not parts:
        raise StandardFileError("没有找到“要求”表（表头要有“编号”“所属部分”“要求”）。请下载现行标准的表格来改。")
    if reader.faults:
        raise StandardFileError(*reader.faults[:50])
    return Incoming(found, bool(parts))


def _requirement_of(reader: _Reader, row: Row) -> dict[str, Any]:
    return {
        "key": reader.text(row, "编号", needed=True),
        "part": reader.text(row, "所属部分", needed=True),
        "text": reader.text(row, "要求", needed=True),
        "obligation": reader.choice(row, "约束力", OBLIGATIONS, "local"),
        "applies_to": reader.kinds(row, "适用单位"),
        "words": reader.words(row, "查找词"),
        "scope": reader.words(row, "查找范围"),
        "figures": reader.words(row, "应有的数"),
        "area": reader.text(row, "工作领域"),
        "hint": reader.text(row, "填写提示"),
        "example": reader.text(row, "示例"),
        "basis": reader.basis(row),
    }


def _part_of(reader: _Reader, row: Row) -> dict[str, Any]:
    headings = {}
    for one in reader.words(row, "标题用词"):
        word, _equals, weight = one.rpartition("=")
        if not word or not re.fullmatch(r"-?[0-9]{1,3}", weight):
            reader.fault(row, "标题用词", f"“{one[:20]}”应写成 词=分值。")
            continue
        headings[word] = int(weight)
    return {
        "key": reader.text(row, "部分编号", needed=True),
        "name": reader.text(row, "部分名称", needed=True),
        "form": reader.choice(row, "条目形式", FORMS, "plain"),
        "required": reader.yes(row, "必备", True),
        "heading": reader.text(row, "标题样式", needed=True),
        "year_offset": reader.number(row, "标题年份", 0),
        "headings": headings,
        "basis": reader.basis(row),
    }


def _due_of(reader: _Reader, row: Row) -> dict[str, Any]:
    return {
        "kind": reader.choice(row, "事项", DUE_KINDS, ""),
        "applies_to": reader.kinds(row, "期限适用单位"),
        "month": reader.number(row, "月", 1),
        "day": reader.number(row, "日", 1),
        "inclusive": reader.yes(row, "含当日", True),
        "to": reader.text(row, "对象"),
        "basis": reader.basis(row),
    }


def _head_of(reader: _Reader, rows: Sequence[Row]) -> dict[str, Any]:
    said = {reader.text(row, "项目"): (row, reader.text(row, "内容")) for row in rows}
    found: dict[str, Any] = {}
    for label, key in HEAD.items():
        row, value = said.get(label, (None, ""))
        if key in ("title_words", "areas", "masks"):
            found[key] = [one for one in re.split(r"\s*[；;]\s*", value) if one]
        elif key in ("first_year", "last_year"):
            if value and not re.fullmatch("[0-9]{4}", value) and row is not None:
                reader.fault(row, "内容", f"{label}应是四位年份。")
            elif value:
                found[key] = int(value)
        elif value:
            found[key] = value
    title, article, checked = (said.get(label, (None, ""))[1] for label in BASIS)
    found["basis"] = {"title": title, "article": article, "verification": CHECKED.get(checked, "unverified")}
    if missing := [label for label in ("名称", "文种", "首个年度") if HEAD[label] not in found]:
        reader.faults.append(f"“标准”表里没有填“{'”“'.join(missing)}”。")
    return found
