"""What the organisations below reported, for the one above that writes its own report from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, QuerySet, Value, When

import reportsrc
from tracker.models.comparison import Change, changes_between
from tracker.models.entries import Entry, EntryVersion
from tracker.models.figures import ReportFigure
from tracker.models.links import EntryLink
from tracker.models.organisations import below
from tracker.models.reports import Report, ReportQuerySet
from tracker.roles import Permission
from tracker.workflow import Status

if TYPE_CHECKING:
    from tracker.models import User

NOT_HANDED_IN = (Status.NOT_STARTED, Status.DRAFTING)
"""Statuses in which a report was not handed in, or was taken back: nobody above reads from it yet."""


def _below(report: Report) -> ReportQuerySet:
    found = Report.objects.like(report).filter(below(report.organisation.path, "organisation__path"))
    return found.filter(cycle__year=report.year).exclude(organisation=report.organisation_id)


def reports_below(report: Report) -> list[Report]:
    """The reports of the same year of the nearest organisations below that owe one, in tree order (one query)."""
    found = _below(report)
    nearest: list[Report] = []
    for one in found.select_related("cycle", "organisation").order_by("organisation__path"):
        if not nearest or not one.organisation.path.startswith(nearest[-1].organisation.path):
            nearest.append(one)
    return nearest


def has_reports_below(report: Report) -> bool:
    """True if an organisation below owes a report of the same year (one query)."""
    return _below(report).exists()


@dataclass(frozen=True, slots=True)
class Contributors:
    """Who below has handed a report in, and who has not. ``hidden``: handed in, but not for this person to read."""

    reported: tuple[Report, ...]
    missing: tuple[Report, ...]
    hidden: int = 0


def contributors(report: Report, user: User) -> Contributors:
    """Who may be read from: who writes this report reads what was handed in to it, others what they may see anyway."""
    writes = user.can(Permission.EDIT, report.organisation)
    every = reports_below(report)
    handed = [one for one in every if one.status not in NOT_HANDED_IN]
    readable = [one for one in handed if writes or user.can(Permission.VIEW, one.organisation)]
    missing = tuple(one for one in every if one.status in NOT_HANDED_IN)
    return Contributors(tuple(readable), missing, len(handed) - len(readable))


def contributions(reports: Sequence[Report], role: str) -> QuerySet[Entry]:
    """The items of one part of these reports: by area of work in the standard's order, then by organisation."""
    areas = dict.fromkeys(need.area for one in reports[:1] for need in one.standard.requirements if need.area)
    order = Case(
        *(When(measure__area=area, then=Value(n)) for n, area in enumerate(areas)),
        default=Value(len(areas)),
        output_field=IntegerField(),
    )
    found = Entry.objects.filter(removed=False, report__in=[one.pk for one in reports], part__role=role, kind="item")
    return found.select_related("report__cycle", "report__organisation", "part", "measure").order_by(
        order, "measure__area", "report__organisation__path", "position", "pk"
    )


def taken_from(report: Report, sources: Iterable[Entry]) -> dict[int, Entry]:
    """The key of each of these sources that was taken into the report → the entry it became (one query)."""
    links = EntryLink.objects.standing().taken().filter(entry__report=report, source__in=[one.pk for one in sources])
    return {one.source_id: one.entry for one in links.select_related("entry")}


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of another organisation that was taken, as it was then and as it is now.

    ``news``: what changed in it since; ``edited``: the own entry was changed since it was taken.
    """

    link: EntryLink
    news: tuple[Change, ...]
    edited: bool

    @property
    def state(self) -> str:
        """``same``, ``changed`` or ``removed``."""
        if self.link.source.removed:
            return "removed"
        return "changed" if self.news else "same"


def takings(report: Report) -> list[Source]:
    """Everything the report took from elsewhere, last year's own text included, in the order of its text (two queries)."""
    links = list(
        EntryLink.objects.standing()
        .taken()
        .filter(entry__report=report)
        .select_related("entry__part", "source__report__cycle", "source__report__organisation", "source__part", "by")
        .order_by("entry__position", "pk")
    )
    then = _texts_then(links)
    found = []
    for link in links:
        old = then.get((link.source_id, link.source_version), link.source.text)
        news = tuple(changes_between(old, link.source.text)) if bare(old) != bare(link.source.text) else ()
        found.append(Source(link, news, bare(link.entry.text) != bare(old)))
    return found


def sources_of(report: Report) -> list[Source]:
    """What the report took from other organisations (two queries)."""
    return [one for one in takings(report) if one.link.source.report.organisation_id != report.organisation_id]


def _texts_then(links: Sequence[EntryLink]) -> dict[tuple[int, int], str]:
    wanted = {(one.source_id, one.source_version) for one in links}
    versions = EntryVersion.objects.filter(entry__in={pk for pk, _ in wanted}).values_list(
        "entry_id", "version", "text"
    )
    return {(pk, version): text for pk, version, text in versions if (pk, version) in wanted}


def bare(text: str) -> str:
    """A text without its marker and its closing mark, which belong to its place and not to it."""
    return text[len(reportsrc.marker_of(text)) :].strip().rstrip("。；;.")


@dataclass(slots=True)
class Total:
    """One indicator added up over those who reported it. ``torn``: reports that tell more than one value of it.

    ``own``: the figures of the report that is being written, one for each value.
    """

    code: str
    title: str
    unit: str
    value: Decimal = Decimal(0)
    parts: list[tuple[Report, ReportFigure]] = field(default_factory=list)
    torn: list[Report] = field(default_factory=list)
    own: list[ReportFigure] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The sum as people write it."""
        return f"{self.value.normalize():,f}"

    @property
    def difference(self) -> Decimal | None:
        """The own value less the sum of the parts; None where there is nothing to compare. Of several values the nearest."""
        if not self.own or not self.parts:
            return None
        return min((one.value - self.value for one in self.own), key=abs)

    @property
    def gap(self) -> str:
        """The difference without its sign, as people write it."""
        difference = self.difference or Decimal(0)
        return f"{abs(difference).normalize():,f}"


def totals(report: Report, reports: Sequence[Report]) -> list[Total]:
    """What can be added up, by indicator in the order of the catalogue (one query).

    Rates cannot, nor can plans; and what the leaders of each office did themselves is no part of the whole's.
    """
    told: dict[tuple[str, str], dict[int, list[ReportFigure]]] = {}
    standing = ReportFigure.objects.filter(
        entry__report__in=[report.pk, *(one.pk for one in reports)], entry__removed=False
    ).exclude(entry__part__form__in=["plan", "duty"])
    for one in standing.exclude(indicator="").exclude(unit="%").select_related("entry"):
        told.setdefault((one.indicator, one.unit), {}).setdefault(one.entry.report_id, []).append(one)
    found = []
    for code, indicator in reportsrc.load_catalogue().indicators.items():
        for unit in sorted({unit for key, unit in told if key == code}):
            total = _add_up(Total(code, indicator.title, unit), told[code, unit], report, reports)
            if total.parts or total.torn:
                found.append(total)
    return found


def _add_up(total: Total, told: dict[int, list[ReportFigure]], report: Report, reports: Sequence[Report]) -> Total:
    for one in reports:
        figures = told.get(one.pk, [])
        if len({figure.value for figure in figures}) == 1:
            total.parts.append((one, figures[0]))
            total.value += figures[0].value
        elif figures:
            total.torn.append(one)
    total.own = list({figure.value: figure for figure in told.get(report.pk, [])}.values())
    return total
