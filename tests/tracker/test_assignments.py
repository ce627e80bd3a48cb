"""Work given to a person or an office with a date; several rows of a list at once."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from tracker.actions import accounts, assignments, entries, notices, reports, review
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, Assessment, Assignment, Notice, Report, ReviewAssignment, User
from tracker.models.assignments import AssignmentState
from tracker.models.calendar import today
from tracker.models.review import Result
from tracker.roles import ROLES, Permission, Role

TICKED = re.compile(r'<input type="checkbox" name="chosen"[^>]* checked>')

DAY = datetime.timedelta(days=1)


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def give(cast, by=None, **what) -> Assignment:
    """The first measure, for the drafter, in three days, unless told otherwise."""
    if not {"person", "organisation"} & set(what):
        what["person"] = cast.drafter
    if not {"part", "requirement_key", "entry"} & set(what):
        what["entry"] = cast.items("measures")[0]
    return assignments.assign(cast.report, what.pop("due_on", today() + 3 * DAY), by=by or cast.coordinator, **what)


@pytest.mark.parametrize("role", list(Role))
def test_those_who_write_and_those_who_coordinate_give_out_work(cast, unchanged, role):
    if {Permission.EDIT, Permission.RUN_CYCLE} & ROLES[role]:
        made = give(cast, by=cast[role])
        assert Activity.objects.filter(deed="assigned", report=cast.report).count() == 1
        assignments.close(made, AssignmentState.WITHDRAWN, by=cast[role])
        return
    with unchanged(), pytest.raises(Denied):
        give(cast, by=cast[role])


def test_what_is_given_to_me_and_to_my_office_is_shown_with_the_oldest_date_first(cast):
    give(cast, due_on=today() + 5 * DAY, note="后一件")
    give(cast, due_on=today() + DAY, organisation=cast.civil, part=cast.part("plans"), note="前一件")
    give(cast, due_on=today() + 2 * DAY, requirement_key="measures.steps", note="中一件")
    page = _client(cast.drafter).get("/").content.decode()
    assert page.index("前一件") < page.index("中一件") < page.index("后一件")
    assert f"{today() + DAY} 前办" in page
    assert "前一件" in _client(cast.leader).get("/").content.decode()
    assert "后一件" not in _client(cast.leader).get("/").content.decode()
    assert "前一件" not in _client(cast.neighbour).get("/").content.decode()


def test_an_overdue_one_is_told_in_words(cast):
    made = give(cast)
    Assignment.objects.filter(pk=made.pk).update(due_on=today() - 2 * DAY)
    assert "已逾期 2 天" in _client(cast.drafter).get("/").content.decode()
    assert "已逾期 2 天" in _client(cast.drafter).get(reverse("part", args=[made.entry.part_id])).content.decode()
    Assignment.objects.filter(pk=made.pk).update(due_on=today())
    assert "今天到期" in _client(cast.drafter).get("/").content.decode()


def test_an_office_above_or_below_may_be_asked_without_seeing_the_report(cast):
    made = assignments.assign(cast.empty, today(), by=cast.coordinator, organisation=cast.district)
    assert made.whom == cast.district.label
    district = accounts.create_user("qu", "区办", cast.password, by=None)
    accounts.grant(district, cast.district, Role.DRAFTER, by=None)
    client = _client(User.objects.get(pk=district.pk))
    page = client.get("/").content.decode()
    assert "整份报告" in page
    assert reverse("report", args=[cast.empty.pk]) not in page
    assert client.get(reverse("report", args=[cast.empty.pk])).status_code == 404
    assert client.post(reverse("assignment-close", args=[made.pk]), {"state": "done"}).status_code == 302
    assert Assignment.objects.get().state == AssignmentState.DONE


def test_work_is_done_once_by_whom_it_was_given_to_and_taken_back_by_who_gives(cast, unchanged):
    made = give(cast)
    with unchanged(), pytest.raises(Denied):
        assignments.close(made, AssignmentState.DONE, by=cast.reviewer)
    mine = give(cast, person=cast.reviewer)
    assignments.close(mine, AssignmentState.DONE, by=cast.reviewer)
    with unchanged(), pytest.raises(Denied):
        assignments.close(mine, AssignmentState.WITHDRAWN, by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="已经办结"):
        assignments.close(mine, AssignmentState.DONE, by=cast.reviewer)
    assignments.close(made, AssignmentState.WITHDRAWN, by=cast.coordinator)
    assert "分派给我的" not in _client(cast.drafter).get("/").content.decode()
    assert Activity.objects.filter(deed__in=["assignment-done", "assignment-withdrawn"]).count() == 2


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (lambda c: {"person": c.neighbour}, "不能查看这份报告"),
        (lambda c: {"person": c[Role.AUDITOR]}, "不能查看这份报告"),
        (lambda c: {"organisation": c.other_district}, "上级或下级"),
        (lambda c: {"organisation": c.finance}, "上级或下级"),
        (lambda c: {"due_on": today() - DAY}, "已经过去"),
        (lambda c: {"due_on": today() + 1000 * DAY}, "太远"),
        (lambda c: {"part": c.empty.parts.first()}, "没有这项内容"),
        (lambda c: {"requirement_key": "no.such"}, "没有这项要求"),
        (lambda c: {"person": c.drafter, "organisation": c.civil}, "一个人或者一个单位"),
        (lambda c: {"note": "长" * 201}, "200字"),
    ],
)
def test_what_cannot_be_given_is_refused_with_a_sentence(cast, unchanged, what, says):
    asked = what(cast)
    with unchanged(), pytest.raises(Refused, match=says):
        give(cast, **asked)


def test_the_page_of_a_report_gives_out_work_and_keeps_what_was_typed(cast, unchanged):
    entry = cast.items("measures")[0]
    client, address = _client(cast.drafter), reverse("assignments", args=[cast.report.pk])
    page = client.get(address + f"?entry={entry.pk}").content.decode()
    assert f'value="entry-{entry.pk}" selected' in page
    assert 'value="part-' in client.get(address + "?part=999999&entry=x").content.decode()
    form = {"what": f"entry-{entry.pk}", "whom": f"person-{cast.leader.pk}", "due_on": "昨天", "note": "请核对<i>"}
    with unchanged():
        answer = client.post(address, form)
    assert answer.status_code == 422
    assert "请核对&lt;i&gt;" in answer.content.decode()
    assert "2025-03-01" in answer.content.decode()
    assert client.post(address, form | {"due_on": str(today())}).status_code == 302
    made = Assignment.objects.get()
    assert (made.entry, made.person, made.by) == (entry, cast.leader, cast.drafter)
    assert "交给丁局" in client.get(reverse("part", args=[entry.part_id])).content.decode()
    reviewer = _client(cast.reviewer)
    with unchanged():
        hostile = client.post(address, form | {"whom": f"person-{cast.neighbour.pk}", "due_on": str(today())})
        assert hostile.status_code == 422
        assert reviewer.post(address, form).status_code == 403


def test_work_given_out_on_an_entry_goes_with_the_one_it_is_joined_to(cast):
    first, second = cast.items("measures")[:2]
    made = give(cast, entry=second)
    entries.merge_entry(first, 1, by=cast.drafter)
    made.refresh_from_db()
    assert made.entry == first


# several at once


def bulk(cast, who, **form):
    client = who if isinstance(who, Client) else _client(who)
    return client.post(reverse("reports"), {"chosen": [cast.report.pk, cast.empty.pk], **form})


def test_a_coordinator_reminds_those_who_write_and_they_see_it_until_they_lay_it_aside(cast):
    scribe = accounts.create_user("zhen", "镇笔", cast.password, by=None)
    accounts.grant(scribe, cast.township, Role.DRAFTER, by=None)
    assert bulk(cast, cast.coordinator, deed="remind").status_code == 302
    assert {one.person.name for one in Notice.objects.all()} == {"田笔", "镇笔"}
    assert "请抓紧办理" in _client(cast.drafter).get("/").content.decode()
    bulk(cast, cast.coordinator, deed="remind")
    assert Notice.objects.count() == 2
    _client(cast.drafter).post(reverse("notice-read", args=[Notice.objects.get(person=cast.drafter).pk]))
    assert "请抓紧办理" not in _client(cast.drafter).get("/").content.decode()


def test_reports_that_cannot_be_reminded_are_named_and_nobody_is_reminded(cast, unchanged):
    client = _client(cast.coordinator)
    with unchanged():
        answer = bulk(cast, client, deed="remind")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "没有发出提醒" in page
    assert "青禾镇人民政府（没有填报人）" in page
    assert len(TICKED.findall(page)) == 2
    cast.submit()
    with unchanged(), pytest.raises(Refused, match="现在是“已提交”"):
        notices.remind([Report.objects.get(pk=cast.report.pk)], by=cast.coordinator)


def test_a_coordinator_gives_several_reports_to_one_reviewer(cast, unchanged):
    form = {"deed": "review", "person": cast.people[Role.REVIEWER].pk, "due_on": str(today() + DAY)}
    client = _client(cast.coordinator)
    with unchanged():
        assert "请选择审核人" in bulk(cast, client, **form | {"person": ""}).content.decode()
        assert "请填写期限" in bulk(cast, client, **form | {"due_on": ""}).content.decode()
        assert "已经过去" in bulk(cast, client, **form | {"due_on": "2020-01-01"}).content.decode()
    assert bulk(cast, cast.coordinator, **form).status_code == 302
    assert {one.report for one in Assignment.objects.filter(person=cast.reviewer)} == {cast.report, cast.empty}
    assert {one.report for one in ReviewAssignment.objects.filter(reviewer=cast.reviewer)} == {cast.report, cast.empty}
    assert "分派给我的" in _client(cast.reviewer).get("/").content.decode()


def test_who_wrote_in_a_report_is_not_given_its_review(cast, unchanged):
    accounts.grant(cast.drafter, cast.district, Role.REVIEWER, by=None, reaches_below=True)
    with unchanged(), pytest.raises(Refused, match="田笔起草过"):
        assignments.assign_review([cast.report, cast.empty], cast.drafter, today(), by=cast.coordinator)


def test_the_list_has_boxes_for_whoever_may_use_them_and_all_of_a_page_without_script(cast):
    coordinator = _client(cast.coordinator)
    assert coordinator.get(reverse("reports")).content.decode().count('name="chosen"') == 2
    assert len(TICKED.findall(coordinator.get(reverse("reports") + "?all=1").content.decode())) == 2
    assert 'name="chosen"' not in _client(cast.drafter).get(reverse("reports")).content.decode()
    reviewer = _client(cast.reviewer).get(reverse("requirements")).content.decode()
    assert 'name="chosen"' in reviewer
    assert 'name="chosen"' not in coordinator.get(reverse("requirements")).content.decode()


def test_reports_out_of_sight_or_nothing_chosen_change_nothing(cast, unchanged):
    client = _client(cast.coordinator)
    with unchanged():
        for chosen in ([], ["x"], ["999999999"], [str(10**30)]):
            answer = client.post(reverse("reports"), {"chosen": chosen, "deed": "remind"})
            assert answer.status_code == 422
        assert client.post(reverse("reports"), {"chosen": [cast.report.pk], "deed": "burn"}).status_code == 422
        assert client.post(reverse("reports"), {}).status_code == 422


def test_requirements_are_marked_not_applicable_together_each_recorded(cast):
    cast.submit()
    keys = [one.key for one in cast.report.requirements[:3]]
    chosen = [f"{cast.report.pk}:{key}" for key in keys]
    client = _client(cast.reviewer)
    assert client.post(reverse("requirements"), {"chosen": chosen, "reason": "无此职责"}).status_code == 302
    marks = Assessment.objects.filter(report=cast.report, result=Result.NOT_APPLICABLE)
    assert {one.requirement_key for one in marks} == set(keys)
    assert {one.note for one in marks} == {"无此职责"}
    assert Activity.objects.filter(deed="requirement-marked", report=cast.report).count() == 3


def test_if_one_report_cannot_be_judged_none_is_and_it_is_named(cast, unchanged):
    cast.submit()
    key = cast.report.requirements[0].key
    chosen = [f"{cast.report.pk}:{key}", f"{cast.empty.pk}:{key}"]
    client = _client(cast.reviewer)
    with unchanged():
        answer = client.post(reverse("requirements"), {"chosen": chosen, "reason": "无此职责"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "没有评定任何一项" in page
        assert "青禾镇人民政府：报告现在是“未开始”" in page
        assert "无此职责" in page
        assert (
            "需要写明理由"
            in client.post(reverse("requirements"), {"chosen": chosen[:1], "reason": " "}).content.decode()
        )
        assert (
            client.post(reverse("requirements"), {"chosen": [f"{cast.report.pk}:no.such"], "reason": "无"}).status_code
            == 422
        )
        assert client.post(reverse("requirements"), {"chosen": ["1", "x:y", ":"], "reason": "无"}).status_code == 422
    with unchanged(), pytest.raises(Denied):
        review.mark_not_applicable({cast.report: [key]}, "无", by=cast.drafter)


def test_a_report_judged_by_its_writer_is_refused_in_a_bulk_too(cast, unchanged):
    cast.submit()
    accounts.grant(cast.drafter, cast.district, Role.REVIEWER, by=None, reaches_below=True)
    key = cast.report.requirements[0].key
    with unchanged(), pytest.raises(Refused, match="您起草过本报告"):
        review.mark_not_applicable({cast.report: [key]}, "无", by=User.objects.get(username="drafter"))
    assert reports.facts_of(cast.report).unmarked
