"""Findings on texts that hold no fault: how many of each severity to 10,000 characters, and which rules speak.

Clean are the reports written for this in ``tests/reportsrc/data/clean``. The whole reports of the layout tests are
counted apart: some lack a part on purpose, so what concerns the order of parts (STR) is left out there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportsrc import Context, Document, Finding, load_standard, read_bytes, run_checks
from tests.bench.measuring import table

_DATA = Path(__file__).resolve().parents[2] / "tests" / "reportsrc" / "data"
SEVERITIES = ("blocking", "error", "warning", "info")


def clean() -> dict[str, str]:
    """Texts without any fault, by name."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((_DATA / "clean").glob("*.txt"))}


def layouts() -> dict[str, str]:
    """The reports of the layout tests, by name, without their labels."""
    blocks = (_DATA / "whole-reports.txt").read_text(encoding="utf-8").split("## ")[1:]
    return {
        block.partition("\n")[0]: "".join(f"{line}\n" for line in block.split("\n")[1:] if not line.startswith(">>"))
        for block in blocks
    }


def read(texts: dict[str, str]) -> list[tuple[str, Document, list[Finding]]]:
    """Each text read and checked by all rules."""
    context = Context(standard=load_standard())
    read_texts = [(name, read_bytes(text.encode(), context.standard)) for name, text in texts.items()]
    return [(name, document, list(run_checks(document, context))) for name, document in read_texts]


def _row(name: str, results: Sequence[tuple[str, Document, list[Finding]]]) -> tuple[str, ...]:
    length = sum(len(document.text) for _, document, _ in results)
    count = Counter(finding.severity.value for _, _, findings in results for finding in findings)
    rates = (f"{count[severity] * 10_000 / max(1, length):.2f}" for severity in SEVERITIES)
    return (name, str(len(results)), f"{length:,}", *rates)


def run() -> Iterator[str]:
    """Findings to 10,000 characters by severity, then how often each rule spoke and where."""
    results = {"clean reports": read(clean()), "layouts, without STR": read(layouts())}
    results["layouts, without STR"] = [
        (name, document, [one for one in findings if not one.code.startswith("STR")])
        for name, document, findings in results["layouts, without STR"]
    ]
    rows = [_row(name, found) for name, found in results.items() if found]
    yield from table("Findings to 10,000 characters", ("", "texts", "characters", *SEVERITIES), rows)
    for kind, found in results.items():
        for name, _, findings in found:
            for one in findings:
                yield f"  {kind} · {name}: {one.code} {one.severity.value} {one.quote[:24]!r}"
