"""Narrowing the list of findings."""

from __future__ import annotations

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import RecordedFinding
from tracker.models.inspections import SEVERITIES


class FindingFilter(ListFilter):
    """The list of findings of each report's last inspection."""

    report_path = "inspection__report__"

    severity = choice(_("程度"), SEVERITIES)
    code = filters.CharFilter(label=_("规则"), field_name="code", lookup_expr="istartswith", max_length=10)
    words = contains(_("问题含"), "message")

    class Meta:
        model = RecordedFinding
        fields: list[str] = []
