"""What waits for a person who writes, reviews or signs: report by report, with what is missing and how long it waits.

Each desk costs a constant number of queries, however many reports wait; at most ``SHOWN`` are read.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F
from django.utils import timezone

import reportsrc
from tracker.models.cycles import CycleDueDate, DueDateKind
from tracker.models.deadlines import Standing
from tracker.models.reports import PartDraft, Report, ReportQuerySet
from tracker.models.review import Assessment, Result
from tracker.models.reviewers import with_mine_first
from tracker.roles import Permission
from tracker.workflow import Status

if TYPE_CHECKING:
    from tracker.models import User

SHOWN = 50
"""The most reports of one desk; the rest is a link to the list."""
COMING = 10
OPENED = 3
"""So many reports are shown with their parts; more of them as one line each."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of a report to be written: how far it is, and what the last run of the checks did not find in it."""

    part: PartDraft
    missing: tuple[reportsrc.Requirement, ...]


@dataclass(slots=True)
class Waiting:
    """A report that waits for somebody. ``days``: how long it has been where it is; None if that was never kept."""

    report: Report
    due: CycleDueDate | None
    standing: Standing | None
    days: int | None
    parts: list[PartLine] = field(default_factory=list)
    lacking: list[tuple[reportsrc.Requirement, Assessment]] = field(default_factory=list)
    talk: int = 0
    mine: bool = False
    reviewers: str = ""

    @property
    def late(self) -> bool:
        """True if what happens next should have happened."""
        return self.standing is not None and self.standing.late

    @property
    def done(self) -> int:
        """How many parts are done by the drafter's word."""
        return sum(one.part.declared_done for one in self.parts)


def next_due(report: Report) -> CycleDueDate | None:
    """The date that what happens next is held against."""
    kinds = [DueDateKind.PUBLISH] if report.status == Status.FILED else [DueDateKind.REPORT]
    if report.editable:
        kinds.insert(0, DueDateKind.HANDOVER)
    found = (report.cycle.due_date(kind, report.organisation_kind) for kind in kinds)
    return next((one for one in found if one), None)


def days_there(report: Report, today: datetime.date) -> int | None:
    """How many days the report has had its status."""
    if report.status_since is None:
        return None
    return max(0, (today - timezone.localtime(report.status_since).date()).days)


def _waiting(report: Report, today: datetime.date) -> Waiting:
    due = next_due(report)
    addressed = set(report.last_inspection.addressed) if report.last_inspection else None
    missing = [
        one
        for one in report.requirements
        if addressed is not None and one.obligation.gates and one.key not in addressed
    ]
    parts = []
    for part in report.parts.all():
        part.report = report
        parts.append(PartLine(part, tuple(one for one in missing if one.part in part.roles)))
    return Waiting(report, due, due.standing(None, today) if due else None, days_there(report, today), parts)


def _read(reports: ReportQuerySet) -> ReportQuerySet:
    """With all that a desk shows of them (a query for each thing)."""
    found = reports.owed().filter(cycle__closed=False).with_findings()
    return found.select_related("cycle__organisation", "organisation", "last_inspection").prefetch_related(
        "cycle__due_dates", "parts"
    )


def of_reports(user: User, permission: Permission, statuses: Iterable[Status]) -> ReportQuerySet:
    """The reports owed in rounds that go on, in these statuses, where the person has this permission."""
    found = Report.objects.visible_to(user, permission).owed()
    return found.filter(cycle__closed=False, status__in=list(statuses))


def drafting(user: User, today: datetime.date) -> list[Waiting]:
    """What the person writes: what came back first, then by due date; of the first few what is missing and why it came
    back."""
    mine = of_reports(user, Permission.EDIT, (Status.RETURNED, Status.DRAFTING, Status.NOT_STARTED))
    rows = [_waiting(one, today) for one in _read(mine).order_by("-cycle__year", "organisation__path")[:SHOWN]]
    far = datetime.date.max
    rows.sort(key=lambda one: (one.report.status != Status.RETURNED, one.due.on if one.due else far))
    opened = {one.report.pk: one for one in rows[:OPENED]}
    for pk, count in _open_talk(opened):
        opened[pk].talk = count
    returned = [pk for pk, one in opened.items() if one.report.status == Status.RETURNED]
    lacking = Assessment.objects.filter(report__in=returned, result__in=[Result.PARTIAL, Result.MISSING])
    for mark in lacking.order_by("pk") if returned else ():
        row = opened[mark.report_id]
        if requirement := row.report.standard.requirement(mark.requirement_key):
            row.lacking.append((requirement, mark))
    return rows


def _open_talk(reports: Iterable[int]) -> list[tuple[int, int]]:
    from tracker.models import Comment

    found = Comment.objects.filter(report__in=list(reports), resolved_at__isnull=True).order_by()
    return list(found.values_list("report").annotate(count=Count("pk")))


def queue(user: User, today: datetime.date) -> tuple[list[Waiting], int]:
    """What the person reviews, their own first, then what nobody was given, each the longest waiting first; and how many
    wait in all."""
    asked = of_reports(user, Permission.REVIEW, (Status.SUBMITTED, Status.IN_REVIEW))
    found = with_mine_first(_read(asked).with_marks(), user, today)
    found = found.prefetch_related("reviewers__reviewer", "reviewers__stand_in")
    rows = []
    for report in found.order_by(F("mine").desc(), F("given").asc(), F("status_since").asc(nulls_last=True), "pk")[
        :SHOWN
    ]:
        row = _waiting(report, today)
        row.mine = bool(getattr(report, "mine", False))
        row.reviewers = "、".join(dict.fromkeys(one.on_duty(today).name for one in report.reviewers.all()))
        rows.append(row)
    return rows, len(rows) if len(rows) < SHOWN else asked.count()


def signing(user: User, today: datetime.date) -> tuple[list[Waiting], list[Waiting]]:
    """What waits for the person's signature, the longest waiting first; and of what is not that far yet, the next due."""
    passed = _read(of_reports(user, Permission.SIGN, (Status.PASSED,)))
    to_sign = [_waiting(one, today) for one in passed.order_by(F("status_since").asc(nulls_last=True), "pk")[:SHOWN]]
    before = [Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED, Status.SUBMITTED, Status.IN_REVIEW]
    coming = _read(of_reports(user, Permission.SIGN, before)).order_by("-cycle__year", "organisation__path")[:SHOWN]
    rows = [_waiting(one, today) for one in coming]
    return to_sign, sorted(rows, key=lambda one: one.due.on if one.due else datetime.date.max)[:COMING]


def late_among(rows: Sequence[Waiting]) -> bool:
    """True if something is late."""
    return any(one.late for one in rows)
