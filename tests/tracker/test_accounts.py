"""The accounts of people, as whoever keeps them changes them; and what the auditor may see."""

from __future__ import annotations

from django.urls import reverse

from tests.tracker.pages import NAMES, address
from tests.tracker.walks import client_of
from tracker.models import Activity
from tracker.roles import Role


def test_the_administrator_enters_an_address_and_gives_a_new_password_shown_once(cast, unchanged):
    client, where = client_of(cast[Role.ADMINISTRATOR]), reverse("person-account", args=[cast.drafter.pk])
    with unchanged():
        wrong = client.post(where, {"deed": "email", "email": "没有这样的地址"})
    assert wrong.status_code == 422
    assert "邮箱地址不对，请核对。" in wrong.content.decode()
    assert 'value="没有这样的地址"' in wrong.content.decode()
    client.post(where, {"deed": "email", "email": "tian@example.org"})
    assert cast.drafter.email == "tian@example.org"
    theirs = client_of(cast.drafter)
    page = client.post(where, {"deed": "password"}).content.decode()
    password = page.split("<code>")[1].split("</code>")[0]
    assert cast.drafter.check_password(password)
    assert theirs.get("/").status_code == 302, "whoever was logged in is logged out"
    assert password not in client.get(reverse("person", args=[cast.drafter.pk])).content.decode()
    assert not Activity.objects.filter(detail__contains=password).exists()


def test_nobody_becomes_another_officer_by_a_new_password(cast, unchanged):
    client = client_of(cast[Role.ADMINISTRATOR])
    for role in (Role.AUDITOR, Role.SECURITY_OFFICER):
        with unchanged():
            answer = client.post(reverse("person-account", args=[cast[role].pk]), {"deed": "password"})
        assert answer.status_code == 422
        assert "三员之一" in answer.content.decode()
    officer = client_of(cast[Role.SECURITY_OFFICER])
    with unchanged():
        mine = reverse("person-account", args=[cast[Role.ADMINISTRATOR].pk])
        assert client.post(mine, {"deed": "password"}).status_code == 422
        theirs = reverse("person-account", args=[cast.drafter.pk])
        assert officer.post(theirs, {"deed": "password"}).status_code == 403


def test_the_auditor_reads_and_exports_the_record_of_deeds_and_nothing_else(cast):
    client = client_of(cast[Role.AUDITOR])
    for name in set(NAMES) - {"activity", "organisation-history", "calendar-feed"}:
        answer = client.get(address(name, cast))
        if answer.status_code == 200 and not answer.streaming:
            said = answer.content.decode()
            assert cast.report.organisation_name not in said, name
            assert cast.items("measures")[0].text[:12] not in said, name
    for name in ("rules", "rule", "standards", "standard", "standard-table", "people", "cycles"):
        assert client.get(address(name, cast)).status_code in (403, 404), name
    assert client.get(reverse("activity")).status_code == 200
    assert client.get(reverse("export", args=["activity"])).status_code == 200
    assert client.get(reverse("export", args=["summary"])).status_code == 403
