"""Opening a year on the page."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tracker.models import Cycle, Report
from tracker.models.cycles import DueDateKind
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _payload(cast, **more) -> dict:
    return {
        "organisation": cast.district.pk,
        "year": 2025,
        "handover": "2026-02-20",
        "owing": [cast.civil.pk, cast.finance.pk],
        **more,
    }


def test_a_coordinator_opens_a_year_with_its_reports_and_dates(cast) -> None:
    answer = _client(cast.coordinator).post(reverse("cycles"), _payload(cast))
    assert answer.status_code == 302
    cycle = Cycle.objects.get(year=2025)
    assert set(cycle.reports.values_list("organisation__code", flat=True)) == {"CIVIL", "FINANCE"}
    assert cycle.due(DueDateKind.HANDOVER, "department") == datetime.date(2026, 2, 20)
    assert cycle.due(DueDateKind.REPORT, "department") == datetime.date(2026, 3, 1)
    assert cycle.due(DueDateKind.PUBLISH, "township") == datetime.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": 2024}, "已经开启"),
        ({"owing": []}, "请至少选择一个单位"),
        ({"year": "三"}, "整数"),
        ({"year": 99}, "2000"),
    ],
)
def test_a_year_that_cannot_be_opened_gets_a_sentence_and_opens_nothing(change, sentence: str, cast) -> None:
    before = Cycle.objects.count(), Report.objects.count()
    answer = _client(cast.coordinator).post(reverse("cycles"), _payload(cast, **change))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Cycle.objects.count(), Report.objects.count()) == before


def test_nobody_opens_a_year_for_another_district(cast) -> None:
    answer = _client(cast.coordinator).post(reverse("cycles"), _payload(cast, organisation=cast.other_district.pk))
    assert answer.status_code == 422
    assert not Cycle.objects.filter(year=2025).exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_sees_the_page(role: Role, cast) -> None:
    assert _client(cast[role]).get(reverse("cycles")).status_code == 403
