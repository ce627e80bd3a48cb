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

_SAME_THING = (frozenset(("人", "名", "位", "人次")), frozenset(("件", "起", "宗", "件次")))
_YEAR = re.compile(r"(?<![0-9—–\-~～])(20[0-9]{2})年(?!版|—|–|-|~|～)|(去年|上年|上一年|同期)|(今年|本年)")
_PERIOD = re.compile(r"上半年|下半年|[一二三四1-4]季度|(?<![0-9])[0-9]{1,2}[—–\-~～][0-9]{1,2}月")
_CUT = re.compile(r"[，,。；;：:、！？!?\r\n]")
_ASIDE = re.compile(r"[（(][^（）()\r\n]{0,30}+[）)]$")
_OPEN = re.compile(r"[（(]")
_END = re.compile(r"[，,。；;：:、！？!?\r\n（(中里]")


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


def alike(one: Figure, other: Figure) -> bool:
    """True if two counts may be of one thing: one unit, or two units for people (人次, 人) or for cases (起, 件)."""
    return one.unit == other.unit or any(one.unit in group and other.unit in group for group in _SAME_THING)


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


def words_before(text: str, low: int, start: int) -> str:
    """The words that name the number at ``start``: back to a mark or to ``low``, an aside in brackets left out."""
    words = _ASIDE.sub("", text[max(start - 48, low) : start].rstrip())
    return _OPEN.split(_CUT.split(words)[-1])[-1].strip()


def words_after(text: str, end: int, high: int) -> str:
    """The words after a number that ends at ``end``: up to a mark, a bracket, 中 or ``high``."""
    words = text[end : min(end + 12, high)]
    stop = _END.search(words)
    return words[: stop.start()] if stop else words


def time_told(text: str, start: int, stop: int, reported: int) -> tuple[int, str]:
    """The year and the part of the year named last in ``[start, stop)``; the reported year if none is.

    A year in a title or in brackets, or one that is only compared with (较2022年), tells nothing.
    """
    year = reported
    for match in _YEAR.finditer(text, start, stop):
        inside = any(
            text.rfind(left, start, match.start()) > text.rfind(right, start, match.start())
            and text.find(right, match.end(), stop) >= 0
            for left, right in ("《》", "（）", "()")
        )
        if not inside and text[match.start() - 1 : match.start()] not in ("较", "比", "与", "同"):
            year = int(match[1]) if match[1] else reported - 1 if match[2] else reported
    period = _PERIOD.findall(text, start, stop)
    return year, period[-1] if period else ""
