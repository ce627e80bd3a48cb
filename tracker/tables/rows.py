"""Where the rows of a list come from, a page at a time, at a cost that does not grow with how many there are.

Of a query the keys of a page are asked for first (an index gives them in order), then the rows of these keys with all
that hangs on them. They are counted up to a bound; a page nearer to the end is read from the end.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import django_tables2 as tables
from django.db.models import F, QuerySet

MOST_COUNTED = 10_000
"""Rows are counted up to here; beyond it a list says that there are more."""
CHUNK = 500


class ListRows(Protocol):
    """What a list asks of its rows."""

    def counted(self) -> int:
        """How many there are, counted up to one more than ``MOST_COUNTED``."""

    def window(self, start: int, size: int) -> list[Any]:
        """Rows from the beginning."""

    def tail(self, skip: int, size: int) -> list[Any]:
        """Rows before the last ``skip`` ones, in the list's order."""

    def each(self) -> Iterator[Any]:
        """Every row in order, without holding them all."""


class QueryRows(tables.data.TableQuerysetData):
    """Rows of a query. ``dress`` adds to some of them what their cells show, by the names of
    the shown columns (without it the query itself does).

    A table's ``NEEDS`` says what a column must have annotated before it can be sorted by, ``NULLS_LAST`` which columns
    have rows without a value.
    """

    def __init__(
        self, rows: QuerySet[Any], dress: Callable[[QuerySet[Any], Container[str]], QuerySet[Any]] | None = None
    ) -> None:
        super().__init__(rows)
        self.dress = dress
        self.aliases: Sequence[str] = ()
        self._settled: QuerySet[Any] | None = None

    @property
    def ordering(self) -> None:
        """The query's own order is no choice of the person's."""
        return None

    def order_by(self, aliases: Sequence[str]) -> None:
        """Sort by column names, ``-`` for descending; the query's own order follows, and the key ends it."""
        self.aliases, self._settled = tuple(aliases), None

    @property
    def settled(self) -> QuerySet[Any]:
        """The query in its order; rows that are equal never change pages."""
        if self._settled is None:
            rows, terms = self.data, []
            own = rows.query.order_by or tuple(rows.model._meta.ordering)
            for alias in self.aliases:
                name = alias.lstrip("-")
                rows = self.table.NEEDS.get(name, _unchanged)(rows)
                loose = name in self.table.NULLS_LAST
                terms += [(path, down, loose) for path, down in self._paths(name, alias.startswith("-"))]
            named = {path for path, _down, _loose in terms}
            last = [one for one in own if not isinstance(one, str) or one.lstrip("-") not in named]
            end = () if last and last[-1] in ("pk", "-pk", "id", "-id") else ("pk",)
            self._settled = rows.order_by(*(_term(*one) for one in terms), *last, *end)
        return self._settled

    def _paths(self, name: str, descending: bool) -> Iterator[tuple[str, bool]]:
        column = self.table.columns[name].column
        for one in column.order_by or (column.accessor or name,):
            path = str(one).replace(".", "__")
            yield path.lstrip("-"), descending ^ path.startswith("-")

    def __len__(self) -> int:
        return self.counted()

    def counted(self) -> int:
        """How many rows there are, up to one more than ``MOST_COUNTED``."""
        return int(_bare(self.data).order_by().values("pk")[: MOST_COUNTED + 1].count())

    def keys(self) -> list[int]:
        """The keys of every row, in order."""
        return list(_bare(self.settled).values_list("pk", flat=True))

    def window(self, start: int, size: int) -> list[Any]:
        """Rows from the beginning."""
        return self.of_keys(_bare(self.settled).values_list("pk", flat=True)[start : start + size])

    def tail(self, skip: int, size: int) -> list[Any]:
        """Rows before the last ``skip`` ones."""
        keys = _bare(self.settled).reverse().values_list("pk", flat=True)[skip : skip + size]
        return self.of_keys(list(keys)[::-1])

    def of_keys(self, keys: Any) -> list[Any]:
        """The rows of these keys, in their order."""
        wanted = list(keys)
        rows = (
            self.dress(self.data.model._default_manager.filter(pk__in=wanted), set(self.table.columns.names()))
            if self.dress
            else self.settled.filter(pk__in=wanted)
        )
        found = {one.pk: one for one in rows.order_by()} if wanted else {}
        return [found[key] for key in wanted if key in found]

    def each(self) -> Iterator[Any]:
        """Every row in order, some hundred at a time."""
        keys = self.keys()
        for start in range(0, len(keys), CHUNK):
            yield from self.of_keys(keys[start : start + CHUNK])


def _unchanged(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows


def _bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related(None).prefetch_related(None)


def _term(path: str, descending: bool, loose: bool) -> Any:
    if loose:
        return F(path).desc(nulls_last=True) if descending else F(path).asc(nulls_last=True)
    return f"-{path}" if descending else path


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

    def counted(self) -> int:
        """How many there are."""
        return min(len(self.data), MOST_COUNTED + 1)

    def window(self, start: int, size: int) -> list[Any]:
        """Rows from the beginning."""
        return list(self.data[start : start + size])

    def tail(self, skip: int, size: int) -> list[Any]:
        """Rows before the last ``skip`` ones."""
        end = len(self.data) - skip
        return list(self.data[max(end - size, 0) : max(end, 0)])

    def each(self) -> Iterator[Any]:
        """Every row in order."""
        return iter(self.data)


@dataclass(frozen=True, slots=True)
class Paging:
    """One page: its rows, its number (negative: counted from the end), the numbers of its first and last row (negative
    too), how many rows there are (counted up to a bound; ``over``: more than that), what lies before and after."""

    records: list[Any]
    number: int
    first: int
    last: int
    total: int
    over: bool
    before: bool
    after: bool


def paged(rows: ListRows, number: int, per_page: int) -> Paging:
    """The page with this number, or the nearest there is; -1 is the last one."""
    counted = rows.counted()
    over = counted > MOST_COUNTED
    total = min(counted, MOST_COUNTED)
    if over:
        return _unbounded(rows, number, per_page, total)
    pages = max(-(-total // per_page), 1)
    number = max(min(number if number > 0 else pages + number + 1, pages), 1)
    start = (number - 1) * per_page
    size = min(per_page, total - start)
    left = total - start - size
    records = rows.window(start, size) if start <= left else rows.tail(left, size)
    return Paging(
        records, number, start + 1 if records else 0, start + len(records), total, False, number > 1, left > 0
    )


def _unbounded(rows: ListRows, number: int, per_page: int, total: int) -> Paging:
    if number > 0:
        start = (number - 1) * per_page
        records = rows.window(start, per_page + 1)
        if records:
            more = len(records) > per_page
            records = records[:per_page]
            return Paging(records, number, start + 1, start + len(records), total, True, number > 1, more)
        number = -1
    skip = (-number - 1) * per_page
    records = rows.tail(skip, per_page)
    if len(records) < per_page:
        return _unbounded(rows, 1, per_page, total)
    return Paging(records, number, -skip - len(records), -skip - 1, total, True, True, number < -1)
