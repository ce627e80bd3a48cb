"""逾期清单: who is late with what, and by how many days, as a workbook."""

from __future__ import annotations

import datetime
from typing import IO

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.models import Report, User
from tracker.models.agenda import overdue
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Column, Kind, Link

COLUMNS = [
    Column("单位", Kind.TEXT, 28),
    Column("年度", Kind.TEXT, 8),
    Column("事项", Kind.TEXT, 10),
    Column("期限", Kind.DATE, 14),
    Column("逾期天数", Kind.NUMBER, 10),
    Column("状态", Kind.TEXT, 12),
    Column("下一步", Kind.LONG, 34),
]


@export(
    "overdue", title=_("逾期清单"), says=_("到今天为止谁的哪一项逾期、逾期几天、下一步该谁办。"), at_once=500, rank=60
)
def write_overdue(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write what is late of ``reports`` on the day of ``when`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        book = new_book("逾期清单", by=by)
        sheet = book.sheet("逾期", COLUMNS)
        for one in overdue(selected, timezone.localdate(when)):
            report = one.report
            sheet.append(
                [
                    Link(report.organisation_name, f"/reports/{report.pk}/"), str(report.year), one.kind, one.due.on, one.days,
                    report.status_label, report.next_step,
                ]
            )  # fmt: skip
        sheet.close()
        rows = [("逾期", "期限当日是否计入按各年度的设置；报送、公开只看登记的日期；免报的单位和已结束的年度不列")]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)
