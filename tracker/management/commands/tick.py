"""What is due: work in the background that stopped is queued again; then what is overdue today is listed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand

from tracker import tasks
from tracker.models import Report
from tracker.models.calendar import today
from tracker.models.cycles import DueDateKind
from tracker.workflow import Status

_HANDED_OVER = frozenset(Status) - {Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED}


class Command(BaseCommand):
    """Queue again what stopped; print what is overdue."""

    help = "把中途停止的后台事项重新排队，再列出今天已经逾期的交稿、报送和公开事项。"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each overdue matter, in the order of the reports, then the sum."""
        for line in tasks.sweep():
            self.stdout.write(line)
        day = today()
        reports = (
            Report.objects.owed()
            .filter(cycle__closed=False)
            .select_related("cycle", "organisation")
            .prefetch_related("cycle__due_dates")
            .with_dates()
        )
        lines = [line for report in reports for line in _overdue(report, day)]
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"截至{day}，共{len(lines)}项逾期。")


def _overdue(report: Report, day: datetime.date) -> list[str]:
    done = {
        DueDateKind.HANDOVER: report.status in _HANDED_OVER,
        DueDateKind.REPORT: report.reported_on is not None,  # type: ignore[attr-defined]
        DueDateKind.PUBLISH: report.published_on is not None,  # type: ignore[attr-defined]
    }
    lines = []
    for due in report.cycle.due_dates.all():
        found = due.standing(None, day)
        if due.organisation_kind == report.organisation_kind and not done[DueDateKind(due.kind)] and found.late:
            lines.append(
                f"{report}：{due.get_kind_display()}时限{due.on}，已逾期{found.days}天（{report.status_label}）"
            )
    return lines
