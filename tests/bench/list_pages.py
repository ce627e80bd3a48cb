"""The list of 100,000 reports against an empty page, its row 75,000 against its first, and other lists over the same rows.

Run in a process of its own: Django's administration stands beside the site there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import medians, table
from tests.bench.office import temporary_office

OFFICES, YEARS = 10_000, 10
REQUIREMENTS = 3_000
ROUNDS = 15


def run() -> Iterator[str]:
    """Lines of the tables."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.peers.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.list_pages"],
        env=environment, cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    yield from (done.stdout if done.returncode == 0 else done.stderr).splitlines()


def measure() -> Iterator[str]:
    """The same, in this process."""
    with temporary_office():
        from django.test import Client

        from tests.tracker.many_reports import district
        from tracker.models import Membership, User

        root, person = district()
        _fill(root, person)
        User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
        Membership.objects.filter(user=person, role="administrator").delete()
        client = Client()
        client.force_login(person)

        def page(address: str) -> object:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            return answer

        addresses = {
            "登录后的空页（底线）": "/bench/empty/",
            "报告列表，25行": "/reports/?per_page=25",
            "报告列表，100行": "/reports/?per_page=100",
            "报告列表，第75000行，25行": "/reports/?per_page=25&page=3000",
            "报告列表，第75000行，100行": "/reports/?per_page=100&page=750",
            "报告列表，最后25行": "/reports/?per_page=25&page=-1",
            "django-tables2原样，25行10列": "/bench/stock/?per_page=25",
            "django-tables2原样，100行10列": "/bench/stock/?per_page=100",
            "Django管理后台，25行10列": "/bench/few/tracker/report/",
            "Django管理后台，100行10列": "/bench/many/tracker/report/",
        }
        taken = medians({name: lambda at=at: page(at) for name, at in addresses.items()}, ROUNDS)
        floor = taken["登录后的空页（底线）"]
        rows = [(name, f"{seconds / floor:.1f}", f"{seconds * 1000:.1f}") for name, seconds in taken.items()]
        yield from table(f"{OFFICES * YEARS:,}份报告的列表", ("", "× 空页", "ms"), rows)
        for size in (25, 100):
            ratio = taken[f"报告列表，第75000行，{size}行"] / taken[f"报告列表，{size}行"]
            stock = taken[f"报告列表，{size}行"] / taken[f"django-tables2原样，{size}行10列"]
            admin = taken[f"报告列表，{size}行"] / taken[f"Django管理后台，{size}行10列"]
            yield f"  {size}行：第75000行是第1行的 {ratio:.2f} 倍；是django-tables2原样的 {stock:.2f}，管理后台的 {admin:.2f}"
        yield from _requirements(root, person, client, page)


def _fill(root: object, person: object) -> None:
    """So many offices, each with a report of each year and its last inspection; rows as bare as can be."""
    from django.utils import timezone

    import reportsrc
    from tracker.models import Cycle, Inspection, Organisation, Report

    standard = reportsrc.load_standard()
    bodies = Organisation.objects.bulk_create(
        [
            Organisation(
                name=f"云川区第{n}局", kind="department", level="county", code=f"D{n}", depth=2,
                path=Organisation._get_path(root.path, 2, n),
            )
            for n in range(1, OFFICES + 1)
        ],
        batch_size=1000,
    )  # fmt: skip
    statuses = ("not-started", "drafting", "submitted", "in-review", "passed", "published")
    for year in range(2014, 2014 + YEARS):
        cycle = Cycle.objects.create(year=year, organisation=root, standard_key=standard.key)
        reports = Report.objects.bulk_create(
            [
                Report(
                    cycle=cycle, organisation=one, organisation_name=one.name, organisation_kind=one.kind,
                    superior_name="云川区人民政府", standard_key=standard.key, status=statuses[n % len(statuses)],
                    status_since=timezone.now(),
                )
                for n, one in enumerate(bodies)
            ],
            batch_size=1000,
        )  # fmt: skip
        runs = Inspection.objects.bulk_create(
            [Inspection(report=one, by=person, text_sha256="0" * 64, errors=1, warnings=2) for one in reports],
            batch_size=1000,
        )
        for report, run_ in zip(reports, runs, strict=True):
            report.last_inspection = run_
        Report.objects.bulk_update(reports, ["last_inspection"], batch_size=500)


def _requirements(root: object, person: object, client: object, page: object) -> Iterator[str]:
    """A report under a standard of so many requirements: its lists in queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tracker.models import Cycle, Organisation, Report, StoredStandard

    basis = {"title": "区里的通知"}
    asked = [
        {"key": f"measures.n{n}", "part": "measures", "text": f"写明第{n}项工作。", "obligation": "local",
         "words": ["监督平台"], "basis": basis}
        for n in range(REQUIREMENTS)
    ]  # fmt: skip
    from django.utils import timezone

    StoredStandard.objects.create(
        key="long-2099", title="三千项要求", organisation=root, base_key="law-gov-2019", data={"requirement": asked},
        published_at=timezone.now(),
    )  # fmt: skip
    cycle = Cycle.objects.create(year=2099, organisation=root, standard_key="long-2099")
    office = Organisation.objects.get(code="D1")
    Report.objects.create(
        cycle=cycle, organisation=office, organisation_name=office.name, organisation_kind=office.kind,
        standard_key="long-2099",
    )  # fmt: skip
    counts = []
    for name, address in (("要求列表，100行", "/requirements/?per_page=100"), ("报告列表", "/reports/?year=2099")):
        page(address)
        with CaptureQueriesContext(connection) as told:
            page(address)
        counts.append((name, str(len(told))))
    yield from table(f"{REQUIREMENTS}项要求的一份报告", ("", "查询数"), counts)


if __name__ == "__main__":
    for line in measure():
        print(line, flush=True)
