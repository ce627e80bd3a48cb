"""Due dates as people live by them: many offices with one date are one line; what is overdue, and by how much."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from tracker.models.cycles import CycleDueDate, DueDateKind
from tracker.models.deadlines import Standing
from tracker.models.reports import Report, ReportQuerySet
from tracker.workflow import REPORTED, Status

NOT_HANDED_OVER = frozenset({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED})

DONE: dict[str, frozenset[Status]] = {
    DueDateKind.HANDOVER: frozenset(Status) - NOT_HANDED_OVER,
    DueDateKind.REPORT: REPORTED,
    DueDateKind.PUBLISH: frozenset({Status.PUBLISHED, Status.CLOSED}),
}
"""The statuses in which what a date asks for is done; they follow from the filings that stand. What was handed in once
stays handed in, though it came back."""

DONE_WORDS = {
    DueDateKind.HANDOVER: gettext_noop("已交稿"),
    DueDateKind.REPORT: gettext_noop("已报送"),
    DueDateKind.PUBLISH: gettext_noop("已公开"),
}

LEFT_CHOICES = [
    (DueDateKind.HANDOVER.value, gettext_lazy("未交稿")),
    (DueDateKind.REPORT.value, gettext_lazy("未报送")),
    (DueDateKind.PUBLISH.value, gettext_lazy("未公开")),
]


def is_done(report: Report, kind: str) -> bool:
    """True if the report is past what this kind of date asks for."""
    return report.status in DONE[kind] or (kind == DueDateKind.HANDOVER and report.submitted_on is not None)


def undone(kind: str) -> Q:
    """The condition that a report has not done what this kind of date asks for."""
    left = ~Q(status__in=DONE[kind])
    return left & Q(submitted_on=None) if kind == DueDateKind.HANDOVER else left


@dataclass(slots=True)
class AgendaLine:
    """One date of one round: how many offices it concerns and how many are done. ``report``, ``name``: the one office,
    where it is one."""

    due: CycleDueDate
    standing: Standing
    today: datetime.date
    total: int = 0
    done: int = 0
    report: int | None = None
    name: str = ""

    @property
    def on(self) -> datetime.date:
        """The due date."""
        return self.due.on

    @property
    def label(self) -> str:
        """What is due."""
        return str(self.due.get_kind_display())

    @property
    def left(self) -> int:
        """How many offices have not done it."""
        return self.total - self.done

    @property
    def late(self) -> bool:
        """True if somebody is late."""
        return bool(self.left) and self.standing.late

    @property
    def days_left(self) -> int:
        """Days until the last day that is in time; negative: days late."""
        return (self.standing.last_day - self.today).days

    @property
    def when(self) -> str:
        """How far off it is, in words: 今天到期, 还有3天, 逾期3天."""
        days = self.days_left
        if self.standing.late:
            return str(self.standing)
        return _("还有%(days)s天") % {"days": days} if days else _("今天到期")

    @property
    def who(self) -> str:
        """The one office, or how many, and how many of them are done."""
        if self.total == 1:
            return f"{self.name} · {_(DONE_WORDS[DueDateKind(self.due.kind)])}" if self.done else self.name
        words = {"total": self.total, "done": self.done, "word": _(DONE_WORDS[DueDateKind(self.due.kind)])}
        return _("%(total)s个单位 · %(word)s %(done)s") % words

    @property
    def query(self) -> str:
        """The query of the list of reports that shows who has not done it (who has it to do, where all have)."""
        chosen = {"year": self.due.cycle.year, "due": self.due.on.isoformat()}
        return urlencode(chosen | {"left": self.due.kind} if self.left else chosen)


def agenda(
    reports: ReportQuerySet, today: datetime.date, dates: Q | None = None, *, apart: bool = False
) -> list[AgendaLine]:
    """The dates (narrowed by ``dates``) that concern these reports, by day; three queries.

    Kinds of organisation with the same date are one line, unless they are asked for ``apart``.
    """
    counts: list[Any] = list(
        reports.owed()
        .order_by()
        .values("cycle_id", "organisation_kind", "status")
        .annotate(count=Count("pk"), first=Min("pk"), handed=Count("submitted_on"))
    )
    by_kind: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in counts:
        by_kind.setdefault((row["cycle_id"], row["organisation_kind"]), []).append(row)
    found = CycleDueDate.objects.filter(dates or Q(), cycle__in={row["cycle_id"] for row in counts})
    lines: dict[tuple[object, ...], AgendaLine] = {}
    for due in found.select_related("cycle__organisation").order_by("on", "pk"):
        mine = by_kind.get((due.cycle_id, due.organisation_kind), [])
        if not mine:
            continue
        key = (due.cycle_id, due.kind, due.on, due.inclusive, due.organisation_kind if apart else "")
        line = lines.setdefault(key, AgendaLine(due, due.standing(None, today), today))
        line.total += sum(row["count"] for row in mine)
        line.done += sum(_done(row, due.kind) for row in mine)
        line.report = mine[0]["first"]
    ordered = sorted(lines.values(), key=lambda line: (line.on, list(DueDateKind).index(DueDateKind(line.due.kind))))
    single = [line.report for line in ordered if line.total == 1 and line.report]
    names = dict(Report.objects.filter(pk__in=single).values_list("pk", "organisation_name")) if single else {}
    for line in ordered:
        if line.total == 1 and line.report:
            line.name = names[line.report]
        else:
            line.report = None
    return ordered


def _done(row: Mapping[str, Any], kind: str) -> int:
    if row["status"] in DONE[kind]:
        return int(row["count"])
    return int(row["handed"]) if kind == DueDateKind.HANDOVER else 0


def soon(lines: Iterable[AgendaLine], within: int) -> list[AgendaLine]:
    """Of these lines what is late, and what falls due within so many days; the latest first."""
    found = [line for line in lines if line.left and line.days_left <= within]
    return sorted(found, key=lambda line: line.days_left)


@dataclass(frozen=True, slots=True)
class Overdue:
    """One matter of one report that is late."""

    report: Report
    due: CycleDueDate
    days: int

    @property
    def kind(self) -> str:
        """What is due."""
        return str(self.due.get_kind_display())


def overdue(reports: ReportQuerySet, today: datetime.date, kind: str = "") -> list[Overdue]:
    """What is late among these reports in rounds that go on, the latest first (a constant number of queries)."""
    found = []
    rows = reports.owed().filter(cycle__closed=False, status__in=set(Status) - DONE[DueDateKind.PUBLISH])
    for report in rows.select_related("cycle__organisation", "organisation").prefetch_related("cycle__due_dates"):
        for due in report.cycle.due_dates.all():
            if due.organisation_kind != report.organisation_kind or (kind and due.kind != kind):
                continue
            days = due.standing(None, today).days
            if days and not is_done(report, due.kind):
                found.append(Overdue(report, due, days))
    return sorted(found, key=lambda one: (-one.days, one.report.organisation.path, one.due.on))
