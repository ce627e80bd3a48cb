"""The figures of the organisations below one report added up beside its own, with everything that is not in the sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tracker.models.compilation import NOT_HANDED_IN
from tracker.models.indicators import LEADERS, RATE, Figures, Office, Selection, Told, offices_of, plain, told_in
from tracker.models.organisations import PATH_END
from tracker.models.reports import Report, ReportQuerySet


@dataclass(slots=True)
class RollUp:
    """One indicator in one unit. ``torn``: tell several values; ``silent``: handed in and tell none; ``waiting``: not
    handed in; ``hidden``: how many the person may not see. None of these is in the sum."""

    report: Office
    unit: str
    own: tuple[Told, ...]
    parts: list[tuple[Office, Told]] = field(default_factory=list)
    torn: list[Office] = field(default_factory=list)
    silent: list[Office] = field(default_factory=list)
    waiting: list[Office] = field(default_factory=list)
    hidden: int = 0

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return sum((told.value for _report, told in self.parts), Decimal(0))

    @property
    def difference(self) -> Decimal | None:
        """The own value less the sum; None where there is not exactly one own value, or nothing was added up."""
        return self.own[0].value - self.total if len(self.own) == 1 and self.parts else None

    @property
    def gap(self) -> str:
        """The difference without its sign, as people write it."""
        return plain(abs(self.difference or Decimal(0)))

    @property
    def shown(self) -> str:
        """The sum as people write it."""
        return f"{plain(self.total)}{self.unit}"

    @property
    def left_out(self) -> int:
        """How many organisations below are not in the sum."""
        return len(self.torn) + len(self.silent) + len(self.waiting) + self.hidden

    @property
    def doubtful(self) -> bool:
        """True if the own value is less than its parts, or more although all of them are in the sum."""
        if self.difference is None:
            return False
        return self.difference < 0 or (self.difference > 0 and not self.left_out)


def nearest_below(rows: Sequence[tuple[int, str]]) -> dict[int, list[int]]:
    """Of (report, path) in tree order: by report, those of the nearest organisations below it."""
    found: dict[int, list[int]] = {}
    above: list[tuple[int, str]] = []
    for pk, path in rows:
        while above and not path.startswith(above[-1][1]):
            above.pop()
        if above:
            found.setdefault(above[-1][0], []).append(pk)
        above.append((pk, path))
    return found


def roll_ups(code: str, chosen: Sequence[Office], selection: Selection, seen: ReportQuerySet) -> list[RollUp]:
    """The sums of an indicator for the chosen reports of one year that have others below them (three queries).

    Added up is what the person may see and what was handed in, however the choice is narrowed; rates are not added up,
    nor what leaders did themselves.
    """
    if not chosen:
        return []
    of_year = Report.objects.owed().filter(
        cycle__year=selection.year, cycle__document_kind__in=selection.now.order_by().values("cycle__document_kind")
    )
    paths = [one.path for one in chosen]
    around = of_year.filter(organisation__path__gte=min(paths), organisation__path__lte=max(paths) + PATH_END)
    everybody = list(around.order_by("organisation__path", "pk").values_list("pk", "organisation__path"))
    below = nearest_below(everybody)
    heads = [one for one in chosen if one.pk in below]
    if not heads:
        return []
    mine = around.filter(pk__in=seen.order_by().values("pk"))
    by_key = {one.pk: one for one in offices_of(mine)}
    figures = told_in(mine, codes=[code])
    return [made for head in heads for made in _of(code, head, below[head.pk], by_key, figures)]


def _of(code: str, head: Office, below: list[int], by_key: dict[int, Office], figures: Figures) -> list[RollUp]:
    parts = [by_key[pk] for pk in below if pk in by_key]
    told = {one.pk: _own(figures, one.pk, code) for one in (head, *parts)}
    found = []
    for unit in sorted({one.unit for several in told.values() for one in several} - {RATE}):
        own = tuple(one for one in told[head.pk] if one.unit == unit)
        made = RollUp(head, unit, own, hidden=len(below) - len(parts))
        for one in parts:
            _sort_in(made, one, told[one.pk])
        if made.parts or made.torn:
            found.append(made)
    return found


def _own(figures: Figures, report: int, code: str) -> tuple[Told, ...]:
    return tuple(one for one in figures.get((report, code), ()) if one.form != LEADERS)


def _sort_in(made: RollUp, one: Office, told: tuple[Told, ...]) -> None:
    values = [each for each in told if each.unit == made.unit]
    if one.status in NOT_HANDED_IN:
        made.waiting.append(one)
    elif len(values) == 1:
        made.parts.append((one, values[0]))
    elif values:
        made.torn.append(one)
    else:
        made.silent.append(one)
