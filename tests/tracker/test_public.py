"""Public copies: what anybody may read, and that it is never anything else than what was published."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.tracker.walks import client_of, published, stand_at
from tracker.actions import entries, public, reports
from tracker.actions.refusal import Denied
from tracker.models import Activity, Entry
from tracker.roles import Role
from tracker.workflow import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]

INDEX, PAGE, JSON = "/public/CIVIL/", "/public/CIVIL/2024/", "/public/CIVIL/2024/report.json"


@pytest.fixture
def shown(cast):
    published(cast.report, cast.coordinator)
    public.switch_copies(cast.civil, True, by=cast[Role.ADMINISTRATOR])
    return cast


def test_until_an_administrator_opens_it_there_is_nothing_and_no_telling_what_there_is(cast) -> None:
    published(cast.report, cast.coordinator)
    answers = [Client().get(one) for one in (INDEX, PAGE, JSON, "/public/NOBODY/", "/public/NOBODY/2024/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    with pytest.raises(Denied):
        public.switch_copies(cast.civil, True, by=cast.drafter)
    client_of(cast[Role.ADMINISTRATOR]).post(reverse("organisation-public", args=[cast.civil.pk]), {"on": "yes"})
    assert Client().get(PAGE).status_code == 200
    client_of(cast[Role.ADMINISTRATOR]).post(reverse("organisation-public", args=[cast.civil.pk]), {"on": "no"})
    assert Client().get(PAGE).content == answers[0].content
    deeds = Activity.objects.filter(deed__startswith="public-copies").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["public-copies-on", "public-copies-off"]


def test_the_page_is_plain_sets_no_cookie_and_may_load_nothing_but_its_style(shown) -> None:
    answer = Client().get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<h1>云溪区民政局2024年<br>法治政府建设年度报告</h1>" in page
    assert "<h2>一、2024年推进法治政府建设的主要举措和成效</h2>" in page
    assert "<script" not in page and "<form" not in page and "csrf" not in page
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "public, max-age=300"
    again = Client().get(PAGE, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304 and not again.content


def test_a_person_who_is_logged_in_reads_the_same_in_chinese(shown) -> None:
    client = client_of(shown.outsider)
    client.cookies["django_language"] = "en"
    assert client.get(PAGE).content == Client().get(PAGE).content


def test_the_json_has_the_portals_metadata_the_parts_and_the_text(shown) -> None:
    answer = Client().get(JSON)
    found = json.loads(answer.getvalue())
    assert found["text"] == shown.text
    assert set(found["metadata"]) == {
        "index_number", "issuer", "signed_on", "published_at", "openness", "doc_number", "source", "topic", "genre",
    }  # fmt: skip
    assert found["metadata"]["published_at"] == "2025-02-10"
    assert found["metadata"]["issuer"] == "云溪区民政局"
    assert [part["role"] for part in found["parts"]] == ["measures", "shortcomings", "duties", "plans"]
    assert (found["organisation_code"], found["year"]) == ("CIVIL", 2024)
    assert "states" not in found and "notes" not in found
    first = found["parts"][0]
    assert found["text"][first["start"] :].startswith(first["heading"])
    assert not answer.cookies and Client().get(JSON, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_an_unpublished_edit_is_never_shown(shown) -> None:
    Entry.objects.filter(pk=shown.items("plans")[0].pk).update(text="一是没有公开的话。")
    answer = Client().get(PAGE)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "没有公开的话" not in page and "充实执法力量" not in page
    assert "改动后的文字没有公开" in page and "https://www.example.gov.cn/1.html" in page
    assert Client().get(JSON).status_code == 404


def test_a_report_that_is_reopened_is_gone_until_it_is_published_again(shown) -> None:
    reports.take_step(shown.report, "reopen", by=shown.coordinator, reason="数字有误")
    assert Client().get(PAGE).status_code == 404
    assert "2024年" not in Client().get(INDEX).content.decode()
    entry = shown.items("plans")[0]
    stand_at(shown.report, Status.RETURNED)
    entries.save_entry(entry, "一是改正了的话。", entry.version, by=shown.drafter)
    published(shown.report, shown.coordinator)
    assert "改正了的话" in Client().get(PAGE).content.decode()


def test_the_index_lists_what_is_published_by_year(shown) -> None:
    page = Client().get(INDEX).content.decode()
    assert PAGE in page and "2025-02-10" in page
    published(shown.last_year(), shown.coordinator)
    page = Client().get(INDEX).content.decode()
    assert page.index("/public/CIVIL/2024/") < page.index("/public/CIVIL/2023/")


def test_who_sees_the_report_sees_its_public_address(shown) -> None:
    client = client_of(shown.drafter)
    assert PAGE in client.get(reverse("report", args=[shown.report.pk])).content.decode()
    public.switch_copies(shown.civil, False, by=shown[Role.ADMINISTRATOR])
    assert PAGE not in client.get(reverse("report", args=[shown.report.pk])).content.decode()


def test_hostile_words_are_only_words(shown) -> None:
    text = '一是<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}。'
    Entry.objects.filter(pk=shown.items("plans")[0].pk).update(text=text)
    shown.report.filings.update(revoked_at=timezone.now())
    published(shown.report, shown.coordinator)
    page = Client().get(PAGE).content.decode()
    assert "<script>" not in page and "<img" not in page and "&lt;script&gt;alert(1)" in page
    assert text in json.loads(Client().get(JSON).getvalue())["text"]


@pytest.mark.parametrize("address", ["/public/%00/", "/public/CIVIL/99999999999999999999/", "/public/CIVIL/0/",
                                     "/public/%F0%9F%98%80/2024/", "/public/civil/2024/"])  # fmt: skip
def test_odd_addresses_find_nothing(address: str, shown) -> None:
    assert Client().get(address).status_code == 404
    assert Client().post(PAGE).status_code == 405
