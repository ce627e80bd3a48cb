"""What is said about a report and who is asked to do what in it: read once for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tracker.models.assignments import Assignment
from tracker.models.comments import Comment, Thread, places
from tracker.models.reports import Report


@dataclass(frozen=True, slots=True)
class Talk:
    """A report's threads and open assignments, by what they are attached to."""

    threads: tuple[Thread, ...]
    assignments: tuple[Assignment, ...]
    by_entry: dict[int | None, list[Thread]]
    by_requirement: dict[str, list[Thread]]
    tasks_by_entry: dict[int | None, list[Assignment]]
    tasks_by_requirement: dict[str, list[Assignment]]

    @property
    def open(self) -> list[Thread]:
        """The threads still open, in the order they were begun."""
        return [one for one in self.threads if one.comment.open]

    def open_in_part(self, part: int) -> int:
        """How many open threads there are on the entries of a part."""
        return sum(1 for one in self.open if one.comment.entry and one.comment.entry.part_id == part)

    def tasks_of_part(self, part: int) -> list[Assignment]:
        """The assignments of a whole part."""
        return [one for one in self.assignments if one.part_id == part]

    @property
    def tasks_of_report(self) -> list[Assignment]:
        """The assignments of the whole report."""
        return [one for one in self.assignments if not (one.part_id or one.entry_id or one.requirement_key)]


def talk_of(report: Report) -> Talk:
    """All threads and the open assignments of a report (three queries)."""
    comments = list(Comment.objects.filter(report=report).told())
    given = list(Assignment.objects.filter(report=report).open().select_related("person", "organisation", "entry"))
    for comment in comments:
        comment.report = report
    for task in given:
        task.report = report
    threads = places(comments)
    return Talk(
        threads=tuple(threads),
        assignments=tuple(given),
        by_entry=_grouped(threads, lambda one: one.comment.entry_id),
        by_requirement=_grouped(threads, lambda one: one.comment.requirement_key),
        tasks_by_entry=_grouped(given, lambda one: one.entry_id),
        tasks_by_requirement=_grouped(given, lambda one: one.requirement_key),
    )


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        if value := key(row):
            found.setdefault(value, []).append(row)
    return found
