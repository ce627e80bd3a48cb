"""Narrowing what the organisations below handed in."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import choice, contains, dressed
from tracker.models import Entry


class ContributionFilter(filters.FilterSet):
    """The entries of the organisations below: by part (the first unless the address names one), office, area, words."""

    part = filters.ChoiceFilter(label=_("部分"), field_name="part__role", empty_label=None)
    office = choice(_("单位"), (), field_name="report")
    area = choice(_("工作领域"), (), field_name="measure__area")
    words = contains(_("内容含"), "text")

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet[Entry],
        *,
        parts: list[tuple[str, str]],
        offices: list[tuple[str, str]],
        areas: list[str],
    ) -> None:
        if data.get("part") not in dict(parts):
            data = data.copy()
            data["part"] = parts[0][0] if parts else ""
        self.role = str(data["part"])
        super().__init__(data, queryset)
        self.filters["part"].extra["choices"] = parts
        self.filters["office"].extra["choices"] = offices
        self.filters["area"].extra["choices"] = [(one, one) for one in areas]

    def get_form_class(self) -> type[forms.Form]:
        """The form, with controls as the site draws them."""
        found: Any = dressed(super().get_form_class())
        return found
