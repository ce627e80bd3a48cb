"""Narrowing the lists of entries: all of them, and those of the parts that are kept as data."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import DutyAct, Entry
from tracker.models.entries import ActKind, Leader, Outcome

FORMS = [
    ("measure", _("举措")),
    ("shortcoming", _("不足")),
    ("duty", _("履职")),
    ("plan", _("安排")),
    ("plain", _("其他")),
]
"""What the items of a part are kept as, in words."""
OUTCOMES = [("unknown", _("未登记")), *(one for one in Outcome.choices if one[0])]


class ItemFilter(ListFilter):
    """A list of items, whatever their part is kept as."""

    report_path = "report__"
    SEARCH: ClassVar[tuple[str, ...]] = ("report__organisation_name", "text")

    class Meta:
        model = Entry
        fields: list[str] = []


class EntryFilter(ItemFilter):
    """The list of entries."""

    FOREMOST = ("q", "year", "kind", "form")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "form": "%s"}

    form = choice(_("部分"), FORMS, method="by_form")
    words = contains(_("内容含"), "text")

    def by_form(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Those of parts whose items are kept in this form."""
        return queryset.filter(part__form=value)


class MeasureFilter(ItemFilter):
    """The list of measures."""

    SEARCH = (*ItemFilter.SEARCH, "measure__area")
    FOREMOST = ("q", "year", "kind", "area")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "area": _("工作领域含“%s”")}

    area = contains(_("工作领域"), "measure__area")


class DutyFilter(ItemFilter):
    """The list of what principal leaders did."""

    FOREMOST = ("q", "year", "kind", "act")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "act": _("写有%s"), "leader": "%s"}

    act = choice(_("履职事项"), ActKind.choices, method="by_act")
    leader = choice(_("负责人"), Leader.choices, method="by_leader")

    def by_act(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Those that tell of such an act."""
        return queryset.filter(Exists(DutyAct.objects.filter(duty=OuterRef("pk"), kind=value)))

    def by_leader(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Those that tell of an act of this leader."""
        return queryset.filter(Exists(DutyAct.objects.filter(duty=OuterRef("pk"), leader=value)))


class ShortcomingFilter(ItemFilter):
    """The list of shortcomings."""

    FOREMOST = ("q", "year", "kind", "cause")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "cause": _("原因%s")}

    cause = choice(_("原因"), [("yes", _("已写明")), ("no", _("尚未写进正文"))], method="by_cause")
    words = contains(_("内容含"), "text")

    def by_cause(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Those whose text states a cause, or does not."""
        return queryset.filter(shortcoming__cause_start__isnull=value == "no")


class PlanFilter(ItemFilter):
    """The list of next year's planned items."""

    SEARCH = (*ItemFilter.SEARCH, "plan_item__lead_unit")
    FOREMOST = ("q", "year", "kind", "outcome")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "outcome": "%s", "lead_unit": _("牵头单位含“%s”")}

    outcome = choice(_("落实情况"), OUTCOMES, method="by_outcome")
    lead_unit = contains(_("牵头单位"), "plan_item__lead_unit")
    words = contains(_("内容含"), "text")

    def by_outcome(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """By what became of them."""
        return queryset.filter(plan_item__outcome="" if value == "unknown" else value)
