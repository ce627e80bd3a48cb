"""The steps: who takes them, from where, what they need; twice, on an old page; the chain inside an organisation."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from tests.tracker.walks import DAY, client_of, edit, passed, stand_at, with_chain
from tracker import workflow
from tracker.actions import chain, entries, reports, review, steps
from tracker.actions.refusal import Denied, Refused
from tracker.management.commands.draw_workflow import PLACE, drawing
from tracker.models import Activity
from tracker.models.deadlines import FilingKind
from tracker.models.events import events_of
from tracker.models.report_facts import facts_of
from tracker.models.review import Result
from tracker.roles import ROLES, Role
from tracker.workflow import STEPS, Lack, ReportFacts, Status, StepItem

# the table


def test_every_step_begins_and_ends_at_a_status_and_says_who_takes_it():
    for step in STEPS.values():
        assert step.sources
        assert step.target is None or step.target in set(Status)
        assert step.who
    assert {step.target for step in STEPS.values()} | {Status.NOT_STARTED, None} == set(Status) | {None}


def test_a_closed_report_is_only_reopened():
    assert [step.key for step in workflow.steps_from(Status.CLOSED)] == ["reopen"]


@pytest.mark.parametrize("key", list(STEPS))
def test_a_step_from_the_wrong_status_or_by_the_wrong_role_changes_nothing(cast, unchanged, key):
    step, people = STEPS[key], {role: cast[role] for role in Role}
    for status in Status:
        report = stand_at(cast.report, status)
        with unchanged():
            for role, person in people.items():
                able = step.permission in ROLES[role]
                if able and status in step.sources:
                    continue
                with pytest.raises(Refused) as told:
                    reports.take_step(report, key, by=person, reason="理由", on=DAY)
                if able:
                    assert report.status_label in str(told.value)
                else:
                    assert isinstance(told.value, Denied)


@pytest.mark.parametrize(
    ("facts", "step", "lacks"),
    [
        (ReportFacts(Status.IN_REVIEW, unmarked=2), "pass", ["还有2项法定或地方要求未评定"]),
        (ReportFacts(Status.DRAFTING, chain=(StepItem("legal", "法制审核"),)), "submit", ["法制审核未办"]),
        (ReportFacts(Status.FILED, secrecy=(StepItem("secrecy", "保密审查"),)), "publish", ["保密审查未办"]),
        (ReportFacts(Status.FILED, blocking=(Lack("阻断公开：x"),)), "publish", ["阻断公开：x"]),
        (ReportFacts(Status.DRAFTING, empty_parts={"plans": "安排"}), "submit", ["“安排”还没有内容"]),
        (ReportFacts(Status.FILED), "publish", []),
    ],
)
def test_a_step_names_what_it_needs(facts, step, lacks):
    assert [lack.message for lack in STEPS[step].lacks(facts)] == lacks


@pytest.mark.parametrize(
    ("kind", "issuers", "labels"),
    [
        ("department", ["云溪区民政局"], ["主要负责人"]),
        ("government", ["云溪区人民政府"], ["主要负责人"]),
        ("government", ["中共云溪区委", "云溪区人民政府"], ["党委主要负责人", "政府主要负责人"]),
        ("township", ["中共青禾镇委员会", "青禾镇人民政府"], ["党委主要负责人", "政府主要负责人"]),
        ("department", ["甲局", "乙局"], ["甲局主要负责人", "乙局主要负责人"]),
    ],
)
def test_signatures_follow_the_bodies_that_issue(kind, issuers, labels):
    assert [one.label for one in workflow.signatories(kind, issuers)] == labels


@pytest.mark.parametrize(
    ("kind", "level", "required"),
    [
        ("department", "county", ["party", "government", "competent"]),
        ("government", "county", ["party", "congress", "above"]),
        ("government", "city", ["party", "congress", "above"]),
        ("township", "township", ["above"]),
        ("other", "county", ["above"]),
    ],
)
def test_addressees_follow_the_issuer(kind, level, required):
    assert [one.key for one in workflow.addressees(kind, level) if one.required] == required


# twice, on an old page


def test_a_step_offered_before_somebody_changed_the_text_is_refused(cast, unchanged):
    cast.declare_all()
    token = steps.offered_at(cast.report)
    edit(cast)
    cast.declare_all()
    with unchanged(), pytest.raises(Refused, match="这一步没有办"):
        reports.take_step(cast.report, "submit", by=cast.drafter, token=token)
    reports.take_step(cast.report, "submit", by=cast.drafter, token=steps.offered_at(cast.report))


def test_a_form_sent_twice_is_taken_once(cast):
    passed(cast)
    client = client_of(cast.coordinator)
    told = {"on": "2025-02-10", "token": steps.offered_at(cast.report)}
    address = reverse("report-step", args=[cast.report.pk, "secrecy"])
    assert client.post(address, told).status_code == 302
    again = client.post(address, told)
    assert again.status_code == 422
    assert "这一步没有办" in again.content.decode()
    assert cast.report.filings.count() == 1


def test_the_same_event_is_not_recorded_again_even_without_the_page(cast, unchanged):
    passed(cast)
    reports.take_step(cast.report, "secrecy", by=cast.coordinator, on=DAY)
    with unchanged(), pytest.raises(Refused, match="已经登记过"):
        reports.take_step(cast.report, "secrecy", by=cast.coordinator, on=DAY)


def test_a_page_carries_how_the_report_stood(cast):
    cast.declare_all()
    page = client_of(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert f'name="token" value="{steps.offered_at(cast.report)}"' in page


# what is missing, with a way there


def test_the_page_tells_every_lack_with_a_link_to_its_place(cast):
    page = client_of(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    for part in cast.report.parts.all():
        assert f'<li><a href="{reverse("part", args=[part.pk])}">' in page
    cast.submit()
    review.mark(cast.report, "measures.steps", Result.COMPLETE, by=cast.reviewer)
    page = client_of(cast.reviewer).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert f'<li><a href="{reverse("review-start", args=[cast.report.pk])}">还有' in page


def test_whoever_may_not_take_the_step_reads_who_may(cast):
    passed(cast)
    page = client_of(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert "“签发”由单位负责人办理" in page
    assert 'action="' + reverse("report-step", args=[cast.report.pk, "sign"]) not in page


# the chain inside


def test_an_organisation_without_a_chain_hands_in_as_before(cast, unchanged):
    cast.declare_all()
    assert facts_of(cast.report).chain == ()
    chain.grant_step(cast.leader, cast.civil, "legal", by=None)
    with unchanged(), pytest.raises(Refused, match="没有等着办的审签环节"):
        reports.take_step(cast.report, "approve", by=cast.leader)


def test_a_chain_is_inherited_until_the_organisation_has_its_own(cast):
    chain.set_chain(cast.district, ["principal", "legal"], by=None)
    assert [one.key for one in facts_of(cast.report).chain] == ["legal", "principal"]
    chain.set_chain(cast.civil, [], by=None)
    assert facts_of(cast.report).chain == ()
    chain.set_chain(cast.civil, None, by=None)
    assert len(facts_of(cast.report).chain) == 2


def test_the_chain_is_gone_through_in_order_before_handing_in(cast, unchanged):
    person = with_chain(cast, "legal", "secrecy")
    with unchanged(), pytest.raises(Refused, match="尚未标为已完成"):
        reports.take_step(cast.report, "approve", by=person)
    cast.declare_all()
    with unchanged(), pytest.raises(Refused, match="法制审核未办；保密审查未办"):
        reports.take_step(cast.report, "submit", by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="还没有轮到“保密审查”"):
        reports.take_step(cast.report, "approve", by=person, items=["secrecy"])
    reports.take_step(cast.report, "approve", by=person)
    reports.take_step(cast.report, "approve", by=person, items=["secrecy"])
    kinds = [one.kind for one in cast.report.filings.order_by("pk")]
    assert kinds == [FilingKind.APPROVAL, FilingKind.SECRECY_REVIEW]
    cast.report = reports.take_step(cast.report, "submit", by=cast.drafter)
    assert cast.report.status == Status.SUBMITTED


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.LEADER, Role.REVIEWER, Role.COORDINATOR])
def test_a_step_of_the_chain_is_taken_only_by_whom_the_organisation_named(cast, unchanged, role):
    with_chain(cast, "legal")
    cast.declare_all()
    with unchanged(), pytest.raises(Denied, match="法制审核"):
        reports.take_step(cast.report, "approve", by=cast[role])


def test_a_grant_that_is_over_or_of_another_step_or_office_does_not_count(cast, unchanged):
    chain.set_chain(cast.civil, ["legal"], by=None)
    cast.declare_all()
    gone = datetime.date(2020, 1, 1)
    chain.grant_step(cast.leader, cast.civil, "legal", by=None, until=gone)
    chain.grant_step(cast.leader, cast.civil, "principal", by=None)
    with unchanged(), pytest.raises(Denied):
        reports.take_step(cast.report, "approve", by=cast.leader)
    with pytest.raises(Refused, match="还没有任何角色"):
        chain.grant_step(cast.neighbour, cast.civil, "legal", by=None)


def test_what_was_approved_falls_with_the_next_change_of_the_text_and_stays_in_the_history(cast):
    person = with_chain(cast, "legal", "principal")
    cast.declare_all()
    reports.take_step(cast.report, "approve", by=person)
    reports.take_step(cast.report, "approve", by=person)
    edit(cast)
    assert [one.taken for one in facts_of(cast.report).chain] == [False, False]
    gone = events_of(cast.report, facts_of(cast.report)).revoked
    assert {(one.revoked_why, one.revoked_by) for one in gone} == {("文字有改动", cast.drafter)}
    assert all(one.revoked_at for one in gone)
    assert Activity.objects.filter(deed="filings-revoked", report=cast.report).count() == 1


def test_a_save_that_changes_nothing_revokes_nothing(cast):
    person = with_chain(cast, "legal")
    cast.declare_all()
    reports.take_step(cast.report, "approve", by=person)
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text, entry.version, by=cast.drafter)
    assert cast.report.filings.standing().count() == 1


def test_my_tasks_shows_what_waits_for_my_approval_and_nothing_else(cast):
    person = with_chain(cast, "legal")
    assert "等我审签" not in client_of(person).get("/").content.decode()
    cast.declare_all()
    assert "等我审签" in client_of(person).get("/").content.decode()
    reports.take_step(cast.report, "approve", by=person)
    assert "等我审签" not in client_of(person).get("/").content.decode()


# the documents


def test_whoever_is_next_in_the_chain_sends_the_text_back_with_an_opinion(cast, unchanged):
    person = with_chain(cast, "legal", "deputy")
    with unchanged(), pytest.raises(Refused, match="尚未标为已完成"):
        reports.take_step(cast.report, "send-back", by=person, reason="第二部分没有写原因。")
    cast.declare_all()
    with unchanged(), pytest.raises(Refused, match="写明理由"):
        reports.take_step(cast.report, "send-back", by=person)
    with unchanged(), pytest.raises(Denied):
        reports.take_step(cast.report, "send-back", by=cast.reviewer, reason="不同意")
    report = reports.take_step(cast.report, "send-back", by=person, reason="第二部分没有写原因。")
    assert (report.status, report.return_reason) == (Status.RETURNED, "第二部分没有写原因。")
    assert not report.parts.filter(declared_done=True).exists(), "who writes calls the parts done anew"
    assert "第二部分没有写原因。" in client_of(cast.drafter).get(reverse("report", args=[report.pk])).content.decode()
    assert "等我审签" not in client_of(person).get("/").content.decode()


def test_the_workflow_in_the_documents_is_the_one_in_the_code(root):
    assert (root / PLACE).read_text(encoding="utf-8") == drawing(), "run manage.py draw_workflow"
