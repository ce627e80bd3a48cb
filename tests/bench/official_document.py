"""One report as a Word document, clean and with its findings, in ratio to reading it and to saving an empty document."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document as Word

import reportsrc
from tests.bench.measuring import medians, table
from tests.bench.reading import reports


def run() -> Iterator[str]:
    """Ratios for the longest report at hand."""
    files = reports()
    if not files:
        yield "official_document: no report at hand"
        return
    standard = reportsrc.load_standard()
    data = max((file.read_bytes() for file in files), key=len)
    document = reportsrc.read_bytes(data, standard)
    findings = reportsrc.run_checks(document, reportsrc.Context(standard=standard))
    lines = [line.text for line in reportsrc.lay_out(document)]

    def bare() -> None:
        word = Word()
        for line in lines:
            word.add_paragraph(line)
        word.save(io.BytesIO())

    jobs = {
        "read it (floor)": lambda: reportsrc.read_bytes(data, standard),
        "its lines by bare python-docx": bare,
        "docx, clean copy": lambda: reportsrc.write_docx(document),
        f"docx, working copy with {len(findings)} comments": lambda: reportsrc.write_docx(document, findings=findings),
        "page": lambda: reportsrc.write_html(document),
        "check a template that is brought": lambda: reportsrc.check_template(reportsrc.shipped_template()),
    }
    taken = medians(jobs, rounds=15)
    floor = taken["read it (floor)"]
    rows = [(name, f"{seconds / floor:.2f}", f"{seconds * 1000:.1f}") for name, seconds in taken.items()]
    yield from table(f"One report of {len(document.text):,} characters written", ("", "× reading", "ms"), rows)
