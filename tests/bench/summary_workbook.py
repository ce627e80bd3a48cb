"""The summary of 500 reports against a bare openpyxl write-only workbook of the same cells: time and peak memory."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable, Iterator

import openpyxl

from tests.bench.measuring import table
from tests.bench.office import temporary_office

REPORTS = 500
ROUNDS = 1


def run() -> Iterator[str]:
    """Lines of the table; the rows are read from a database of 500 full reports."""
    with temporary_office():
        from django.utils import timezone

        from tests.tracker.many_reports import add_reports, district
        from tracker.exports import find_export
        from tracker.models import Report

        add_reports(*district(), REPORTS)
        write = find_export("summary").write

        def summary() -> io.BytesIO:
            stream = io.BytesIO()
            write(Report.objects.all(), stream, by=None, when=timezone.localtime())
            return stream

        cells = _cells_of(summary())
        count = sum(len(row) for _name, rows in cells for row in rows)

        def bare() -> None:
            book = openpyxl.Workbook(write_only=True)
            for name, rows in cells:
                sheet = book.create_sheet(name)
                for row in rows:
                    sheet.append(row)
            book.save(io.BytesIO())

        times = _best(bare), _best(summary)
        peaks = _peak(bare), _peak(summary)
    rows = [
        ("openpyxl 只写，同样的单元格（不含取数）", "1.0", f"{peaks[0]:.1f}"),
        ("汇总表（含从数据库取数、样式、行高）", f"{times[1] / times[0]:.1f}", f"{peaks[1]:.1f}"),
    ]
    yield from table(f"{REPORTS}份报告的汇总表，{count}个单元格", ("", "× 时间", "峰值 MiB"), rows)


def _cells_of(stream: io.BytesIO) -> list[tuple[str, list[tuple[object, ...]]]]:
    book = openpyxl.load_workbook(stream, read_only=True)
    return [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]


def _best(job: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return min(taken)


def _peak(job: Callable[[], object]) -> float:
    """Mebibytes that Python allocated at the most while the job ran, above what was there before."""
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
