"""Help where it is needed: what a requirement rests on and how it was written; guidance that is shown until read."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from tracker.actions import entries
from tracker.imports import published_report
from tracker.models import Filing, Report, User
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.models.passages import by_others, last_year
from tracker.roles import Role
from tracker.templatetags.guides import GUIDES

pytestmark = pytest.mark.django_db

RESULTS = "measures.results"


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _publish(report: Report, cast) -> Filing:
    """As if it had gone all the way."""
    Report.objects.filter(pk=report.pk).update(status="published")
    return Filing.objects.create(
        report=report,
        kind=FilingKind.PUBLICATION,
        on=datetime.date(2025, 3, 20),
        address="https://portal.example.gov.cn/1",
        text_sha256=compose(report).sha256,
        recorded_by=cast.coordinator,
    )


def _of_finance(cast) -> Report:
    """Another department's report with a text of its own."""
    from tracker.actions import reports

    report = reports.open_report(cast.cycle, cast.finance, by=None)
    text = cast.text.replace("民政局", "财政局").replace("148件", "77件").replace("按时办结率", "办结率")
    return published_report.take_bytes(report, text.encode(), "财政局.txt", by=cast.neighbour)


def _requirement(cast):
    return cast.report.standard.requirement(RESULTS)


def test_last_years_words_on_a_requirement_are_shown(cast) -> None:
    assert last_year(cast.report, _requirement(cast)) is None
    cast.last_year()
    written = last_year(cast.report, _requirement(cast))
    assert any("136件" in one for one in written.sentences)
    page = _client(cast.drafter).get(reverse("requirement-help", args=[cast.report.pk, RESULTS])).content.decode()
    assert "136件" in page and _requirement(cast).example in page and "待核对" in page


def test_what_another_department_published_is_shown_and_what_it_did_not_publish_is_not(cast) -> None:
    other = _of_finance(cast)
    assert by_others(cast.report, _requirement(cast)) == []
    filing = _publish(other, cast)
    (written,) = by_others(cast.report, _requirement(cast))
    assert (written.report, written.address) == (other, filing.address)
    assert any("77件" in one for one in written.sentences)
    page = _client(cast.drafter).get(reverse("requirement-help", args=[cast.report.pk, RESULTS])).content.decode()
    assert "云溪区财政局" in page and filing.address in page


@pytest.mark.parametrize("what", ["revoked", "reopened", "altered", "own", "kind"])
def test_nothing_is_shown_of_a_text_that_is_not_out(cast, what: str) -> None:
    other = _of_finance(cast)
    filing = _publish(other, cast)
    if what == "revoked":
        filing.revoked_at = filing.recorded_at
        filing.save()
    elif what == "reopened":
        Report.objects.filter(pk=other.pk).update(status="drafting")
    elif what == "altered":
        Report.objects.filter(pk=other.pk).update(status="drafting")
        entry = other.entries.standing().filter(part__role="measures", kind="item").select_related("report").first()
        entries.save_entry(entry, "一是另写一条，受理99件。", entry.version, by=cast.neighbour)
        Report.objects.filter(pk=other.pk).update(status="published")
    elif what == "own":
        Filing.objects.filter(pk=filing.pk).update(report=cast.report)
        Report.objects.filter(pk=cast.report.pk).update(status="published")
    else:
        Report.objects.filter(pk=other.pk).update(organisation_kind="township")
    assert by_others(cast.report, _requirement(cast)) == []


def test_who_may_not_see_the_report_is_told_nothing(cast) -> None:
    address = reverse("requirement-help", args=[cast.report.pk, RESULTS])
    assert _client(cast.outsider).get(address).status_code == 404
    assert _client(cast.drafter).get(reverse("requirement-help", args=[cast.report.pk, "no.such"])).status_code == 404


def test_the_workspace_and_the_review_offer_an_example_beside_each_requirement(cast) -> None:
    part = _client(cast.drafter).get(reverse("part", args=[cast.part("plans").pk])).content.decode()
    review = _client(cast.reviewer).get(reverse("review", args=[cast.report.pk, "plans"])).content.decode()
    for one in cast.report.requirements:
        if one.part == "plans":
            assert one.example in part and one.example in review
            assert reverse("requirement-help", args=[cast.report.pk, one.key]) in part


def test_within_the_page_only_what_was_written_is_sent(cast) -> None:
    address = reverse("requirement-help", args=[cast.report.pk, RESULTS])
    answer = _client(cast.drafter).get(address, headers={"hx-request": "true"}).content.decode()
    assert "同类单位公开的报告怎样写" in answer and "<html" not in answer


def test_more_published_reports_cost_no_more_queries(cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            by_others(cast.report, _requirement(cast))
        return len(asked)

    _publish(_of_finance(cast), cast)
    few = queries()
    before = cast.last_year()
    _publish(before, cast)
    Report.objects.filter(pk=before.pk).update(organisation=cast.justice)
    assert len(by_others(cast.report, _requirement(cast))) == 2
    assert queries() == few


def test_guidance_is_shown_until_the_person_has_read_it_and_again_on_demand(cast) -> None:
    client = _client(cast.drafter)
    address = reverse("part", args=[cast.part("plans").pk])
    said = str(GUIDES["part"][0])
    assert said in client.get(address).content.decode()
    answer = client.post(reverse("guide-seen", args=["part"]), {"next": address})
    assert answer["Location"] == address
    assert said not in client.get(address).content.decode()
    assert str(GUIDES["my-tasks"][0]) in client.get("/").content.decode()
    assert said in _client(cast.reviewer).get(address).content.decode()
    client.post(reverse("guides-again"), {"next": address})
    assert said in client.get(address).content.decode()


def test_guidance_leads_back_to_this_site_only_and_knows_no_other_pages(cast) -> None:
    client = _client(cast.drafter)
    answer = client.post(reverse("guide-seen", args=["part"]), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("my-tasks")
    assert client.post(reverse("guide-seen", args=["nothing"])).status_code == 404
    assert User.objects.get(pk=cast.drafter.pk).guides_seen == ["part"]


def test_every_guidance_belongs_to_a_page(cast) -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(GUIDES) <= names


def test_a_page_asks_nothing_of_the_database_for_its_guidance(cast) -> None:
    client = _client(cast[Role.AUDITOR])
    counts = []
    for _ in range(2):
        client.get("/activity/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/activity/")
        counts.append(len(asked))
        client.post(reverse("guide-seen", args=["activity"]))
    assert counts[0] == counts[1]
