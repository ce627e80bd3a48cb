"""Four eyes: who drafted does not review, who reviewed does not sign; dated exceptions, listed with their uses."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.tracker.walks import DAY, client_of
from tracker.actions import eyes, reports, review
from tracker.actions.accounts import grant
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, ExceptionUse, EyesException, User
from tracker.models.review import Result
from tracker.roles import Role
from tracker.workflow import EyesPair, Status


def soon(days: int = 30) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def allow(cast, user: User, pair: EyesPair, **more) -> EyesException:
    return eyes.grant_exception(user, cast.civil, pair, "只有一名工作人员", soon(), by=cast.coordinator, **more)


def signing_reviewer(cast) -> User:
    """The reviewer may sign too, and has passed the report."""
    grant(cast.reviewer, cast.civil, Role.LEADER, by=None)
    cast.submit()
    cast.mark_all()
    cast.report = reports.take_step(cast.report, "pass", by=cast.reviewer)
    return cast.reviewer


def reviewing_drafter(cast) -> User:
    """The drafter may review too, and has handed the report in."""
    grant(cast.drafter, cast.civil, Role.REVIEWER, by=None)
    cast.submit()
    return cast.drafter


def test_whoever_reviewed_does_not_sign(cast, unchanged):
    person = signing_reviewer(cast)
    with unchanged(), pytest.raises(Denied, match="审核过"):
        reports.take_step(cast.report, "sign", by=person, on=DAY)
    lacks = [lack.message for one in reports.open_steps(cast.report, person) for lack in one.lacks]
    assert "您审核过本报告，不能签发" in lacks


def test_whoever_reviewed_or_drafted_is_not_named_on_paper_either(cast, unchanged):
    signing_reviewer(cast)
    with unchanged(), pytest.raises(Refused, match="沈核审核过"):
        reports.take_step(cast.report, "sign", by=cast.coordinator, on=DAY, behalf=True, party="沈核", post="主任")


def test_a_mark_taken_over_by_somebody_else_still_counts_as_reviewing(cast):
    person = signing_reviewer(cast)
    cast.report.assessments.update(marked_by=cast.coordinator)
    with pytest.raises(Denied, match="审核过"):
        reports.take_step(cast.report, "sign", by=person, on=DAY)


def test_an_exception_lets_one_person_draft_and_review_and_its_use_is_recorded(cast):
    person = reviewing_drafter(cast)
    exception = allow(cast, person, EyesPair.DRAFT_REVIEW)
    reports.take_step(cast.report, "take", by=person)
    for key in ("measures.steps", "measures.results"):
        review.mark(cast.report, key, Result.COMPLETE, by=person)
    used = {(one.exception, one.report, one.deed) for one in ExceptionUse.objects.all()}
    assert used == {(exception, cast.report, "step-take"), (exception, cast.report, "requirement-marked")}
    assert Activity.objects.filter(deed="exception-used", by=person).count() == 2
    page = client_of(cast.coordinator).get(reverse("exceptions")).content.decode()
    assert "只有一名工作人员" in page
    assert str(cast.report) in page


def test_an_exception_to_one_pair_is_none_to_the_other(cast, unchanged):
    person = signing_reviewer(cast)
    allow(cast, person, EyesPair.DRAFT_REVIEW)
    with unchanged(), pytest.raises(Denied):
        reports.take_step(cast.report, "sign", by=person, on=DAY)
    allow(cast, person, EyesPair.REVIEW_SIGN)
    assert reports.take_step(cast.report, "sign", by=person, on=DAY).status == Status.SIGNED


@pytest.mark.parametrize("how", ["over", "ended", "other report", "other person"])
def test_an_exception_holds_only_for_its_time_report_and_person(cast, unchanged, how):
    person = reviewing_drafter(cast)
    report = cast.last_year() if how == "other report" else None
    exception = allow(cast, cast.leader if how == "other person" else person, EyesPair.DRAFT_REVIEW, report=report)
    if how == "over":
        EyesException.objects.update(until=soon(-1))
    if how == "ended":
        eyes.end_exception(exception, by=cast.coordinator)
    with unchanged(), pytest.raises(Denied):
        reports.take_step(cast.report, "take", by=person)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "理由"),
        ({"reason": "长" * 501}, "500字"),
        ({"until": soon(-1)}, "已经过去"),
        ({"until": soon(800)}, "最长一年"),
    ],
)
def test_an_exception_that_says_too_little_or_too_much_is_refused(cast, unchanged, change, sentence):
    told = {"reason": "只有一人", "until": soon(), **change}
    with unchanged(), pytest.raises(Refused, match=sentence):
        eyes.grant_exception(cast.drafter, cast.civil, EyesPair.DRAFT_REVIEW, by=cast.coordinator, **told)


def test_nobody_excepts_themselves_a_stranger_or_the_same_person_twice(cast, unchanged):
    pair = EyesPair.DRAFT_REVIEW
    with unchanged(), pytest.raises(Denied, match="自己"):
        eyes.grant_exception(cast.coordinator, cast.civil, pair, "只有一人", soon(), by=cast.coordinator)
    with unchanged(), pytest.raises(Refused, match="没有任何角色"):
        eyes.grant_exception(cast.neighbour, cast.civil, pair, "只有一人", soon(), by=cast.coordinator)
    exception = allow(cast, cast.drafter, pair)
    with unchanged(), pytest.raises(Refused, match="已有同样的例外"):
        allow(cast, cast.drafter, pair)
    eyes.end_exception(exception, by=cast.coordinator)
    with unchanged(), pytest.raises(Refused, match="已经结束"):
        eyes.end_exception(exception, by=cast.coordinator)


def test_a_coordinator_grants_and_ends_an_exception_on_the_page(cast):
    client = client_of(cast.coordinator)
    told = {
        "organisation": cast.civil.pk,
        "person": cast.drafter.pk,
        "pair": "draft-review",
        "year": "2024",
        "until": soon().isoformat(),
        "reason": "只有一人",
    }
    refused = client.post(reverse("exceptions"), {**told, "year": "2001"})
    assert refused.status_code == 422
    assert "没有这个年度的报告" in refused.content.decode()
    assert client.post(reverse("exceptions"), told).status_code == 302
    made = EyesException.objects.get()
    assert (made.report, made.granted_by) == (cast.report, cast.coordinator)
    assert client_of(cast.drafter).get(reverse("exceptions")).status_code == 403
    assert client_of(cast[Role.AUDITOR]).get(reverse("exceptions")).status_code == 403
    assert client.post(reverse("exception-end", args=[made.pk])).status_code == 302
    assert not EyesException.objects.get().holds
