"""Narrowing the lists of shortcomings and of planned items."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import PlanItem, Shortcoming
from tracker.models.entries import Outcome

OUTCOMES = [("unknown", _("未登记")), *(one for one in Outcome.choices if one[0])]


class ShortcomingFilter(ListFilter):
    """The list of shortcomings."""

    report_path = "entry__report__"

    cause = choice(_("原因"), [("yes", _("已写明")), ("no", _("尚未写进正文"))], method="by_cause")
    words = contains(_("内容含"), "entry__text")

    class Meta:
        model = Shortcoming
        fields: list[str] = []

    def by_cause(self, queryset: QuerySet[Shortcoming], name: str, value: str) -> QuerySet[Shortcoming]:
        """Those whose text states a cause, or does not."""
        return queryset.filter(cause_start__isnull=value == "no")


class PlanFilter(ListFilter):
    """The list of next year's planned items."""

    report_path = "entry__report__"

    outcome = choice(
        _("落实情况"), [("unknown", _("未登记")), *(c for c in Outcome.choices if c[0])], method="by_outcome"
    )
    lead_unit = contains(_("牵头单位"), "lead_unit")
    words = contains(_("内容含"), "entry__text")

    class Meta:
        model = PlanItem
        fields: list[str] = []

    def by_outcome(self, queryset: QuerySet[PlanItem], name: str, value: str) -> QuerySet[PlanItem]:
        """By what became of them."""
        return queryset.filter(outcome="" if value == "unknown" else value)
