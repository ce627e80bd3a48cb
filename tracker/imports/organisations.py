"""A list of organisations comes in from Excel: the template, what was read, what it would change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils import translation

from tracker.actions import organisation_lists
from tracker.actions.organisation_lists import Fault, Plan
from tracker.models import Organisation, OrganisationList, User
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.roles import Permission
from tracker.workbooks import Book, Column, Kind
from tracker.workbooks.reading import Row, read_rows

MOST_ROWS = 5000
HEADINGS = {
    "单位代码": ("统一社会信用代码", "代码"),
    "名称": ("单位名称", "单位"),
    "简称": ("单位简称",),
    "类别": ("单位类别",),
    "层级": ("单位层级",),
    "上级单位": ("上级单位代码", "上级代码", "上级单位名称"),
    "行政区划代码": ("区划代码",),
}
KEYS = dict(
    zip(HEADINGS, ("code", "name", "short_name", "kind", "level", "parent", "region"), strict=True),
)
NOTES = (
    (
        "单位代码",
        "必填。有统一社会信用代码的填18位代码；没有的内设机构可自编，只用字母、数字和 . _ -。同一代码即同一单位。",
    ),
    ("名称", "必填，写规范全称。已有单位改名时，往年报告仍用当时的名称。"),
    ("简称", "可不填。"),
    ("类别", "党委政府、部门、乡镇街道、其他。“其他”不需要报告。新增单位必填。"),
    ("层级", "省级、市级、区县级、乡镇级。新增单位必填。"),
    ("上级单位", "填上级单位的代码或全称，可以是表中的单位。已有单位留空表示不变。"),
    ("行政区划代码", "可不填。6、9或12位数字（GB/T 2260）。"),
    ("说明", f"一次最多{MOST_ROWS}行。已有单位的其他格留空表示不变。表中没有的单位不受影响。不要用公式和宏。"),
)


def _words(choices: Any) -> dict[str, str]:
    with translation.override(settings.LANGUAGE_CODE):  # a workbook is Chinese whatever the page's language
        return {str(label): str(value) for value, label in choices}


@dataclass(frozen=True, slots=True)
class Preview:
    """What was read of a list, what it would do, and everything that is wrong with it."""

    rows: list[dict[str, Any]]
    plan: Plan
    faults: tuple[Fault, ...]


def template(stream: IO[bytes], *, by: User) -> None:
    """The workbook to fill in: the organisations the person administers as they are, and how to fill each column."""
    book = Book("单位名单", creator=by.name)
    widths = (24, 34, 16, 12, 10, 24, 16)
    sheet = book.sheet("单位", [Column(one, Kind.TEXT, w) for one, w in zip(HEADINGS, widths, strict=True)])
    kinds, levels = ({value: label for label, value in _words(c).items()} for c in (KIND_CHOICES, LEVEL_CHOICES))
    found = list(Organisation.objects.visible_to(by, Permission.MANAGE))
    codes = {one.path: one.code for one in found}
    for one in found:
        above = codes.get(one.path[: -Organisation.steplen], "")
        sheet.append([one.code, one.name, one.short_name, kinds[one.kind], levels[one.level], above, one.region])
    sheet.close()
    notes = book.sheet("填写说明", [Column("列", Kind.TEXT, 14), Column("怎样填", Kind.LONG, 80)])
    for row in NOTES:
        notes.append(row)
    notes.close()
    book.save(stream)


KIND_CHOICES = OrganisationKind.choices
LEVEL_CHOICES = OrganisationLevel.choices


def preview(data: bytes, *, by: User) -> Preview:
    """Read a list and hold it against the tree; nothing is stored. Raises ``WorkbookError`` on what is no list."""
    read = read_rows(data, HEADINGS, required=("单位代码", "名称"), most=MOST_ROWS)
    rows, faults = _understood(read)
    plan = organisation_lists.plan_list(rows, by=by)
    told = {(one.row, one.heading) for one in faults}
    later = [one for one in plan.faults if (one.row, one.heading) not in told]
    if not read:
        faults.append(Fault(0, "", "表中没有单位。"))
    return Preview(rows, plan, tuple(sorted([*faults, *later], key=lambda one: (one.row, one.heading))))


def _understood(read: Sequence[Row]) -> tuple[list[dict[str, Any]], list[Fault]]:
    kinds, levels = _words(KIND_CHOICES), _words(LEVEL_CHOICES)
    rows, faults = [], []
    for row in read:
        faults += [Fault(row.number, heading, message) for heading, message in row.faults.items()]
        values: dict[str, Any] = {key: row.cells.get(heading, "") for heading, key in KEYS.items()}
        for key, heading, words in (("kind", "类别", kinds), ("level", "层级", levels)):
            told = values[key]
            if told and told not in words:
                faults.append(Fault(row.number, heading, f"没有“{told[:20]}”，应是{'、'.join(words)}之一。"))
            values[key] = words.get(told, "")
        if not values["code"]:
            faults.append(Fault(row.number, "单位代码", "没有填写。"))
            continue
        rows.append({**values, "row": row.number})
    return rows, faults


def keep(shown: Preview, data: bytes, name: str, *, by: User) -> OrganisationList:
    """Keep a list without faults until it is confirmed."""
    return organisation_lists.keep_list(name, hashlib.sha256(data).hexdigest(), shown.rows, by=by)
