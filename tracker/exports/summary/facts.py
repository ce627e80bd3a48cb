"""What every sheet of the summary needs to know of the reports, gathered in a constant number of queries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet

import reportsrc
from tracker import workflow
from tracker.models import Assessment, CycleDueDate, Report
from tracker.models.deadlines import standing
from tracker.models.organisations import OrganisationKind
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Completeness, Result
from tracker.models.standards import load_standard
from tracker.workflow import Status

Dues = dict[str, tuple[datetime.date, bool]]
"""Kind of date → the date, and whether the day itself counts."""

KINDS = {key: str(label) for key, label in OrganisationKind.choices}


@dataclass(slots=True)
class ReportFacts:
    """One report as the sheets show it. ``marks``: (part, result) → count over gating requirements."""

    pk: int
    year: int
    organisation: str
    kind: str
    status: str
    standard: reportsrc.Standard
    cycle: int
    findings: tuple[int, int, int, int] | None
    addressed: frozenset[str] | None
    reported_on: datetime.date | None
    published_on: datetime.date | None
    excused: bool
    dues: Dues
    requirements: tuple[reportsrc.Requirement, ...]
    marks: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def kind_label(self) -> str:
        """The kind of organisation in words."""
        return KINDS.get(self.kind, self.kind)

    @property
    def status_label(self) -> str:
        """The status as a word."""
        return workflow.LABELS[Status(self.status)]

    def completeness(self, part: str = "") -> Completeness:
        """完整度 of the report, or of one part."""
        gating = sum(1 for one in self.requirements if one.obligation.gates and part in ("", one.part))

        def count(result: Result) -> int:
            return sum(n for (role, value), n in self.marks.items() if value == result and part in ("", role))

        return Completeness(
            gating,
            count(Result.COMPLETE),
            count(Result.PARTIAL),
            count(Result.MISSING),
            count(Result.NOT_APPLICABLE),
        )

    def covered(self) -> int | None:
        """How many requirements the last inspection located; None if there was none."""
        return None if self.addressed is None else sum(one.key in self.addressed for one in self.requirements)


@dataclass(slots=True)
class Facts:
    """The reports in order, and the same by key. ``selected`` chooses what is theirs in a query of another table."""

    reports: list[ReportFacts]
    by_key: dict[int, ReportFacts]
    selected: QuerySet[Report]
    today: datetime.date

    @property
    def standards(self) -> list[reportsrc.Standard]:
        """The editions in use, in order of first use."""
        return list({one.standard.key: one.standard for one in self.reports}.values())

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(key, name) of every required part of these editions, in order."""
        found: dict[str, str] = {}
        for standard in self.standards:
            found.update({part.key: part.name for part in standard.parts if part.required and part.key not in found})
        return list(found.items())


def gather(reports: ReportQuerySet, *, today: datetime.date) -> Facts:
    """Read the reports (three queries). Whoever calls has narrowed them to what the person may see."""
    selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
    dues: dict[tuple[int, str], Dues] = {}
    for cycle, kind, what, on, inclusive in CycleDueDate.objects.filter(cycle__in=selected.values("cycle")).values_list(
        "cycle_id", "organisation_kind", "kind", "on", "inclusive"
    ):
        dues.setdefault((cycle, kind), {})[what] = (on, inclusive)
    found = [_facts(row, dues) for row in _rows(selected)]
    by_key = {one.pk: one for one in found}
    counts = Assessment.objects.filter(report__in=selected, gates=True).exclude(result="").order_by()
    for pk, part, result, count in counts.values_list("report_id", "part_role", "result").annotate(n=Count("pk")):
        if pk in by_key:
            by_key[pk].marks[part, result] = count
    return Facts(found, by_key, selected, today)


def _rows(selected: ReportQuerySet) -> QuerySet[Report, tuple[Any, ...]]:
    return (
        selected.with_dates()  # type: ignore[misc]  # the names annotated there
        .order_by("-cycle__year", "organisation__path", "pk")
        .values_list(
            "pk",
            "cycle__year",
            "organisation_name",
            "organisation_kind",
            "status",
            "standard_key",
            "cycle_id",
            "last_inspection__blocking",
            "last_inspection__errors",
            "last_inspection__warnings",
            "last_inspection__infos",
            "last_inspection__addressed",
            "reported_on",
            "published_on",
            "excuse__pk",
        )
    )


def _facts(row: tuple[Any, ...], dues: dict[tuple[int, str], Dues]) -> ReportFacts:
    pk, year, name, kind, status, key, cycle, blocking, errors, warnings, infos, located, *rest = row
    reported, published, excuse = rest
    standard, requirements = _applying(key, kind)
    return ReportFacts(
        pk=pk,
        year=year,
        organisation=name,
        kind=kind,
        status=status,
        standard=standard,
        cycle=cycle,
        findings=None if blocking is None else (blocking, errors, warnings, infos),
        addressed=None if located is None else frozenset(located),
        reported_on=reported,
        published_on=published,
        excused=excuse is not None,
        dues=dues.get((cycle, kind), {}),
        requirements=requirements,
    )


@cache
def _applying(key: str, kind: str) -> tuple[reportsrc.Standard, tuple[reportsrc.Requirement, ...]]:
    standard = load_standard(key)
    return standard, standard.for_kind(kind)


def lateness(one: ReportFacts, done: datetime.date | None, kind: str, today: datetime.date) -> str:
    """How an event stands to its due date, in words: 按期, 逾期3天, 未到期, 免报; empty without one."""
    if one.excused and done is None:
        return "免报"
    on, inclusive = one.dues.get(kind, (None, True))
    found = standing(done, on, today, inclusive=inclusive)
    return "" if found is None else str(found)
