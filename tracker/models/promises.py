"""What last year promised and left open, beside what answers it this year; and last year's figures beside this year's.

The machine only suggests, by the words two passages share; what counts is the link or the word of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

import reportsrc
from tracker.models.entries import Entry, PlanItem, Shortcoming
from tracker.models.figures import ReportFigure
from tracker.models.inspection_run import previous_report
from tracker.models.links import EntryLink, LinkKind
from tracker.models.reports import Report


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The entry that shares most words with a question; ``sure`` False where it only may be the answer."""

    entry: Entry
    sure: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A planned item of last year (``row`` PlanItem) or a shortcoming (``row`` Shortcoming), and what answers it.

    ``closing``: for a shortcoming, the measure that seems to carry out what was planned against it.
    """

    entry: Entry
    row: PlanItem | Shortcoming
    links: tuple[EntryLink, ...]
    suggestion: Suggestion | None
    closing: Suggestion | None = None

    @property
    def answered(self) -> bool:
        """True if a person said what became of it."""
        return bool(self.row.outcome if isinstance(self.row, PlanItem) else self.row.resolution)

    @property
    def fresh_suggestion(self) -> Suggestion | None:
        """The suggestion, unless a person linked something already."""
        return None if self.links or self.answered else self.suggestion

    @property
    def fresh_closing(self) -> Suggestion | None:
        """What may have closed it, where nothing says that it is still open."""
        return None if self.links or self.answered or self.suggestion else self.closing


@dataclass(frozen=True, slots=True)
class FigurePair:
    """One indicator in last year's report and in this year's: the figures that tell it, one for each value."""

    title: str
    before: tuple[ReportFigure, ...]
    now: tuple[ReportFigure, ...]

    @property
    def signed(self) -> str:
        """This year's value less last year's, with its sign; empty unless each tells one, in the same unit."""
        if len(self.before) != 1 or len(self.now) != 1 or self.before[0].unit != self.now[0].unit:
            return ""
        change = self.now[0].value - self.before[0].value
        return f"{change.normalize():+,f}" if change else "0"


@dataclass(frozen=True, slots=True)
class Promises:
    """Everything last year's report asks of this year's. ``remedies``: this year's own shortcomings and their plans."""

    before: Report | None
    plans: tuple[Promise, ...]
    questions: tuple[Promise, ...]
    remedies: tuple[Promise, ...]
    items: dict[str, tuple[Entry, ...]]
    figures: tuple[FigurePair, ...]

    @property
    def replies(self) -> tuple[Entry, ...]:
        """This year's entries that can answer a shortcoming of last year's."""
        return self.items["measures"] + self.items["shortcomings"]

    @property
    def left(self) -> int:
        """How many of last year's plans and shortcomings nobody has answered."""
        return sum(1 for one in (*self.plans, *self.questions) if not one.answered)


def _standing(reports: Iterable[Report]) -> list[Entry]:
    related = ("part", "plan_item__outcome_by", "shortcoming__resolved_by", "report__cycle")
    found = Entry.objects.standing().filter(report__in=reports, kind="item", part__isnull=False)
    return list(found.select_related(*related))


def _suggest(asked: Sequence[Entry], by: Sequence[Entry], least: tuple[float, float]) -> dict[int, Suggestion]:
    places = [reportsrc.Place(reportsrc.Span(n, n + 1), one.text) for n, one in enumerate(by)]
    questions = [reportsrc.Place(reportsrc.Span(n, n + 1), one.text) for n, one in enumerate(asked)]
    found = {}
    for entry, answer in zip(asked, reportsrc.answers(questions, places, *least), strict=True):
        if answer.by is not None:
            found[entry.pk] = Suggestion(by[answer.by.span.start], answer.sure)
    return found


def _promises(
    entries: Sequence[Entry],
    row: str,
    links: dict[int, list[EntryLink]],
    suggested: dict[int, Suggestion],
    closing: dict[int, Suggestion] | None = None,
) -> tuple[Promise, ...]:
    found = closing or {}
    return tuple(
        Promise(one, getattr(one, row), tuple(links.get(one.pk, ())), suggested.get(one.pk), found.get(one.pk))
        for one in entries
    )


def _closing(
    lacks: Sequence[Entry], plans: Sequence[Promise], remedies: dict[int, list[EntryLink]]
) -> dict[int, Suggestion]:
    """For each shortcoming of last year the measure that answers what was planned against it, by link or by words."""
    kept: dict[int, Suggestion] = {}
    for plan in plans:
        if plan.links:
            kept[plan.entry.pk] = Suggestion(plan.links[0].entry, sure=True)
        elif plan.suggestion:
            kept[plan.entry.pk] = plan.suggestion
    alike = _suggest(lacks, [one.entry for one in plans], reportsrc.REMEDIES)
    found = {}
    for lack in lacks:
        keys = [link.entry_id for link in remedies.get(lack.pk, ())]
        keys += [alike[lack.pk].entry.pk] if not keys and lack.pk in alike else []
        if answer := next((kept[key] for key in keys if key in kept), None):
            found[lack.pk] = answer
    return found


def open_promises(report: Report) -> Promises:
    """Last year's questions to this report with their answers (a constant number of queries)."""
    before = previous_report(report)
    entries = _standing([report, before] if before else [report])
    links: dict[tuple[int, str], list[EntryLink]] = {}
    own = EntryLink.objects.standing().filter(entry__report__in=[report, before] if before else [report])
    own = own.exclude(kind=LinkKind.TAKEN)
    for one in own.select_related("entry"):
        links.setdefault((one.source_id, one.kind), []).append(one)

    def of(report_: Report | None, form: str, row: str = "") -> list[Entry]:
        return [
            one
            for one in entries
            if report_
            and one.report_id == report_.pk
            and one.part
            and one.part.form == form
            and (not row or hasattr(one, row))
        ]

    def by(kind: LinkKind) -> dict[int, list[EntryLink]]:
        return {source: found for (source, k), found in links.items() if k == kind}

    measures, plans, lacks = of(report, "measure"), of(report, "plan"), of(report, "shortcoming", "shortcoming")
    old_plans, old_lacks = of(before, "plan", "plan_item"), of(before, "shortcoming", "shortcoming")
    remedies = by(LinkKind.REMEDY)
    kept = _promises(old_plans, "plan_item", by(LinkKind.FULFILMENT), _suggest(old_plans, measures, reportsrc.PROMISES))
    again, closing = _suggest(old_lacks, lacks, reportsrc.PROMISES), _closing(old_lacks, kept, remedies)
    return Promises(
        before,
        kept,
        _promises(old_lacks, "shortcoming", by(LinkKind.REPLY), again, closing),
        _promises(lacks, "shortcoming", remedies, _suggest(lacks, plans, reportsrc.REMEDIES)),
        {"measures": tuple(measures), "plans": tuple(plans), "shortcomings": tuple(lacks)},
        figure_pairs(report, before),
    )


def unanswered(before: Report) -> tuple[int, int]:
    """(unanswered, all) of the plans and shortcomings of last year's report (two queries)."""
    standing = {"entry__report": before, "entry__removed": False}
    outcomes = list(PlanItem.objects.filter(**standing, entry__part__form="plan").values_list("outcome", flat=True))
    lacks = Shortcoming.objects.filter(**standing, entry__part__form="shortcoming")
    outcomes += lacks.values_list("resolution", flat=True)
    return sum(1 for one in outcomes if not one), len(outcomes)


def _told(report: Report) -> dict[str, tuple[ReportFigure, ...]]:
    """The figures of each indicator that a report tells, one for each value."""
    told: dict[str, dict[tuple[Decimal, str], ReportFigure]] = {}
    standing = Q(entry__report=report, entry__removed=False) & ~Q(indicator="")
    for one in ReportFigure.objects.filter(standing).select_related("entry"):
        told.setdefault(one.indicator, {}).setdefault((one.value, one.unit), one)
    return {code: tuple(found.values()) for code, found in told.items()}


def figure_pairs(report: Report, before: Report | None) -> tuple[FigurePair, ...]:
    """Every indicator last year's report tells, beside this year's (two queries)."""
    if before is None:
        return ()
    catalogue = reportsrc.load_catalogue().indicators
    now = _told(report)
    return tuple(
        FigurePair(catalogue[code].title, found, now.get(code, ()))
        for code, found in _told(before).items()
        if code in catalogue
    )
