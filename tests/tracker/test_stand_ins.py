"""Standing in for somebody, handing over when a person leaves, and the three officers apart in all of it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tracker.actions import (
    accounts,
    assignments,
    chain,
    comments,
    entries,
    eyes,
    handover,
    reports,
    reviewers,
    stand_ins,
)
from tracker.actions.refusal import Denied, Refused
from tracker.models import (
    Activity,
    Assignment,
    ChainGrant,
    EyesException,
    Membership,
    Notice,
    ReviewAssignment,
    StandIn,
    User,
)
from tracker.models.accounts import people_with
from tracker.models.calendar import today
from tracker.models.chain import may_approve
from tracker.models.report_facts import to_approve
from tracker.roles import OFFICERS, Permission, Role
from tracker.workflow import EyesPair


def day(shift: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=shift)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give(cast, delegate=None, since=0, until=3, by=None) -> StandIn:
    """The leader stands in for the drafter, for a few days, unless told otherwise."""
    post = cast.drafter.memberships.get()
    return stand_ins.give(post, delegate or cast.leader, day(since), day(until), by=by or cast.drafter)


def test_a_stand_in_writes_as_themself_and_the_record_says_for_whom(cast):
    entry = cast.items("plans")[0]
    with pytest.raises(Denied):
        entries.save_entry(entry, "一是改。", 1, by=cast.leader)
    give(cast)
    saved = entries.save_entry(entry, "一是改。", 1, by=cast.leader)
    assert saved.changed_by == cast.leader
    assert saved.versions.first().by == cast.leader
    line = Activity.objects.filter(deed="entry-saved").first()
    assert (line.by, line.detail) == (cast.leader, "代田笔：修改：一是改。")
    assert "（代田笔）" in _client(cast.leader).get("/").content.decode()
    assert cast.leader in people_with(Permission.EDIT, cast.civil)


def test_what_one_may_do_oneself_is_not_said_to_be_for_another(cast):
    give(cast)
    comments.comment_on_entry(cast.items("plans")[0], "好。", by=cast.leader)
    assert Activity.objects.filter(deed="commented").first().detail.startswith("意见：")


@pytest.mark.parametrize(("since", "until", "holds"), [(0, 0, True), (0, 3, True), (1, 3, False)])
def test_it_holds_from_its_first_to_its_last_day(cast, since, until, holds):
    give(cast, since=since, until=until)
    assert cast.leader.can(Permission.EDIT, cast.civil) is holds


def test_it_falls_when_ended_when_over_with_the_membership_and_with_its_holder(cast):
    made = give(cast)
    StandIn.objects.update(since=day(-5), until=day(-1))
    assert not cast.leader.can(Permission.EDIT, cast.civil)
    StandIn.objects.update(until=day(1))
    assert cast.leader.can(Permission.EDIT, cast.civil)
    User.objects.filter(username="drafter").update(is_active=False)
    assert not cast.leader.can(Permission.EDIT, cast.civil)
    User.objects.filter(username="drafter").update(is_active=True)
    Membership.objects.filter(user=cast.drafter).update(until=day(-1))
    assert not cast.leader.can(Permission.EDIT, cast.civil)
    Membership.objects.filter(user=cast.drafter).update(until=None)
    stand_ins.end(made, by=cast.leader)
    assert not cast.leader.can(Permission.EDIT, cast.civil)
    assert Activity.objects.filter(deed__startswith="stand-in").count() == 2


def test_four_eyes_hold_for_whoever_stands_in(cast):
    give(cast, delegate=cast.reviewer)
    entries.save_entry(cast.items("plans")[0], "一是改过。", 1, by=cast.reviewer)
    assert cast.report.drafted_by(cast.reviewer)


def test_what_is_stood_in_for_is_not_passed_on_and_nobody_helps_themself(cast, unchanged):
    give(cast)
    post = cast.drafter.memberships.get()
    with unchanged(), pytest.raises(Denied):
        stand_ins.give(post, cast.reviewer, day(0), day(1), by=cast.leader)
    with unchanged(), pytest.raises(Denied):
        stand_ins.give(post, cast.reviewer, day(0), day(1), by=cast[Role.ADMINISTRATOR])
    with unchanged(), pytest.raises(Refused, match="自己"):
        stand_ins.give(post, cast[Role.SECURITY_OFFICER], day(0), day(1), by=cast[Role.SECURITY_OFFICER])
    stand_ins.give(post, cast.reviewer, day(0), day(1), by=cast[Role.SECURITY_OFFICER])


@pytest.mark.parametrize(
    ("delegate", "since", "until", "says"),
    [
        ("leader", 3, 1, "早于"),
        ("leader", -9, -1, "已经过去"),
        ("leader", 0, 400, "最长一年"),
        ("drafter", 0, 1, "代理自己"),
        ("neighbour", 0, 1, "本单位、上级或下级"),
        ("outsider", 0, 1, "本单位、上级或下级"),
    ],
)
def test_a_stand_in_that_cannot_be_is_refused_with_a_sentence(cast, unchanged, delegate, since, until, says):
    with unchanged(), pytest.raises(Refused, match=says):
        give(cast, delegate=User.objects.get(username=delegate), since=since, until=until)


def test_days_beyond_the_membership_or_twice_are_refused(cast, unchanged):
    Membership.objects.filter(user=cast.drafter).update(until=day(5))
    with unchanged(), pytest.raises(Refused, match="超出了本人任职"):
        give(cast, until=6)
    give(cast, until=5)
    with unchanged(), pytest.raises(Refused, match="已经代理"):
        give(cast, since=2, until=4)


@pytest.mark.parametrize("held", sorted(OFFICERS))
@pytest.mark.parametrize("wanted", sorted(OFFICERS))
def test_no_officer_becomes_another_by_a_role_or_by_standing_in(cast, unchanged, held, wanted):
    if held == wanted:
        return
    post = Membership.objects.get(role=wanted, organisation=cast.district)
    holder = cast[held]
    with unchanged(), pytest.raises(Refused, match="三员分立"):
        stand_ins.give(post, holder, day(0), day(1), by=fresh(post.user))
    with unchanged(), pytest.raises(Refused, match="三员分立"):
        accounts.grant(holder, cast.district, Role(wanted), by=None)
    stand_ins.give(post, cast.leader, day(2), day(3), by=fresh(post.user))
    with unchanged(), pytest.raises(Refused, match="三员分立"):
        accounts.grant(cast.leader, cast.district, Role(held), by=None)


def test_nobody_gives_themself_a_role(cast, unchanged):
    officer = cast[Role.SECURITY_OFFICER]
    with unchanged(), pytest.raises(Refused, match="不能给自己授予角色"):
        accounts.grant(officer, cast.civil, Role.REVIEWER, by=officer)


def test_the_page_arranges_and_ends_a_stand_in_and_keeps_what_was_typed(cast, unchanged):
    client, address = _client(cast.drafter), reverse("my-stand-ins")
    form = {
        "membership": cast.drafter.memberships.get().pk,
        "delegate": cast.leader.pk,
        "since": str(day(0)),
        "until": str(day(-3)),
        "reason": "出差<b>",
    }
    with unchanged():
        answer = client.post(address, form)
        assert answer.status_code == 422
        assert "结束日期早于开始日期" in answer.content.decode()
        assert "出差&lt;b&gt;" in answer.content.decode()
        assert client.post(address, form | {"membership": "999"}).status_code == 422
        assert client.post(address, form | {"delegate": cast.neighbour.pk}).status_code == 422
    assert client.post(address, form | {"until": str(day(3))}).status_code == 302
    made, coordinator = StandIn.objects.get(), _client(cast.coordinator)
    assert "代理中" in client.get(address).content.decode()
    with unchanged():
        assert coordinator.post(reverse("stand-in-end", args=[made.pk])).status_code == 404
    client.post(reverse("stand-in-end", args=[made.pk]))
    assert "已提前结束" in client.get(address).content.decode()


def test_a_stand_in_takes_the_steps_of_the_chain_and_signs_and_both_say_for_whom(cast):
    chain.set_chain(cast.civil, ["legal"], by=None)
    chain.grant_step(cast.leader, cast.civil, "legal", by=None)
    cast.declare_all()
    assert not may_approve(cast[Role.OBSERVER], cast.civil, "legal")
    stand_ins.give(cast.leader.memberships.get(), cast[Role.OBSERVER], day(0), day(3), by=cast.leader)
    deputy = cast[Role.OBSERVER]
    assert to_approve(deputy, 5) == [cast.report]
    cast.report = reports.take_step(cast.report, "approve", by=deputy)
    assert cast.report.filings.get().party == "关注（代丁局）"
    assert "代丁局：" in Activity.objects.get(deed="step-approve").detail
    cast.report = reports.take_step(cast.report, "submit", by=cast.drafter)
    cast.mark_all()
    cast.report = reports.take_step(cast.report, "pass", by=cast.reviewer)
    cast.report = reports.take_step(cast.report, "sign", by=cast[Role.OBSERVER], on=datetime.date(2025, 2, 10))
    assert cast.report.filings.get(kind="signature").party == "关注（代丁局）"


def test_a_grant_elsewhere_does_not_come_with_the_role(cast):
    accounts.grant(cast.leader, cast.finance, Role.OBSERVER, by=None)
    chain.grant_step(cast.leader, cast.finance, "legal", by=None)
    post = cast.leader.memberships.get(organisation=cast.civil)
    stand_ins.give(post, cast.coordinator, day(0), day(3), by=cast.leader)
    assert not may_approve(cast.coordinator, cast.finance, "legal")


def test_the_security_officer_says_who_takes_a_step_and_the_administrator_which_steps_there_are(cast, unchanged):
    address = reverse("chain", args=[cast.civil.pk])
    steps = {"form": "steps", "steps": "legal"}
    given = {"form": "grant", "grant-person": cast.leader.pk, "grant-step": "legal"}
    officer, administrator = _client(cast[Role.SECURITY_OFFICER]), _client(cast[Role.ADMINISTRATOR])
    with unchanged():
        assert officer.post(address, steps).status_code == 403
        assert administrator.post(address, given).status_code == 403
    assert administrator.post(address, steps).status_code == 302
    assert officer.post(address, given).status_code == 302
    assert ChainGrant.objects.get().user == cast.leader
    assert "撤销" in officer.get(address).content.decode()
    assert "撤销" not in administrator.get(address).content.decode()


# handing over


@pytest.fixture
def successor(cast) -> User:
    """Somebody of the same office without a role."""
    return accounts.create_user("new", "新手", cast.password, by=None, at=cast.civil)


def burden(cast) -> None:
    """An assignment, a question and a stand-in for the drafter."""
    entry = cast.items("measures")[0]
    assignments.assign(cast.report, today(), by=cast.coordinator, person=cast.drafter, entry=entry)
    comments.comment_on_entry(entry, "请@田笔核对。", by=cast.reviewer)
    give(cast)


def test_the_page_lists_what_is_open_with_a_person(cast):
    burden(cast)
    page = _client(cast[Role.SECURITY_OFFICER]).get(reverse("person", args=[cast.drafter.pk])).content.decode()
    for words in ("填报人", "规范社会救助", "请@田笔核对。", "云溪区民政局　2024年度", "丁局代田笔", "交接并停用账号"):
        assert words in page
    page = _client(cast[Role.ADMINISTRATOR]).get(reverse("person", args=[cast.drafter.pk])).content.decode()
    assert "交接并停用账号" not in page
    assert "停用账号" in page


def test_all_of_it_goes_to_another_in_one_step_and_the_account_is_closed(cast, successor):
    burden(cast)
    leaver, officer = cast.drafter, cast[Role.SECURITY_OFFICER]
    answer = _client(officer).post(reverse("person-hand-over", args=[leaver.pk]), {"to": successor.pk})
    assert answer.status_code == 302
    assert not fresh(leaver).is_active
    assert not Membership.objects.filter(user=leaver).exists()
    assert fresh(successor).can(Permission.EDIT, cast.civil)
    assert Assignment.objects.get().person == successor
    assert Notice.objects.unread().get().person == successor
    assert not StandIn.objects.not_over().exists()
    recorded = set(Activity.objects.filter(by=officer).values_list("deed", flat=True))
    assert recorded >= {
        "membership-revoked",
        "membership-granted",
        "assignment-moved",
        "notice-moved",
        "stand-in-ended",
        "handed-over",
        "user-deactivated",
    }
    assert not Client().login(username="drafter", password=cast.password)
    assert cast.items("measures")[0].versions.first().by == leaver


def test_chain_grants_reviews_and_exceptions_go_along(cast, successor):
    leaver, officer = cast.reviewer, cast[Role.SECURITY_OFFICER]
    chain.grant_step(leaver, cast.civil, "legal", by=officer)
    reviewers.assign_reviewer(cast.cycle, [cast.report], leaver, by=cast.coordinator)
    exception = eyes.grant_exception(
        leaver, cast.civil, EyesPair.DRAFT_REVIEW, "只有一人", day(30), by=cast.coordinator, report=cast.report
    )
    page = _client(officer).get(reverse("person", args=[leaver.pk])).content.decode()
    for words in ("审签授权", "法制审核", "审核分工", "回避例外"):
        assert words in page
    handover.hand_over(leaver, successor, by=officer)
    assert not handover.open_work(fresh(leaver)).anything
    assert ChainGrant.objects.get().user == successor
    assert ReviewAssignment.objects.get().reviewer == successor
    moved = EyesException.objects.in_force().get()
    assert (moved.user, moved.until, moved.granted_by) == (successor, exception.until, cast.coordinator)
    assert moved.reason == "接沈核：只有一人"
    recorded = set(Activity.objects.filter(by=officer).values_list("deed", flat=True))
    assert recorded >= {"chain-revoked", "chain-granted", "reviewer-assigned", "exception-moved", "handed-over"}


def test_an_exception_does_not_go_to_whoever_gave_it(cast):
    eyes.grant_exception(cast.drafter, cast.civil, EyesPair.DRAFT_REVIEW, "只有一人", day(30), by=cast.coordinator)
    handover.hand_over(cast.drafter, cast.coordinator, by=cast[Role.SECURITY_OFFICER])
    assert not EyesException.objects.in_force().exists()


def test_a_review_does_not_go_to_somebody_who_may_not_review(cast, successor, unchanged):
    reviewers.assign_reviewer(cast.cycle, [cast.report], cast.reviewer, by=cast.coordinator)
    Membership.objects.filter(user=cast.reviewer).update(role=Role.OBSERVER)
    with unchanged(), pytest.raises(Refused, match="没有审核"):
        handover.hand_over(cast.reviewer, successor, by=cast[Role.SECURITY_OFFICER])


def test_a_hand_over_that_cannot_be_whole_is_not_begun(cast, successor, unchanged):
    leaver, officer = cast.drafter, cast[Role.SECURITY_OFFICER]
    with unchanged(), pytest.raises(Denied):
        handover.hand_over(leaver, successor, by=cast[Role.ADMINISTRATOR])
    with unchanged(), pytest.raises(Refused, match="另一个人"):
        handover.hand_over(leaver, leaver, by=officer)
    with unchanged(), pytest.raises(Refused, match="交给自己"):
        handover.hand_over(leaver, officer, by=officer)
    with unchanged(), pytest.raises(Refused, match="三员分立"):
        handover.hand_over(cast[Role.ADMINISTRATOR], cast[Role.AUDITOR], by=officer)
    accounts.grant(leaver, cast.other_district, Role.OBSERVER, by=None)
    with unchanged(), pytest.raises(Denied):
        handover.hand_over(leaver, successor, by=officer)
    client = _client(officer)
    with unchanged():
        answer = client.post(reverse("person-hand-over", args=[cast.leader.pk]), {"to": cast.leader.pk})
        assert answer.status_code == 422
        assert client.post(reverse("person", args=[cast.outsider.pk])).status_code in (404, 405)


def test_somebody_who_cannot_see_the_report_does_not_take_work_on_it_over(cast, unchanged):
    clerk = accounts.create_user("clerk", "小文", cast.password, by=None, at=cast.civil)
    Membership.objects.filter(user=cast.reviewer).delete()
    accounts.grant(cast.reviewer, cast.finance, Role.REVIEWER, by=None)
    Membership.objects.filter(user=cast.drafter).update(until=day(-1))
    User.objects.filter(username="drafter").update(organisation=cast.civil)
    Assignment.objects.create(report=cast.report, person=cast.drafter, due_on=today(), by=cast.coordinator)
    with unchanged(), pytest.raises(Refused, match="没有交接"):
        handover.hand_over(cast.drafter, clerk, by=cast[Role.SECURITY_OFFICER])


def test_the_administrator_switches_an_account_off_and_on(cast, unchanged):
    client, address = _client(cast[Role.ADMINISTRATOR]), reverse("person-switch", args=[cast.drafter.pk])
    client.post(address, {"active": "no"})
    assert not cast.drafter.is_active
    client.post(address, {"active": "yes"})
    assert cast.drafter.is_active
    officer = _client(cast[Role.SECURITY_OFFICER])
    with unchanged():
        assert officer.post(address, {"active": "no"}).status_code == 403
        own = reverse("person-switch", args=[cast[Role.ADMINISTRATOR].pk])
        assert client.post(own, {"active": "no"}).status_code == 302
