"""Figures found in labelled phrases: precision, recall and F1 on value and unit, the words beside them, what went wrong.

Phrases of our own stand in several files: those the tests hold to, those for tuning, those only for measuring, those written against
the reader.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from reportsrc.figures import find_figures, once_per_metric
from tests.bench.measuring import table

_ROOT = Path(__file__).resolve().parents[2]
_DATA = Path(__file__).parent / "data"
LABELLED = {
    "held to by the tests": _ROOT / "tests" / "reportsrc" / "data" / "figures.tsv",
    "own, for tuning": _DATA / "figures-tune.tsv",
    "own, only measured": _DATA / "figures-measure.tsv",
    "own, written against it": _DATA / "figures-against.tsv",
    "own, against it, again": _DATA / "figures-again.tsv",
    "own, of many domains": _DATA / "figures-fresh.tsv",
    "collected phrases": _ROOT.parent / "shared" / "data" / "figure-phrases.tsv",
}
_SIGNS = {"+": "increase", "-": "decrease"}


@dataclass(frozen=True)
class Label:
    """A figure as labelled; ``about`` and ``direction`` are None where they were not."""

    value: Decimal
    unit: str
    about: str | None = None
    direction: str | None = None


@dataclass
class Score:
    """Counts of figures found rightly, found wrongly and missed; ``odd`` the phrases where that happened.

    ``about`` and ``directions`` are ``[right, judged]`` of the figures found rightly whose words are labelled.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    about: list[int] = field(default_factory=lambda: [0, 0])
    directions: list[int] = field(default_factory=lambda: [0, 0])
    odd: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is labelled so."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is labelled that was found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def labelled(path: Path) -> list[tuple[str, str, list[Label]]]:
    """``(phrase, class, labels)`` of a tab-separated file in either notation, ``⏎`` for the end of a line; comments left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
    return [
        (phrase.replace("⏎", "\n"), kind, _from_json(figures) if figures.startswith("[") else _from_words(figures))
        for phrase, kind, figures in (row for row in rows if not row[0].startswith("#"))
        if kind != "kind"
    ]


def _from_json(figures: str) -> list[Label]:
    return [Label(Decimal(str(value)), unit) for value, unit in json.loads(figures)]


def _from_words(figures: str) -> list[Label]:
    """``12 件; 0.9 成 ~近; 2/3 — ~以上; 8 % +``."""
    made = []
    for words in filter(None, (part.strip() for part in figures.split(";"))):
        number, unit, *rest = words.split(" ")
        above, _, below = number.partition("/")
        about = next((word[1:] for word in rest if word.startswith("~")), "")
        sign = next((_SIGNS[word] for word in rest if word in _SIGNS), "")
        made.append(Label(Decimal(above) / Decimal(below or 1), unit.strip("—"), about, sign))
    return made


def score(path: Path) -> Score:
    """Compare what is found with what is labelled; the unit ``?`` is not judged."""
    result = Score()
    for phrase, kind, labels in labelled(path):
        found = list(once_per_metric(find_figures(phrase)))
        missed, words = [], []
        for label in labels:
            hit = next((f for f in found if f.value == label.value and label.unit in ("?", f.unit)), None)
            if hit is None:
                missed.append(f"{label.value:f}{label.unit}")
                continue
            found.remove(hit)
            result.right += 1
            for told, is_told, tally in (
                (label.about, hit.approximator, result.about),
                (label.direction, hit.direction, result.directions),
            ):
                if told is not None:
                    tally[0] += told == is_told
                    tally[1] += 1
                    if told != is_told:
                        words.append(f"{hit.text} has “{is_told}” for “{told}”")
        result.missed += len(missed)
        result.wrong += len(found)
        if missed or found or words:
            extra = [f"{one.value:f}{one.unit}" for one in found]
            result.odd.append(f"  {kind}: {phrase}  missed {missed}  found beside {extra}  {'; '.join(words)}".rstrip())
    return result


def _share(tally: list[int]) -> str:
    return f"{tally[0] / tally[1]:.3f}" if tally[1] else ""


def run() -> Iterator[str]:
    """A table of scores by file, then each phrase read otherwise than labelled."""
    scores = {name: score(path) for name, path in LABELLED.items() if path.exists()}
    rows = [
        (
            name,
            str(one.right + one.missed),
            *(f"{value:.3f}" for value in (one.precision, one.recall, one.f1)),
            _share(one.about),
            _share(one.directions),
        )
        for name, one in scores.items()
    ]
    heads = ("", "labelled", "precision", "recall", "F1", "approximator", "direction")
    yield from table("Figures: value and unit; the approximator and direction of those found", heads, rows)
    for name, one in scores.items():
        if one.odd:
            yield f"{name}, read otherwise than labelled:"
            yield from one.odd
