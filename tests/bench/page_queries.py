"""Queries of each page with 10 and with 1,000 reports: they must be equal."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.measuring import table
from tests.bench.office import temporary_office

LISTS = (
    "my-tasks",
    "reports",
    "requirements",
    "findings",
    "shortcomings",
    "plans",
    "organisations",
    "people",
    "activity",
)
OF_REPORT = ("report", "report-read")


def run() -> Iterator[str]:
    """Lines of the table."""
    with temporary_office():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.urls import reverse

        from tests.tracker.many_reports import add_reports, district
        from tracker.models import Report

        root, person = district()
        client = Client()
        client.force_login(person)

        def queries() -> dict[str, int]:
            report = Report.objects.order_by("pk").first()
            part = report.parts.first()
            addresses = {name: reverse(name) for name in LISTS}
            addresses |= {name: reverse(name, args=[report.pk]) for name in OF_REPORT}
            addresses |= {"part": reverse("part", args=[part.pk]), "exports": reverse("exports")}
            counts = {}
            for name, address in addresses.items():
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    response = client.get(address)
                if response.status_code == 200:
                    counts[name] = len(asked)
            return counts

        add_reports(root, person, 10)
        few = queries()
        add_reports(root, person, 990)
        many = queries()
    rows = [(name, str(few[name]), str(many[name]), "相等" if few[name] == many[name] else "不等") for name in few]
    yield from table("每页的查询数", ("页面", "10份", "1000份", ""), rows)
