"""What stands around the parts of a report."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tracker.actions import accounts
from tracker.models.composition import compose
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_title_preamble_and_signature_are_edited_and_added_where_they_belong(cast) -> None:
    client = _client(cast.drafter)
    address = reverse("frame", args=[cast.empty.pk])
    assert client.get(address).status_code == 404
    drafter = accounts.create_user("town", "镇里人", cast.password, by=None)
    accounts.grant(drafter, cast.township, Role.DRAFTER, by=None)
    client = _client(drafter)
    part = cast.empty.parts.get(role="measures")
    client.post(reverse("entry-add", args=[part.pk]), {"text": "一是办好实事12件。"})
    for kind, text in (
        ("signature", "青禾镇人民政府\r\n2025年1月20日"),
        ("preamble", "2024年，全镇依法行政。现将有关情况报告如下："),
        ("title", "青禾镇人民政府2024年度法治政府建设年度报告"),
        ("addressee", "区委、区政府："),
    ):
        assert client.post(address, {"kind": kind, "text": text}).status_code == 302
    composed = compose(cast.empty)
    assert composed.document.text == (
        "青禾镇人民政府2024年度法治政府建设年度报告\n\n区委、区政府：\n\n2024年，全镇依法行政。现将有关情况报告如下：\n\n"
        "一、2024年推进法治政府建设的主要举措和成效\n一是办好实事12件。\n\n青禾镇人民政府\n2025年1月20日"
    )
    assert (composed.document.year, composed.document.organisation) == (2024, "青禾镇人民政府")
    title = cast.empty.entries.get(kind="title")
    assert 'name="text"' in client.get(reverse("entry", args=[title.pk]), {"edit": "1"}).content.decode()
    kept = client.post(reverse("entry-save", args=[title.pk]), {"text": " ", "version": 1})
    assert kept.status_code == 422 and "没有文字" in kept.content.decode()
    assert client.post(address, {"kind": "title", "text": ""}).status_code == 422
    assert client.post(address, {"kind": "heading", "text": "甲"}).status_code == 422
