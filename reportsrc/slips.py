"""Slips of the hand: two numbers that differ by one, in one digit, or by two neighbouring digits changed over.

A number that misses another by a slip was meant to be it; one that misses it otherwise may be of another thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reportsrc.document import Figure


def slip(one: Decimal, other: Decimal) -> bool:
    """True if the two differ as by a slip of the hand: by one, in one digit, or by two digits changed over."""
    if abs(one - other) == 1:
        return True
    first, second = str(one), str(other)
    if len(first) != len(second) or len(first) < 2:
        return False
    apart = [at for at in range(len(first)) if first[at] != second[at]]
    return len(apart) == 1 or (len(apart) == 2 and sorted(first) == sorted(second))


def slip_of_rate(printed: Figure, exact: Decimal) -> bool:
    """True if a printed rate misses ``exact`` by a slip that chance hardly makes.

    With two decimals a digit or two digits changed over, with one decimal only the latter; whole rates tell nothing.
    """
    if not printed.decimals or not 1 <= exact < 100:
        return False
    step = Decimal(1).scaleb(-printed.decimals)
    for told in {exact.quantize(step), exact.quantize(step, "ROUND_DOWN")}:
        first, second = str(told), str(printed.value.quantize(step))
        if len(first) != len(second):
            continue
        apart = [at for at in range(len(first)) if first[at] != second[at]]
        if len(apart) == 2 and sorted(first) == sorted(second) and _neighbours(first, apart):
            return True
        if printed.decimals > 1 and len(apart) == 1 and abs(told - printed.value) > step:
            return True
    return False


def _neighbours(digits: str, apart: Sequence[int]) -> bool:
    """True if two places are beside each other, a point between them left out."""
    return apart[1] - apart[0] == 1 or (apart[1] - apart[0] == 2 and digits[apart[0] + 1] == ".")


def changed_over(whole: Figure, parts: Sequence[Figure], gap: Decimal) -> bool:
    """True if two neighbouring digits changed over in one number would make the sum right; ``gap`` is what it misses."""
    if not gap or gap % 9:
        return False
    for sign, one in ((-1, whole), *((1, part) for part in parts)):
        digits = str(one.value / one.scale if one.scale > 1 else one.value)
        plain = digits.replace(".", "")
        if not plain.isdigit() or len(plain) < 2:
            continue
        for at in range(len(digits) - 1):
            first, second = digits[at], digits[at + 1]
            if "." in (first, second) or first == second or (not at and second == "0"):
                continue
            other = Decimal(digits[:at] + second + first + digits[at + 2 :]) * one.scale
            if other - one.value == sign * gap:
                return True
    return False
