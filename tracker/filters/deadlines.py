"""Narrowing the lists of what is late, of due dates and of filings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import Filing, Report
from tracker.models.cycles import DueDateKind
from tracker.models.deadlines import FilingKind


class OverdueFilter(ListFilter):
    """The reports whose dates are looked at, by year, name and kind; what concerns the date is read from ``wanted``."""

    FOREMOST = ("q", "year", "kind", "matter")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "matter": _("事项为“%s”")}

    matter = choice(_("事项"), DueDateKind.choices, method="kept")

    class Meta:
        model = Report
        fields: list[str] = []

    def kept(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Leaves the reports as they are."""
        return queryset

    @property
    def wanted(self) -> str:
        """The kind of date that was chosen, or empty."""
        self.form.is_valid()
        return str(self.form.cleaned_data.get("matter") or "")


class DueDateFilter(OverdueFilter):
    """The same, and whether anything is left to do."""

    FOREMOST = ("q", "year", "matter", "left")
    PHRASES: ClassVar[dict[str, Any]] = {**OverdueFilter.PHRASES, "left": "%s"}

    left = choice(_("办理情况"), [("open", _("还有单位没有完成")), ("done", _("都已完成"))], method="kept")

    class Meta:
        model = Report
        fields: list[str] = []

    @property
    def state(self) -> str:
        """``open``, ``done`` or empty."""
        self.form.is_valid()
        return str(self.form.cleaned_data.get("left") or "")


class FilingFilter(ListFilter):
    """The events that were filed."""

    report_path = "report__"
    SEARCH = ("report__organisation_name", "label", "party", "post", "recorded_by__name")
    FOREMOST = ("q", "year", "kind", "matter")
    PHRASES: ClassVar[dict[str, Any]] = {
        **ListFilter.PHRASES,
        "matter": _("事项为“%s”"),
        "stands": "%s",
        "party": _("对象含“%s”"),
    }

    matter = choice(_("事项"), FilingKind.choices, field_name="kind")
    stands = choice(_("效力"), [("yes", _("有效")), ("no", _("已失效"))], method="by_standing")
    party = contains(_("对象"), "party")

    class Meta:
        model = Filing
        fields: list[str] = []

    def by_standing(self, queryset: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        """Those that hold, or were revoked."""
        return queryset.filter(revoked_at__isnull=value == "yes")
