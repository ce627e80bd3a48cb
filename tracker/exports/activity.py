"""The record of deeds as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.filters.activity import DEEDS
from tracker.models import Activity, User
from tracker.tables.activity import told_changes
from tracker.workbooks import Column, Kind

MOST = 200_000
"""The most lines a workbook holds; whoever needs more takes the csv or narrows the choice."""

COLUMNS = (
    Column("序号", Kind.NUMBER, 10),
    Column("时间", Kind.MOMENT, 20),
    Column("人员", width=12),
    Column("用户名", width=14),
    Column("单位", width=24),
    Column("报告年度", width=10),
    Column("事项", width=14),
    Column("内容", Kind.LONG, 60),
    Column("之前→之后", Kind.LONG, 40),
    Column("来自", width=18),
    Column("摘要", width=20),
)

Row = tuple[int | None, datetime.datetime, str, str, str, str, str, str, str, str, str]


def rows_of(deeds: QuerySet[Activity]) -> Iterator[Row]:
    """The lines as they are written, in whatever file."""
    for one in deeds.iterator(chunk_size=2000):
        yield (
            one.number,
            timezone.localtime(one.at),
            one.by.name if one.by else "",
            one.by.username if one.by else "",
            one.organisation.name if one.organisation else "",
            str(one.report.year) if one.report else "",
            str(DEEDS.get(one.deed, one.deed)),
            one.detail,
            "\n".join(f"{what}：{before} → {after}" for what, before, after in told_changes(one)),
            one.address,
            one.digest,
        )


@export("activity", title=_("动态"), of="activity", says=_("谁在何时做了什么，逐条列出。"), at_once=20_000)
def write_activity(
    rows: QuerySet[Activity], stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the record of deeds, in Chinese whatever the page's language, with the choice on a sheet of its own."""
    with translation.override("zh-hans"):
        book = new_book("动态", by=by)
        sheet = book.sheet("动态", COLUMNS)
        count = rows.count()
        for row in rows_of(rows[:MOST]):
            sheet.append(row)
        sheet.close()
        told = f"共{count}条" + (f"，只列出前{MOST}条，其余请缩小范围或用csv" if count > MOST else "")
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=[("条数", told)])
        book.save(stream)
