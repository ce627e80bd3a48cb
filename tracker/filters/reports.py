"""Narrowing the list of reports, and what its rows are annotated with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice
from tracker.models import Cycle, CycleDueDate, Report
from tracker.models.agenda import LEFT_CHOICES, undone
from tracker.models.cycles import DueDateKind
from tracker.models.organisations import OrganisationKind
from tracker.models.reports import STATUS_CHOICES, ReportQuerySet
from tracker.models.standards import load_standard


def with_due_dates(reports: ReportQuerySet, kinds: Iterable[DueDateKind] = tuple(DueDateKind)) -> ReportQuerySet:
    """Annotated with ``due_handover``, ``due_report``, ``due_publish``: the round's dates for its kind; and each with
    ``…_inclusive``: whether the day itself counts."""

    def due(kind: DueDateKind, column: str) -> Subquery:
        dates = CycleDueDate.objects.filter(
            cycle=OuterRef("cycle"), organisation_kind=OuterRef("organisation_kind"), kind=kind
        )
        return Subquery(dates.values(column)[:1])

    kinds = tuple(kinds)
    days = {f"due_{kind.value}": due(kind, "on") for kind in kinds}
    return reports.annotate(**days, **{f"due_{kind.value}_inclusive": due(kind, "inclusive") for kind in kinds})


def _gating() -> Case:
    keys = Cycle.objects.order_by().values_list("standard_key", flat=True).distinct()
    counts = [
        When(
            standard_key=key,
            organisation_kind=kind,
            then=Value(sum(one.obligation.gates for one in load_standard(key).for_kind(kind))),
        )
        for key in keys
        for kind in OrganisationKind.values
    ]
    return Case(*counts, default=Value(0), output_field=IntegerField())


def with_completeness(reports: ReportQuerySet) -> ReportQuerySet:
    """Annotated with ``complete``, ``partial``, ``missing``, ``excused`` and ``share``: 完整度 between 0 and 1.

    ``share`` is None until every gating requirement is marked, as ``Completeness.ratio`` is. The counts are asked for
    row by row, so that a page of a long list counts only what it shows. One query is spent on the editions in use.
    """
    reports = reports.with_counts().annotate(gating=_gating())
    applying = F("gating") - F("excused")
    judged = Q(gating=F("complete") + F("partial") + F("missing") + F("excused"), gating__gt=F("excused"))
    share = Case(When(judged, then=Cast("complete", FloatField()) / applying), output_field=FloatField())
    return reports.annotate(share=share)


def needing(rows: Any, name: str, annotate: Callable[[Any], Any]) -> Any:
    """The rows with what ``annotate`` adds, ``name`` among it, unless they have it."""
    return rows if name in rows.query.annotations else annotate(rows)


class ReportFilter(ListFilter):
    """The list of reports."""

    PHRASES: ClassVar[dict[str, Any]] = {
        **ListFilter.PHRASES,
        "status": _("状态为“%s”"),
        "judged": _("完整度为“%s”"),
        "faults": _("检查为“%s”"),
        "due": _("期限为 %s"),
        "left": "%s",
    }

    status = choice(_("状态"), STATUS_CHOICES)
    judged = choice(
        _("完整度"),
        [("whole", _("全部完整")), ("below", _("不足100%")), ("open", _("未评完"))],
        method="by_completeness",
    )
    faults = choice(
        _("检查"), [("errors", _("有错误")), ("none", _("没有错误")), ("never", _("未检查"))], method="by_faults"
    )
    due = filters.DateFilter(
        label=_("期限"),
        method="by_due",
        validators=[MinValueValidator(datetime.date(2000, 1, 1)), MaxValueValidator(datetime.date(2102, 12, 31))],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    left = choice(_("还没有做的"), LEFT_CHOICES, method="by_left")

    class Meta:
        model = Report
        fields: list[str] = []

    def by_completeness(self, queryset: Any, name: str, value: str) -> QuerySet[Report]:
        """By how far the reviewer's judgement is, and how it came out."""
        conditions: dict[str, dict[str, Any]] = {
            "whole": {"share__gte": 1},
            "below": {"share__lt": 1},
            "open": {"share__isnull": True},
        }
        found: QuerySet[Report] = needing(queryset, "share", with_completeness).filter(**conditions[value])
        return found

    def by_due(self, queryset: Any, name: str, value: datetime.date) -> QuerySet[Report]:
        """Reports with this due date: of the kind that is asked for as left to do, else of any kind."""
        dates = CycleDueDate.objects.filter(
            cycle=OuterRef("cycle"), organisation_kind=OuterRef("organisation_kind"), on=value
        )
        if (kind := self.data.get("left")) in DueDateKind.values:
            dates = dates.filter(kind=kind)
        found: QuerySet[Report] = queryset.filter(Exists(dates))
        return found

    def by_left(self, queryset: Any, name: str, value: str) -> QuerySet[Report]:
        """Reports that are owed and have not done what this date asks for."""
        found: QuerySet[Report] = queryset.filter(undone(value), excuse__isnull=True)
        return found

    def by_faults(self, queryset: Any, name: str, value: str) -> QuerySet[Report]:
        """By what the last inspection counted."""
        conditions: dict[str, dict[str, Any]] = {
            "errors": {"errors__gt": 0},
            "none": {"errors": 0},
            "never": {"last_inspection__isnull": True},
        }
        counted = needing(queryset, "errors", ReportQuerySet.with_findings)
        found: QuerySet[Report] = counted.filter(**conditions[value])
        return found
