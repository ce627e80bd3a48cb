"""Every role × every deed: who may do it and who is turned away without a trace."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from tracker.actions import (
    accounts,
    chain,
    cycles,
    deadlines,
    entries,
    eyes,
    moves,
    organisations,
    reports,
    review,
    reviewers,
)
from tracker.actions.refusal import Denied
from tracker.imports import published_report as imports
from tracker.models import Organisation, Report, User
from tracker.models.entries import EntryKind
from tracker.models.review import Result
from tracker.roles import OFFICERS, ROLES, Permission, Role
from tracker.workflow import EyesPair

DAY = datetime.date(2025, 2, 10)
P = Permission


def _entry(cast):
    return cast.items("plans")[0]


def _version(cast):
    return _entry(cast).version


def _handed_in(cast):
    if cast.report.status == "drafting":
        cast.submit()
    return cast.report


def _at(cast, *steps):
    """The filled report after these steps, each taken by whoever may."""
    _handed_in(cast)
    people = {"pass": cast.reviewer, "sign": cast.leader, "publish": cast.coordinator}
    people |= dict.fromkeys(["file", "secrecy"], cast.coordinator)
    for key in steps:
        if key == "pass":
            cast.mark_all()
        cast.report = reports.take_step(cast.report, key, by=people[key], on=DAY)
    return cast.report


def _move(cast, by):
    shown = moves.plan_move(_entry(cast), 1)
    moves.move_entry(_entry(cast), 1, [(one.entry.pk, one.entry.version) for one in shown], by=by)


def _step(key: str, *before: str) -> tuple[Callable, Callable]:
    def prepare(cast):
        if key not in ("submit",):
            _at(cast, *before)
        else:
            cast.declare_all()

    return prepare, lambda cast, by: reports.take_step(cast.report, key, by=by, reason="理由", on=DAY)


def _nothing(cast):
    return None


def _gone(cast):
    entries.remove_entry(_entry(cast), _version(cast), by=cast.drafter)
    cast.gone = cast.report.entries.get(removed=True)


def _proposed(cast):
    review.propose_not_applicable(cast.report, "measures.results", "无此职责", by=cast.drafter)


def _blocked(cast):
    item = _entry(cast)
    entries.save_entry(item, item.text + "申请人身份证号110101199003070774。", item.version, by=cast.drafter)
    _at(cast, "pass", "sign", "file", "secrecy")


def _granted(cast):
    cast.granted = chain.grant_step(cast.leader, cast.civil, "legal", by=None)


def _later() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=30)


def _excepted(cast):
    pair = EyesPair.REVIEW_SIGN
    cast.excepted = eyes.grant_exception(cast.leader, cast.civil, pair, "只有一人", _later(), by=cast.coordinator)


def _another(cast) -> Organisation:
    return Organisation.objects.get(pk=cast.civil.pk)


DEEDS: dict[str, tuple[Permission, Callable, Callable]] = {
    "save": (P.EDIT, _nothing, lambda c, by: entries.save_entry(_entry(c), "一是改。", _version(c), by=by)),
    "add": (P.EDIT, _nothing, lambda c, by: entries.add_entry(c.part("plans"), "三是加。", by=by)),
    "paste": (P.EDIT, _nothing, lambda c, by: entries.add_passages(c.part("plans"), "加。", [], by=by)),
    "remove": (P.EDIT, _nothing, lambda c, by: entries.remove_entry(_entry(c), _version(c), by=by)),
    "put-back": (P.EDIT, _gone, lambda c, by: entries.put_back(c.gone, by=by)),
    "restore": (P.EDIT, _nothing, lambda c, by: entries.restore_version(_entry(c), 1, _version(c), by=by)),
    "split": (P.EDIT, _nothing, lambda c, by: entries.split_entry(_entry(c), [9], _version(c), by=by)),
    "merge": (P.EDIT, _nothing, lambda c, by: entries.merge_entry(_entry(c), _version(c), by=by)),
    "move": (P.EDIT, _nothing, _move),
    "reclassify": (
        P.EDIT,
        _nothing,
        lambda c, by: entries.reclassify_entry(_entry(c), _version(c), by=by, kind=EntryKind.INTRO),
    ),
    "declare": (P.EDIT, _nothing, lambda c, by: reports.declare_part(c.part("plans"), True, by=by)),
    "propose": (
        P.EDIT,
        _nothing,
        lambda c, by: review.propose_not_applicable(c.report, "measures.results", "无此职责", by=by),
    ),
    "withdraw-proposal": (
        P.EDIT,
        _proposed,
        lambda c, by: review.withdraw_proposal(c.report, "measures.results", by=by),
    ),
    "keep-file": (P.EDIT, _nothing, lambda c, by: imports.keep(c.report, c.text.encode(), "a.txt", by=by)),
    "take-file": (
        P.EDIT,
        _nothing,
        lambda c, by: imports.take_bytes(c.report, c.text.encode(), "a.txt", by=by, replace=True),
    ),
    "submit": (P.SUBMIT, *_step("submit")),
    "withdraw": (P.SUBMIT, *_step("withdraw")),
    "take": (P.REVIEW, *_step("take")),
    "return": (P.REVIEW, *_step("return")),
    "mark": (P.REVIEW, _handed_in, lambda c, by: review.mark(c.report, "measures.steps", Result.COMPLETE, by=by)),
    "mark-advisory": (
        P.REVIEW,
        _handed_in,
        lambda c, by: review.mark_advisory(c.report, "measures", Result.COMPLETE, by=by),
    ),
    "clear-mark": (P.REVIEW, _handed_in, lambda c, by: review.clear_mark(c.report, "measures.steps", by=by)),
    "sign": (P.SIGN, *_step("sign", "pass")),
    "file": (P.FILE, *_step("file", "pass", "sign")),
    "secrecy": (P.FILE, *_step("secrecy", "pass")),
    "override": (P.OVERRIDE, _blocked, lambda c, by: reports.take_step(c.report, "override", by=by, reason="已核实")),
    "sign-on-paper": (
        P.FILE,
        lambda c: _at(c, "pass"),
        lambda c, by: reports.take_step(c.report, "sign", by=by, on=DAY, behalf=True, party="丁局", post="局长"),
    ),
    "publish": (P.FILE, *_step("publish", "pass", "sign", "file", "secrecy")),
    "close": (P.RUN_CYCLE, *_step("close", "pass", "sign", "file", "secrecy", "publish")),
    "reopen": (P.RUN_CYCLE, *_step("reopen", "pass")),
    "strike": (
        P.FILE,
        lambda c: _at(c, "pass", "secrecy"),
        lambda c, by: deadlines.strike(c.report.filings.get(), "日期不对", by=by),
    ),
    "set-chain": (P.MANAGE, _nothing, lambda c, by: chain.set_chain(c.civil, ["legal"], by=by)),
    "grant-chain-step": (P.GRANT, _nothing, lambda c, by: chain.grant_step(c.leader, c.civil, "legal", by=by)),
    "revoke-chain-step": (P.GRANT, _granted, lambda c, by: chain.revoke_step(c.granted, by=by)),
    "grant-exception": (
        P.RUN_CYCLE,
        _nothing,
        lambda c, by: eyes.grant_exception(c.drafter, c.civil, EyesPair.DRAFT_REVIEW, "只有一人", _later(), by=by),
    ),
    "end-exception": (P.RUN_CYCLE, _excepted, lambda c, by: eyes.end_exception(c.excepted, by=by)),
    "open-cycle": (P.RUN_CYCLE, _nothing, lambda c, by: cycles.open_cycle(2025, _another(c), by=by)),
    "set-dates": (P.RUN_CYCLE, _nothing, lambda c, by: cycles.set_due_dates(c.cycle, {}, by=by)),
    "add-owing": (P.RUN_CYCLE, _nothing, lambda c, by: cycles.add_owing(c.cycle, [c.finance], by=by)),
    "excuse": (P.RUN_CYCLE, _nothing, lambda c, by: cycles.excuse(c.report, "撤并", by=by)),
    "assign": (
        P.RUN_CYCLE,
        _nothing,
        lambda c, by: reviewers.assign_reviewer(c.cycle, [c.report], c.reviewer, by=by),
    ),
    "rename": (P.MANAGE, _nothing, lambda c, by: organisations.change_organisation(c.civil, {"name": "新"}, by=by)),
    "relocate": (P.MANAGE, _nothing, lambda c, by: organisations.move_organisation(c.civil, c.justice, by=by)),
    "retire": (P.MANAGE, _nothing, lambda c, by: organisations.set_active(c.civil, False, by=by)),
    "create-user": (
        P.MANAGE,
        _nothing,
        lambda c, by: accounts.create_user("xin", "新人", "a-long-word-77", by=by, at=c.civil),
    ),
    "grant": (P.GRANT, _nothing, lambda c, by: accounts.grant(c.neighbour, c.civil, Role.OBSERVER, by=by)),
    "revoke": (P.GRANT, _nothing, lambda c, by: accounts.revoke(c.drafter.memberships.get(), by=by)),
    "create-organisation": (
        P.MANAGE,
        _nothing,
        lambda c, by: organisations.create_organisation(
            by=by, parent=_another(c), name="分局", code="SUB", kind="department", level="county"
        ),
    ),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("deed", list(DEEDS))
def test_a_role_does_what_its_permissions_say_and_nothing_else(cast, unchanged, role, deed):
    permission, prepare, act = DEEDS[deed]
    prepare(cast)
    person = cast[role]
    if permission in ROLES[role]:
        act(cast, person)
        return
    with unchanged(), pytest.raises(Denied):
        act(cast, person)


@pytest.mark.parametrize("who", ["outsider", "neighbour"])
@pytest.mark.parametrize("deed", list(DEEDS))
def test_an_outsider_and_another_office_do_nothing_here_whatever_they_are_at_home(cast, unchanged, who, deed):
    _, prepare, act = DEEDS[deed]
    prepare(cast)
    person = User.objects.get(username=who)
    with unchanged(), pytest.raises(Denied):
        act(cast, person)


@pytest.mark.parametrize("role", list(Role))
def test_a_person_sees_the_reports_the_membership_allows(cast, role):
    seen = set(Report.objects.visible_to(cast[role]))
    if P.VIEW not in ROLES[role]:
        assert seen == set()
        return
    reaches = cast[role].memberships.get().reaches_below
    assert seen == ({cast.report, cast.empty} if reaches else {cast.report})


def test_an_outsider_and_another_office_see_neither_report_nor_organisation(cast):
    for person in (cast.outsider, cast.neighbour):
        assert not Report.objects.visible_to(person).exists()
        assert cast.civil not in Organisation.objects.visible_to(person)


def test_the_auditor_reads_the_record_and_nothing_else():
    assert ROLES[Role.AUDITOR] == {P.VIEW_ACTIVITY}


def test_accounts_roles_and_the_record_are_in_three_hands():
    apart = (P.MANAGE, P.GRANT, P.VIEW_ACTIVITY)
    assert all(len([one for one in apart if one in ROLES[role]]) == 1 for role in OFFICERS)
    assert all(P.EDIT not in ROLES[role] and P.REVIEW not in ROLES[role] for role in OFFICERS)


def test_every_role_but_two_officers_may_read_and_only_the_drafter_may_write():
    assert [role for role in Role if P.VIEW not in ROLES[role]] == [Role.AUDITOR, Role.SECURITY_OFFICER]
    assert [role for role in Role if P.EDIT in ROLES[role]] == [Role.DRAFTER]
    assert [role for role in Role if P.REVIEW in ROLES[role]] == [Role.REVIEWER]
    assert all(not {P.EDIT, P.REVIEW} <= granted for granted in ROLES.values())
