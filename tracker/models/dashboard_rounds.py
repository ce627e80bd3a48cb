"""A round on one page: who stands where, what is late, what does not move, what is to be done today.

Everything is counted by the database: a round of 3,000 organisations costs as many queries as one of three.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Case, Count, DateField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import workflow
from tracker.models.agenda import AgendaLine, agenda, is_done, undone
from tracker.models.cycles import Cycle, CycleDueDate
from tracker.models.dashboards import days_there
from tracker.models.deadlines import Filing, FilingKind
from tracker.models.organisations import OrganisationKind
from tracker.models.reports import Report, ReportQuerySet
from tracker.roles import Permission
from tracker.workflow import Status

if TYPE_CHECKING:
    from tracker.models import User

MOST_ROUNDS = 3
NAMED = 8
"""So many reports are named under one heading; the rest is a number that leads to the list."""
STUCK_DAYS = 10
MOVING = (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.PASSED, Status.SIGNED, Status.FILED)
"""Statuses in which somebody else's next step is waited for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many reports of one kind stand in one status, and the query that lists them."""

    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Late:
    """A report that is late, and with what."""

    report: Report
    due: CycleDueDate
    words: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A report that has not moved for some time."""

    report: Report
    days: int


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing for today: a sentence, where it is done (the name of a page, its key, a query), and if it presses."""

    text: str
    page: str
    key: int | None = None
    query: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One round as far as one person runs or sees it."""

    cycle: Cycle
    kinds: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...], Cell], ...]
    totals: tuple[Cell, ...]
    total: Cell
    dates: tuple[AgendaLine, ...]
    late: tuple[Late, ...]
    late_count: int
    stuck: tuple[Stuck, ...]
    stuck_count: int
    todo: tuple[ToDo, ...]

    @property
    def nothing_left(self) -> bool:
        """True if every report is out."""
        return all(label in _out() for label, _cells, _total in self.rows)


def _out() -> set[str]:
    return {workflow.LABELS[one] for one in (Status.PUBLISHED, Status.CLOSED)}


def rounds(user: User, permission: Permission, today: datetime.date) -> list[Round]:
    """The rounds that go on, newest first, each with what the person has this permission for (a constant number of
    queries for each)."""
    seen = Report.objects.visible_to(user, permission).owed()
    open_ones = Cycle.objects.filter(closed=False, pk__in=seen.order_by().values("cycle"))
    cycles = open_ones.select_related("organisation").prefetch_related("due_dates").order_by("-year", "pk")
    return [_round(cycle, seen.filter(cycle=cycle), today, user) for cycle in cycles[:MOST_ROUNDS]]


def _round(cycle: Cycle, reports: ReportQuerySet, today: datetime.date, user: User) -> Round:
    counts: dict[tuple[str, str], int] = {}
    grouped = reports.order_by().values_list("status", "organisation_kind").annotate(count=Count("pk"))
    for status, kind, count in grouped:
        counts[status, kind] = count
    kinds = [kind for kind in OrganisationKind.values if any(k == kind for _s, k in counts)]
    rows = []
    for status in Status:
        cells = tuple(_cell(cycle, counts.get((status.value, kind), 0), status.value, kind) for kind in kinds)
        if total := sum(one.count for one in cells):
            rows.append((workflow.LABELS[status], cells, _cell(cycle, total, status.value)))
    totals = tuple(_cell(cycle, sum(n for (_s, k), n in counts.items() if k == kind), kind=kind) for kind in kinds)
    late, late_count = _late(cycle, reports, today)
    still = _stuck(reports, today)
    names = dict(OrganisationKind.choices)
    lines = agenda(reports, today)
    return Round(
        cycle,
        tuple(str(names[kind]) for kind in kinds),
        tuple(rows),
        totals,
        _cell(cycle, sum(counts.values())),
        tuple(lines),
        late,
        late_count,
        *still,
        tuple(_todo(cycle, reports, counts, lines, user)),
    )


def _cell(cycle: Cycle, count: int, status: str = "", kind: str = "") -> Cell:
    asked = {"year": str(cycle.year), "document": cycle.document_kind, "status": status, "kind": kind}
    return Cell(count, urlencode({name: value for name, value in asked.items() if value}))


def _late(cycle: Cycle, reports: ReportQuerySet, today: datetime.date) -> tuple[tuple[Late, ...], int]:
    """The reports that are late with something, the longest first, and how many (two queries)."""
    passed = sorted((d for d in cycle.due_dates.all() if d.standing(None, today).late), key=lambda d: d.on)
    if not passed:
        return (), 0
    asked = {due.pk: Q(organisation_kind=due.organisation_kind) & undone(due.kind) for due in passed}
    anything = Q(pk__in=[])
    for condition in asked.values():
        anything |= condition
    late = reports.filter(anything)
    since = Case(*(When(asked[due.pk], then=Value(due.on)) for due in passed), output_field=DateField())
    named = list(late.annotate(late_since=since).order_by("late_since", "organisation__path")[:NAMED])
    found = []
    for report in named:
        report.cycle = cycle
        theirs = (due for due in passed if due.organisation_kind == report.organisation_kind)
        due = next(one for one in theirs if not is_done(report, one.kind))
        found.append(Late(report, due, str(due.standing(None, today))))
    return tuple(found), len(named) if len(named) < NAMED else late.count()


def _stuck(reports: ReportQuerySet, today: datetime.date) -> tuple[tuple[Stuck, ...], int]:
    """The reports that wait for somebody's next step longer than they should, the longest first (two queries)."""
    day = datetime.datetime.combine(today - datetime.timedelta(days=STUCK_DAYS), datetime.time())
    still = reports.filter(status__in=MOVING, status_since__lt=timezone.make_aware(day))
    named = list(still.order_by("status_since", "pk")[:NAMED])
    found = tuple(Stuck(one, days_there(one, today) or 0) for one in named)
    return found, len(named) if len(named) < NAMED else still.count()


def _todo(
    cycle: Cycle,
    reports: ReportQuerySet,
    counts: dict[tuple[str, str], int],
    lines: Sequence[AgendaLine],
    user: User,
) -> Iterable[ToDo]:
    """What can be done today: remind, look after what came back, record, compile, close."""
    for line in lines:
        if line.left and line.days_left <= 7:
            words = {"count": line.left, "what": line.label, "when": line.when}
            said = _("%(what)s：还有%(count)s个单位没有做，%(when)s。可提醒填报人。") % words
            yield ToDo(said, "reports", query=line.query, urgent=line.late)

    def at(*statuses: Status) -> int:
        return sum(count for (status, _kind), count in counts.items() if status in statuses)

    ways = (
        (Status.RETURNED, _("%(count)s份退回后还没有重新提交。")),
        (Status.SIGNED, _("%(count)s份已签发，等待登记报送。")),
        (Status.FILED, _("%(count)s份已报送，等待登记公开。")),
    )
    for status, said in ways:
        if count := at(status):
            yield ToDo(said % {"count": count}, "reports", query=_cell(cycle, count, status.value).query)
    own = reports.filter(organisation=cycle.organisation_id).exclude(status__in=[Status.PUBLISHED, Status.CLOSED])
    if mine := own.first():
        writing = (Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED)
        handed = sum(counts.values()) - at(*writing) - (mine.status not in writing)
        said = _("本级报告%(status)s；下级%(count)s份报告已提交，可以汇总。")
        yield ToDo(said % {"status": _(mine.status_label), "count": handed}, "report-compilation", mine.pk)
    if (
        counts
        and at(Status.PUBLISHED, Status.CLOSED) == sum(counts.values())
        and user.can(Permission.RUN_CYCLE, cycle.organisation)
    ):
        yield ToDo(_("全部报告都已公开，可以结束这个年度。"), "cycle-close", cycle.pk)


def published_lately(user: User, most: int = 5) -> list[Filing]:
    """The last publications among what the person sees (one query)."""
    found = Filing.objects.standing().filter(user.reach(Permission.VIEW, "report__organisation__"))
    return list(
        found.filter(kind=FilingKind.PUBLICATION).select_related("report__cycle").order_by(F("on").desc(), "-pk")[:most]
    )
