"""The record of deeds as a csv file, every line of it."""

from __future__ import annotations

import csv
import datetime
import io
from typing import IO

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export
from tracker.exports.activity import COLUMNS, rows_of
from tracker.models import Activity, User
from tracker.workbooks import looks_like_formula, safe_text


def _cell(value: object) -> str:
    """A value as text that no spreadsheet takes for a formula."""
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = safe_text("" if value is None else str(value))[0]
    return "'" + text if looks_like_formula(text) else text


@export(
    "activity_csv",
    title=_("动态（csv）"),
    suffix="csv",
    content_type="text/csv; charset=utf-8",
    of="activity",
    says=_("同上，条数不限，供程序读取。"),
    at_once=20_000,
)
def write_activity_csv(
    rows: QuerySet[Activity], stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the record of deeds with a mark at its beginning by which a spreadsheet reads it as Chinese."""
    with translation.override("zh-hans"):
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow(column.heading for column in COLUMNS)
        writer.writerows([_cell(value) for value in row] for row in rows_of(rows))
        text.flush()
        text.detach()
