"""Marks that a reviewer gave in a workbook: held against the marks as they stand, shown, then given by the deeds of review."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import reportsrc
from tracker.actions import filled_workbooks, review
from tracker.actions.locking import locked
from tracker.actions.refusal import Denied, Refused
from tracker.models import FilledWorkbook, Report, User
from tracker.models.review import Result
from tracker.models.workspace import open_workspace
from tracker.roles import Permission

MOST_REPORTS = 60
"""How many reports one workbook of marks may hold."""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One requirement of one report: the mark as it stands, and as the workbook says (an empty result: taken back)."""

    report: Report
    requirement: reportsrc.Requirement
    before: tuple[str, str]
    after: tuple[str, str]
    cell: str

    @property
    def was(self) -> str:
        """The standing result as a word."""
        return str(Result(self.before[0]).label) if self.before[0] else ""

    @property
    def becomes(self) -> str:
        """The wanted result as a word."""
        return str(Result(self.after[0]).label) if self.after[0] else ""


@dataclass(slots=True)
class MarkPlan:
    """What a workbook of marks would do. ``clashes`` are marks that were changed on the site since it was taken."""

    changes: list[MarkChange] = field(default_factory=list)
    clashes: list[MarkChange] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """Of everything that was shown."""
        seen = [(one.report.pk, one.requirement.key, one.before, one.after) for one in (*self.changes, *self.clashes)]
        return hashlib.sha256(repr((len(self.clashes), seen)).encode()).hexdigest()


def mark_print(result: str, note: str) -> str:
    """By which a mark is known again: what stood when the workbook was taken."""
    return hashlib.sha256(f"{result}\n{note.strip()}".encode()).hexdigest()[:12]


def plan_marks(data: Mapping[str, Any], *, by: User) -> MarkPlan:
    """Hold the rows against the marks as they are (a constant number of queries for all reports)."""
    plan = MarkPlan(faults=[(cell, message) for cell, message in data["faults"]])
    rows = data["rows"]
    visible = Report.objects.visible_to(by, Permission.REVIEW).filter(pk__in={row["report"] for row in rows})
    reports = {one.pk: one for one in visible.select_related("cycle", "organisation").prefetch_related("assessments")}
    marks = {
        (pk, mark.requirement_key): (mark.result, mark.note)
        for pk, one in reports.items()
        for mark in one.assessments.all()
    }
    keys = {pk: {one.key: one for one in report.requirements} for pk, report in reports.items()}
    seen: set[tuple[int, str]] = set()
    for row in rows:
        report, requirement = reports.get(row["report"]), keys.get(row["report"], {}).get(row["key"])
        if report is None or requirement is None:
            plan.faults.append((row["cell"], "这一行的报告您不能评定，或者没有这项要求了。"))
            continue
        if (report.pk, requirement.key) in seen:
            plan.faults.append((row["cell"], "与上面一行是同一项要求（复制的行），请只留一行。"))
            continue
        seen.add((report.pk, requirement.key))
        result, note = row["result"], row["note"].strip()
        before = marks.get((report.pk, requirement.key), ("", ""))
        if not before[0]:
            before = ("", "")
        if mark_print(result, note) in (row["base"], mark_print(*before)):
            plan.same += 1
            continue
        if not result and note:
            plan.faults.append((row["cell"], "写了意见，没有选择评定。"))
        elif result == Result.NOT_APPLICABLE and not note:
            plan.faults.append((row["cell"], "评定为“不适用”需要写明理由。"))
        elif len(note) > review.MAX_NOTE:
            plan.faults.append((row["cell"], f"意见有{len(note)}个字符，超过上限{review.MAX_NOTE}。"))
        else:
            change = MarkChange(report, requirement, before, (result, note), row["cell"])
            (plan.changes if mark_print(*before) == row["base"] else plan.clashes).append(change)
    return plan


def keep_marks(name: str, sha256: str, data: Mapping[str, Any], *, by: User) -> FilledWorkbook:
    """Keep a workbook of marks until it is confirmed; it replaces an earlier one of the same person that never was."""
    if not by.can_anywhere(Permission.REVIEW):
        raise Denied("您没有评定的权限。")
    return filled_workbooks.keep(FilledWorkbook.Kind.MARKS, name, sha256, data, by=by)


def take_marks(kept: FilledWorkbook, shown: str, choices: Mapping[int, str], *, by: User) -> int:
    """Give every mark of a kept workbook, or none; returns how many. ``choices``: by number of the clash, ``form`` or
    ``site``. Every rule of marking holds: permission, four eyes, a report that was handed in."""
    with filled_workbooks.taking(kept, by=by) as kept:
        keys = sorted({row["report"] for row in kept.data["rows"]})
        for one in Report.objects.visible_to(by, Permission.REVIEW).filter(pk__in=keys).order_by("pk"):
            locked(one)
        wanted = filled_workbooks.settled(plan_marks(kept.data, by=by), shown, choices, "评定")
        _give(wanted, by)
    return len(wanted)


def _give(wanted: Sequence[MarkChange], by: User) -> None:
    quotes: dict[int, dict[str, list[str]]] = {}
    for one in wanted:
        try:
            if not one.after[0]:
                review.clear_mark(one.report, one.requirement.key, by=by)
                continue
            if one.report.pk not in quotes:
                rows = open_workspace(one.report).rows
                quotes[one.report.pk] = {row.requirement.key: [quote for quote, _entry in row.quotes] for row in rows}
            evidence = quotes[one.report.pk].get(one.requirement.key, [])
            review.mark(one.report, one.requirement.key, Result(one.after[0]), one.after[1], by=by, evidence=evidence)
        except Refused as refusal:
            sentence = f"没有评定任何一项。{one.report.organisation_name}：{refusal}"
            raise (Denied if isinstance(refusal, Denied) else Refused)(sentence) from refusal
