"""Three sound reports in the real style, of a district, a department and a township: hardly a word to say about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reportsrc.finding import Severity
from reportsrc.readers import read_file
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, run_checks
from reportsrc.standard import load

CLEAN = Path(__file__).parent / "data" / "clean"
KINDS = {"district": "government", "department": "department", "township": "township"}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_clean_report_gives_no_error_and_at_most_three_warnings(name: str) -> None:
    document = read_file(CLEAN / f"{name}.txt")
    assert (document.kind, document.year) == ("annual-report", 2024)
    assert document.states == ()
    found = run_checks(document, Context(load(), KINDS[name], published=date(2025, 3, 10)))
    heavy = [one for one in found if one.severity in (Severity.BLOCKING, Severity.ERROR)]
    warnings = [one for one in found if one.severity is Severity.WARNING]
    assert heavy == []
    assert len(warnings) <= 3, [(one.code, one.message, one.quote) for one in warnings]
    assert len(found) <= 5, [(one.code, one.message, one.quote) for one in found]


def test_a_clean_report_stays_clean_with_half_width_marks() -> None:
    """As a collection of texts keeps them: one grouped warning more, and nothing else."""
    narrow = str.maketrans("，：；（）％", ",:;()%")
    for name in KINDS:
        text = (CLEAN / f"{name}.txt").read_text(encoding="utf-8")
        context = Context(load(), KINDS[name])
        before = {one.code for one in run_checks(read_text(text, load()), context)}
        after = {one.code for one in run_checks(read_text(text.translate(narrow), load()), context)}
        assert after - before <= {"PUN-03"}, name
