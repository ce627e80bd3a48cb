"""Ways of the filled report through the workflow, and of a person to a page."""

from __future__ import annotations

import datetime

from django.test import Client

from tracker.actions import chain, deadlines, entries, reports
from tracker.models import Filing, Report, User
from tracker.models.deadlines import FilingKind
from tracker.roles import Role
from tracker.workflow import Status

DAY = datetime.date(2025, 2, 10)
PAPER = {"on": DAY, "behalf": True, "party": "骆怀民", "post": "区委书记"}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def stand_at(report: Report, status: Status) -> Report:
    """The report as if it stood there."""
    Report.objects.filter(pk=report.pk).update(status=status)
    report.refresh_from_db()
    return report


def passed(cast) -> Report:
    cast.submit()
    cast.mark_all()
    cast.report = reports.take_step(cast.report, "pass", by=cast.reviewer)
    return cast.report


def filed(cast) -> Report:
    passed(cast)
    for key, by in (("sign", cast.leader), ("file", cast.coordinator), ("secrecy", cast.coordinator)):
        cast.report = reports.take_step(cast.report, key, by=by, on=DAY)
    return cast.report


def published(report: Report, by: User, on: datetime.date = DAY) -> Filing:
    """As if the report had been published with the text it has now."""
    stand_at(report, Status.PUBLISHED)
    return deadlines.file_event(
        report, FilingKind.PUBLICATION, on, by=by, party="区政府门户网站", address="https://www.example.gov.cn/1.html"
    )


def two_bodies(cast) -> Report:
    """As if the office's report were issued by a Party committee and a government."""
    cast.report.issuers, cast.report.organisation_kind = ["中共云溪区委", "云溪区人民政府"], "government"
    cast.report.save()
    return cast.report


def edit(cast, words: str = "（补充）。") -> None:
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text + words, entry.version, by=cast.drafter)


def with_chain(cast, *keys: str) -> User:
    """The office has these steps, all taken by one person who may only read otherwise."""
    chain.set_chain(cast.civil, keys, by=None)
    person = cast[Role.OBSERVER]
    for key in keys:
        chain.grant_step(person, cast.civil, key, by=None)
    return person
