"""What to look at among figures compared: changes, gaps, relations, sums. Each rule is told on the page in its words."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import reportsrc
from tracker.models.indicators import (
    LEADERS,
    RATE,
    Doubt,
    Figures,
    Office,
    OfficeFigures,
    Remark,
    Selection,
    Told,
    pairs_of,
)

JUMP, LEAST = 8, 20
"""From how many times up a change looks like a slip of a digit, and how great the greater value must be."""

PAIRS, SPREADS, DOUBLE, POINTS = 8, 3.5, math.log(2), 10.0
"""What is unusual among others: asked from so many pairs on; so many spreads from the median; and at least this much."""

PEERS, MOST = 5, 0.8
"""An indicator is expected where so many others of the same kind are here, and such a share of them tell it."""


def related_to(code: str) -> tuple[str, ...]:
    """The indicators that stand in a relation with this one, itself first."""
    found = [code]
    for one in reportsrc.load_catalogue().indicators.values():
        if one.code == code:
            found += [*one.at_most, *one.sum_of]
        elif code in one.at_most or code in one.sum_of:
            found += [one.code, *(one.sum_of if code in one.sum_of else ())]
    return tuple(dict.fromkeys(found))


def compare(code: str, pairs: Sequence[tuple[Office, Office | None]], figures: Figures) -> list[OfficeFigures]:
    """Every report that tells the indicator this year or last, or should; with what to look at (no queries)."""
    rows = [
        OfficeFigures(now, then, figures.get((now.pk, code), ()), figures.get((then.pk, code), ()) if then else ())
        for now, then in pairs
    ]
    unusual, expected = _unusual(rows), _expected(rows)
    steady = reportsrc.load_catalogue().indicators[code].steady
    for row in rows:
        row.remarks += _inside(row, steady=steady)
        if row.pair and (jump := _jump(*row.pair)):
            row.remarks.append(Remark(Doubt.JUMP, others=row.then, title=jump))
        elif id(row) in unusual:
            row.remarks.append(Remark(Doubt.UNUSUAL, others=row.then))
        if not row.now and row.report.has_text:
            if row.then:
                row.remarks.append(Remark(Doubt.LOST, others=row.then))
            elif row.report.kind in expected:
                row.remarks.append(Remark(Doubt.UNLIKE_PEERS))
        row.remarks += relations_of(code, row.report.pk, figures)
    return [row for row in rows if row.now or row.then or row.remarks]


def _inside(row: OfficeFigures, *, steady: bool) -> Iterator[Remark]:
    units = {one.unit for one in row.now}
    if steady and len(row.now) > len(units):
        yield Remark(Doubt.SEVERAL, others=row.now)
    if row.now and row.then and not units & {one.unit for one in row.then}:
        yield Remark(Doubt.UNITS, others=row.then)


def _jump(now: Told, then: Told) -> str:
    """Whether a value is many times the other: ``up`` or ``down``, else empty."""
    small, large = sorted((now.value, then.value))
    if small <= 0 or large < LEAST or large < small * JUMP:
        return ""
    return "up" if now.value > then.value else "down"


def _unusual(rows: Sequence[OfficeFigures]) -> set[int]:
    """The rows whose change lies far from the others' by the median absolute deviation; unit by unit."""
    found: set[int] = set()
    groups: dict[str, list[tuple[OfficeFigures, float]]] = {}
    for row in rows:
        if row.pair is None:
            continue
        now, then = row.pair
        if now.unit == RATE:
            groups.setdefault(now.unit, []).append((row, float(now.value - then.value)))
        elif now.value > 0 and then.value > 0:
            groups.setdefault(now.unit, []).append((row, math.log(now.value / then.value)))
    for unit, changes in groups.items():
        if len(changes) < PAIRS:
            continue
        middle = statistics.median(change for _row, change in changes)
        spread = statistics.median(abs(change - middle) for _row, change in changes) * 1.4826
        least = max(spread * SPREADS, POINTS if unit == RATE else DOUBLE)
        found |= {id(row) for row, change in changes if abs(change - middle) > least and _counts(row, unit)}
    return found


def _counts(row: OfficeFigures, unit: str) -> bool:
    return unit == RATE or max(one.value for one in row.pair or ()) >= LEAST


def _expected(rows: Sequence[OfficeFigures]) -> set[str]:
    """The kinds of organisation most of which tell the indicator this year."""
    counts: dict[str, list[bool]] = {}
    for row in rows:
        if row.report.has_text:
            counts.setdefault(row.report.kind, []).append(bool(row.now))
    return {
        kind for kind, told in counts.items() if len(told) > PEERS and sum(told) >= MOST * (len(told) - 1) and sum(told)
    }


def relations_of(code: str, report: int, figures: Figures) -> Iterator[Remark]:
    """The relations of the catalogue this indicator is part of that do not hold within one report."""
    indicators = reportsrc.load_catalogue().indicators
    own = _single(figures, report, code)
    if own is None:
        return
    for one in indicators.values():
        if code != one.code and code not in (*one.at_most, *one.sum_of):
            continue
        part = _single(figures, report, one.code)
        if part is None:
            continue
        for whole in one.at_most if code == one.code else [code] if code in one.at_most else []:
            base = _single(figures, report, whole)
            if base and base.unit == part.unit and part.value > base.value:
                yield Remark(Doubt.RELATION, f"{one.title}>{indicators[whole].title}", (part, base))
        if one.sum_of and (code == one.code or code in one.sum_of):
            parts = [_single(figures, report, each) for each in one.sum_of]
            told = [each for each in parts if each is not None and each.unit == part.unit]
            total = sum((each.value for each in told), Decimal(0))
            if len(told) == len(one.sum_of) and total != part.value:
                words = "＋".join(indicators[each].title for each in one.sum_of)
                yield Remark(Doubt.RELATION, f"{words}≠{one.title}", (*told, part), total)


def _single(figures: Figures, report: int, code: str) -> Told | None:
    """The one exact value of a report's own work, that counts this year's only; None where there is none or several."""
    told = [one for one in figures.get((report, code), ()) if one.form != LEADERS]
    if len(told) == 1 and told[0].exact and not told[0].carried and reportsrc.load_catalogue().indicators[code].steady:
        return told[0]
    return None


@dataclass(frozen=True, slots=True)
class Overview:
    """One indicator at a glance: its units, how many reports tell it this year and last, how many to look at, by doubt."""

    code: str
    title: str
    units: tuple[str, ...]
    now: int
    then: int
    doubts: Mapping[Doubt, int]

    @property
    def to_look_at(self) -> int:
        """How many remarks there are, by kind of doubt and report."""
        return sum(self.doubts.values())

    @property
    def changes(self) -> int:
        """How many reports changed in a way to look at."""
        return self.doubts.get(Doubt.JUMP, 0) + self.doubts.get(Doubt.UNUSUAL, 0)

    @property
    def gaps(self) -> int:
        """How many reports do not tell it although they did, or others do."""
        return self.doubts.get(Doubt.LOST, 0) + self.doubts.get(Doubt.UNLIKE_PEERS, 0)

    @property
    def several(self) -> int:
        """How many reports tell several values of it, or another unit than last year."""
        return self.doubts.get(Doubt.SEVERAL, 0) + self.doubts.get(Doubt.UNITS, 0)

    @property
    def relations(self) -> int:
        """In how many reports a relation does not hold."""
        return self.doubts.get(Doubt.RELATION, 0)


def overview(selection: Selection) -> list[Overview]:
    """Every indicator that is told this year or last, in the order of the catalogue (three queries)."""
    pairs, figures = pairs_of(selection), selection.figures()
    told = {code for _report, code in figures}
    found = []
    for code, indicator in reportsrc.load_catalogue().indicators.items():
        if code in told:
            rows = compare(code, pairs, figures)
            found.append(_at_a_glance(code, indicator.title, rows))
    return found


def _at_a_glance(code: str, title: str, rows: Iterable[OfficeFigures]) -> Overview:
    rows = list(rows)
    units = sorted({one.unit for row in rows for one in (*row.now, *row.then)})
    doubts = {doubt: sum(any(one.doubt == doubt for one in row.remarks) for row in rows) for doubt in Doubt}
    now, then = sum(bool(row.now) for row in rows), sum(bool(row.then) for row in rows)
    return Overview(code, title, tuple(units), now, then, doubts)


def counted(selection: Selection) -> list[Overview]:
    """The same for choices too large to compare report by report: only how many tell each indicator (one query)."""
    found = []
    counts = selection.counts()
    for code, indicator in reportsrc.load_catalogue().indicators.items():
        if code in counts:
            now, then, units = counts[code]
            found.append(Overview(code, indicator.title, units, now, then, {}))
    return found
