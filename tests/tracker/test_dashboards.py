"""Where each role begins: what is theirs to do and nothing else, and no dearer for many than for few."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.tracker.many_reports import add_reports, district
from tracker.actions import accounts, comments, cycles, reports, review, reviewers
from tracker.models import Cycle, Membership, Report, User
from tracker.models.dashboard_officers import accounts as to_look_after
from tracker.models.dashboard_rounds import rounds
from tracker.models.dashboards import drafting, queue, signing
from tracker.models.review import Result
from tracker.roles import Permission, Role

pytestmark = pytest.mark.django_db

BEFORE, AFTER = datetime.date(2025, 2, 1), datetime.date(2025, 5, 1)


def _page(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def _headings(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s", "", one) for one in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)]


def test_a_drafter_sees_the_parts_what_is_not_found_in_them_and_the_next_date(cast) -> None:
    (row,) = drafting(cast.drafter, BEFORE)
    assert (row.report, len(row.parts), row.done, row.late) == (cast.report, 4, 0, False)
    assert row.due.on == cast.cycle.due("report", "department") or row.due.kind == "handover"
    assert [one for line in row.parts for one in line.missing] == []
    page = _page(cast.drafter)
    assert f'href="/parts/{cast.part("plans").pk}/"' in page
    assert "我要审核" not in page and "等待签发" not in page
    (late,) = drafting(cast.drafter, AFTER)
    assert late.late


def test_what_came_back_stands_first_with_its_reason_and_with_what_the_reviewer_wants(cast) -> None:
    cast.submit()
    reports.take_step(cast.report, "take", by=cast.reviewer)
    cast.mark_all()
    review.mark(cast.report, "measures.steps", Result.PARTIAL, "请写明调度会次数", by=cast.reviewer)
    reports.take_step(cast.report, "return", by=cast.reviewer, reason="请按意见补写")
    comments.comment_on_requirement(cast.report, "measures.steps", "请补写。", by=cast.reviewer)
    (row,) = drafting(cast.drafter, BEFORE)
    assert [(one.key, mark.note) for one, mark in row.lacking] == [("measures.steps", "请写明调度会次数")]
    assert row.talk == 1
    page = _page(cast.drafter)
    assert "请按意见补写" in page and "请写明调度会次数" in page


def test_a_reviewer_sees_their_own_first_then_who_waits_longest_and_how_long(cast) -> None:
    cast.submit()
    Report.objects.filter(pk=cast.empty.pk).update(
        status="submitted", status_since=timezone.make_aware(datetime.datetime(2025, 1, 3, 9))
    )
    Report.objects.filter(pk=cast.report.pk).update(
        status_since=timezone.make_aware(datetime.datetime(2025, 1, 20, 23, 30))
    )
    rows, count = queue(cast.reviewer, BEFORE)
    assert [(row.report.pk, row.days) for row in rows] == [(cast.empty.pk, 29), (cast.report.pk, 12)]
    assert count == 2
    reviewers.give_whole(cast.report, cast.reviewer, by=cast.coordinator)
    assert [row.mine for row in queue(cast.reviewer, BEFORE)[0]] == [True, False]
    assert "由您审核" in _page(cast.reviewer)


def test_a_leader_sees_what_to_sign_and_what_is_late_before_it(cast) -> None:
    to_sign, coming = signing(cast.leader, AFTER)
    assert to_sign == [] and [(row.report, row.late) for row in coming] == [(cast.report, True)]
    Report.objects.filter(pk=cast.report.pk).update(status="passed")
    to_sign, coming = signing(cast.leader, BEFORE)
    assert [row.report for row in to_sign] == [cast.report] and coming == []


def test_a_coordinator_sees_the_round_on_one_page(cast) -> None:
    (found,) = rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER)
    assert found.total.count == 2
    assert found.late_count == 2 and {one.report.pk for one in found.late} == {cast.report.pk, cast.empty.pk}
    assert all("逾期" in one.words for one in found.late)
    assert any(one.urgent and one.page == "reports" for one in found.todo)
    assert found.stuck == ()
    Report.objects.filter(pk=cast.report.pk).update(
        status="submitted", status_since=timezone.make_aware(datetime.datetime(2025, 1, 20, 9))
    )
    (found,) = rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER)
    assert [(one.report.pk, one.days) for one in found.stuck] == [(cast.report.pk, 101)]


def test_what_the_round_says_leads_to_as_many_reports(cast) -> None:
    (found,) = rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER)
    client = Client()
    client.force_login(cast.coordinator)
    for _label, cells, total in found.rows:
        for cell in (*(one for one in cells if one.count), total):
            assert client.get(f"/reports/?{cell.query}").context["table"].total == cell.count


def test_a_round_that_is_out_asks_to_be_ended_and_nothing_else(cast) -> None:
    Report.objects.update(status="published")
    (found,) = rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER)
    assert found.nothing_left and found.late == ()
    assert [(one.page, one.key) for one in found.todo] == [("cycle-close", cast.cycle.pk)]
    Cycle.objects.update(closed=True)
    assert rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER) == []
    assert "开启一个年度" in _page(cast.coordinator)


def test_an_observer_sees_the_round_and_is_asked_to_do_nothing(cast) -> None:
    page = _page(cast[Role.OBSERVER])
    assert "各单位进展" in page
    assert "今天可以做的" not in page and f"/cycles/{cast.cycle.pk}/" not in page


def test_an_administrator_sees_offices_without_a_writer_and_accounts_never_used(cast) -> None:
    admin = cast[Role.ADMINISTRATOR]
    found = to_look_after(admin)
    assert list(found.nobody_writes.found) == [cast.township]
    somebody = accounts.create_user("newcomer", "新来", cast.password, by=admin, at=cast.township)
    accounts.grant(somebody, cast.township, Role.DRAFTER, by=cast[Role.SECURITY_OFFICER])
    found = to_look_after(admin)
    assert found.nobody_writes.count == 0
    assert somebody in found.never_in.found
    Membership.objects.filter(user=somebody).update(organisation=cast.district, reaches_below=True)
    assert to_look_after(admin).nobody_writes.count == 0


def test_a_security_officer_sees_who_has_no_role_and_what_ends_soon(cast) -> None:
    officer = cast[Role.SECURITY_OFFICER]
    accounts.create_user("newcomer", "新来人", cast.password, by=cast[Role.ADMINISTRATOR], at=cast.township)
    Membership.objects.filter(user=cast.drafter).update(until=timezone.localdate() + datetime.timedelta(days=3))
    page = _page(officer)
    assert "新来人" in page and "两周内到期的角色" in page
    assert "操作记录" not in _headings(page) and "单位和账号" not in page


def test_an_auditor_sees_what_was_refused_lately_where_they_read_the_record(cast) -> None:
    client = Client()
    client.force_login(cast.drafter)
    assert client.post(f"/cycles/{cast.cycle.pk}/close/", {}).status_code in (403, 404)
    page = _page(cast[Role.AUDITOR])
    assert _headings(page) == ["操作记录"]
    assert "越权被拒" in page and "田笔" in page
    assert "田笔" not in _page(cast.outsider)


def test_several_roles_stand_in_the_order_of_urgency(cast) -> None:
    accounts.grant(cast.reviewer, cast.civil, Role.LEADER, by=None)
    Report.objects.filter(pk=cast.report.pk).update(status="passed")
    assert [one for one in _headings(_page(cast.reviewer)) if one in ("我要审核", "等待签发")] == [
        "等待签发",
        "我要审核",
    ]


def test_who_has_no_role_is_told_whom_to_ask(cast) -> None:
    nobody = accounts.create_user("nobody", "无职", cast.password, by=None)
    assert "您还没有在任何单位任职" in _page(nobody)


def test_the_page_asks_as_many_queries_for_ninety_reports_as_for_thirty() -> None:
    root, person = district()
    for role in (Role.REVIEWER, Role.DRAFTER, Role.LEADER, Role.OBSERVER):
        Membership.objects.create(user=person, organisation=root, role=role, reaches_below=True)
    client = Client()
    client.force_login(person)

    def queries() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        return len(asked)

    add_reports(root, person, 30)
    long_ago = timezone.make_aware(datetime.datetime(2024, 1, 20, 9))
    Report.objects.filter(status="in-review").update(status_since=long_ago)
    few = queries()
    add_reports(root, person, 60)
    Report.objects.filter(status="in-review").update(status_since=long_ago)
    assert queries() == few


def test_an_excused_office_is_not_counted(cast) -> None:
    cycles.excuse(cast.empty, "机构撤并", by=cast.coordinator)
    (found,) = rounds(cast.coordinator, Permission.RUN_CYCLE, AFTER)
    assert found.total.count == 1 and found.late_count == 1
