"""What every list can be narrowed by: the reported year and the organisation."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models import Report, User
from tracker.models.organisations import OrganisationKind

ALL = _("全部")


def choice(label: Any, choices: Any, field_name: str | None = None, method: str | None = None) -> filters.ChoiceFilter:
    """A filter with a closed list of values, all of them by default."""
    return filters.ChoiceFilter(label=label, choices=choices, field_name=field_name, method=method, empty_label=ALL)


def contains(label: Any, field_name: str) -> filters.CharFilter:
    """A filter by words the field holds."""
    return filters.CharFilter(label=label, field_name=field_name, lookup_expr="icontains", max_length=100)


def rounds_of(user: User) -> tuple[list[int], list[str]]:
    """The reported years, newest first, and the kinds of report among those this person sees (one query)."""
    rows = Report.objects.visible_to(user).order_by("-cycle__year", "cycle__document_kind")
    found = list(rows.values_list("cycle__year", "cycle__document_kind").distinct())
    return list(dict.fromkeys(year for year, _kind in found)), sorted({kind for _year, kind in found})


def dressed(form: type[forms.Form]) -> type[forms.Form]:
    """A form class with the controls as the site draws them."""
    for field in form.base_fields.values():
        closed = isinstance(field.widget, forms.Select)
        field.widget.attrs["class"] = "form-select form-select-sm" if closed else "form-control form-control-sm"
    return form


def narrowed(chosen: filters.FilterSet) -> list[tuple[str, str]]:
    """What a list is narrowed by, as (label, value) in words."""
    found = []
    for key, value in chosen.form.cleaned_data.items() if chosen.form.is_valid() else ():
        if value not in (None, ""):
            field = chosen.form.fields[key]
            words = dict(getattr(field, "choices", ())).get(value, value)
            found.append((str(field.label), str(words)))
    return found


class ListFilter(filters.FilterSet):
    """The filters of a list of things that belong to reports.

    ``report_path`` is the look-up path from the listed model to Report, ending in ``__`` (empty: it is the report).
    ``latest_year``: the list begins with the latest year unless the address asks for another (or for all, ``year=``).
    """

    report_path = ""
    latest_year = False

    year = choice(_("报告年度"), ())
    document = choice(_("文种"), ())
    name = filters.CharFilter(label=_("单位名称"), method="by_name", max_length=100)
    kind = choice(_("单位类别"), OrganisationKind.choices, method="by_kind")

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], *, user: User) -> None:
        years, documents = rounds_of(user)
        if self.latest_year and "year" not in data and years:
            data = data.copy()
            data["year"] = str(years[0])
        super().__init__(data, queryset)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.filters["year"].field_name = f"{self.report_path}cycle__year"
        self.filters["document"].extra["choices"] = [(one, reportsrc.KINDS.get(one, one)) for one in documents]
        self.filters["document"].field_name = f"{self.report_path}cycle__document_kind"
        if len(documents) < 2:
            del self.filters["document"]

    def by_name(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Organisations whose name, as it was then, holds the words."""
        return queryset.filter(**{f"{self.report_path}organisation_name__icontains": value})

    def by_kind(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Organisations of this kind, as it was then."""
        return queryset.filter(**{f"{self.report_path}organisation_kind": value})

    def get_form_class(self) -> type[forms.Form]:
        """The form, with controls as the site draws them."""
        return dressed(super().get_form_class())

    def narrowed(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, as (label, value) in words."""
        return narrowed(self)
