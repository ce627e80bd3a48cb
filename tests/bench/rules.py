"""What each check costs on one report, in ratio to decoding it and scanning it once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import reportsrc
from tests.bench.measuring import table
from tests.bench.reading import reports

_DIGITS = re.compile(r"\d+")


def run() -> Iterator[str]:
    """One row a check, the dearest first. What checks share (``Document.once``) is charged to the first that asks."""
    files = reports()
    if not files:
        yield "rules: no report at hand"
        return
    data = max((file.read_bytes() for file in files), key=len)
    standard = reportsrc.load_standard()
    context = reportsrc.Context(standard=standard)
    floor = _least(lambda: _DIGITS.findall(data.decode("utf-8-sig")))
    costs: dict[str, float] = {}
    for _ in range(15):
        document = reportsrc.read_bytes(data, standard)
        for one in reportsrc.all_checks():
            start = time.perf_counter()
            list(one.run(document, context))
            taken = time.perf_counter() - start
            costs[one.code] = min(taken, costs.get(one.code, taken))
    names = {one.code: one.name for one in reportsrc.all_checks()}
    rows = [(f"{code} {names[code]}", f"{cost / floor:.2f}") for code, cost in costs.items()]
    rows.sort(key=lambda row: -float(row[1]))
    yield from table("Checks", ("", "× floor"), [("all", f"{sum(costs.values()) / floor:.1f}"), *rows])


def _least(job: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(30):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best
