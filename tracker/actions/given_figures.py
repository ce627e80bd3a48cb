"""Figures of earlier years given by hand: from a workbook, shown first, taken whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tracker.actions import activity, filled_workbooks
from tracker.actions.refusal import Denied, note_stand_in
from tracker.models import FilledWorkbook, GivenFigure, Organisation, User
from tracker.models.calendar import today
from tracker.roles import Permission

EARLIEST = 1980
MOST_OFFICES = 60
GIVING = (Permission.EDIT, Permission.RUN_CYCLE)
"""Who writes for an office or runs its rounds may give its figures of earlier years."""


def offices_of(by: User) -> QuerySet[Organisation]:
    """The organisations whose figures a person may give, in tree order."""
    reached = Organisation.objects.filter(by.reach(GIVING[0], "") | by.reach(GIVING[1], ""))
    return reached.filter(active=True).order_by("path")


def may_give(by: User) -> bool:
    """True if the person may give figures of any office."""
    return any(by.can_anywhere(one) for one in GIVING)


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure: as it stands, and as the workbook says (None: none)."""

    organisation: Organisation
    indicator: str
    title: str
    year: int
    before: tuple[Decimal, str, str] | None
    after: tuple[Decimal, str, str] | None
    cell: str

    @staticmethod
    def _words(one: tuple[Decimal, str, str] | None) -> str:
        return f"{one[0].normalize():f}{one[1]}" if one else "—"

    @property
    def was(self) -> str:
        """The standing value with its unit."""
        return self._words(self.before)

    @property
    def becomes(self) -> str:
        """The wanted value with its unit."""
        return self._words(self.after)

    @property
    def source(self) -> str:
        """Where it was read."""
        return self.after[2] if self.after else ""


@dataclass(slots=True)
class FigurePlan:
    """What a workbook of figures would do; ``clashes`` were changed on the site since it was taken."""

    changes: list[FigureChange] = field(default_factory=list)
    clashes: list[FigureChange] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """Of everything that was shown."""
        seen = [
            (one.organisation.pk, one.indicator, one.year, one.was, one.becomes, one.source)
            for one in (*self.changes, *self.clashes)
        ]
        return hashlib.sha256(repr((len(self.clashes), seen)).encode()).hexdigest()


def plan_figures(data: Mapping[str, Any], titles: Mapping[str, str], *, by: User) -> FigurePlan:
    """Hold the cells against the figures as they are (two queries). ``titles``: the indicators there are, by code."""
    plan = FigurePlan(faults=[(cell, message) for cell, message in data["faults"]])
    cells = data["cells"]
    offices = {one.pk: one for one in offices_of(by).filter(pk__in={one["organisation"] for one in cells})}
    standing = {
        (one.organisation_id, one.indicator, one.year): (one.value, one.unit, one.source)
        for one in GivenFigure.objects.filter(organisation__in=list(offices))
    }
    seen: set[tuple[int, str, int]] = set()
    for one in cells:
        office, title = offices.get(one["organisation"]), titles.get(one["indicator"])
        if office is None or title is None:
            plan.faults.append((one["cell"], "这一行的单位您不能填写，或者没有这个指标了。"))
            continue
        key = (office.pk, one["indicator"], one["year"])
        if key in seen:
            plan.faults.append((one["cell"], "与上面一格是同一个单位、指标和年度（复制的行），请只留一个。"))
            continue
        seen.add(key)
        if not EARLIEST <= one["year"] < today().year:
            plan.faults.append((one["cell"], f"{one['year']}年不是已经过去的年度。"))
            continue
        before = standing.get(key)
        after = (Decimal(one["value"]), one["unit"], one["source"]) if one["value"] else None
        was = f"{before[0].normalize():f}" if before else ""
        edited = one["value"] != one["base"] or (one["moved"] and one["value"])
        if not edited or (one["value"] == was and (after is None or after == before)):
            plan.same += 1
        elif after and not after[2]:
            plan.faults.append((one["cell"], "请在“来源”里写明这个数出自哪里。"))
        else:
            change = FigureChange(office, one["indicator"], title, one["year"], before, after, one["cell"])
            (plan.changes if was == one["base"] else plan.clashes).append(change)
    return plan


def keep_figures(name: str, sha256: str, data: Mapping[str, Any], *, by: User) -> FilledWorkbook:
    """Keep a workbook of figures until it is confirmed; it replaces an earlier one of the same person that never was."""
    if not may_give(by):
        raise Denied("您没有填写历年数据的权限。")
    return filled_workbooks.keep(FilledWorkbook.Kind.FIGURES, name, sha256, data, by=by)


def take_figures(
    kept: FilledWorkbook, titles: Mapping[str, str], shown: str, choices: Mapping[int, str], *, by: User
) -> int:
    """Take every figure of a kept workbook, or none; returns how many. ``choices``: by number of the clash."""
    with filled_workbooks.taking(kept, by=by) as kept:
        keys = sorted({one["organisation"] for one in kept.data["cells"]})
        list(Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        wanted = filled_workbooks.settled(plan_figures(kept.data, titles, by=by), shown, choices, "数据")
        _store(wanted, by)
    return len(wanted)


def _store(wanted: Sequence[FigureChange], by: User) -> None:
    by_office: dict[Organisation, list[FigureChange]] = {}
    for one in wanted:
        by_office.setdefault(one.organisation, []).append(one)
        key: dict[str, Any] = {"organisation": one.organisation, "year": one.year, "indicator": one.indicator}
        if one.after is None:
            GivenFigure.objects.filter(**key).delete()
        else:
            value, unit, source = one.after
            told = {"value": value, "unit": unit, "source": source, "by": by}
            GivenFigure.objects.update_or_create(**key, defaults=told)
    for office, several in by_office.items():
        note_stand_in(by, office, *GIVING)
        activity.record(by, "figures-given", _said(several), organisation=office)


def _said(several: Iterable[FigureChange]) -> str:
    words = [f"{one.year}年{one.title}：{one.was}改为{one.becomes}" for one in several]
    return f"填写历年数据{len(words)}项：" + "；".join(words)[:800]
