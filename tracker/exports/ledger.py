"""问题—安排—落实台账: the ledger of shortcomings, plans and what came of them, as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export
from tracker.models import Entry, Report, User
from tracker.models.entries import Outcome
from tracker.models.ledger import deeds_of, is_lack, ledger_rows, plans_of, state_of
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Kind

OUTCOMES = {key: str(label) for key, label in Outcome.choices}
COLUMNS = [
    Column("年度", Kind.TEXT, 8),
    Column("单位", Kind.TEXT, 24),
    Column("不足", Kind.LONG, 50),
    Column("下一年度安排", Kind.LONG, 50),
    Column("落实情况", Kind.TEXT, 12),
    Column("次年举措", Kind.LONG, 50),
    Column("办理结果", Kind.TEXT, 12),
    Column("说明", Kind.LONG, 30),
]


@export("ledger", title=_("问题安排落实台账"))
def write_ledger(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the ledger of ``reports`` to ``stream`` as an xlsx workbook, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        book = Book("问题—安排—落实台账", creator=by.name if by else "法治政府建设年度报告清单管理")
        sheet = book.sheet("台账", COLUMNS)
        for row in ledger_rows().filter(report__in=selected).iterator(chunk_size=5000):
            sheet.append(_cells(row))
        sheet.close()
        notes = book.sheet("说明", [Column("项目", Kind.TEXT, 14), Column("内容", Kind.LONG, 70)])
        notes.append(["导出范围", scope or "全部"])
        notes.append(["导出时间", when.strftime("%Y-%m-%d %H:%M")])
        notes.append(["导出人", by.name if by else ""])
        notes.append(["关联", "不足与安排、安排与次年举措之间的关联由填报人确认；没有确认的留空"])
        notes.close()
        book.save(stream)


def _cells(row: Entry) -> list[str]:
    plans = plans_of(row)
    _state, label, note = state_of(row)
    return [
        str(row.report.year),
        row.report.organisation_name,
        row.text if is_lack(row) else "",
        _lines(one.text for one in plans),
        _lines(OUTCOMES[one.plan_item.outcome] for one in plans),
        _lines(one.text for one in deeds_of(row)),
        label,
        note,
    ]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
