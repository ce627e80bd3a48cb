"""One figure across offices and over the years, as charts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

import reportsrc
from tracker.charts import LINES, Chart, ChartKind, Series, Tone
from tracker.models.indicators import Office, Selection, Told, pairs_of, told_in
from tracker.models.reports import ReportQuerySet

OFFICES, FOLLOWED = 20, 6
"""How many offices a chart shows, those with the greatest values; and how many are followed over the years."""


def most_told(selection: Selection) -> str:
    """The indicator that most reports tell this year; empty if none does."""
    counts = selection.counts()
    order = list(reportsrc.load_catalogue().indicators)
    told = [code for code in counts if code in order]
    return max(told, key=lambda code: (counts[code][0], -order.index(code)), default="")


def across(code: str, selection: Selection, seen: ReportQuerySet) -> tuple[Chart, Chart]:
    """An indicator by office, this year beside last; and over the years of the greatest among them (five queries).

    Drawn are offices that tell one value of it, in the unit most of them use.
    """
    title = reportsrc.load_catalogue().indicators[code].title
    pairs, figures = pairs_of(selection), selection.figures([code])

    def one(report: Office | None) -> Told | None:
        told = figures.get((report.pk, code), ()) if report else ()
        return told[0] if len(told) == 1 else None

    rows = [(now, one(now), one(then)) for now, then in pairs]
    units = [told.unit for _now, this, last in rows for told in (this, last) if told]
    unit = max(sorted(set(units)), key=units.count, default="")
    shown = [(now, value) for now, this, last in rows if any(value := (_value(this, unit), _value(last, unit)))]
    shown.sort(key=lambda row: -(row[1][0] or 0))
    shown = shown[:OFFICES]
    labels = tuple(now.label for now, _values in shown)
    series: tuple[Series, ...] = (
        Series(_("%(year)s年") % {"year": selection.year}, tuple(values[0] for _now, values in shown), Tone.DONE),
        Series(_("%(year)s年") % {"year": selection.year - 1}, tuple(values[1] for _now, values in shown), Tone.THIRD),
    )
    series = tuple(one for one in series if any(value is not None for value in one.values))
    named = f"{title}（{unit}）" if unit else title
    offices = Chart("offices", _("%(title)s：各单位") % {"title": named}, ChartKind.BARS, _("单位"), labels, series)
    return offices, _over_years(code, named, unit, [now for now, _values in shown[:FOLLOWED]], selection, seen)


def _value(told: Told | None, unit: str) -> float | None:
    return float(told.value) if told and told.unit == unit else None


def _over_years(
    code: str, title: str, unit: str, followed: Sequence[Office], selection: Selection, seen: ReportQuerySet
) -> Chart:
    kinds = selection.now.order_by().values("cycle__document_kind")
    own = [one.organisation for one in followed]
    every = seen.filter(organisation__in=own, cycle__document_kind__in=kinds)
    figures = told_in(every, codes=[code])
    values: dict[tuple[int, int], float] = {}
    years = set()
    for pk, organisation, year in every.order_by().values_list("pk", "organisation", "cycle__year"):
        told = figures.get((pk, code), ())
        if len(told) == 1 and told[0].unit == unit:
            values[organisation, year] = float(told[0].value)
            years.add(year)
    order = sorted(years)
    series = tuple(
        Series(one.label, tuple(values.get((one.organisation, year)) for year in order), LINES[at])
        for at, one in enumerate(followed)
    )
    labels = tuple(_("%(year)s年") % {"year": year} for year in order)
    return Chart("years", _("%(title)s：历年") % {"title": title}, ChartKind.LINES, _("年"), labels, series)
