"""Narrowing the organisations of a round."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice
from tracker.models import Report, User
from tracker.models.reports import STATUS_CHOICES


class CycleReportFilter(ListFilter):
    """The reports of one round, by name, kind, status, and whether somebody reviews them."""

    status = choice(_("状态"), STATUS_CHOICES)
    given = choice(_("审核分工"), [("yes", _("已指定")), ("no", _("未指定"))], method="by_given")

    class Meta:
        model = Report
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        del self.filters["year"]

    def by_given(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Reports that somebody was given, or nobody."""
        return queryset.filter(reviewers__isnull=value == "no").distinct()
