"""Figures compared across organisations and years: what each report tells of an indicator, and what to look at.

Nothing here says that a figure is wrong: it says where two figures do not go together, for a person to check.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tracker.models.entries import Entry
from tracker.models.figures import ReportFigure
from tracker.models.reports import ReportQuerySet

RATE = "%"

CARRIED = ("结转", "旧存", "上年未结")
"""Words beside a figure that counts more than this year's: no relation is asked of it."""


LEADERS = "duty"
"""Figures of the part about the leaders are about them and not about the office."""


class Doubt(StrEnum):
    """Why a figure is worth a look."""

    JUMP = "jump"
    UNUSUAL = "unusual"
    LOST = "lost"
    UNLIKE_PEERS = "unlike-peers"
    SEVERAL = "several"
    UNITS = "units"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Office:
    """One report, no more of it than is compared. ``has_text``: something stands in it."""

    pk: int
    organisation: int
    path: str
    name: str
    label: str
    kind: str
    status: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One value of an indicator as a report tells it: where it stands, and how often the same value stands elsewhere."""

    report: int
    indicator: str
    value: Decimal
    unit: str
    words: str
    entry: int
    part: int | None
    form: str
    exact: bool
    carried: bool
    times: int = 1

    @property
    def shown(self) -> str:
        """The value and unit as people write them."""
        return f"{plain(self.value)}{self.unit}"


Figures = Mapping[tuple[int, str], tuple[Told, ...]]
"""(report, indicator) → its different values in text order."""


def plain(value: Decimal) -> str:
    """A number as people write it."""
    return f"{value.normalize():,f}"


@dataclass(frozen=True, slots=True)
class Remark:
    """One reason to look, with the other figures it speaks of and what it says of them."""

    doubt: Doubt
    title: str = ""
    others: tuple[Told, ...] = ()
    total: Decimal | None = None

    @property
    def shown_total(self) -> str:
        """The sum of the parts as people write it."""
        return plain(self.total) if self.total is not None else ""


@dataclass(slots=True)
class OfficeFigures:
    """One report beside last year's of the same organisation, for one indicator."""

    report: Office
    before: Office | None
    now: tuple[Told, ...]
    then: tuple[Told, ...]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def pair(self) -> tuple[Told, Told] | None:
        """(this year's, last year's) where each year tells one value in the same unit; else nothing is compared."""
        if len(self.now) == len(self.then) == 1 and self.now[0].unit == self.then[0].unit:
            return self.now[0], self.then[0]
        return None

    @property
    def change(self) -> Decimal | None:
        """This year's value less last year's."""
        return self.pair[0].value - self.pair[1].value if self.pair else None

    @property
    def share(self) -> float | None:
        """The change as a share of last year's value; None for rates (whose change is told in points) and from zero."""
        if self.pair is None or self.pair[1].unit == RATE or not self.pair[1].value:
            return None
        return float((self.pair[0].value - self.pair[1].value) / self.pair[1].value)

    @property
    def change_shown(self) -> str:
        """The change as people write it, a rate's in points; empty where nothing is compared."""
        if self.pair is None or self.change is None:
            return ""
        sign = "+" if self.change > 0 else "−" if self.change < 0 else ""
        return sign + plain(abs(self.change)) + (str(_("个百分点")) if self.pair[0].unit == RATE else "")

    @property
    def share_shown(self) -> str:
        """The change in per cent of last year's value; empty where that says nothing."""
        return "" if self.share is None else f"{self.share * 100:+.1f}%".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Selection:
    """The reports of one year that are compared, and what the same organisations reported the year before."""

    year: int
    now: ReportQuerySet
    then: ReportQuerySet

    def figures(self, codes: Sequence[str] = ()) -> dict[tuple[int, str], tuple[Told, ...]]:
        """(report, indicator) → its different values in text order, of these indicators or of all (one query)."""
        return told_in(self.now, self.then, codes=codes)

    def counts(self) -> dict[str, tuple[int, int, tuple[str, ...]]]:
        """Indicator → how many reports tell it this year, how many last year, in which units (three queries)."""
        found: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        units: dict[str, set[str]] = {}
        by_year = []
        for reports in (self.now, self.then):
            rows = standing_figures(reports).order_by()
            by_year.append(dict(rows.values_list("indicator").annotate(n=Count("entry__report", distinct=True))))
        for code, unit in standing_figures(self.now).order_by().values_list("indicator", "unit").distinct():
            units.setdefault(code, set()).add(unit)
        for code in {*by_year[0], *by_year[1]}:
            told = tuple(sorted(units.get(code, ())))
            found[code] = by_year[0].get(code, 0), by_year[1].get(code, 0), told
        return found


def select(chosen: ReportQuerySet, seen: ReportQuerySet, year: int) -> Selection:
    """What is compared: the chosen reports of ``year``, and last year's among those the person may see."""
    chosen = chosen.filter(cycle__year=year)
    kinds = chosen.order_by().values("cycle__document_kind")
    own = chosen.order_by().values("organisation")
    then = seen.filter(cycle__year=year - 1, cycle__document_kind__in=kinds, organisation__in=own)
    return Selection(year, chosen, then)


def offices_of(reports: ReportQuerySet) -> list[Office]:
    """These reports in tree order (one query)."""
    text = Exists(Entry.objects.standing().filter(report=OuterRef("pk")))
    names = ("organisation__path", "organisation_name", "organisation__short_name", "organisation__name")
    rows = reports.annotate(has_text=text).order_by("organisation__path", "pk")
    found = rows.values_list("pk", "organisation", *names, "organisation_kind", "status", "has_text")
    return [
        Office(pk, organisation, path, name, short or whole, kind, status, bool(has_text))
        for pk, organisation, path, name, short, whole, kind, status, has_text in found
    ]


def pairs_of(selection: Selection) -> list[tuple[Office, Office | None]]:
    """The reports in tree order, each with last year's (two queries)."""
    before = {one.organisation: one for one in offices_of(selection.then)}
    return [(one, before.get(one.organisation)) for one in offices_of(selection.now)]


def standing_figures(*reports: ReportQuerySet) -> QuerySet[ReportFigure]:
    """The figures of these reports that are known to be an indicator's; what stands in plans is no fact."""
    chosen = Q(pk__in=[])
    for one in reports:
        chosen |= Q(entry__report__in=one.order_by().values("pk"))
    rows = ReportFigure.objects.filter(chosen, entry__removed=False).exclude(indicator="")
    return rows.exclude(entry__part__form="plan")


def told_in(*reports: ReportQuerySet, codes: Sequence[str] = ()) -> dict[tuple[int, str], tuple[Told, ...]]:
    """(report, indicator) → its different values in text order (one query)."""
    rows = standing_figures(*reports)
    if codes:
        rows = rows.filter(indicator__in=codes)
    carried = Q()
    for word in CARRIED:
        carried |= Q(entry__text__contains=word)
    rows = rows.annotate(carried=Case(When(carried, then=Value(True)), default=Value(False)))
    found: dict[tuple[int, str], dict[tuple[Decimal, str], Told]] = {}
    fields = ("entry__report_id", "indicator", "value", "unit", "words", "entry_id", "entry__part_id")
    around = ("entry__part__form", "approximator", "carried")
    ordered = rows.order_by("entry__report_id", "entry__position", "start").values_list(*fields, *around)
    for report, code, value, unit, words, entry, part, form, about, late in ordered.iterator(chunk_size=5000):
        told = Told(report, code, value, unit, words, entry, part, form or "", not about, late)
        values = found.setdefault((report, code), {})
        same = values.get((value, unit))
        values[value, unit] = replace(same, times=same.times + 1) if same else told
    return {key: tuple(values.values()) for key, values in found.items()}
