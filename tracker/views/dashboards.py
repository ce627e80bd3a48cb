"""Where a person begins: what is theirs to do."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker import workflow
from tracker.models import Assignment, Notice, Report, User
from tracker.models.calendar import today
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.workflow import Status

SHOWN = 50
"""The most reports of one heading on this page; the rest is a link to the list."""

TURNS: tuple[tuple[str, Permission, tuple[Status, ...]], ...] = (
    (gettext_noop("我要填报"), Permission.EDIT, (Status.RETURNED, Status.DRAFTING, Status.NOT_STARTED)),
    (gettext_noop("我要审核"), Permission.REVIEW, (Status.SUBMITTED, Status.IN_REVIEW)),
    (gettext_noop("等待签发"), Permission.SIGN, (Status.PASSED,)),
    (gettext_noop("等待报送和公开"), Permission.FILE, (Status.SIGNED, Status.FILED)),
)


def _reports(user: User, permission: Permission, statuses: tuple[Status, ...]) -> list[Report]:
    found = Report.objects.visible_to(user, permission).filter(status__in=statuses, cycle__closed=False)
    found = found.with_marks().with_findings().select_related("cycle", "organisation")
    return list(
        found.prefetch_related("cycle__due_dates", "parts").order_by("-cycle__year", "organisation__path")[:SHOWN]
    )


def my_tasks(request: PersonRequest) -> HttpResponse:
    """我的任务: the reports that wait for this person, by what they wait for; then what else they may look at."""
    user = request.user
    turns = []
    for label, permission, statuses in TURNS:
        if user.can_anywhere(permission):
            found = _reports(user, permission, statuses)
            turns.append({"label": _(label), "reports": [_row(report) for report in found], "permission": permission})
    context = {
        "turns": turns,
        "tasks": _tasks(user),
        "notices": Notice.objects.unread().filter(person=user).select_related("report__cycle", "by", "comment")[:SHOWN],
        "tallies": _tallies(user),
        "today": today(),
    }
    return render(request, "dashboards/my_tasks.html", context)


def _tasks(user: User) -> list[tuple[Assignment, bool]]:
    """What is given to this person or their office, the oldest date first, and whether they may see its report."""
    related = ("report__cycle", "report__organisation", "entry", "part__report__cycle", "person", "organisation", "by")
    given = list(Assignment.objects.of(user).open().select_related(*related)[:SHOWN])
    seen = set(
        Report.objects.visible_to(user).filter(pk__in=[one.report_id for one in given]).values_list("pk", flat=True)
    )
    return [(one, one.report_id in seen) for one in given]


def _row(report: Report) -> dict[str, Any]:
    parts = list(report.parts.all())
    due = report.due("handover") or report.due("report")
    return {
        "report": report,
        "done": sum(part.declared_done for part in parts),
        "parts": len(parts),
        "due": due,
        "late": bool(due and due < today()),
    }


def _tallies(user: User) -> list[dict[str, Any]]:
    """Reports this person sees, counted by year and status (one query)."""
    counts = (
        Report.objects.visible_to(user)
        .values("cycle__year", "status")
        .annotate(count=Count("pk"))
        .order_by("-cycle__year")
    )
    years: dict[int, dict[str, int]] = {}
    for row in counts:
        years.setdefault(row["cycle__year"], {})[row["status"]] = row["count"]
    return [
        {
            "year": year,
            "total": sum(by.values()),
            "statuses": [(s.value, _(workflow.LABELS[s]), by[s.value]) for s in Status if by.get(s.value)],
        }
        for year, by in years.items()
    ]
