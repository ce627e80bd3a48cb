"""Narrowing the list of findings."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import RecordedFinding
from tracker.models.inspections import SEVERITIES


class FindingFilter(ListFilter):
    """The list of findings of each report's last inspection."""

    report_path = "inspection__report__"
    SEARCH = ("inspection__report__organisation_name", "message", "quote", "code", "basis")
    FOREMOST = ("q", "year", "kind", "severity")
    PHRASES: ClassVar[dict[str, Any]] = {
        **ListFilter.PHRASES,
        "severity": _("程度为“%s”"),
        "code": _("规则为 %s"),
        "words": _("问题含“%s”"),
    }

    severity = choice(_("程度"), SEVERITIES)
    code = filters.CharFilter(label=_("规则"), field_name="code", lookup_expr="istartswith", max_length=10)
    words = contains(_("问题含"), "message")

    class Meta:
        model = RecordedFinding
        fields: list[str] = []
