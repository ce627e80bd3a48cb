"""The arithmetic of printed numbers: each stands for an interval, half a unit of its last decimal either way.

Counts are exact. After the calculation rules of XBRL (Calc 1.1): two statements agree if some numbers inside the
printed intervals make both true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reportsrc.document import Figure

_SAME_THING = (frozenset(("人", "名", "位", "人次")), frozenset(("件", "起", "宗", "件次")))
NOT_COUNTED = frozenset(("%", "‰", "百分点", "", "倍", "成"))
_NOUGHT = Decimal()
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Relation:
    """A printed number (``rate``) and the numbers it is made of; ``kind`` says how.

    ``ratio``: ``parts`` over ``bases`` (more than one: their sum) is ``computed`` per cent, rounded to the printed
    decimals, one more where that is needed to see a difference. ``sum``: ``parts`` add up to ``computed``, the total
    is ``rate``. ``change``: from ``bases`` to ``parts`` is a change of ``computed``. ``near``: all stand in the rate's
    own sentence; ``one_base``: that sentence offers no other base and no other part.
    """

    indicator: str
    rate_word: str
    part_word: str
    base_word: str
    rate: Figure
    parts: tuple[Figure, ...]
    bases: tuple[Figure, ...]
    computed: Decimal
    ties: bool
    near: bool
    one_base: bool
    kind: str = "ratio"

    @property
    def sentence(self) -> str:
        """What was compared, in one Chinese phrase."""
        base = "＋".join(one.text for one in self.bases)
        part = "＋".join(one.text for one in self.parts)
        verdict = "一致" if self.ties else "不一致"
        if self.kind == "sum" and self.bases:
            return f"{part}减结转{base}为{self.computed}{self.rate.unit}，与新收{self.rate.text}{verdict}"
        if self.kind == "sum":
            return f"{part}＝{self.computed}{self.rate.unit}，与{self.rate_word}{self.rate.text}{verdict}"
        if self.kind == "change":
            unit = self.rate.unit
            return f"由{base}到{part}，{self.rate_word}{self.computed}{unit}，与{self.rate.text}{verdict}"
        return (
            f"{self.base_word}{base}、{self.part_word}{part}为{self.computed}%，"
            f"与{self.rate_word}{self.rate.text}{verdict}"
        )


def alike(one: Figure, other: Figure) -> bool:
    """True if two counts may be of one thing: one unit, or two units for people (人次, 人) or for cases (起, 件)."""
    return one.unit == other.unit or any(one.unit in group and other.unit in group for group in _SAME_THING)


def exact(figure: Figure) -> bool:
    """True if the figure is an exact count of something."""
    return not figure.approximator and figure.unit not in NOT_COUNTED and not figure.direction


def bounds(figure: Figure) -> tuple[Decimal, Decimal]:
    """The interval a printed number stands for; a count is exact."""
    if figure.unit not in ("%", "百分点") and figure.scale == 1 and not figure.decimals:
        return figure.value, figure.value
    half = Decimal(figure.scale).scaleb(-figure.decimals) / 2
    return figure.value - half, figure.value + half


def meet(one: Figure, other: Figure) -> bool:
    """True if two printed numbers can be one number (5.18万, 51826)."""
    low, high = bounds(one)
    least, most = bounds(other)
    return low <= most and least <= high


def add_up(parts: Sequence[Figure], total: Figure) -> bool:
    """True if the parts can make the total."""
    low, high = _sum(parts)
    least, most = bounds(total)
    return low <= most and least <= high


def above(part: Figure, total: Figure) -> bool:
    """True if the part is greater than the total whatever was rounded."""
    return bounds(part)[0] > bounds(total)[1]


def agree(parts: Sequence[Figure], bases: Sequence[Figure], rate: Figure) -> bool:
    """True if some numbers inside the printed intervals make the sum of ``parts`` over that of ``bases`` the rate."""
    least, most = _sum(bases)
    if least <= 0:
        return False
    small, large = _sum(parts)
    low, high = bounds(rate)
    return small * 100 <= high * most and large * 100 >= low * least


def changed(old: Figure, new: Figure, change: Figure) -> bool:
    """True if going from ``old`` to ``new`` can be the printed change: per cent of ``old``, 倍, or the difference.

    Only the size is compared; the direction is the caller's.
    """
    low, high = bounds(change)
    (old_low, old_high), (new_low, new_high) = bounds(old), bounds(new)
    least, most = new_low - old_high, new_high - old_low
    if change.unit in ("%", "倍"):
        if old_low <= 0:
            return False
        times = _HUNDRED if change.unit == "%" else Decimal(1)
        ends = [gap * times / base for gap in (least, most) for base in (old_low, old_high)]
        least, most = min(ends), max(ends)
    return (least <= high and most >= low) or (-most <= high and -least >= low)


def _sum(figures: Sequence[Figure]) -> tuple[Decimal, Decimal]:
    low = high = _NOUGHT
    for one in figures:
        least, most = bounds(one)
        low, high = low + least, high + most
    return low, high


def rounded(exact: Decimal, decimals: int) -> Decimal:
    """``exact`` with so many decimals, a half rounded up."""
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def share(parts: Sequence[Figure], bases: Sequence[Figure], rate: Figure) -> Decimal:
    """``parts`` over ``bases`` in per cent, with the decimals of ``rate``, up to four more to show that it differs."""
    exact = sum((one.value for one in parts), _NOUGHT) * 100 / sum((one.value for one in bases), _NOUGHT)
    return told_apart(exact, rate, agree(parts, bases, rate))


def told_apart(exact: Decimal, printed: Figure, ties: bool) -> Decimal:
    """``exact`` with the decimals of ``printed``; if they do not tie, up to four more until the two differ."""
    told = exact
    for decimals in range(printed.decimals, printed.decimals + 5):
        told = rounded(exact, decimals)
        if told != printed.value or ties:
            break
    return told
