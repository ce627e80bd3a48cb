"""How the matrix is drawn: a window of its rows and columns, each cell a word that leads to where the mark is given.

The cells are put together here and not in a template: a window holds several hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.models.matrix import (
    ColumnTotal,
    Group,
    MatrixColumn,
    columns_of,
    completeness_of,
    groups_of,
    marks_of,
    totals_of,
)
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Completeness, Result

ROWS, COLUMNS = 30, 10
"""How many organisations and requirements a page of the matrix shows."""

CELL = '<td class="cell-{}" data-label="{}"><a href="{}">{}</a></td>'
EMPTY = '<td class="cell-none" data-label="{}">—</td>'

LOCATED, NOT_LOCATED, NEVER = "located", "not-located", "never"


def words() -> dict[str, str]:
    """What stands in a cell, by mark or by what the machine located, as short as can be."""
    return {
        Result.COMPLETE: _("完整"),
        Result.PARTIAL: pgettext("result", "部分"),
        Result.MISSING: _("缺失"),
        Result.NOT_APPLICABLE: _("不适用"),
        "": _("未评"),
        LOCATED: _("已覆盖"),
        NOT_LOCATED: _("未找到"),
        NEVER: _("未检查"),
    }


@dataclass(frozen=True, slots=True)
class MatrixHead:
    """A part above its columns: its name, and how many of the shown columns are its."""

    name: str
    span: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One report: its name, its completeness over all requirements, and its cells of this window, drawn."""

    report: int
    name: str
    year: int
    completeness: Completeness
    cells: SafeString


class MatrixWindow:
    """What one page of the matrix shows. ``covered``: what the machine located in the place of the marks."""

    def __init__(self, reports: ReportQuerySet, wanted: dict[str, Any], address: QueryDict, *, covered: bool) -> None:
        self.covered = covered
        self.query = address
        groups = groups_of(reports)
        self.count = sum(groups.values())
        self.column_page: Page[MatrixColumn] = Paginator(columns_of(groups, wanted), COLUMNS).get_page(
            address.get("column")
        )
        self.columns: Sequence[MatrixColumn] = list(self.column_page.object_list)
        ordered = reports.order_by("-cycle__year", "organisation__path", "pk")
        rows = ordered.values_list(
            "pk", "cycle__year", "organisation_name", "organisation_kind", "standard_key", "last_inspection__addressed"
        )
        paginator = Paginator(rows, ROWS)
        paginator.count = self.count  # type: ignore[misc]  # already counted, by group
        self.page = paginator.get_page(address.get("page"))
        self.rows = list(self._rows(list(self.page.object_list)))
        self.totals: list[ColumnTotal] = [] if covered else totals_of(reports, groups, self.columns)

    def _rows(self, found: list[Any]) -> Iterator[MatrixRow]:
        groups: dict[int, Group] = {pk: (key, kind) for pk, _year, _name, kind, key, _at in found}
        marks = {} if self.covered else marks_of(groups, self.columns)
        shares = completeness_of(groups)
        said = words()
        review = reverse("review", args=[0, "-"]).replace("/0/", "/{report}/").removesuffix("-/")
        labels = [f"{one.number} {one.short}" for one in self.columns]
        for pk, year, name, _kind, _key, located in found:
            address = review.format(report=pk)
            drawn = []
            for column, label in zip(self.columns, labels, strict=True):
                if groups[pk] not in column.groups:
                    drawn.append(format_html(EMPTY, label))
                    continue
                state = self._state(located, column.key) if self.covered else marks.get((pk, column.key), "")
                where = f"{address}{column.requirement.part}/#r-{column.key}"
                drawn.append(format_html(CELL, state or "open", label, where, said[state]))
            yield MatrixRow(pk, name, year, shares[pk], format_html_join("", "{}", ((one,) for one in drawn)))

    @staticmethod
    def _state(located: list[str] | None, key: str) -> str:
        if located is None:
            return NEVER
        return LOCATED if key in located else NOT_LOCATED

    @property
    def heads(self) -> list[MatrixHead]:
        """The parts above the shown columns."""
        found: list[MatrixHead] = []
        for one in self.columns:
            if found and found[-1].name == one.part:
                found[-1] = MatrixHead(one.part, found[-1].span + 1)
            else:
                found.append(MatrixHead(one.part, 1))
        return found

    @property
    def summary(self) -> list[tuple[MatrixColumn, ColumnTotal]]:
        """The shown columns with their totals; empty where what was located is shown."""
        return list(zip(self.columns, self.totals, strict=True)) if self.totals else []

    def _other(self, name: str, number: int) -> str:
        query = self.query.copy()
        query[name] = str(number)
        return "?" + query.urlencode()

    @property
    def row_links(self) -> tuple[str, str]:
        """The addresses of the rows before and after; empty where there are none."""
        return self._links(self.page, "page")

    @property
    def column_links(self) -> tuple[str, str]:
        """The addresses of the columns before and after; empty where there are none."""
        return self._links(self.column_page, "column")

    def _links(self, page: Page[Any], name: str) -> tuple[str, str]:
        before = self._other(name, page.number - 1) if page.has_previous() else ""
        return before, self._other(name, page.number + 1) if page.has_next() else ""
