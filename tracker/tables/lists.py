"""How every list is drawn: sorted, paged and linked by its address, and no dearer than its cells.

django-tables2 keeps the columns and the sort. The cells are drawn here, a row in one join: its own way looks up
attributes and inspects a signature for each cell, which is most of the cost of a long list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Self

import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.tables.rows import MOST_COUNTED, Paging, QueryRows, SortedRows, paged
from tracker.workbooks import Kind

__all__ = ["ListColumn", "ListTable", "SortedRows", "date_column", "link", "long_column", "number_column", "short"]

PER_PAGE = 50
MOST_PER_PAGE = 100
SIZES = (25, 50, 100)
MOST_SORTS = 3
CUT = 120
_MARK = 987654321
PASSING = ("page", "all", "lay")
"""What an address says of one page only; it falls when the list is sorted or narrowed anew."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: its words, class, the query that sorts by it (empty: cannot), how it is sorted now (only of
    the first that counts), the sign beside it, and the same in words."""

    label: str
    css: str
    query: str
    sorted: str
    sign: str
    told: str


class ListColumn(tables.Column):
    """A column: ``kind`` and ``width`` of it in a workbook; ``spare``: shown only to whoever chose it; ``fixed``: no
    column of facts (a box to tick, a deed), so nobody chooses or exports it."""

    def __init__(
        self,
        label: Any,
        *,
        css: str = "",
        kind: Kind = Kind.TEXT,
        width: float = 0,
        spare: bool = False,
        fixed: bool = False,
        **rest: Any,
    ) -> None:
        if fixed:
            rest = {"orderable": False, **rest}
        super().__init__(verbose_name=label, attrs={"td": {"class": css}} if css else None, **rest)
        self.kind, self.width, self.spare, self.fixed = kind, width, spare, fixed


def number_column(label: Any, **rest: Any) -> ListColumn:
    """A column of numbers, right-aligned in figures of one width."""
    return ListColumn(label, css="num", **{"kind": Kind.NUMBER, "width": 10, **rest})


def date_column(label: Any, **rest: Any) -> ListColumn:
    """A column of days."""
    return ListColumn(label, css="nowrap", **{"kind": Kind.DATE, "width": 12, **rest})


def long_column(label: Any, **rest: Any) -> ListColumn:
    """A column of sentences."""
    return ListColumn(label, css="words", **{"kind": Kind.LONG, "width": 50, **rest})


def short(text: str, most: int = CUT) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def link(url: str, label: str) -> SafeString:
    """The row's one link."""
    return format_html('<a href="{}">{}</a>', url, label)


def address_of(name: str) -> Callable[[Any], str]:
    """The addresses of a page about one thing, by its key: asked of the site once, not for each row."""
    before, _mark, after = reverse(name, args=[_MARK]).partition(str(_MARK))
    return lambda key: f"{before}{key}{after}"


def tick(value: str, label: str, ticked: bool) -> SafeString:
    """The box that takes a row into the form below the list (``id="bulk"``)."""
    box = '<input type="checkbox" name="chosen" form="bulk" value="{}" aria-label="{}">'
    return format_html(box.replace(">", " checked>") if ticked else box, value, label)


def _number(text: str, otherwise: int) -> int:
    """A whole number from an address, or ``otherwise``; never more digits than a database can compare."""
    digits = text[1:] if text.startswith("-") else text
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise


class ListTable(tables.Table):
    """The base of the lists.

    ``nothing`` is the sentence of a list that has nothing yet, ``empty`` that of one narrowed to nothing. ``NEEDS``: what
    to annotate before a column can be sorted by; ``NULLS_LAST``: columns with rows that have no value; ``SUMS``: what is
    added up over all pages, by column.
    """

    empty: Any = _("没有符合条件的内容。")
    nothing: Any = ""
    title: Any = ""
    NEEDS: ClassVar[dict[str, Callable[[Any], Any]]] = {}
    NULLS_LAST: ClassVar[frozenset[str]] = frozenset()
    SUMS: ClassVar[dict[str, str]] = {}

    class Meta:
        orderable = True
        template_name = "tables/table.html"

    request: HttpRequest
    paging: Paging
    per_page = PER_PAGE
    narrowed = True

    @classmethod
    def of(cls, data: Any, request: HttpRequest, *, per_page: int = 0, **rest: Any) -> Self:
        """The table sorted and paged as the request's address says. What the address says wrongly is not heeded."""
        table = cls.sorted_as(data, request.GET, **rest)
        table.request = request
        wanted = _number(request.GET.get("per_page", ""), 0) or per_page or PER_PAGE
        table.per_page = min(max(wanted, 1), MOST_PER_PAGE)
        table.paging = paged(table.data, _number(request.GET.get("page", ""), 1) or 1, table.per_page)
        return table

    @classmethod
    def sorted_as(cls, data: Any, query: QueryDict, **rest: Any) -> Self:
        """The table sorted as an address says, without a page of it."""
        table = cls(QueryRows(data) if isinstance(data, QuerySet) else data, **rest)
        wanted: dict[str, str] = {}
        for alias in query.getlist(table.prefixed_order_by_field)[:20]:
            name = alias.removeprefix("-")
            if name in table.columns:
                wanted.setdefault(name, alias)
        if wanted:
            table.order_by = list(wanted.values())[:MOST_SORTS]
        return table

    def headings(self) -> Iterator[Heading]:
        """The headings with the address that sorts by each first; those sorted by say which they are and how."""
        order = list(self.order_by or ())
        places = {alias.lstrip("-"): (place, alias) for place, alias in enumerate(order, start=1)}
        for column in self.columns:
            css = column.column.attrs.get("td", {}).get("class", "")
            if not column.orderable:
                yield Heading(str(column.header), css, "", "", "", "")
                continue
            place, alias = places.get(column.name, (0, column.name))
            if place == 1:
                alias = alias[1:] if alias.startswith("-") else f"-{alias}"
            others = [one for one in order if one.lstrip("-") != column.name]
            query = self._query(sort=[alias, *others][:MOST_SORTS])
            yield Heading(
                str(column.header), css, query, *_told(place, places.get(column.name, (0, ""))[1], len(order))
            )

    def head(self) -> SafeString:
        """The row of headings."""
        return format_html_join("", "{}", ((_heading(one),) for one in self.headings()))

    def _query(self, **changed: str | list[str]) -> str:
        query: QueryDict = self.request.GET.copy()
        for passing in PASSING:
            query.pop(passing, None)
        for key, value in changed.items():
            query.setlist(key, [value] if isinstance(value, str) else value)
        return "?" + query.urlencode()

    def body(self) -> SafeString:
        """The rows of this page, each joined in one go."""
        shown = list(self.columns)
        cells = [_cell_of(column.column.attrs.get("td", {}).get("class", ""), column.header) for column in shown]
        drawn = [self._drawer(column.name, column.accessor) for column in shown]
        row = "<tr>" + "".join(cells) + "</tr>\n"
        return format_html_join("", row, ([draw(record) for draw in drawn] for record in self.paging.records))

    def _drawer(self, name: str, accessor: tables.A) -> Callable[[Any], Any]:
        own = getattr(self, f"render_{name}", None)
        return own or _plain(accessor)  # type: ignore[no-any-return]

    def facts(self) -> list[tuple[str, ListColumn | tables.Column, Callable[[Any], Any]]]:
        """The shown columns of facts, each with the function that gives a row's bare value: what an export writes."""
        return [
            (str(column.header), column.column, getattr(self, f"value_{column.name}", None) or _plain(column.accessor))
            for column in self.columns
            if not getattr(column.column, "fixed", False)
        ]

    def sums(self) -> list[tuple[str, int]]:
        """What is added up over all pages, as (label, sum); nothing of a list too long to count."""
        wanted = {name: path for name, path in self.SUMS.items() if name in self.columns}
        if not wanted or not self.total or self.over or not isinstance(self.data, QueryRows):
            return []
        rows = self.data.data
        for name in wanted:
            rows = self.NEEDS.get(name, lambda found: found)(rows)
        found = rows.order_by().aggregate(**{f"sum_{name}": Sum(path) for name, path in wanted.items()})
        return [(str(self.columns[name].header), found[f"sum_{name}"] or 0) for name in wanted]

    @property
    def total(self) -> int:
        """How many rows there are on all pages, counted up to a bound."""
        return self.paging.total

    @property
    def over(self) -> bool:
        """True if there are more than were counted."""
        return self.paging.over

    @property
    def more_than_a_page(self) -> bool:
        """True if there are rows on other pages."""
        return self.paging.before or self.paging.after

    @property
    def counted(self) -> str:
        """How many rows there are, in words: 共 37 条, or that there are more than were counted."""
        if self.over:
            return gettext("超过 %(count)s 条") % {"count": f"{MOST_COUNTED:,}"}
        return gettext("共 %(count)s 条") % {"count": self.total}

    @property
    def shown_rows(self) -> str:
        """Which rows this page holds, in words."""
        first, last = self.paging.first, self.paging.last
        if first < 0:
            return gettext("倒数第 %(first)s–%(last)s 条") % {"first": -first, "last": -last}
        return gettext("第 %(first)s–%(last)s 条") % {"first": first, "last": last}

    @property
    def previous_query(self) -> str:
        """The query of the page before, or empty."""
        return self._query(page=str(self.paging.number - 1)) if self.paging.before else ""

    @property
    def next_query(self) -> str:
        """The query of the page after, or empty."""
        return self._query(page=str(self.paging.number + 1)) if self.paging.after else ""

    @property
    def first_query(self) -> str:
        """The query of the first page, or empty where this is it."""
        return self._query() if self.paging.before else ""

    @property
    def last_query(self) -> str:
        """The query of the last page, or empty where this is it."""
        return self._query(page="-1") if self.paging.after else ""

    @property
    def unsorted_query(self) -> str:
        """The query of the list in its own order, or empty where that is its order."""
        return self._query(sort=[]) if self.order_by else ""


def _heading(one: Heading) -> SafeString:
    sign = ""
    if one.sign:
        shown = ' <span class="sort-sign" aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
        sign = format_html(shown, one.sign, one.told)
    inside = format_html('<a href="{}">{}{}</a>', one.query, one.label, sign) if one.query else one.label
    state = format_html(' aria-sort="{}"', one.sorted) if one.sorted else ""
    return format_html(
        '<th scope="col" class="{}{}"{}>{}</th>\n', one.css, "" if one.query else " unsorted", state, inside
    )


def _told(place: int, alias: str, count: int) -> tuple[str, str, str]:
    """(aria-sort, sign, words) of a heading."""
    if not place:
        return "", "", ""
    down = alias.startswith("-")
    words = {"place": place, "how": gettext("降序") if down else gettext("升序")}
    sign = ("▼" if down else "▲") + (str(place) if count > 1 else "")
    first = ("descending" if down else "ascending") if place == 1 else ""
    return first, sign, gettext("第%(place)s排序，%(how)s") % words


def _cell_of(css: str, label: Any) -> str:
    """A cell with a place for its value, which carries its heading for narrow screens."""
    named = f' class="{conditional_escape(css)}"' if css else ""
    return f'<td{named} data-label="{escape(str(label))}">'.replace("{", "{{").replace("}", "}}") + "{}</td>"


def _plain(accessor: tables.A) -> Callable[[Any], Any]:
    get = attrgetter(str(accessor).replace("__", "."))

    def plain(record: Any) -> Any:
        try:
            value = get(record)
        except AttributeError:
            return ""
        return "" if value is None else value

    return plain


def laid_out(table: type[ListTable], chosen: Sequence[str]) -> dict[str, list[str]]:
    """``sequence`` and ``exclude`` of a table with these columns in this order; empty: those that are not spare."""
    columns = table.base_columns
    fixed = [name for name, one in columns.items() if getattr(one, "fixed", False)]
    facts = [name for name in columns if name not in fixed]
    kept = [name for name in dict.fromkeys(chosen) if name in facts]
    kept = kept or [name for name in facts if not getattr(columns[name], "spare", False)]
    first = [name for name in fixed if list(columns).index(name) == 0]
    last = [name for name in fixed if name not in first]
    return {"sequence": [*first, *kept, *last, "..."], "exclude": [name for name in facts if name not in kept]}
