"""逾期清单: who is late with what, and by how many days, as a workbook."""

from __future__ import annotations

import datetime
from typing import IO

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export
from tracker.models import Report, User
from tracker.models.agenda import overdue
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Kind

COLUMNS = [
    Column("单位", Kind.TEXT, 28),
    Column("年度", Kind.TEXT, 8),
    Column("事项", Kind.TEXT, 10),
    Column("期限", Kind.DATE, 14),
    Column("逾期天数", Kind.NUMBER, 10),
    Column("状态", Kind.TEXT, 12),
    Column("下一步", Kind.LONG, 34),
]


@export("overdue", title=_("逾期清单"))
def write_overdue(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write what is late of ``reports`` on the day of ``when`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        book = Book("逾期清单", creator=by.name if by else "法治政府建设年度报告清单管理")
        sheet = book.sheet("逾期", COLUMNS)
        for one in overdue(selected, timezone.localdate(when)):
            report = one.report
            sheet.append(
                [
                    report.organisation_name, str(report.year), one.kind, one.due.on, one.days,
                    report.status_label, report.next_step,
                ]
            )  # fmt: skip
        sheet.close()
        notes = book.sheet("说明", [Column("项目", Kind.TEXT, 14), Column("内容", Kind.LONG, 70)])
        notes.append(["导出范围", scope or "全部"])
        notes.append(["导出时间", when.strftime("%Y-%m-%d %H:%M")])
        notes.append(["导出人", by.name if by else ""])
        notes.append(["逾期", "期限当日是否计入按各年度的设置；报送、公开只看登记的日期；免报的单位和已结束的年度不列"])
        notes.close()
        book.save(stream)
