"""Where a person begins: what is theirs to do."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tracker import workflow
from tracker.models import Assignment, CycleDueDate, Notice, Report, User
from tracker.models.agenda import AgendaLine, agenda, soon
from tracker.models.calendar import today
from tracker.models.digest import AHEAD
from tracker.models.report_facts import to_approve
from tracker.models.reviewers import with_mine_first
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
    found = found.owed().with_marks().with_findings().with_dates().select_related("cycle", "organisation")
    found = found.prefetch_related("cycle__due_dates", "parts", "reviewers__reviewer", "reviewers__stand_in")
    if permission == Permission.REVIEW:
        return list(with_mine_first(found, user, today())[:SHOWN])
    return list(found.order_by("-cycle__year", "organisation__path")[:SHOWN])


def my_tasks(request: PersonRequest) -> HttpResponse:
    """我的任务: the reports that wait for this person, by what they wait for; then what else they may look at."""
    user = request.user
    turns = []
    for label, permission, statuses in TURNS:
        if user.can_anywhere(permission):
            found = _reports(user, permission, statuses)
            turns.append({"label": _(label), "reports": [_row(report) for report in found], "permission": permission})
    if waiting := to_approve(user, SHOWN):
        turns.insert(0, {"label": _("等我审签"), "reports": [_row(one) for one in waiting], "permission": "approve"})
    context = {
        "turns": turns,
        "tasks": _tasks(user),
        "notices": Notice.objects.unread().filter(person=user).select_related("report__cycle", "by", "comment")[:SHOWN],
        "tallies": _tallies(user),
        "today": today(),
        "waiting": _waiting(user),
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


def _waiting(user: User) -> list[AgendaLine]:
    """What is late or falls due soon among the reports whose next step is this person's."""
    mine = Q(pk__in=[])
    for _label, permission, statuses in TURNS:
        if user.can_anywhere(permission):
            mine |= user.reach(permission, "organisation__") & Q(status__in=statuses)
    return soon(agenda(Report.objects.filter(mine, cycle__closed=False), today()), AHEAD)


def _row(report: Report) -> dict[str, Any]:
    parts = list(report.parts.all())
    due, done = _next_due(report)
    return {
        "report": report,
        "done": sum(part.declared_done for part in parts),
        "parts": len(parts),
        "due": due.on if due else None,
        "late": bool(due and due.standing(done, today()).late),
        "mine": getattr(report, "mine", False),
        "reviewers": "、".join(dict.fromkeys(one.on_duty(today()).name for one in report.reviewers.all())),
    }


def _next_due(report: Report) -> tuple[CycleDueDate | None, datetime.date | None]:
    """The date that what happens next is held against, and the filed date of that event."""

    def due(kind: str) -> CycleDueDate | None:
        return report.cycle.due_date(kind, report.organisation_kind)

    if report.status == Status.FILED:
        return due("publish"), report.published_on  # type: ignore[attr-defined]
    handover = due("handover") if report.editable else None
    return handover or due("report"), None if handover else report.reported_on  # type: ignore[attr-defined]


def _tallies(user: User) -> list[dict[str, Any]]:
    """Reports this person sees, counted by year and status (one query)."""
    counts = (
        Report.objects.visible_to(user)
        .owed()
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
