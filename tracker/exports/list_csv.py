"""Any list of the site as a csv file: the columns, order, conditions and sort of the page, every row of it."""

from __future__ import annotations

import csv
import datetime
import io
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export
from tracker.exports.activity_csv import csv_cell
from tracker.exports.list_xlsx import values_of
from tracker.models import User
from tracker.tables.lists import ListTable


@export(
    "list_csv", title=_("列表（csv）"), suffix="csv", content_type="text/csv; charset=utf-8", of="list", at_once=10_000
)
def write_list_csv(
    rows: ListTable, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write a list row by row, with a mark at its beginning by which a spreadsheet reads it as Chinese."""
    with translation.override("zh-hans"):
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
        writer = csv.writer(text)
        writer.writerow(label for label, _column, _value in rows.facts())
        writer.writerows([csv_cell(value) for value in row] for row in values_of(rows))
        text.flush()
        text.detach()
