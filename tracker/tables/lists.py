"""How every list is drawn: sorted, paged and linked by its address, and no dearer than its cells.

django-tables2 keeps the columns, the sort and the page. The cells are drawn here: its own way looks up attributes
and inspects a signature for each cell, which is most of the cost of a long list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import django_tables2 as tables
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

PER_PAGE = 50
MOST_PER_PAGE = 100
CUT = 120


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its words, class, the query that sorts by it (empty: cannot), how it is sorted now."""

    label: str
    css: str
    query: str
    sorted: str


def number_column(label: Any, **rest: Any) -> tables.Column:
    """A column of numbers, right-aligned in figures of one width."""
    return tables.Column(verbose_name=label, attrs={"td": {"class": "num"}}, **rest)


def short(text: str, most: int = CUT) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def link(url: str, label: str) -> SafeString:
    """The row's one link."""
    return format_html('<a href="{}">{}</a>', url, label)


def tick(value: str, label: str, ticked: bool) -> SafeString:
    """The box that takes a row into the form below the list (``id="bulk"``)."""
    box = '<input type="checkbox" name="chosen" form="bulk" value="{}" aria-label="{}">'
    return format_html(box.replace(">", " checked>") if ticked else box, value, label)


def _number(text: str, otherwise: int) -> int:
    """A whole number from an address, or ``otherwise``; never more digits than a database can compare."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


class ListTable(tables.Table):
    """The base of the lists. ``empty`` is the sentence shown when nothing is listed."""

    empty: Any = _("没有符合条件的内容。")

    class Meta:
        orderable = True
        template_name = "tables/table.html"

    @classmethod
    def of(cls, data: Any, request: HttpRequest, **rest: Any) -> Self:
        """The table sorted and paged as the request's address says. What the address says wrongly is not heeded."""
        table = cls(data, **rest)
        table.request = request
        if sort := request.GET.getlist(table.prefixed_order_by_field):
            table.order_by = sort[:3]
        table.settle_order()
        per_page = min(max(_number(request.GET.get("per_page", ""), PER_PAGE), 1), MOST_PER_PAGE)
        try:
            table.paginate(page=_number(request.GET.get("page", ""), 1) or 1, per_page=per_page)
        except (EmptyPage, PageNotAnInteger):
            table.page = table.paginator.page(table.paginator.num_pages)
        return table

    def settle_order(self) -> None:
        """End every order by the key, so that rows that are equal never change pages."""
        rows = self.data.data
        if isinstance(rows, QuerySet):
            order = rows.query.order_by or tuple(rows.model._meta.ordering)
            self.data.data = rows.order_by(*order, "pk")

    def headings(self) -> Iterator[Heading]:
        """The headings with the address that sorts by each; the column sorted by first says so."""
        first = self.order_by[0].lstrip("-") if self.order_by else ""
        for column in self.columns:
            css = column.column.attrs.get("td", {}).get("class", "")
            if not column.orderable:
                yield Heading(str(column.header), css, "", "")
                continue
            state = ""
            if column.name == first:
                state = "descending" if column.order_by_alias.is_descending else "ascending"
            yield Heading(str(column.header), css, self._query(sort=str(column.order_by_alias.next)), state)

    def _query(self, **changed: str) -> str:
        query: QueryDict = self.request.GET.copy()
        for passing in ("page", "all"):
            query.pop(passing, None)
        for key, value in changed.items():
            query[key] = value
        return "?" + query.urlencode()

    def body(self) -> Iterator[list[tuple[str, Any]]]:
        """The rows of this page: (class, value) for each cell."""
        drawn = [
            (column.column.attrs.get("td", {}).get("class", ""), self._drawer(column.name, column.accessor))
            for column in self.columns
        ]
        for record in self.page.object_list.data:
            yield [(css, draw(record)) for css, draw in drawn]

    def _drawer(self, name: str, accessor: tables.A) -> Callable[[Any], Any]:
        own = getattr(self, f"render_{name}", None)
        if own is not None:
            return lambda record: own(record=record)

        def plain(record: Any) -> Any:
            value = accessor.resolve(record, quiet=True)
            return "" if value is None else value

        return plain

    @property
    def total(self) -> int:
        """How many rows there are on all pages."""
        return int(self.paginator.count)

    @property
    def first(self) -> int:
        """The number of this page's first row."""
        return int(self.page.start_index())

    @property
    def last(self) -> int:
        """The number of this page's last row."""
        return int(self.page.end_index())

    @property
    def previous_query(self) -> str:
        """The query of the page before, or empty."""
        return self._query(page=str(self.page.number - 1)) if self.page.has_previous() else ""

    @property
    def next_query(self) -> str:
        """The query of the page after, or empty."""
        return self._query(page=str(self.page.number + 1)) if self.page.has_next() else ""


class SortedRows(tables.data.TableListData):
    """Rows that are no query: kept in a list and sorted by ``keys``, one function of a row for each column's name."""

    def __init__(self, rows: list[Any], keys: dict[str, Callable[[Any], Any]]) -> None:
        super().__init__(rows)
        self.keys = keys

    def order_by(self, aliases: Sequence[str]) -> None:
        """Sort by column names, the last first, ``-`` for descending; equal rows keep their order."""
        for alias in reversed(list(aliases)):
            if key := self.keys.get(alias.lstrip("-")):
                self.data.sort(key=key, reverse=alias.startswith("-"))
