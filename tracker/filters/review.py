"""Narrowing the list of requirements: some choices speak of the reports, the others of a report's requirements."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.filters.lists import ListFilter, choice
from tracker.models import Report
from tracker.models.review import Result

OBLIGATIONS = [(one.value, _(one.label)) for one in reportsrc.Obligation]
UNMARKED = "unmarked"


class RequirementFilter(ListFilter):
    """The list of organisation × requirement; what concerns the requirement is read from ``wanted``."""

    latest_year = True
    FOREMOST = ("q", "year", "kind", "result")
    PHRASES: ClassVar[dict[str, Any]] = {
        **ListFilter.PHRASES,
        "result": _("评定为“%s”"),
        "addressed": "%s",
        "obligation": _("性质为“%s”"),
        "words": _("要求含“%s”"),
    }

    result = choice(_("评定"), [*Result.choices, (UNMARKED, _("未评定"))], method="kept")
    addressed = choice(_("覆盖"), [("yes", _("已覆盖")), ("no", _("未找到"))], method="kept")
    obligation = choice(_("性质"), OBLIGATIONS, method="kept")
    words = filters.CharFilter(label=_("要求含"), method="kept", max_length=100)

    class Meta:
        model = Report
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Leaves the reports as they are: the words may stand in a requirement."""
        return queryset

    def kept(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Leaves the reports as they are."""
        return queryset

    @property
    def wanted(self) -> dict[str, Any]:
        """The choices about requirements that were made and are valid: result, addressed, obligation, words, q."""
        self.form.is_valid()
        return {
            key: value
            for key in ("result", "addressed", "obligation", "words", "q")
            if (value := self.form.cleaned_data.get(key))
        }
