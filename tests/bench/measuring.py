"""Medians taken turn by turn in one run, so that a busy machine slows every row alike."""

from __future__ import annotations

import statistics
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence


def medians(jobs: Mapping[str, Callable[[], object]], rounds: int = 31) -> dict[str, float]:
    """Median processor seconds of each job. Every round runs every job once, after one round that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            if turn:
                taken[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a small table: the first column to the left, the others to the right, Chinese counted as two."""
    everything = [heads, *rows]
    widths = [max(_width(row[column]) for row in everything) for column in range(len(heads))]
    yield title
    for row in everything:
        cells = [cell + " " * (widths[0] - _width(cell)) if not i else " " * (widths[i] - _width(cell)) + cell
                 for i, cell in enumerate(row)]  # fmt: skip
        yield "  " + "  ".join(cells)


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in words)
