"""Several findings of the list at once: set aside with one reason, or their reports inspected anew."""

from __future__ import annotations

import pytest
from django.test import Client

from tracker.actions import entries, inspections
from tracker.models import Inspection, RecordedFinding, Waiver
from tracker.roles import Role

pytestmark = pytest.mark.django_db
WRONG = "一是规范社会救助。全年受理救助申请148件，办结120件，办结率100%，各项各项工作推进；"


@pytest.fixture
def found(cast) -> list[RecordedFinding]:
    """The findings of a report with two faults, as its last inspection stored them."""
    entry = cast.items("measures")[0]
    entries.save_entry(entry, WRONG, entry.version, by=cast.drafter)
    run = inspections.inspect(cast.report, by=cast.drafter, occasion="按需检查")
    return list(run.findings.exclude(severity="blocking"))


def login(cast, role: Role) -> Client:
    client = Client()
    client.force_login(cast[role])
    return client


def test_several_are_set_aside_with_one_reason_and_the_list_shows_what_is_left(cast, found):
    keys = [one.pk for one in found]
    assert len(keys) >= 2
    form = {"deed": "set-aside", "reason": "口径不同", "chosen": keys}
    assert login(cast, Role.REVIEWER).post("/findings/", form).status_code == 302
    assert Waiver.objects.filter(reason="口径不同").count() == len(keys)
    left = login(cast, Role.REVIEWER).get("/findings/").content.decode()
    assert all(one.message[:20] not in left for one in found)


def test_without_a_reason_or_the_permission_none_is_set_aside_and_the_ticks_stay(cast, found, unchanged):
    form = {"deed": "set-aside", "reason": " ", "chosen": [found[0].pk]}
    reviewer, observer = login(cast, Role.REVIEWER), login(cast, Role.OBSERVER)
    with unchanged():
        answer = reviewer.post("/findings/", form)
        assert answer.status_code == 422
        assert "请写明理由。" in answer.content.decode()
        assert f'value="{found[0].pk}" aria-label' in answer.content.decode()
        assert observer.post("/findings/", {**form, "reason": "不同"}).status_code == 403


def test_their_reports_are_inspected_anew(cast, found):
    before = Inspection.objects.count()
    answer = login(cast, Role.OBSERVER).post("/findings/", {"deed": "inspect", "everything": "1"}, follow=True)
    assert "已重新检查 1 份报告。" in answer.content.decode()
    assert Inspection.objects.count() == before + 1


def test_nothing_chosen_is_told_in_a_sentence(cast, found):
    answer = login(cast, Role.REVIEWER).post("/findings/", {"deed": "inspect"})
    assert answer.status_code == 422
    assert "请先选择检查发现。" in answer.content.decode()
