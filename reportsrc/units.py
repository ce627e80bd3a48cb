"""The words that follow numbers, from ``terms/units.toml``: units, look-alikes, names made with numbers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Units:
    """The unit words, ready for look-up.

    ``words`` maps a word to its canonical unit, empty for a word that only begins like one; ``longer`` maps a first
    character to the words of more than one character, longest first. ``chinese`` and ``one`` are the printed units
    allowed after a small Chinese numeral and after 一; ``names`` what makes a name of a Chinese numeral and its unit;
    ``counted`` what 个 may count after one.
    """

    words: dict[str, str]
    longer: dict[str, tuple[str, ...]]
    chinese: frozenset[str]
    one: frozenset[str]
    names: dict[str, tuple[str, ...]]
    counted: tuple[str, ...]

    def at(self, text: str, place: int) -> tuple[str, str]:
        """The longest word at ``place`` as ``(printed, canonical)``; canonical empty if it is no unit."""
        first = text[place : place + 1]
        longer = self.longer.get(first)
        if longer and text.startswith(longer, place):
            word = next(word for word in longer if text.startswith(word, place))
            return word, self.words[word]
        return (first, self.words[first]) if first in self.words else ("", "")


@cache
def load_units() -> Units:
    """Read ``terms/units.toml`` once."""
    file = resources.files("reportsrc").joinpath("terms", "units.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    aliases: dict[str, str] = data["aliases"]
    known: dict[str, str] = {word: "" for group in data["shadows"] for word in group["words"]}
    known.update((word, aliases.get(word, word)) for word in data["units"])
    return Units(
        words=known,
        longer=_by_first(word for word in known if len(word) > 1),
        chinese=frozenset(data["chinese"]),
        one=frozenset(data["one"]),
        names={unit: tuple(words) for unit, words in data["names"].items()},
        counted=tuple(data["counted"]["nouns"]),
    )


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return {first: tuple(sorted(group, key=len, reverse=True)) for first, group in found.items()}
