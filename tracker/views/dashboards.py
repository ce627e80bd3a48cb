"""Where a person begins: what is theirs to do, role by role, what presses first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker import workflow
from tracker.actions.activity import REFUSALS
from tracker.filters.activity import DEEDS
from tracker.models import Assignment, Notice, Report, User
from tracker.models.agenda import AgendaLine, agenda, soon
from tracker.models.calendar import today
from tracker.models.dashboard_officers import NAMED, WATCHED_DAYS, accounts, grants, lately
from tracker.models.dashboard_rounds import STUCK_DAYS, published_lately, rounds
from tracker.models.dashboards import OPENED, SHOWN, drafting, late_among, queue, signing
from tracker.models.digest import AHEAD
from tracker.models.report_facts import to_approve
from tracker.roles import Permission, Role
from tracker.tables.activity import visible_deeds
from tracker.views import PersonRequest
from tracker.workflow import Status

TURNS: tuple[tuple[Permission, tuple[Status, ...]], ...] = (
    (Permission.EDIT, (Status.RETURNED, Status.DRAFTING, Status.NOT_STARTED)),
    (Permission.REVIEW, (Status.SUBMITTED, Status.IN_REVIEW)),
    (Permission.SIGN, (Status.PASSED,)),
    (Permission.FILE, (Status.SIGNED, Status.FILED)),
)
"""Whose step comes next in which status."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one role has to do. ``template`` draws it; ``urgency``: 0 something is late, 1 something waits, 2 nothing."""

    template: str
    urgency: int
    context: dict[str, Any]


def my_tasks(request: PersonRequest) -> HttpResponse:
    """我的任务: what presses for this person, then what each of their roles has to do, the most urgent first."""
    user = request.user
    sections = sorted(_sections(user), key=lambda one: one.urgency)
    shown = {round.cycle.year for one in sections for round in one.context.get("rounds", ())}
    context = {
        "sections": sections,
        "tasks": _tasks(user),
        "notices": Notice.objects.unread().filter(person=user).select_related("report__cycle", "by", "comment")[:SHOWN],
        "tallies": [one for one in _tallies(user) if one["year"] not in shown],
        "today": today(),
        "waiting": _waiting(user),
    }
    return render(request, "dashboards/my_tasks.html", context)


def _urgency(late: bool, count: int) -> int:
    return 0 if late else 1 if count else 2


def _sections(user: User) -> Iterator[Desk]:
    """A desk for each role the person holds today, in the order of the work."""
    held = {Role(one.role) for one in user.memberships_today}
    if waiting := to_approve(user, SHOWN):
        yield Desk("dashboards/_approving.html", 0, {"reports": waiting})
    if user.can_anywhere(Permission.EDIT):
        rows = drafting(user, today())
        yield Desk("dashboards/_drafting.html", _urgency(late_among(rows), len(rows)), {"rows": rows, "opened": OPENED})
    if user.can_anywhere(Permission.REVIEW):
        rows, count = queue(user, today())
        yield Desk("dashboards/_reviewing.html", _urgency(late_among(rows), count), {"rows": rows, "count": count})
    if user.can_anywhere(Permission.SIGN):
        rows, coming = signing(user, today())
        urgency = _urgency(late_among([*rows, *coming]), len(rows))
        yield Desk("dashboards/_signing.html", urgency, {"rows": rows, "coming": coming})
    if user.can_anywhere(Permission.RUN_CYCLE):
        found = rounds(user, Permission.RUN_CYCLE, today())
        urgency = _urgency(any(one.late_count for one in found), len(found))
        yield Desk("dashboards/_rounds.html", urgency, {"rounds": found, "stuck_days": STUCK_DAYS, "runs": True})
    elif Role.OBSERVER in held:
        seen = {"rounds": rounds(user, Permission.VIEW, today()), "stuck_days": STUCK_DAYS, "runs": False}
        yield Desk("dashboards/_rounds.html", 2, seen | {"published": published_lately(user)})
    yield from _officers(user, held)


def _officers(user: User, held: set[Role]) -> Iterator[Desk]:
    """The sections of those who keep accounts, give roles or read the record."""
    if user.can_anywhere(Permission.MANAGE):
        kept = accounts(user)
        yield Desk("dashboards/_accounts.html", _urgency(False, kept.count), {"accounts": kept})
    if user.can_anywhere(Permission.GRANT):
        given = grants(user)
        deeds = visible_deeds(user)[:NAMED]
        yield Desk("dashboards/_grants.html", _urgency(False, given.count), {"grants": given, "deeds": deeds})
    if Role.AUDITOR in held:
        yield Desk("dashboards/_record.html", 2, _record(user))


def _record(user: User) -> dict[str, Any]:
    """What an auditor looks at first: what was refused lately, how often, and what was taken out."""
    recent = visible_deeds(user).filter(at__gte=lately())
    counts = dict(
        recent.filter(deed__in=[*REFUSALS, "exported"]).order_by().values_list("deed").annotate(count=Count("pk"))
    )
    return {
        "days": WATCHED_DAYS,
        "since": lately().date(),
        "counts": [(deed, DEEDS[deed], counts.get(deed, 0)) for deed in (*REFUSALS, "exported")],
        "refused": recent.filter(deed__in=REFUSALS)[:NAMED],
    }


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
    for permission, statuses in TURNS:
        if user.can_anywhere(permission):
            mine |= user.reach(permission, "organisation__") & Q(status__in=statuses)
    return soon(agenda(Report.objects.filter(mine, cycle__closed=False), today()), AHEAD)


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
