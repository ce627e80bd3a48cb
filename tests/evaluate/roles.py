"""The roles of labelled headings: how many are right, as read alone and as the first heading of a page, and each that is not."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from reportsrc import load_standard
from reportsrc.readers.assembly import read_text
from reportsrc.roles import roles_of
from tests.bench.measuring import table

_ROOT = Path(__file__).resolve().parents[2]
_DATA = _ROOT / "tests" / "reportsrc" / "data"
LABELLED = {
    "own headings": _DATA / "headings.tsv",
    "own headings, kept apart": _DATA / "headings-collected.tsv",
    "headings last written": _DATA / "headings-last.tsv",
    "headings of halves and leaders": _DATA / "headings-joined.tsv",
    "collected first headings": _ROOT.parent / "shared" / "data" / "first-headings.tsv",
}
_REST = "\n（一）加强领导。召开会议3次。\n（二）规范执法。办理案件12件。\n"


def labelled(path: Path) -> list[tuple[str, str]]:
    """``(heading, roles joined by +)``; a remark in brackets after a collected heading is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if rows and "roles" in rows[0]:
        return [(row["heading"], row["roles"]) for row in rows]
    return [(row["first_heading"].split(" (")[0], row["role"]) for row in rows]


def run() -> Iterator[str]:
    """A table of accuracy by file, then each heading read otherwise than labelled."""
    standard = load_standard()
    rows, odd = [], []
    for name, path in LABELLED.items():
        if not path.exists():
            continue
        pairs = labelled(path)
        alone = opened = 0
        for heading, roles in pairs:
            found = "+".join(roles_of(heading, standard.parts)) or "topical"
            alone += found == roles
            parts = read_text(f"法治政府建设年度报告\n{heading}{_REST}", standard).parts
            opened += bool(parts) and "+".join(parts[0].roles) == roles
            if found != roles:
                odd.append(f"  {heading}  labelled {roles}, read as {found}")
        rows.append((name, str(len(pairs)), f"{alone / len(pairs):.3f}", f"{opened / len(pairs):.3f}"))
    yield from table("Roles of part headings", ("", "labelled", "alone", "on a page"), rows)
    yield from odd
