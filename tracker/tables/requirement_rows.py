"""The rows of organisation × requirement, which no table holds: as many as the reports times what applies to each.

A page of them in their own order costs the reports in order and the marks of the few that are shown. What was judged
or located is known only row by row, so a list narrowed or sorted by it is made whole.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import QuerySet

import reportsrc
from tracker.filters.lists import MOST_WORDS
from tracker.filters.review import UNMARKED
from tracker.models import Assessment, Report
from tracker.models.review import AssessmentStatus
from tracker.models.standards import load_standard
from tracker.tables.rows import CHUNK, MOST_COUNTED

_RANK = {result: rank for rank, result in enumerate(["missing", "partial", "", "complete", "not-applicable"])}
_OWN = {"year": "year", "organisation": "path"}
"""Columns by which the reports themselves are in order."""

Demand = tuple[int, str, reportsrc.Requirement]
Head = tuple[int, str, str, str]


@dataclass(slots=True)
class RequirementRow:
    """One requirement of one report. ``addressed``: located by the last inspection; None if it never ran."""

    report: int
    year: int
    organisation: str
    path: str
    number: int
    requirement: reportsrc.Requirement
    part: str
    result: str
    addressed: bool | None
    marked_at: datetime.datetime | None


class RequirementRows(tables.data.TableListData):
    """Every requirement that applies to these reports, with its mark. ``wanted``: see the filter."""

    KEYS: ClassVar[dict[str, Any]] = {
        "year": lambda row: row.year,
        "organisation": lambda row: row.path,
        "part": lambda row: row.number,
        "requirement": lambda row: row.requirement.text,
        "obligation": lambda row: row.requirement.obligation.value,
        "result": lambda row: _RANK[row.result],
        "addressed": lambda row: -1 if row.addressed is None else int(row.addressed),
        "marked_at": lambda row: row.marked_at.timestamp() if row.marked_at else 0.0,
    }

    def __init__(self, reports: QuerySet[Report], wanted: dict[str, Any]) -> None:
        super().__init__([])
        self.reports, self.wanted = reports, wanted
        self.words = str(wanted.get("q", "")).split()[:MOST_WORDS]
        self.aliases: tuple[str, ...] = ()
        self.whole = "result" in wanted or "addressed" in wanted
        self._lists: dict[tuple[str, str, tuple[str, ...]], list[Demand]] = {}
        self._heads: list[Head] | None = None
        self._rows: list[RequirementRow] | None = None

    def order_by(self, aliases: Sequence[str]) -> None:
        """Sort by column names, ``-`` for descending; the order of the reports' list and of the standard follows."""
        self.aliases = tuple(aliases)
        self.whole = self.whole or any(alias.lstrip("-") not in _OWN for alias in aliases)
        self._heads = self._rows = None

    @property
    def heads(self) -> list[Head]:
        """(key, kind, standard, name) of the reports in order; one query."""
        if self._heads is None:
            own = [one for one in self.aliases if one.lstrip("-") in _OWN] if not self.whole else []
            order = [("-" if one.startswith("-") else "") + _OWN[one.lstrip("-")] for one in own]
            rows = self.reports.order_by(
                *order, *(one for one in ("-year", "path", "pk") if one.lstrip("-") not in order)
            )
            self._heads = list(rows.values_list("pk", "organisation_kind", "standard_key", "organisation_name"))
        return self._heads

    def _demands(self, head: Head) -> list[Demand]:
        _pk, kind, standard, name = head
        left = tuple(word for word in self.words if word not in name)
        if (standard, kind, left) not in self._lists:
            self._lists[standard, kind, left] = list(self._asked(standard, kind, left))
        return self._lists[standard, kind, left]

    def _asked(self, standard: str, kind: str, words: tuple[str, ...]) -> Iterator[Demand]:
        edition = load_standard(standard)
        names = {part.key: part.name for part in edition.parts}
        for number, one in enumerate(edition.for_kind(kind)):
            if (
                self.wanted.get("obligation", one.obligation.value) == one.obligation.value
                and self.wanted.get("words", "") in one.text
                and all(word in one.text or word in str(one.basis) for word in words)
            ):
                yield number, names[one.part], one

    def _made(self, spans: Sequence[tuple[Head, int, int]]) -> Iterator[RequirementRow]:
        """The rows from–to of each of these reports (two queries)."""
        keys = [head[0] for head, _start, _end in spans]
        facts = {
            pk: (year, path, None if located is None else frozenset(located))
            for pk, year, path, located in Report.objects.filter(pk__in=keys)
            .order_by()
            .values_list("pk", "year", "path", "last_inspection__addressed")
        }
        done = Assessment.objects.filter(report__in=keys, status=AssessmentStatus.DONE).order_by()
        if sum(end - start for _head, start, end in spans) <= CHUNK:
            asked = {one.key for head, start, end in spans for _number, _part, one in self._demands(head)[start:end]}
            done = done.filter(requirement_key__in=asked)
        marks = {
            (report, key): (result, at)
            for report, key, result, at in done.values_list("report_id", "requirement_key", "result", "marked_at")
        }
        for head, start, end in spans:
            pk, name = head[0], head[3]
            if pk not in facts:
                continue
            year, path, found = facts[pk]
            for number, part, one in self._demands(head)[start:end]:
                result, at = marks.get((pk, one.key), ("", None))
                addressed = None if found is None else one.key in found
                yield RequirementRow(pk, year, name, path, number, one, part, result, addressed, at)

    def _spans(self, start: int, size: int) -> list[tuple[Head, int, int]]:
        spans = []
        for head in self.heads:
            many = len(self._demands(head))
            if start < many:
                spans.append((head, start, min(start + size, many)))
                size -= min(size, many - start)
                if not size:
                    break
            start = max(start - many, 0)
        return spans

    def _all(self) -> list[RequirementRow]:
        if self._rows is None:
            rows = [row for row in self._in_order() if self._is_wanted(row)]
            for alias in reversed(self.aliases):
                rows.sort(key=self.KEYS[alias.lstrip("-")], reverse=alias.startswith("-"))
            self._rows = rows
        return self._rows

    def _in_order(self) -> Iterator[RequirementRow]:
        for start in range(0, len(self.heads), CHUNK):
            yield from self._made([(head, 0, 1_000_000) for head in self.heads[start : start + CHUNK]])

    def _is_wanted(self, row: RequirementRow) -> bool:
        if "result" in self.wanted and (row.result or UNMARKED) != self.wanted["result"]:
            return False
        return "addressed" not in self.wanted or row.addressed is (self.wanted["addressed"] == "yes")

    def _count(self) -> int:
        return len(self._all()) if self.whole else sum(len(self._demands(head)) for head in self.heads)

    def __len__(self) -> int:
        return self._count()

    def counted(self) -> int:
        """How many there are, up to one more than are counted."""
        return min(self._count(), MOST_COUNTED + 1)

    def window(self, start: int, size: int) -> list[RequirementRow]:
        """Rows from the beginning."""
        return self._all()[start : start + size] if self.whole else list(self._made(self._spans(start, size)))

    def tail(self, skip: int, size: int) -> list[RequirementRow]:
        """Rows before the last ``skip`` ones."""
        end = max(self._count() - skip, 0)
        return self.window(max(end - size, 0), min(size, end))

    def each(self) -> Iterator[RequirementRow]:
        """Every row in order."""
        return iter(self._all()) if self.whole else self._in_order()
