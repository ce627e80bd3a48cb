"""Figures found in labelled phrases: precision, recall and F1 on value and unit, and every phrase read otherwise."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from reportsrc.figures import find_figures
from tests.bench.measuring import table

_ROOT = Path(__file__).resolve().parents[2]
LABELLED = {
    "own phrases": _ROOT / "tests" / "reportsrc" / "data" / "figures.tsv",
    "collected phrases": _ROOT.parent / "shared" / "data" / "figure-phrases.tsv",
}


@dataclass
class Score:
    """Counts of figures found rightly, found wrongly and missed; ``odd`` the phrases where that happened."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
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


def labelled(path: Path) -> list[tuple[str, str, list[tuple[Decimal, str]]]]:
    """``(phrase, kind, [(value, unit)])`` of a tab-separated file; comments and its heading left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if not row[0].startswith("#")]
    return [
        (phrase, kind, [(Decimal(str(value)), unit) for value, unit, *_ in json.loads(figures)])
        for phrase, kind, figures in rows
        if kind != "kind"
    ]


def score(path: Path) -> Score:
    """Compare what is found with what is labelled; the unit ``?`` is not judged."""
    result = Score()
    for phrase, kind, figures in labelled(path):
        found = [(figure.value, figure.unit) for figure in find_figures(phrase)]
        missed = []
        for value, unit in figures:
            hit = next((pair for pair in found if pair[0] == value and unit in ("?", pair[1])), None)
            if hit is None:
                missed.append(f"{value}{unit}")
            else:
                found.remove(hit)
                result.right += 1
        result.missed += len(missed)
        result.wrong += len(found)
        if missed or found:
            extra = [f"{value}{unit}" for value, unit in found]
            result.odd.append(f"  {kind}: {phrase}  missed {missed}  found beside {extra}")
    return result


def run() -> Iterator[str]:
    """A table of scores by file, then each phrase read otherwise than labelled."""
    scores = {name: score(path) for name, path in LABELLED.items() if path.exists()}
    rows = [
        (name, str(one.right + one.missed), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
        for name, one in scores.items()
    ]
    yield from table("Figures (value and unit)", ("", "labelled", "precision", "recall", "F1"), rows)
    for one in scores.values():
        yield from one.odd
