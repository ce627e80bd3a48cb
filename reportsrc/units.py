"""The words that follow numbers, from ``terms/units.toml``: units, look-alikes, names made with numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

_BRACKETS = frozenset("（(")
_BESIDE_IT = re.compile("[（(][次套人件份户批个台场条起宗家名处期项本册张篇][)）]次?")


@dataclass(frozen=True, slots=True)
class Zero:
    """How a nought is worded: ``nouns`` by the unit they are counted by, ``kinds`` of them, ``classifiers`` after 无一."""

    nouns: dict[str, tuple[str, ...]]
    kinds: tuple[str, ...]
    classifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """The unit words, ready for look-up.

    ``words`` maps a word to its canonical unit, empty for a word that only begins like one; ``longer`` maps a first
    character to the words of more than one character, longest first. ``chinese`` and ``one`` are the printed units
    allowed after a small Chinese numeral and after 一; ``names`` what makes a name of a Chinese numeral and its unit;
    ``counted`` what 个 may count after one; ``bare`` people and things that 万, 余 or 多 count without a classifier;
    ``unless`` what follows a look-alike that is none (三批 示范); ``zero`` what is said not to have been.
    """

    words: dict[str, str]
    longer: dict[str, tuple[str, ...]]
    chinese: frozenset[str]
    one: frozenset[str]
    names: dict[str, tuple[str, ...]]
    counted: tuple[str, ...]
    bare: tuple[str, ...]
    unless: dict[str, tuple[str, ...]]
    zero: Zero

    def at(self, text: str, place: int) -> tuple[str, str]:
        """The longest word at ``place`` as ``(printed, canonical)``; canonical empty if it is no unit.

        A classifier that stands beside a unit in brackets is part of it: 件（套）, 场（次）, 件（人）次.
        """
        word, unit = self._plain(text, place)
        if unit and text[place + len(word) : place + len(word) + 1] in _BRACKETS:
            both = _BESIDE_IT.match(text, place + len(word))
            if both is not None:
                return word + both[0], word + both[0]
        return word, unit

    def _plain(self, text: str, place: int) -> tuple[str, str]:
        first = text[place : place + 1]
        longer = self.longer.get(first)
        if longer and text.startswith(longer, place):
            word = next(word for word in longer if text.startswith(word, place))
            if word not in self.unless or not text.startswith(self.unless[word], place + len(word)):
                return word, self.words[word]
        return (first, self.words[first]) if first in self.words else ("", "")


@cache
def load_units() -> Units:
    """Read ``terms/units.toml`` once."""
    file = resources.files("reportsrc").joinpath("terms", "units.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    aliases: dict[str, str] = data["aliases"]
    known: dict[str, str] = {word: "" for group in data["shadows"] for word in group["words"]}
    known.update((word, aliases.get(word, word)) for word in (*data["units"], *_with_times(data["units"])))
    zero = data["zero"]
    return Units(
        words=known,
        longer=_by_first(word for word in known if len(word) > 1),
        chinese=frozenset(data["chinese"]),
        one=frozenset(data["one"]),
        names={unit: tuple(words) for unit, words in data["names"].items()},
        counted=tuple(data["counted"]["nouns"]),
        bare=tuple(sorted(data["bare"], key=len, reverse=True)),
        unless={word: tuple(rest) for word, rest in data["unless"].items()},
        zero=Zero(
            nouns={unit: tuple(nouns) for unit, nouns in zero["nouns"].items()},
            kinds=tuple(zero["kinds"]),
            classifiers=tuple(zero["classifiers"]),
        ),
    )


def _with_times(units: list[str]) -> list[str]:
    """场/次 for each unit that there is as 场次."""
    return [f"{word[:-1]}/次" for word in units if len(word) > 1 and word.endswith("次")]


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return {first: tuple(sorted(group, key=len, reverse=True)) for first, group in found.items()}
