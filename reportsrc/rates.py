"""The catalogue of rates, from ``terms/indicators.toml``: by which words a rate and its two numbers are known.

And their arithmetic: numbers are intervals, half a unit of the last printed decimal either way; counts are exact
(after the calculation rules of XBRL, Calc 1.1).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

from reportsrc.document import Figure


@dataclass(frozen=True, slots=True)
class Indicator:
    """One rate of the catalogue. ``words`` finds what ``kinds`` tells apart: parts, bases, weak, not."""

    name: str
    words: re.Pattern[str]
    kinds: dict[str, str]
    units: frozenset[str]
    domain: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of ``terms/indicators.toml``, ready for look-up."""

    rates: re.Pattern[str]
    by_rate: dict[str, Indicator]
    domains: re.Pattern[str]
    domain_of: dict[str, str]


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def load_catalogue() -> Catalogue:
    """Read ``terms/indicators.toml`` once."""
    file = resources.files("reportsrc").joinpath("terms", "indicators.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    by_rate: dict[str, Indicator] = {}
    for row in data["indicator"]:
        kinds = {word: key for key in ("weak", "bases", "parts", "not") for word in row[key]}
        made = Indicator(
            row["name"],
            re.compile(_either(kinds)),
            kinds,
            frozenset(data["groups"][row["units"]]),
            row.get("domain", ""),
        )
        by_rate.update(dict.fromkeys(row["rates"], made))
    domain_of = {word: name for name, words in data["domains"].items() for word in words}
    return Catalogue(re.compile(_either(by_rate)), by_rate, re.compile(_either(domain_of)), domain_of)


def _bounds(figure: Figure) -> tuple[Decimal, Decimal]:
    """The interval a printed number stands for; a count is exact."""
    if figure.unit != "%" and figure.scale == 1 and not figure.decimals:
        return figure.value, figure.value
    half = Decimal(figure.scale).scaleb(-figure.decimals) / 2
    return figure.value - half, figure.value + half


def agree(parts: Sequence[Figure], bases: Sequence[Figure], rate: Figure) -> bool:
    """True if some numbers inside the printed intervals make the sum of ``parts`` over that of ``bases`` the rate."""
    above = [_bounds(one) for one in parts]
    below = [_bounds(one) for one in bases]
    low, high = _bounds(rate)
    least = sum((one[0] for one in below), Decimal())
    most = sum((one[1] for one in below), Decimal())
    if least <= 0:
        return False
    smallest = sum((one[0] for one in above), Decimal()) * 100 / most
    largest = sum((one[1] for one in above), Decimal()) * 100 / least
    return smallest <= high and largest >= low


def share(parts: Sequence[Figure], bases: Sequence[Figure], rate: Figure) -> Decimal:
    """``parts`` over ``bases`` in per cent, with the decimals of ``rate``, up to four more to show that it differs."""
    exact = sum((one.value for one in parts), Decimal()) * 100 / sum((one.value for one in bases), Decimal())
    told = exact
    for decimals in range(rate.decimals, rate.decimals + 5):
        told = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if told != rate.value or agree(parts, bases, rate):
            break
    return told
