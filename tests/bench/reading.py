"""Reading and checking one report, in ratio to decoding it and scanning it once with one compiled expression."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import reportsrc
from tests.bench.measuring import medians, table

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = (_ROOT.parent / "shared" / "data", _ROOT / "tracker" / "demo" / "reports" / "2023")
_DIGITS = re.compile(r"\d+")


def reports() -> list[Path]:
    """The reports at hand: a real published one where there is one, else the demonstration district's."""
    return next((files for folder in _FOLDERS if (files := sorted(folder.glob("*.txt")))), [])


def run() -> Iterator[str]:
    """Ratios to the floor for the longest report at hand, then the reports read and checked in a second."""
    files = reports()
    if not files:
        yield "reading: no report at hand"
        return
    standard = reportsrc.load_standard()
    context = reportsrc.Context(standard=standard)
    data = max((file.read_bytes() for file in files), key=len)
    text = data.decode("utf-8-sig")
    document = reportsrc.read_bytes(data, standard)
    jobs = {
        "decode and scan once (floor)": lambda: _DIGITS.findall(data.decode("utf-8-sig")),
        "find the figures": lambda: reportsrc.find_figures(text),
        "read": lambda: reportsrc.read_bytes(data, standard),
        "check": lambda: reportsrc.run_checks(document, context),
        "read and check": lambda: reportsrc.run_checks(reportsrc.read_bytes(data, standard), context),
    }
    taken = medians(jobs)
    floor = taken["decode and scan once (floor)"]
    rows = [(name, f"{seconds / floor:.1f}", f"{seconds * 1000:.2f}") for name, seconds in taken.items()]
    yield from table(f"One report of {len(text):,} characters", ("", "× floor", "ms"), rows)
    whole = taken["read and check"]
    yield f"  {1 / whole:,.0f} such reports read and checked in a second of one processor"
