"""The catalogue of what annual reports count, from ``terms/indicators.toml``, ready for look-up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

WORD = 2
"""Words are looked up by their first characters: so many."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing counted. ``about`` is the topic that must be told beside it (empty: the words say it all);
    ``refused`` are words that make it something else; an empty ``units``: any unit but %.
    ``at_most``: codes of indicators it cannot be greater than; ``sum_of``: codes that together make it; ``steady``: a
    report has one value of it a year.
    """

    code: str
    title: str
    about: str
    words: tuple[str, ...]
    refused: tuple[str, ...]
    units: frozenset[str]
    at_most: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    steady: bool = False


@dataclass(frozen=True, slots=True)
class RateKind:
    """One kind of rate, whatever it is a rate of. ``words`` finds what ``kinds`` tells apart: parts, bases, weak, not.

    ``other``: words of a part that name another thing than the rate.
    """

    name: str
    words: re.Pattern[str]
    kinds: Mapping[str, str]
    units: frozenset[str]
    domain: str
    other: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of ``terms/indicators.toml``.

    ``starts`` maps two characters to the words of parts, bases and indicators that begin so, longest first;
    ``begins`` finds where one may begin; ``by_word`` gives a word's indicators; ``rates`` finds the words of ``by_rate``; ``topics`` those of ``topic_of``,
    whose values are ``(topic, domain)``; ``words_of`` gives a topic's words, longest first;
    ``within`` the kind of rate whose part a word alone names.
    """

    indicators: Mapping[str, Indicator]
    by_word: Mapping[str, tuple[Indicator, ...]]
    starts: Mapping[str, tuple[str, ...]]
    rates: re.Pattern[str]
    by_rate: Mapping[str, RateKind]
    topics: re.Pattern[str]
    topic_of: Mapping[str, tuple[str, str]]
    words_of: Mapping[str, tuple[str, ...]]
    within: Mapping[str, RateKind]
    begins: re.Pattern[str]

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """``(place, word)`` of every word of the catalogue in ``text``, words within words too."""
        starts = self.starts
        for match in self.begins.finditer(text):
            at = match.start()
            words = starts.get(text[at : at + WORD])
            if words:
                for word in words:
                    if text.startswith(word, at):
                        yield at, word


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def load_catalogue() -> Catalogue:
    """Read ``terms/indicators.toml`` once."""
    file = resources.files("reportsrc").joinpath("terms", "indicators.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    groups = {name: frozenset(units) for name, units in data["groups"].items()}
    indicators = {
        row["code"]: Indicator(
            row["code"],
            row["title"],
            row.get("about", ""),
            tuple(row["words"]),
            tuple(row.get("not", ())),
            groups[row["units"]],
            tuple(row.get("at_most", ())),
            tuple(row.get("sum_of", ())),
            bool(row.get("steady")),
        )
        for row in data["indicator"]
    }
    by_word: dict[str, list[Indicator]] = {}
    for one in indicators.values():
        for word in one.words:
            by_word.setdefault(word, []).append(one)
    by_rate: dict[str, RateKind] = {}
    within: dict[str, RateKind] = {}
    known = set(by_word)
    for row in data["rate"]:
        kinds = {word: key for key in ("weak", "bases", "parts", "not") for word in row[key]}
        known.update(word for word, key in kinds.items() if key != "not")
        made = RateKind(
            row["name"],
            re.compile(_either(kinds)),
            kinds,
            groups[row["units"]],
            row.get("domain", ""),
            frozenset(row.get("other", ())),
        )
        by_rate.update(dict.fromkeys(row["rates"], made))
        if row.get("within"):
            within.update(dict.fromkeys(row["parts"], made))
    topic_of = {word: (name, row["domain"]) for name, row in data["topics"].items() for word in row["words"]}
    return Catalogue(
        indicators,
        {word: tuple(found) for word, found in by_word.items()},
        _by_start(known),
        re.compile(_either(by_rate)),
        by_rate,
        re.compile(_either(topic_of)),
        topic_of,
        {name: tuple(sorted(row["words"], key=len, reverse=True)) for name, row in data["topics"].items()},
        within,
        re.compile(f"[{_set(word[0] for word in known)}](?=[{_set(word[1] for word in known)}])"),
    )


def _set(chars: Iterable[str]) -> str:
    return "".join(re.escape(char) for char in sorted(set(chars)))


def _by_start(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda one: (-len(one), one)):
        found.setdefault(word[:WORD], []).append(word)
    return {start: tuple(group) for start, group in found.items()}
