"""Sixty filled forms brought in, shown and taken, against bare openpyxl reading the same files."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import openpyxl

from tests.bench.measuring import table
from tests.bench.office import temporary_office

FORMS = 60


def run() -> Iterator[str]:
    """Lines of the table: wall time, for most of the reading is done by another process."""
    with temporary_office():
        from tests.tracker.filled_books import Filled
        from tests.tracker.many_reports import add_reports, district
        from tracker.actions import accounts
        from tracker.imports import form_batch, form_in
        from tracker.models import Report
        from tracker.roles import Role

        top, person = district()
        add_reports(top, person, FORMS)
        Report.objects.update(status="drafting")
        by = accounts.create_user("bench", "测试", "a-long-enough-word-7", by=None)
        accounts.grant(by, top, Role.DRAFTER, by=None, reaches_below=True)
        files = []
        for report in Report.objects.select_related("cycle", "organisation")[:FORMS]:
            filled = Filled(report, by)
            for number in range(5):
                filled.write(
                    "measures", filled.blank("measures") + number, f"表格里新写的第{number}条，办理{number + 3}件。"
                )
            files.append((f"{report.pk}.xlsx", filled.data))
        bare = _taken(lambda: [openpyxl.load_workbook(io.BytesIO(data)) for _name, data in files])
        read = _taken(lambda: form_in.read_forms([data for _name, data in files]))
        batch = form_batch.new_batch()
        kept = _taken(lambda: form_batch.bring_in(files, by=by, batch=batch))
        shown = _taken(lambda: form_batch.shown(batch, by=by))
        taken = _taken(lambda: form_batch.take_ready(batch, by=by))
    rows = [
        ("openpyxl 读这些文件", "1.0"),
        ("另一个进程里按限制读懂", f"{read / bare:.1f}"),
        ("读懂并留存", f"{kept / bare:.1f}"),
        ("与网站逐条对照（预览）", f"{shown / bare:.1f}"),
        ("对照并全部采用", f"{taken / bare:.1f}"),
    ]
    yield from table(f"{FORMS}份填报表导入", ("", "× 时间"), rows)


def _taken(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
