"""The same work under the shipped standard and under one of 3,000 requirements: pages, saving, carrying over, checking."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from tests.bench.measuring import medians, table
from tests.bench.office import temporary_office

REQUIREMENTS = 3_000
OFFICES = 158
"""So many reports have about 3,000 items between them."""


def run() -> Iterator[str]:
    """Lines of two tables: each work under either standard; all texts of a district checked."""
    with temporary_office():
        yield from _compared()


def _under(report: object, count: int, person: object) -> None:
    """Put the report under a standard of so many requirements, the shipped ones among them."""
    from tracker.actions import standards
    from tracker.models import Report

    base = report.standard
    more = [
        {
            "key": f"measures.local-{n}", "part": "measures", "text": f"写明第{n}项工作的措施、成效和数据。",
            "obligation": "local", "words": [f"第{n}项"], "basis": {"title": "区里的通知"},
        }
        for n in range(count - len(base.requirements))
    ]  # fmt: skip
    root = report.cycle.organisation
    draft = standards.draft_standard(root, {"requirement": more}, by=person, base_key=base.key, title="三千项要求")
    large = standards.publish_standard(draft, by=person)
    Report.objects.filter(pk=report.pk).update(standard_key=large.key)


def _compared() -> Iterator[str]:
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.tracker.many_reports import add_reports, district
    from tracker.actions import accounts, carryover, entries, inspections, reports
    from tracker.models import Cycle, Entry, Report
    from tracker.roles import Role

    root, person = district()
    accounts.grant(person, root, Role.DRAFTER, by=None, reaches_below=True)
    found = add_reports(root, person, 2, marked=False)
    Report.objects.update(status="drafting")
    few, many = (Report.objects.get(pk=one.pk) for one in found[:2])
    _under(many, REQUIREMENTS, person)
    many = Report.objects.get(pk=many.pk)
    client = Client()
    client.force_login(person)
    turn = itertools.count()

    def saved(report: Report) -> Callable[[], object]:
        key = Entry.objects.filter(report=report, kind="item").order_by("position")[0].pk

        def job() -> None:
            entry = Entry.objects.get(pk=key)
            entries.save_entry(entry, f"一是推进第{next(turn)}轮整改。", entry.version, by=person)

        return job

    def page(where: str) -> Callable[[], object]:
        def job() -> None:
            assert client.get(where).status_code == 200

        return job

    def part_of(report: Report) -> str:
        return f"/parts/{report.parts.get(role='measures').pk}/"

    def next_year(report: Report) -> Callable[[], object]:
        plans = list(Entry.objects.filter(report=report, part__role="plans", kind="item"))

        def job() -> None:
            with transaction.atomic():
                cycle = Cycle.objects.create(year=2024, organisation=root, standard_key=report.standard_key)
                opened = reports.open_report(cycle, report.organisation, by=None)
                carryover.carry(opened.parts.get(role="measures"), plans, by=person)
                transaction.set_rollback(True)

        return job

    works = {
        "开新一年并沿用上年": (next_year(few), next_year(many)),
        "保存一条": (saved(few), saved(many)),
        "部分页": (page(part_of(few)), page(part_of(many))),
        "报告页": (page(f"/reports/{few.pk}/"), page(f"/reports/{many.pk}/")),
        "检查并留存": (lambda: _checked(inspections, few, person), lambda: _checked(inspections, many, person)),
    }
    rows = []
    for name, (small, large) in works.items():
        asked = []
        for job in (small, large):
            job()
            with CaptureQueriesContext(connection) as queries:
                job()
            asked.append(len(queries))
        took = medians({"few": small, "many": large}, rounds=7)
        times = f"{took['many'] / took['few']:.1f}"
        rows.append((name, f"{asked[0]}", f"{asked[1]}", times, f"{took['many'] * 1000:.0f}"))
    yield from table("76项要求和3,000项要求", ("", "查询", "3,000项时", "× 时间", "毫秒"), rows)
    yield ""
    yield from _all_texts(root, person, add_reports, inspections)


def _checked(inspections: object, report: object, person: object) -> None:
    """A run of a text that nothing remembers."""
    from tracker.models import Entry, Report

    entry = Entry.objects.filter(report=report, kind="item").order_by("-position")[0]
    Entry.objects.filter(pk=entry.pk).update(text=entry.text + "。")
    inspections.inspect(Report.objects.get(pk=report.pk), by=person, occasion="按需检查")


def _all_texts(root: object, person: object, add_reports: object, inspections: object) -> Iterator[str]:
    """All texts of a district checked."""
    import time

    from tracker.models import Entry, Report

    reports = add_reports(root, person, OFFICES, year=2022, marked=False)
    keys = [one.pk for one in reports]
    items = Entry.objects.filter(report__in=keys, kind="item").count()
    start = time.process_time()
    for text in Entry.objects.filter(report__in=keys).order_by("report", "position").values_list("text", flat=True):
        text.split("，")
    read = time.process_time() - start
    start = time.process_time()
    for report in Report.objects.filter(pk__in=keys).select_related("cycle", "organisation"):
        inspections.inspect(report, by=person, occasion="按需检查")
    checked = time.process_time() - start
    rows = [
        ("取出这些条目的文字", f"{items:,}条", "1", f"{read:.2f}"),
        ("检查并留存", f"{items:,}条", f"{checked / read:.0f}", f"{checked:.2f}"),
    ]
    yield from table(f"{len(keys)}份报告", ("", "", "×", "秒"), rows)
