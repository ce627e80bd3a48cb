"""Narrowing the list of figures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.filters.lists import ListFilter, choice
from tracker.models import ReportFigure


def indicator_names() -> dict[str, str]:
    """The name of every indicator of the catalogue, by its code."""
    return {code: one.title for code, one in reportsrc.load_catalogue().indicators.items()}


class FigureFilter(ListFilter):
    """The list of numbers in entries."""

    report_path = "entry__report__"
    SEARCH = ("entry__report__organisation_name", "words", "unit", "entry__text")
    FOREMOST = ("q", "year", "kind", "indicator")
    PHRASES: ClassVar[dict[str, Any]] = {
        **ListFilter.PHRASES,
        "indicator": _("指标为“%s”"),
        "linked": "%s",
        "confirmed": "%s",
    }

    indicator = choice(_("指标"), ())
    linked = choice(_("是否对应指标"), [("yes", _("已对应指标")), ("no", _("未对应指标"))], method="by_link")
    confirmed = choice(_("核对"), [("yes", _("已核对")), ("no", _("未核对"))], method="by_word")

    class Meta:
        model = ReportFigure
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["indicator"].extra["choices"] = list(indicator_names().items())

    def found_in(self, word: str) -> Q:
        """In a column, or in the name of the indicator."""
        named = [code for code, title in indicator_names().items() if word in title]
        return super().found_in(word) | Q(indicator__in=named)

    def by_link(self, queryset: QuerySet[ReportFigure], name: str, value: str) -> QuerySet[ReportFigure]:
        """Those that stand for an indicator, or do not."""
        return queryset.filter(indicator="") if value == "no" else queryset.exclude(indicator="")

    def by_word(self, queryset: QuerySet[ReportFigure], name: str, value: str) -> QuerySet[ReportFigure]:
        """Those a person confirmed, or did not."""
        return queryset.filter(confirmed=value == "yes")
