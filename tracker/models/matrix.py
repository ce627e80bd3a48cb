"""Organisations × requirements: the columns, the marks of the part that is looked at, the totals of the whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

import reportsrc
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Assessment, Completeness, Result
from tracker.models.standards import load_standard

Group = tuple[str, str]
"""Reports to which the same requirements apply: the key of their edition and the kind of organisation."""


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One requirement. ``groups``: to which reports it applies; two editions share a column where key and text agree."""

    number: int
    requirement: reportsrc.Requirement
    part: str
    edition: str
    groups: frozenset[Group]

    @property
    def key(self) -> str:
        """The requirement's key."""
        return self.requirement.key

    @property
    def short(self) -> str:
        """The requirement without the words that all of them share."""
        return self.requirement.text.removeprefix("写明").removesuffix("。").removesuffix("的情况")


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """How a requirement came out over all chosen reports. ``reports``: to how many it applies by its edition."""

    reports: int
    complete: int = 0
    partial: int = 0
    missing: int = 0
    excused: int = 0

    @property
    def applying(self) -> int:
        """Reports to which it applies; 不适用 leaves the count."""
        return self.reports - self.excused

    @property
    def unmarked(self) -> int:
        """Those among them without a mark."""
        return self.applying - self.complete - self.partial - self.missing


def groups_of(reports: ReportQuerySet) -> dict[Group, int]:
    """How many of the reports belong to each group (one query); together they are all of them."""
    rows = reports.order_by().values_list("standard_key", "organisation_kind").annotate(count=Count("pk"))
    return {(key, kind): count for key, kind, count in rows}


def columns_of(groups: Iterable[Group], wanted: Mapping[str, Any] | None = None) -> list[MatrixColumn]:
    """The requirements of the editions in use, in their order; ``wanted`` narrows by part and obligation."""
    wanted = wanted or {}
    applies: dict[tuple[str, str, str], set[Group]] = {}
    first: dict[tuple[str, str, str], tuple[reportsrc.Standard, reportsrc.Requirement]] = {}
    for key, kind in sorted(groups):
        standard = load_standard(key)
        for one in standard.requirements:
            if kind in one.applies_to:
                name = (one.part, one.key, one.text)
                first.setdefault(name, (standard, one))
                applies.setdefault(name, set()).add((key, kind))
    order = {key: n for n, key in enumerate(dict.fromkeys(standard.key for standard, _one in first.values()))}
    places = {key: {one.key: n for n, one in enumerate(load_standard(key).requirements)} for key in order}
    names = sorted(first, key=lambda name: (order[first[name][0].key], places[first[name][0].key][name[1]]))
    found = []
    for number, name in enumerate(names, start=1):
        standard, one = first[name]
        part = standard.part(one.part)
        if one.part == wanted.get("part", one.part) and one.obligation == wanted.get("obligation", one.obligation):
            title = part.name if part else one.part
            found.append(MatrixColumn(number, one, title, standard.key, frozenset(applies[name])))
    return found


def marks_of(reports: Collection[int], columns: Sequence[MatrixColumn]) -> dict[tuple[int, str], str]:
    """The marks of these reports on these requirements (one query): (report, requirement) → result."""
    rows = Assessment.objects.filter(report__in=reports, requirement_key__in=[one.key for one in columns])
    marks = rows.exclude(result="").order_by().values_list("report_id", "requirement_key", "result")
    return {(report, key): result for report, key, result in marks}


def completeness_of(reports: Mapping[int, Group]) -> dict[int, Completeness]:
    """完整度 of each of these reports over all its requirements, whatever columns are shown (one query)."""
    counted: dict[int, dict[str, int]] = {pk: {} for pk in reports}
    rows = Assessment.objects.filter(report__in=list(reports), gates=True).exclude(result="").order_by()
    for pk, result, count in rows.values_list("report_id", "result").annotate(count=Count("pk")):
        counted[pk][result] = count
    gating = {group: gating_of(*group) for group in set(reports.values())}
    return {
        pk: Completeness(gating[group], *(counted[pk].get(one, 0) for one in Result)) for pk, group in reports.items()
    }


def gating_of(key: str, kind: str) -> int:
    """How many requirements of an edition gate for a kind of organisation."""
    return sum(one.obligation.gates for one in load_standard(key).for_kind(kind))


def totals_of(
    reports: ReportQuerySet, groups: Mapping[Group, int], columns: Sequence[MatrixColumn]
) -> list[ColumnTotal]:
    """How each of these columns came out over all the reports (one grouped query)."""
    chosen = reports.order_by().values("pk")
    rows = Assessment.objects.filter(report__in=chosen, requirement_key__in=[one.key for one in columns])
    marked = rows.exclude(result="").order_by()
    counted: dict[tuple[str, str, str], int] = {}
    editions = {key for key, _kind in groups}
    if len(editions) > 1:
        by_edition = marked.values_list("requirement_key", "report__standard_key", "result")
        for key, edition, result, count in by_edition.annotate(count=Count("pk")):
            counted[key, edition, result] = count
    else:
        only = next(iter(editions), "")
        for key, result, count in marked.values_list("requirement_key", "result").annotate(count=Count("*")):
            counted[key, only, result] = count
    found = []
    for column in columns:
        own = {key for key, _kind in column.groups}
        by_result = (sum(counted.get((column.key, key, one), 0) for key in own) for one in Result)
        found.append(ColumnTotal(sum(groups.get(group, 0) for group in column.groups), *by_result))
    return found
