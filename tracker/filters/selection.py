"""Which reports a matrix, a comparison of figures or a chart is made of: by year, kind of report, office and subtree."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.filters.lists import ListFilter, choice
from tracker.filters.review import OBLIGATIONS
from tracker.models import Organisation, Report, User
from tracker.models.cycles import LAW_GOV_REPORT
from tracker.models.organisations import below
from tracker.models.reports import ReportQuerySet
from tracker.models.standards import load_standard


def _heads(user: User) -> list[tuple[str, str]]:
    """The organisations with others below them, among those the person sees, as choices in tree order (one query)."""
    rows = Organisation.objects.visible_to(user).exclude(numchild=0).values_list("path", "depth", "short_name", "name")
    found = list(rows)
    least = min((depth for _path, depth, _short, _name in found), default=0)
    return [(path, "　" * (depth - least) + (short or name)) for path, depth, short, name in found]


class SelectionFilter(ListFilter):
    """Reports of one kind (where the person sees several kinds), of the latest year unless the address asks for another."""

    latest_year = True

    data: Any  # django-filter has no types

    within = choice(_("范围"), (), method="by_subtree")

    class Meta:
        model = Report
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        if "document" in self.filters:
            kinds = [key for key, _label in self.filters["document"].extra["choices"]]
            self._settle("document", kinds, LAW_GOV_REPORT if LAW_GOV_REPORT in kinds else kinds[0])
        heads = _heads(user)
        self.filters["within"].extra["choices"] = heads
        if not heads:
            del self.filters["within"]

    def _settle(self, name: str, known: list[str], otherwise: str) -> None:
        """One of the known values is always chosen."""
        self.filters[name].extra["empty_label"] = None
        data = self.data
        if data.get(name) not in known:
            data = data.copy()
            data[name] = otherwise
            self.data = data

    def by_subtree(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """The organisation and everything below it."""
        return queryset.filter(below(value, "organisation__path"))

    @property
    def chosen_year(self) -> int | None:
        """The one year that was chosen; None where it is all of them."""
        chosen = self.form.cleaned_data.get("year") if self.form.is_valid() else ""
        return int(chosen) if chosen else None


class MatrixFilter(SelectionFilter):
    """The matrix: some choices speak of the reports (its rows), the others of the requirements (its columns)."""

    part = choice(_("部分"), (), method="kept")
    obligation = choice(_("性质"), OBLIGATIONS, method="kept")

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        keys = queryset.order_by().values_list("standard_key", flat=True).distinct()
        parts = {part.key: part.name for key in keys for part in load_standard(key).parts}
        self.filters["part"].extra["choices"] = list(parts.items())

    def kept(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Leaves the reports as they are."""
        return queryset

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen of the requirements, where it is valid: part, obligation."""
        self.form.is_valid()
        return {key: value for key in ("part", "obligation") if (value := self.form.cleaned_data.get(key))}


class YearFilter(SelectionFilter):
    """One year is always chosen: it stands beside the one before, or is a round of its own."""

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        if years := [key for key, _label in self.filters["year"].extra["choices"]]:
            self._settle("year", years, years[0])

    def kept(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        """Leaves the reports as they are."""
        return queryset


class FigureFilter(YearFilter):
    """Figures compared."""

    look = choice(_("显示"), [("doubts", _("只看请核对的"))], method="kept")

    @property
    def only_doubts(self) -> bool:
        """True where only what is to be looked at was asked for."""
        return self.form.is_valid() and bool(self.form.cleaned_data.get("look"))


class ChartFilter(YearFilter):
    """The charts; ``indicator`` is the one figure that is drawn, of those ``told``."""

    indicator = choice(_("指标"), (), method="kept")

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], *, user: User) -> None:
        super().__init__(data, queryset, user=user)
        titles = [(one.code, one.title) for one in reportsrc.load_catalogue().indicators.values()]
        self.filters["indicator"].extra["choices"] = titles
        self.filters["indicator"].extra["empty_label"] = _("写到最多的一项")

    @property
    def code(self) -> str:
        """The chosen indicator, or empty."""
        return str(self.form.cleaned_data.get("indicator") or "") if self.form.is_valid() else ""

    @property
    def every_year(self) -> ReportQuerySet:
        """The reports as chosen, but of all years (no queries)."""
        found: ReportQuerySet = self.queryset.all()
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() else ():
            if name != "year":
                found = self.filters[name].filter(found, value)
        return found
