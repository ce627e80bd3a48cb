"""The workbook of a report under a standard of 3,000 requirements; rows of the database against django-import-export."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

from tests.bench.measuring import table
from tests.bench.office import temporary_office

REQUIREMENTS = 3_000
ROWS = 20_000


def run() -> Iterator[str]:
    """Lines of two tables."""
    with temporary_office():
        yield from _of_a_large_standard()
        yield from _of_many_rows()


def _of_a_large_standard() -> Iterator[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from tests.tracker.many_reports import add_reports, district
    from tracker.actions import standards
    from tracker.exports import find_export
    from tracker.models import Assessment, Report

    root, person = district()
    add_reports(root, person, 2)
    base = Report.objects.first().standard
    more = [
        {
            "key": f"measures.local-{n}", "part": "measures", "text": f"写明第{n}项工作的措施、成效和数据。",
            "obligation": "local", "words": [f"第{n}项"], "basis": {"title": "区里的通知"},
        }
        for n in range(REQUIREMENTS - len(base.requirements))
    ]  # fmt: skip
    draft = standards.draft_standard(root, {"requirement": more}, by=person, base_key=base.key, title="三千项要求")
    large = standards.publish_standard(draft, by=person)
    report = Report.objects.order_by("pk").last()
    Report.objects.filter(pk=report.pk).update(standard_key=large.key)
    report.refresh_from_db()
    now = timezone.now()
    Assessment.objects.bulk_create(
        [
            Assessment(
                report=report, requirement_key=one["key"], part_role="measures", gates=True, status="done",
                result="complete", marked_by=person, marked_at=now,
            )
            for one in more
        ],
        batch_size=500,
    )  # fmt: skip
    write = find_export("report").write

    def made(pk: int) -> Callable[[], object]:
        return lambda: write(Report.objects.filter(pk=pk), io.BytesIO(), by=None, when=timezone.localtime())

    few, many = made(Report.objects.order_by("pk").first().pk), made(report.pk)
    counts = []
    for job in (few, many):
        job()
        with CaptureQueriesContext(connection) as asked:
            job()
        counts.append(len(asked))
    times = _best(few), _best(many)
    shipped, whole = len(base.requirements), len(report.standard.requirements)
    rows = [
        (f"{shipped}项要求", str(counts[0]), "1.0", f"{times[0] * 1000:.0f}"),
        (f"{whole:,}项要求", str(counts[1]), f"{times[1] / times[0]:.1f}", f"{times[1] * 1000:.0f}"),
    ]
    yield from table("一份报告的工作簿", ("", "查询", "× 时间", "毫秒"), rows)


def _of_many_rows() -> Iterator[str]:
    from django.utils import timezone

    from tracker.exports import find_export
    from tracker.models import Activity, Organisation, User

    root, person = Organisation.objects.first(), User.objects.first()
    Activity.objects.bulk_create(
        [
            Activity(by=person, organisation=root, deed="entry-saved", detail=f"修改第{n}条：写明措施、成效和数据")
            for n in range(ROWS)
        ],
        batch_size=500,
    )
    deeds = Activity.objects.select_related("by", "organisation", "report__cycle").order_by("pk")[:ROWS]
    write = find_export("activity").write

    def fetch() -> None:
        for _one in deeds.iterator(chunk_size=2000):
            pass

    def ours() -> None:
        write(deeds.all(), io.BytesIO(), by=None, when=timezone.localtime())

    jobs: dict[str, Callable[[], object]] = {"只从数据库取出": fetch, "本系统的动态导出": ours}
    try:
        from import_export.resources import ModelResource, modelresource_factory
    except ImportError:
        yield "没有安装 django-import-export，未比较"
    else:
        fields = ("id", "at", "by__name", "by__username", "organisation__name", "report__cycle__year", "deed", "detail",
                  "changes", "address", "digest", "number")  # fmt: skip
        kind = modelresource_factory(Activity, ModelResource, meta_options={"fields": fields})
        jobs["django-import-export 4 的 xlsx"] = lambda: kind().export(deeds.all()).xlsx
    best = {name: _best(job) for name, job in jobs.items()}
    floor = best["只从数据库取出"]
    rows = [(name, f"{seconds / floor:.1f}", f"{seconds:.2f}") for name, seconds in best.items()]
    yield from table(f"导出数据库里的 {ROWS:,} 行", ("", "× 取出", "秒"), rows)


def _best(job: Callable[[], object], rounds: int = 3) -> float:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return min(taken)
