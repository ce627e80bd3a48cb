"""What every list can be narrowed by: words, the reported year and the organisation; and how that reads as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.filters.controls import ClosedList, Words
from tracker.models import Cycle, Report, User
from tracker.models.organisations import OrganisationKind
from tracker.roles import Permission

ALL = _("全部")
MOST_WORDS = 6
NOT_CONDITIONS = ("sort", "page", "per_page", "columns", "view", "all", "lay", "list")
"""What stands in a list's address and narrows nothing."""


def choice(label: Any, choices: Any, field_name: str | None = None, method: str | None = None) -> filters.ChoiceFilter:
    """A filter with a closed list of values, all of them by default."""
    return filters.ChoiceFilter(
        label=label, choices=choices, field_name=field_name, method=method, empty_label=ALL, widget=ClosedList
    )


def contains(label: Any, field_name: str) -> filters.CharFilter:
    """A filter by words the field holds."""
    return filters.CharFilter(label=label, field_name=field_name, lookup_expr="icontains", max_length=100, widget=Words)


def rounds_of(user: User, permission: Permission = Permission.VIEW) -> tuple[list[int], list[str]]:
    """The reported years, newest first, and the kinds of report among those this person sees (one query)."""
    theirs = Report.objects.visible_to(user, permission).filter(cycle=OuterRef("pk")).order_by()
    found = Cycle.objects.filter(Exists(theirs)).order_by("-year").values_list("year", "document_kind")
    rows = list(found)
    return list(dict.fromkeys(year for year, _kind in rows)), sorted({kind for _year, kind in rows})


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


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in words, and the query of the list without it."""

    words: str
    without: str


class WordFilter(filters.FilterSet):
    """The filters of a list that has one box for words: each of them must stand in one of the columns ``SEARCH``.

    ``PHRASES`` says how a condition reads (``%s`` is its value); without one it reads 标签为“值”. ``FOREMOST`` are the
    fields that stand open, the others are folded away.
    """

    SEARCH: ClassVar[tuple[str, ...]] = ()
    PHRASES: ClassVar[dict[str, Any]] = {}
    FOREMOST: ClassVar[tuple[str, ...]] = ("q", "year", "kind", "status")

    q = filters.CharFilter(label=_("搜索"), method="by_words", max_length=100, widget=Words)

    def by_words(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows in which every word stands somewhere; two characters are a word like any other."""
        for word in value.split()[:MOST_WORDS]:
            queryset = queryset.filter(self.found_in(word))
        return queryset

    def found_in(self, word: str) -> Q:
        """The condition that a word stands in one of the columns."""
        condition = Q(pk__in=[])
        for path in self.SEARCH:
            condition |= Q(**{f"{path}__icontains": word})
        return condition

    def get_form_class(self) -> type[forms.Form]:
        """The form, with controls as the site draws them."""
        return dressed(super().get_form_class())

    def narrowed(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, as (label, value) in words."""
        return narrowed(self)

    @cached_property
    def chosen(self) -> list[tuple[str, Any, str]]:
        """(name, value, value in words) of every condition that holds."""
        self.form.is_valid()
        found = []
        for name, value in getattr(self.form, "cleaned_data", {}).items():
            if value not in (None, ""):
                field: Any = self.form.fields[name]
                found.append((name, value, str(dict(getattr(field, "choices", ())).get(value, value))))
        return found

    def pieces(self) -> list[Condition]:
        """The conditions as parts of a sentence, each with the query without it."""
        return [Condition(self._phrase(name, words), self._without(name)) for name, _value, words in self.chosen]

    def _phrase(self, name: str, words: str) -> str:
        if phrase := self.PHRASES.get(name):
            return str(phrase) % words
        return gettext("%(label)s为“%(value)s”") % {"label": self.form.fields[name].label, "value": words}

    def _without(self, name: str) -> str:
        query = self.data.copy()
        for key in (name, "page", "all", "lay"):
            query.pop(key, None)
        return "?" + query.urlencode()

    def clear_query(self) -> str:
        """The query without any condition, keeping the sort and the columns."""
        query = self.data.copy()
        for key in [one for one in query if one not in NOT_CONDITIONS] + ["page", "all", "lay"]:
            query.pop(key, None)
        return "?" + query.urlencode()

    def open_fields(self) -> list[Any]:
        """The fields that stand open: the foremost ones."""
        return [field for field in self.form if field.name in self.FOREMOST]

    def folded_fields(self) -> list[Any]:
        """The fields that are folded away."""
        return [field for field in self.form if field.name not in self.FOREMOST]

    def unfolded(self) -> bool:
        """True if one of the folded ones is in use or in error."""
        names = {field.name for field in self.folded_fields()}
        return any(name in names for name, *_rest in self.chosen) or bool(names & set(self.form.errors))


class ListFilter(WordFilter):
    """The filters of a list of things that belong to reports.

    ``report_path`` is the look-up path from the listed model to Report, ending in ``__`` (empty: it is the report).
    ``latest_year``: the list begins with the latest year unless the address asks for another (or for all, ``year=``).
    """

    report_path = ""
    latest_year = False
    SEARCH: ClassVar[tuple[str, ...]] = ("organisation_name",)
    PHRASES: ClassVar[dict[str, Any]] = {
        "q": _("含“%s”"),
        "year": _("%s年度"),
        "kind": "%s",
        "document": "%s",
        "name": _("单位名称含“%s”"),
        "words": _("内容含“%s”"),
    }

    year = choice(_("报告年度"), ())
    document = choice(_("文种"), ())
    name = filters.CharFilter(label=_("单位名称"), method="by_name", max_length=100, widget=Words)
    kind = choice(_("单位类别"), OrganisationKind.choices, method="by_kind")

    def __init__(
        self, data: QueryDict, queryset: QuerySet[Any], *, user: User, permission: Permission = Permission.VIEW
    ) -> None:
        years, documents = rounds_of(user, permission)
        if self.latest_year and "year" not in data and years:
            data = data.copy()
            data["year"] = str(years[0])
        super().__init__(data, queryset)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.filters["year"].field_name = f"{self.report_path}year"
        self.filters["document"].extra["choices"] = [(one, reportsrc.KINDS.get(one, one)) for one in documents]
        self.filters["document"].field_name = f"{self.report_path}cycle__document_kind"
        if len(documents) < 2:
            del self.filters["document"]

    def _without(self, name: str) -> str:
        without = super()._without(name)
        if name == "year" and self.latest_year:
            return without + ("&" if len(without) > 1 else "") + "year="
        return without

    def clear_query(self) -> str:
        """The query without any condition, of every year."""
        return super().clear_query() + ("&year=" if self.latest_year else "")

    def by_name(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Organisations whose name, as it was then, holds the words."""
        return queryset.filter(**{f"{self.report_path}organisation_name__icontains": value})

    def by_kind(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Organisations of this kind, as it was then."""
        return queryset.filter(**{f"{self.report_path}organisation_kind": value})
