"""Who reviews whom: whose queue a report stands in, and that nobody loses a permission by it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tracker.actions import accounts, cycles, review
from tracker.actions.refusal import Denied, Refused
from tracker.actions.reviewers import assign_reviewer, unassign_reviewers
from tracker.models import Report, ReviewAssignment, User
from tracker.models.calendar import today
from tracker.models.review import Result
from tracker.models.reviewers import with_mine_first
from tracker.roles import Role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def second(cast) -> User:
    """Another reviewer of the district."""
    user = accounts.create_user("second", "方复", cast.password, by=None)
    accounts.grant(user, cast.district, Role.REVIEWER, by=None, reaches_below=True)
    return User.objects.get(pk=user.pk)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _mine(user: User, day: datetime.date | None = None) -> list[str]:
    rows = with_mine_first(Report.objects.visible_to(user), user, day or today())
    return [one.organisation_name for one in rows if one.mine]


def test_organisations_are_ticked_and_given_to_a_reviewer(cast, second) -> None:
    address = reverse("cycle-reviewers", args=[cast.cycle.pk])
    client = _client(cast.coordinator)
    answer = client.post(address, {"report": [cast.report.pk], "reviewer": second.pk, "deed": "assign"})
    assert answer.status_code == 302
    assert _mine(second) == ["云溪区民政局"] and _mine(cast.reviewer) == []
    assert "方复" in client.get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert cast.report.activities.filter(deed="reviewer-assigned", detail="全文由方复审核").exists()
    assert client.post(address, {"report": [cast.report.pk], "deed": "unassign"}).status_code == 302
    assert _mine(second) == []


def test_everyone_on_the_narrowed_list_is_given_at_once(cast, second) -> None:
    address = reverse("cycle-reviewers", args=[cast.cycle.pk]) + "?kind=township"
    _client(cast.coordinator).post(address, {"everyone": "1", "reviewer": second.pk})
    assert _mine(second) == ["青禾镇人民政府"]


def test_a_part_has_its_own_reviewer_and_the_rest_another(cast, second) -> None:
    assign_reviewer(cast.cycle, [cast.report], cast.reviewer, by=cast.coordinator)
    assign_reviewer(cast.cycle, [cast.report], second, by=cast.coordinator, part_role="duties")
    assert _mine(second) == _mine(cast.reviewer) == ["云溪区民政局"]
    page = _client(cast.coordinator).get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert "沈核；" in page and "：方复" in page
    assign_reviewer(cast.cycle, [cast.report], cast.reviewer, by=cast.coordinator, part_role="duties")
    assert ReviewAssignment.objects.filter(report=cast.report).count() == 2
    assert _mine(second) == []


def test_a_stand_in_has_it_on_the_days_said_and_is_shown(cast, second) -> None:
    since, until = today(), today() + 3 * DAY
    assign_reviewer(
        cast.cycle, [cast.report], cast.reviewer, by=cast.coordinator, stand_in=second, since=since, until=until
    )
    assert _mine(second, until) == ["云溪区民政局"]
    assert _mine(second, since - DAY) == _mine(second, until + DAY) == []
    assert _mine(cast.reviewer) == ["云溪区民政局"]
    assert "方复（代沈核）" in _client(cast.coordinator).get(reverse("cycle", args=[cast.cycle.pk])).content.decode()


def test_reviewers_see_what_is_theirs_first_and_others_may_still_review(cast, second) -> None:
    cycles.add_owing(cast.cycle, [cast.justice, cast.finance], by=cast.coordinator)
    Report.objects.exclude(pk=cast.report.pk).update(status="submitted")
    cast.submit()
    last = Report.objects.get(organisation=cast.township)
    assign_reviewer(cast.cycle, [last], second, by=cast.coordinator)
    tasks = _client(second).get("/").content.decode().split("我要审核")[1]
    assert tasks.index("青禾镇人民政府") < tasks.index("云溪区民政局")
    assert "由您审核" in tasks
    assert "由方复审核" in _client(cast.reviewer).get("/").content.decode()
    assert review.mark(last, "measures.steps", Result.COMPLETE, by=cast.reviewer).pk


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reviewer": ""}, "请选择审核人"),
        ({"report": []}, "请至少选择一个单位"),
        ({"report": ["²", "9" * 30, "-1"]}, "请至少选择一个单位"),
        ({"since": "2025-02-01"}, "请选择代审人"),
        ({"since": "2025-02-09", "until": "2025-02-01", "stand_in": "second"}, "早于开始日期"),
        ({"stand_in": "reviewer"}, "不能是审核人自己"),
        ({"part": "nothing"}, "有效"),
    ],
)
def test_what_cannot_be_given_gets_a_sentence_and_nothing_is_given(change, sentence, cast, second, unchanged) -> None:
    people = {"second": second.pk, "reviewer": cast.reviewer.pk}
    payload = {"report": [cast.report.pk], "reviewer": cast.reviewer.pk, **change}
    payload["stand_in"] = people.get(str(payload.get("stand_in", "")), "")
    client = _client(cast.coordinator)
    with unchanged():
        answer = client.post(reverse("cycle-reviewers", args=[cast.cycle.pk]), payload)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_nobody_without_the_permission_is_given_a_report_and_nobody_else_gives_one(cast, second, unchanged) -> None:
    with unchanged():
        with pytest.raises(Refused, match="没有审核"):
            assign_reviewer(cast.cycle, [cast.report], cast.outsider, by=cast.coordinator)
        for person in (cast.reviewer, cast.drafter, cast.outsider):
            with pytest.raises(Denied):
                assign_reviewer(cast.cycle, [cast.report], second, by=person)
            with pytest.raises(Denied):
                unassign_reviewers(cast.cycle, [cast.report], by=person)
    assert cast.outsider.pk not in {one.pk for one in _offered(cast)}


def _offered(cast):
    from tracker.forms.cycles import reviewers_of

    return reviewers_of(cast.cycle)
