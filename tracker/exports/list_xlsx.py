"""Any list of the site as a workbook: the columns, order, conditions and sort of the page, every row of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.models import User
from tracker.tables.lists import ListTable
from tracker.workbooks import Column, Kind, Value

MOST = 200_000
"""The most rows a workbook holds; whoever needs more takes the csv or narrows the list."""


@export("list_xlsx", title=_("列表"), of="list", at_once=5_000)
def write_list(
    rows: ListTable, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write a list with the choice on a sheet of its own, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        title = str(rows.title)
        book = new_book(title, by=by)
        columns = [Column(label, _kind(one), getattr(one, "width", 0)) for label, one, _value in rows.facts()]
        sheet = book.sheet(title[:31], columns)
        count = 0
        for row in values_of(rows):
            if count == MOST:
                break
            sheet.append(row)
            count += 1
        sheet.close()
        many = f"{count}条" + (f"，只写出前{MOST}条，其余请缩小范围或导出CSV" if count == MOST else "")
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=[("条数", many)])
        book.save(stream)


def _kind(column: Any) -> Kind:
    return getattr(column, "kind", Kind.TEXT)


def values_of(rows: ListTable) -> Iterator[list[Value]]:
    """The bare values of every row in order, whatever file they are written to."""
    take: list[Callable[[Any], Any]] = [value for _label, _column, value in rows.facts()]
    for record in rows.data.each():
        yield [_bare(value(record)) for value in take]


def _bare(value: Any) -> Value:
    if value is None or isinstance(value, str | int | float | Decimal | datetime.date):
        return value
    return str(value)
