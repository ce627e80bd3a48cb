"""The numbers of the charts: bounded queries that count, and what they come to as charts."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping

from django.db.models import Count, F, Max, Min, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker import workflow
from tracker.charts import LINES, Chart, ChartKind, Series, Tone
from tracker.models.cycles import CycleDueDate
from tracker.models.deadlines import Filing, FilingKind, standing
from tracker.models.inspections import FAMILIES, RecordedFinding
from tracker.models.matrix import Group, groups_of
from tracker.models.organisations import OrganisationKind
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Assessment, Result
from tracker.models.standards import load_standard

KINDS = dict(OrganisationKind.choices)
WEEK = datetime.timedelta(days=7)
MOST_DATES = 40
"""More dates than these are thinned out: the chart and its table show the same ones."""


def _filed(reports: ReportQuerySet) -> tuple[list[datetime.date], list[datetime.date], list[datetime.date]]:
    """The days on which reports were handed in, reported and published, each report once (three queries)."""
    chosen = reports.order_by().values("pk")
    handed = reports.order_by().exclude(submitted_on=None).values_list("submitted_on", flat=True)
    filings = Filing.objects.standing().filter(report__in=chosen).order_by()
    gone = filings.filter(kind=FilingKind.REPORT, excused=False, report__status__in=workflow.REPORTED)
    sent = gone.exclude(key="supervision").values_list("report").annotate(day=Max("on"))
    out = filings.filter(kind=FilingKind.PUBLICATION).values_list("report").annotate(day=Min("on"))
    return [day for day in handed if day], [day for _report, day in sent], [day for _report, day in out]


def _dues(reports: ReportQuerySet) -> dict[datetime.date, str]:
    """The due dates of these reports, each with what it is for (one query)."""
    rows = CycleDueDate.objects.filter(
        cycle__in=reports.order_by().values("cycle"),
        organisation_kind__in=reports.order_by().values("organisation_kind"),
    )
    found: dict[datetime.date, list[str]] = {}
    for one in rows.order_by("on", "kind"):
        label = str(one.get_kind_display())
        if label not in found.setdefault(one.on, []):
            found[one.on].append(label)
    return {day: pgettext("list", "、").join(labels) for day, labels in found.items()}


def progress(reports: ReportQuerySet, *, today: datetime.date) -> Chart:
    """How many reports were handed in, reported and published by each day, beside the due dates."""
    handed, sent, out = _filed(reports)
    dues = _dues(reports)
    days = [*handed, *sent, *out]
    dates: list[datetime.date] = []
    if days:
        first, last = min(days), max([*days, *dues])
        step = max(WEEK, (last - first) / MOST_DATES)
        at = first - datetime.timedelta(days=1)
        while at < last:
            dates.append(at)
            at += datetime.timedelta(days=step.days)
        seen = {day for day in (today, max(days)) if first <= day <= last}
        dates = sorted({*dates, last, *seen, *(day for day in dues if first <= day)})

    def told(found: list[datetime.date]) -> tuple[int | None, ...]:
        in_order = sorted(found)
        return tuple(bisect_right(in_order, day) if day <= today else None for day in dates)

    labels = tuple(f"{day:%m-%d}" + (f" {dues[day]}" if day in dues else "") for day in dates)
    series = (
        Series(_("已提交"), told(handed), Tone.SECOND),
        Series(_("已报送"), told(sent), Tone.DONE),
        Series(_("已公开"), told(out), LINES[1]),
    )
    marks = frozenset(at for at, day in enumerate(dates) if day in dues)
    return Chart("progress", _("进度与期限"), ChartKind.LINES, _("到这一天（累计份数）"), labels, series, marks)


def _judged(reports: ReportQuerySet) -> tuple[dict[Group, int], list[tuple[str, str, str, str, int]]]:
    """How many reports of each group, and the marks on gating requirements by group, part and result (two queries)."""
    groups = groups_of(reports)
    rows = Assessment.objects.filter(report__in=reports.order_by().values("pk"), gates=True).exclude(result="")
    names = ("report__standard_key", "report__organisation_kind", "part_role", "result")
    return groups, list(rows.order_by().values_list(*names).annotate(count=Count("pk")))


def completeness(reports: ReportQuerySet) -> tuple[Chart, Chart]:
    """Marks on gating requirements, by part and by kind of organisation (two queries)."""
    groups, rows = _judged(reports)
    parts: dict[str, str] = {}
    asked: dict[tuple[str, str], int] = {}
    for (key, kind), count in sorted(groups.items()):
        standard = load_standard(key)
        parts.update({one.key: one.name for one in standard.parts if one.key not in parts})
        for one in standard.for_kind(kind):
            if one.obligation.gates:
                for name in (("part", one.part), ("kind", kind)):
                    asked[name] = asked.get(name, 0) + count
    marks: dict[tuple[str, str, str], int] = {}
    for _key, kind, part, result, count in rows:
        for axis, value in (("part", part), ("kind", kind)):
            marks[axis, value, result] = marks.get((axis, value, result), 0) + count
    by_part = _completeness("parts", _("完整性：按部分"), _("部分"), "part", parts, asked, marks)
    kinds = {key: str(label) for key, label in KINDS.items()}
    return by_part, _completeness("kinds", _("完整性：按单位类别"), _("单位类别"), "kind", kinds, asked, marks)


def _completeness(
    key: str,
    title: str,
    heading: str,
    axis: str,
    names: Mapping[str, str],
    asked: Mapping[tuple[str, str], int],
    marks: Mapping[tuple[str, str, str], int],
) -> Chart:
    shown = [one for one in names if asked.get((axis, one))]

    def told(result: Result) -> tuple[int, ...]:
        return tuple(marks.get((axis, one, result), 0) for one in shown)

    complete, partial, missing, excused = (told(one) for one in Result)
    judged = zip(complete, partial, missing, excused, strict=True)
    left = tuple(asked[axis, one] - sum(counts) for one, counts in zip(shown, judged, strict=True))
    series = (
        Series(_("完整"), complete, Tone.DONE),
        Series(pgettext("result", "部分"), partial, Tone.LOOK),
        Series(_("缺失"), missing, Tone.WRONG),
        Series(_("未评"), left, Tone.REST),
    )
    return Chart(key, title, ChartKind.STACKED, heading, tuple(names[one] for one in shown), series)


def findings(reports: ReportQuerySet) -> Chart:
    """What the last inspection of each report found, by family of rule and weight (one query)."""
    rows = RecordedFinding.objects.filter(
        inspection__report__in=reports.order_by().values("pk"), inspection__report__last_inspection=F("inspection")
    )
    counts: dict[tuple[str, str], int] = {}
    for code, severity, count in rows.order_by().values_list("code", "severity").annotate(count=Count("pk")):
        weight = "error" if severity == "blocking" else severity
        key = code.partition("-")[0], weight
        counts[key] = counts.get(key, 0) + count
    shown = [one for one in FAMILIES if any(family == one for family, _weight in counts)]
    shown.sort(key=lambda one: -sum(count for (family, _weight), count in counts.items() if family == one))

    def told(weight: str) -> tuple[int, ...]:
        return tuple(counts.get((one, weight), 0) for one in shown)

    series = (
        Series(_("阻断和错误"), told("error"), Tone.WRONG),
        Series(_("警告"), told("warning"), Tone.LOOK),
        Series(_("提示"), told("info"), Tone.THIRD),
    )
    labels = tuple(str(FAMILIES[one]) for one in shown)
    return Chart("findings", _("检查发现：按规则类别"), ChartKind.STACKED, _("规则类别"), labels, series)


IN_TIME, LATE, OVERDUE, NOT_DUE, NO_DATE = range(5)


def publication(reports: ReportQuerySet, *, today: datetime.date) -> Chart:
    """Whether reports were published in time, year by year (two queries)."""
    out = Filing.objects.standing().filter(report=OuterRef("pk"), kind=FilingKind.PUBLICATION).order_by("on")
    rows = reports.order_by().annotate(published_on=Subquery(out.values("on")[:1]))
    names = ("cycle", "cycle__year", "organisation_kind", "published_on")
    dates = CycleDueDate.objects.filter(cycle__in=reports.order_by().values("cycle"), kind="publish")
    dues = {(one.cycle_id, one.organisation_kind): one for one in dates}
    counts: dict[int, list[int]] = {}
    for cycle, year, kind, published, count in rows.values_list(*names).annotate(count=Count("pk")):
        due = dues.get((cycle, kind))
        found = standing(published, due.on, today, inclusive=due.inclusive) if due else None
        if found is None:
            place = NO_DATE
        elif published:
            place = LATE if found.late else IN_TIME
        else:
            place = OVERDUE if found.late else NOT_DUE
        counts.setdefault(year, [0] * 5)[place] += count
    years = sorted(counts)
    told = [tuple(counts[year][place] for year in years) for place in range(5)]
    series = [
        Series(_("按期公开"), told[IN_TIME], Tone.DONE),
        Series(_("逾期公开"), told[LATE], Tone.LOOK),
        Series(_("逾期未公开"), told[OVERDUE], Tone.WRONG),
        Series(_("未到期"), told[NOT_DUE], Tone.REST),
    ]
    if any(told[NO_DATE]):
        series.append(Series(_("没有期限"), told[NO_DATE], Tone.THIRD))
    labels = tuple(_("%(year)s年度") % {"year": year} for year in years)
    return Chart("publication", _("历年按期公开"), ChartKind.STACKED, _("报告年度"), labels, tuple(series))
