"""Editions in the making: a standard as plain data, local additions laid over it, and what differs between two.

``shape_of`` is the inverse of ``standard.parse``: what is kept in a database or shown in a table is parsed by the same
rules as the files that are shipped. An edition once published is not edited; whoever adds to it makes another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from reportsrc.standard import (
    Basis,
    DueDate,
    Obligation,
    RequiredPart,
    Requirement,
    Standard,
    StandardError,
    parse,
)

MOST_REQUIREMENTS = 3000


def shape_of(standard: Standard) -> dict[str, Any]:
    """The plain data (of TOML and JSON) from which ``parse`` makes this standard; citations are written out."""
    found: dict[str, Any] = {
        "key": standard.key,
        "title": standard.title,
        "short_title": standard.short_title,
        "document_kind": standard.document_kind,
        "first_year": standard.first_year,
        "basis": _basis(standard.basis),
        "part": [_part(one) for one in standard.parts],
        "requirement": [_requirement(one) for one in standard.requirements],
        "due": [_due(one) for one in standard.due_dates],
        "masks": list(standard.masks),
        "title_words": list(standard.title_words),
        "areas": list(standard.areas),
    }
    if standard.last_year is not None:
        found["last_year"] = standard.last_year
    return found


def _basis(basis: Basis) -> dict[str, str]:
    return {"title": basis.title, "article": basis.article, "verification": basis.verification.value}


def _part(part: RequiredPart) -> dict[str, Any]:
    return {
        **{name: getattr(part, name) for name in ("key", "name", "required", "heading", "year_offset")},
        "form": part.form.value,
        "headings": dict(part.headings),
        "basis": _basis(part.basis),
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("key", "part", "text", "area", "hint", "example")},
        **{name: list(getattr(one, name)) for name in ("applies_to", "words", "scope", "figures")},
        "obligation": one.obligation.value,
        "basis": _basis(one.basis),
    }


def _due(due: DueDate) -> dict[str, Any]:
    return {**asdict(due), "applies_to": list(due.applies_to), "basis": _basis(due.basis)}


@dataclass(frozen=True, slots=True)
class Misfit:
    """An addition that the base has no place for: its key, its words, and why, in one Chinese sentence."""

    key: str
    text: str
    why: str


def extend(
    base: Standard, additions: Mapping[str, Any], *, key: str, title: str = ""
) -> tuple[Standard, tuple[Misfit, ...]]:
    """``base`` with local requirements (``additions["requirement"]``), and those of them that do not fit it.

    An addition keeps the base's wording whole: it can only add. It is local or advisory, belongs to a part of the base
    and has a key of its own; whatever does not fit is left out and listed, so that additions to one edition can be
    carried to the next. Raises ``StandardError`` where the data itself is not sound.
    """
    rows = additions.get("requirement", [])
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise StandardError("新增的要求应是一张表")
    parts = {part.key for part in base.parts}
    taken = {one.key for one in base.requirements}
    texts = {"".join(one.text.split()): one.key for one in base.requirements}
    fitting, misfits = [], []
    for row in rows:
        if not isinstance(row, Mapping) or not row.get("key"):
            raise StandardError("新增的要求要有编号")
        why = _why_not(row, parts, taken, texts)
        if why:
            misfits.append(Misfit(str(row["key"]), str(row.get("text", "")), why))
        else:
            fitting.append(dict(row))
            taken.add(str(row["key"]))
    shape = shape_of(base) | {"key": key, "title": title or base.title}
    shape["requirement"] = _in_order([part.key for part in base.parts], [*shape["requirement"], *fitting])
    return parse(shape), tuple(misfits)


def _why_not(row: Mapping[str, Any], parts: set[str], taken: set[str], texts: Mapping[str, str]) -> str:
    if row.get("obligation") not in (Obligation.LOCAL.value, Obligation.ADVISORY.value):
        return "下级新增的要求只能是地方（local）或参考（advisory），法定要求由标准规定。"
    if row.get("part") not in parts:
        return f"标准里没有“{row.get('part')}”这个部分。"
    if unknown := [one for one in row.get("scope", []) if one not in parts]:
        return f"标准里没有“{unknown[0]}”这个部分，不知道到哪里去找。"
    if row["key"] in taken:
        return "编号与已有的要求相同。"
    if same := texts.get("".join(str(row.get("text", "")).split())):
        return f"与标准已有的要求（{same}）文字相同，不必再加。"
    return ""


def _in_order(parts: Sequence[str], rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows by part, in each part in the order they came."""
    return sorted(rows, key=lambda row: parts.index(row["part"]) if row["part"] in parts else len(parts))


@dataclass(frozen=True, slots=True)
class EditionChange:
    """One difference between two editions. ``what``: 部分, 要求, 时限 or 标准; ``field`` is empty for whole rows."""

    what: str
    key: str
    kind: str
    field: str = ""
    before: str = ""
    after: str = ""


ADDED, REMOVED, CHANGED = "新增", "删去", "修改"

FIELDS = {
    "name": "名称",
    "form": "条目形式",
    "required": "必备",
    "heading": "标题样式",
    "year_offset": "标题年份",
    "headings": "标题用词",
    "part": "所属部分",
    "text": "要求",
    "obligation": "约束力",
    "applies_to": "适用单位",
    "words": "查找词",
    "scope": "查找范围",
    "figures": "应有的数",
    "area": "工作领域",
    "hint": "填写提示",
    "example": "示例",
    "basis": "依据",
    "title": "名称",
    "short_title": "简称",
    "document_kind": "文种",
    "first_year": "首个年度",
    "last_year": "末个年度",
    "masks": "不算数的词",
    "title_words": "标题用词",
    "areas": "工作领域",
    "kind": "事项",
    "to": "对象",
    "inclusive": "含当日",
    "month": "月",
    "day": "日",
}
"""What a person reads for each field."""


def difference(old: Standard, new: Standard) -> tuple[EditionChange, ...]:
    """What differs between two editions: of the standard itself, then parts, requirements and due dates in order."""
    before, after = shape_of(old), shape_of(new)
    found = list(_fields("标准", old.key, _head(before), _head(after)))
    for what, name in (("部分", "part"), ("要求", "requirement"), ("时限", "due")):
        ours = {_row_key(row): row for row in before[name]}
        theirs = {_row_key(row): row for row in after[name]}
        found += [
            EditionChange(what, key, REMOVED, before=_said(row)) for key, row in ours.items() if key not in theirs
        ]
        for key, row in theirs.items():
            if key not in ours:
                found.append(EditionChange(what, key, ADDED, after=_said(row)))
            else:
                found += _fields(what, key, ours[key], row)
    return tuple(found)


def _head(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if key not in ("key", "part", "requirement", "due")}


def _row_key(row: Mapping[str, Any]) -> str:
    return str(row["key"]) if "key" in row else f"{row['kind']}：{'、'.join(row['applies_to'])}"


def _said(row: Mapping[str, Any]) -> str:
    return str(row.get("text") or row.get("name") or f"{row.get('month')}月{row.get('day')}日")


def _fields(what: str, key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[EditionChange]:
    for name in [*new, *(one for one in old if one not in new)]:
        if old.get(name) != new.get(name):
            yield EditionChange(
                what, key, CHANGED, FIELDS.get(name, name), words_of(old.get(name)), words_of(new.get(name))
            )


def words_of(value: object) -> str:
    """A value as a cell shows it: lists joined by 、, yes and no as 是 and 否, a citation as it is cited."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        if "verification" in value:
            return f"{value.get('title', '')}{value.get('article', '')}（{value['verification']}）"
        return "、".join(f"{word}={weight}" for word, weight in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(str(one) for one in value)
    return str(value)
