"""The year: opening it, its dates, who owes a report, and what is late."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

import reportsrc
from tracker.actions import (
    assignments,
    comments,
    cycles,
    inspections,
    organisations,
    reminders,
    reports,
    reviewers,
)
from tracker.actions.entries import save_entry
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, Cycle, Organisation, Report
from tracker.models.calendar import today
from tracker.models.cycles import DueDateKind
from tracker.models.deadlines import standing
from tracker.models.workspace import open_workspace
from tracker.roles import ROLES, Permission, Role

pytestmark = pytest.mark.django_db
D = datetime.date


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _payload(cast, **more) -> dict:
    return {
        "organisation": cast.district.pk,
        "year": 2025,
        "standard": reportsrc.DEFAULT_STANDARD,
        "kinds": ["department", "township"],
        **{
            f"inclusive-{what}-{kind}": "on"
            for what in DueDateKind
            for kind in ("government", "department", "township")
        },
        "on-handover-department": "2026-02-20",
        **more,
    }


def _opened(cast, **more):
    """The answer to what was typed, and the answer to the confirmation of what was then shown."""
    client = _client(cast.coordinator)
    shown = client.post(reverse("cycle-open"), _payload(cast, **more))
    page = shown.content.decode()
    if 'name="confirm" value="' not in page:
        return shown, None
    digest = page.split('name="confirm" value="')[1].split('"')[0]
    return shown, client.post(reverse("cycle-open"), _payload(cast, **more, confirm=digest))


def test_a_coordinator_sees_what_would_be_and_then_opens_it(cast) -> None:
    shown, done = _opened(cast)
    assert "建立 4 份报告" in shown.content.decode()
    assert done is not None and done.status_code == 302
    cycle = Cycle.objects.get(year=2025)
    assert set(cycle.reports.values_list("organisation__code", flat=True)) == {"JUSTICE", "CIVIL", "FINANCE", "TOWN"}
    assert cycle.due(DueDateKind.HANDOVER, "department") == D(2026, 2, 20)
    assert cycle.due(DueDateKind.HANDOVER, "township") is None
    assert cycle.due(DueDateKind.REPORT, "department") == D(2026, 3, 1)
    assert cycle.due(DueDateKind.PUBLISH, "township") == D(2026, 4, 1)
    report = cycle.reports.get(organisation=cast.civil)
    assert (report.organisation_name, report.superior_name) == ("云溪区民政局", "云溪区人民政府")
    assert report.parts.count() == 4 and report.activities.get().deed == "report-opened"


def test_nothing_is_opened_before_it_was_confirmed_as_shown(cast, unchanged) -> None:
    client = _client(cast.coordinator)
    with unchanged():
        client.post(reverse("cycle-open"), _payload(cast))
        shown = client.post(reverse("cycle-open"), _payload(cast, confirm="something-else"))
    assert "确认开启" in shown.content.decode()


def test_exceptions_are_named_by_name_or_code_and_counted(cast) -> None:
    _opened(cast, kinds=["department"], added="青禾镇人民政府\n", removed="FINANCE\r\n云溪区司法局")
    cycle = Cycle.objects.get(year=2025)
    assert set(cycle.reports.values_list("organisation__code", flat=True)) == {"CIVIL", "TOWN"}


def test_an_organisation_that_reports_in_another_round_is_shown_and_left_out(cast) -> None:
    cycles.open_cycle(2025, cast.city, by=None, owing=[cast.finance])
    shown, _ = _opened(cast)
    assert "已在别的年度工作中" in shown.content.decode()
    mine = Cycle.objects.get(year=2025, organisation=cast.district)
    assert not mine.reports.filter(organisation=cast.finance).exists()


def test_local_dates_are_stricter_and_may_leave_the_day_itself_out(cast) -> None:
    change = {"on-report-department": "2026-02-25", "inclusive-report-department": ""}
    _opened(cast, **change)
    due = Cycle.objects.get(year=2025).due_date("report", "department")
    assert (due.on, due.inclusive) == (D(2026, 2, 25), False)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": 2024, "on-handover-department": ""}, "已经开启"),
        ({"kinds": []}, "没有一个单位要报告"),
        ({"year": "三"}, "整数"),
        ({"year": 99}, "2000"),
        ({"added": "没有这个局"}, "没有“没有这个局”这个单位"),
        ({"added": "云山区人民政府"}, "没有“云山区人民政府”这个单位"),
        ({"on-report-department": "2026-03-02"}, "晚于规定的2026-03-01"),
        ({"on-publish-township": "2025-03-01"}, "应在2026年"),
        ({"on-handover-department": "2026-03-01", "on-report-department": "2026-02-01"}, "晚于部门的报送期限"),
        ({"on-report-department": "2月30日"}, "日期"),
        ({"standard": "nothing"}, "有效"),
        ({"organisation": ""}, "请选择组织单位"),
    ],
)
def test_a_year_that_cannot_be_opened_gets_a_sentence_and_opens_nothing(change, sentence, cast, unchanged) -> None:
    client = _client(cast.coordinator)
    with unchanged():
        answer = client.post(reverse("cycle-open"), _payload(cast, **change))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "确认开启" not in page
    assert all(str(value) in page for value in change.values() if isinstance(value, str))


def test_nobody_opens_a_year_for_another_district(cast) -> None:
    answer = _client(cast.coordinator).post(reverse("cycle-open"), _payload(cast, organisation=cast.other_district.pk))
    assert answer.status_code == 422
    with pytest.raises(Denied):
        cycles.open_cycle(2025, cast.other_district, by=cast.coordinator)
    with pytest.raises(Denied):
        cycles.open_cycle(2025, cast.district, by=cast.coordinator, owing=[cast.other_district])
    assert not Cycle.objects.filter(year=2025).exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_sees_the_pages(role: Role, cast) -> None:
    client = _client(cast[role])
    assert client.get(reverse("cycles")).status_code == 403
    assert client.get(reverse("cycle-open")).status_code == 403
    assert client.get(reverse("cycle-dates", args=[cast.cycle.pk])).status_code == 404
    assert client.get(reverse("cycle-reviewers", args=[cast.cycle.pk])).status_code == 404
    sees = Permission.VIEW in ROLES[role] and role not in (Role.DRAFTER, Role.LEADER)
    assert client.get(reverse("cycle", args=[cast.cycle.pk])).status_code == (200 if sees else 404)


def test_the_page_of_a_year_shows_dates_organisations_and_where_each_stands(cast) -> None:
    page = _client(cast.coordinator).get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    for words in ("云溪区民政局", "起草中", "青禾镇人民政府", "未开始", "2025-03-01", "应报 2，已公开 0"):
        assert words in page


def test_dates_are_changed_later_and_the_change_is_told(cast) -> None:
    cast.cycle.due_dates.filter(organisation_kind="department", kind="handover").delete()
    payload = {f"inclusive-{w}-{k}": "on" for w in DueDateKind for k in ("government", "department", "township")}
    payload |= {"on-handover-department": "2025-02-10", "on-report-department": "2025-02-28"}
    address = reverse("cycle-dates", args=[cast.cycle.pk])
    assert _client(cast.coordinator).post(address, payload).status_code == 302
    cycle = Cycle.objects.get(pk=cast.cycle.pk)
    assert cycle.due("handover", "department") == D(2025, 2, 10)
    assert cycle.due("report", "township") == D(2025, 3, 1)
    detail = Activity.objects.get(deed="dates-changed").detail
    assert detail == "部门的报送期限：2025-03-01 → 2025-02-28；部门的交稿期限：无 → 2025-02-10"
    answer = _client(cast.coordinator).post(address, {**payload, "on-report-department": "2025-03-09"})
    assert answer.status_code == 422 and "晚于规定" in answer.content.decode()


def test_an_organisation_is_added_to_a_year_that_runs(cast) -> None:
    address = reverse("cycle", args=[cast.cycle.pk])
    answer = _client(cast.coordinator).post(address, {"added": "FINANCE\n云溪区司法局"})
    assert answer.status_code == 302
    assert cast.cycle.reports.count() == 4
    again = _client(cast.coordinator).post(address, {"added": "FINANCE"})
    assert again.status_code == 422 and "已在" in again.content.decode()


def test_nothing_of_a_closed_year_is_changed(cast, unchanged) -> None:
    Cycle.objects.filter(pk=cast.cycle.pk).update(closed=True)
    with unchanged():
        with pytest.raises(Refused, match="已经结束"):
            cycles.add_owing(cast.cycle, [cast.finance], by=cast.coordinator)
        with pytest.raises(Refused, match="已经结束"):
            cycles.set_due_dates(cast.cycle, {}, by=cast.coordinator)
        with pytest.raises(Refused, match="已经结束"):
            cycles.excuse(cast.report, "撤并", by=cast.coordinator)


@pytest.mark.parametrize("what", ["other", "retired", "elsewhere"])
def test_who_cannot_owe_a_report_is_refused(what: str, cast, unchanged) -> None:
    if what == "other":
        Organisation.objects.filter(pk=cast.finance.pk).update(kind="other")
    if what == "retired":
        Organisation.objects.filter(pk=cast.finance.pk).update(active=False)
    one = cast.other_district if what == "elsewhere" else Organisation.objects.get(pk=cast.finance.pk)
    with unchanged(), pytest.raises(Refused):
        cycles.check_owing(cast.cycle, [one], by=None)


def test_an_excused_organisation_is_not_asked_any_more_and_its_text_stays(cast) -> None:
    address = reverse("report-excuse", args=[cast.report.pk])
    client = _client(cast.coordinator)
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422 and "请写明免报的理由" in empty.content.decode()
    assert client.post(address, {"reason": "机构已撤并"}).status_code == 302
    assert cast.report not in Report.objects.owed()
    assert "云溪区民政局" not in _client(cast.drafter).get("/").content.decode().split("<main")[1]
    assert "机构已撤并" in client.get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert "免报" in client.get(reverse("reports")).content.decode()
    assert cast.report.entries.standing().exists()
    assert client.post(address).status_code == 302
    assert cast.report in Report.objects.owed()
    assert [one.deed for one in cast.report.activities.all()[:2]] == ["excuse-lifted", "report-excused"]


@pytest.mark.parametrize(
    ("done", "inclusive", "days"),
    [
        (D(2025, 3, 1), True, 0),
        (D(2025, 3, 1), False, 1),
        (D(2025, 2, 28), False, 0),
        (D(2025, 3, 4), True, 3),
        (None, True, 9),
    ],
)
def test_lateness_is_the_filed_date_against_the_last_day_in_time(done, inclusive, days) -> None:
    found = standing(done, D(2025, 3, 1), D(2025, 3, 10), inclusive=inclusive)
    assert found is not None and found.days == days and found.late is (days > 0)
    assert standing(done, None, D(2025, 3, 10)) is None


def test_only_the_filing_makes_a_report_late_never_the_date_its_text_carries(cast) -> None:
    assert cast.report.entries.filter(kind="signature", text__contains="2025年1月20日").exists()
    cast.submit()
    cast.mark_all()
    for key, by, on in (("pass", cast.reviewer, None), ("sign", cast.leader, D(2025, 1, 20))):
        cast.report = reports.take_step(cast.report, key, by=by, on=on)
    cast.report = reports.take_step(cast.report, "file", by=cast.coordinator, on=D(2025, 3, 1))
    page = _client(cast.coordinator).get(reverse("reports")).content.decode()
    assert "2025-03-01（逾期）" not in page.split("云溪区民政局</a>")[1].split("</tr>")[0]
    cast.cycle.due_dates.filter(kind="report").update(inclusive=False)
    page = _client(cast.coordinator).get(reverse("reports")).content.decode()
    assert "2025-03-01（逾期）" in page.split("云溪区民政局</a>")[1].split("</tr>")[0]


def test_a_rename_and_a_move_leave_old_reports_as_they_were(cast) -> None:
    admin = cast[Role.ADMINISTRATOR]
    organisations.change_organisation(cast.civil, {"name": "云溪区民政和退役军人局", "kind": "township"}, by=admin)
    organisations.move_organisation(cast.civil, cast.justice, by=admin)
    old = Report.objects.get(pk=cast.report.pk)
    assert (old.organisation_name, old.superior_name, old.organisation_kind) == (
        "云溪区民政局", "云溪区人民政府", "department",
    )  # fmt: skip
    cycle = cycles.open_cycle(2025, cast.district, by=None, owing=[Organisation.objects.get(pk=cast.civil.pk)])
    new = cycle.reports.get()
    assert (new.organisation_name, new.superior_name) == ("云溪区民政和退役军人局", "云溪区司法局")
    assert Report.objects.visible_to(cast.drafter).count() == 2


def test_a_round_that_is_over_takes_nothing_until_it_is_opened_again(cast, unchanged):
    client, address = _client(cast.coordinator), reverse("cycle-close", args=[cast.cycle.pk])
    wrong = cast.items("measures")[1]
    save_entry(wrong, wrong.text + "各项各项工作推进。", wrong.version, by=cast.drafter)
    thread = comments.comment_on_entry(wrong, "请核对。", by=cast.reviewer)
    found = open_workspace(cast.report).notes[0]
    assert cast.report.organisation_name in client.get(address).content.decode(), "what is unfinished is named"
    with unchanged():
        answer = client.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert "还有2份报告没有办结，结束年度需要写明理由。" in answer.content.decode()
    assert client.post(address, {"reason": "机构改革，本年度不再办理"}).status_code == 302
    entry = cast.items("measures")[0]
    with unchanged(), pytest.raises(Refused, match="2024年度工作已经结束"):
        save_entry(entry, "改。", entry.version, by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="2024年度工作已经结束"):
        reports.take_step(cast.report, "submit", by=cast.drafter)
    later = [
        lambda: assignments.assign(cast.report, today(), by=cast.coordinator, person=cast.drafter),
        lambda: comments.reply(thread, "已核对。", by=cast.drafter),
        lambda: comments.resolve(thread, by=cast.reviewer),
        lambda: inspections.set_aside(cast.report, found.fingerprint, "口径不同", by=cast.drafter),
        lambda: reviewers.assign_reviewer(cast.cycle, [cast.report], cast.reviewer, by=cast.coordinator),
        lambda: cycles.excuse(cast.report, "撤并", by=cast.coordinator),
        lambda: reminders.set_reminders(cast.cycle, [3], [1], None, by=cast.coordinator),
    ]
    for deed in later:
        with unchanged(), pytest.raises(Refused, match="2024年度工作已经结束"):
            deed()
    with unchanged(), pytest.raises(Refused, match="需要写明理由"):
        cycles.reopen_round(cast.cycle, by=cast.coordinator, reason="")
    with unchanged(), pytest.raises(Denied):
        cycles.reopen_round(cast.cycle, by=cast.reviewer, reason="要改")
    assert client.post(address, {"reason": "补报"}).status_code == 302
    assert save_entry(entry, "改。", entry.version, by=cast.drafter).text == "改。"
    deeds = list(Activity.objects.filter(deed__startswith="cycle-").order_by("pk").values_list("detail", flat=True))
    assert deeds[1:] == ["结束2024年度（2份未办结）：机构改革，本年度不再办理", "重新开放2024年度：补报"]


def test_the_day_of_handing_in_is_held_against_the_local_date_even_after_review(cast):
    cycles.set_due_dates(
        cast.cycle, {("handover", "department"): cycles.Day(datetime.date(2025, 1, 10))}, by=cast.coordinator
    )
    late = cast.submit()
    assert late.submitted_on is not None
    page = _client(cast.coordinator).get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert "2025-01-10（逾期）" in page
    type(late).objects.filter(pk=late.pk).update(submitted_on=datetime.date(2025, 1, 10))
    page = _client(cast.coordinator).get(reverse("cycle", args=[cast.cycle.pk])).content.decode()
    assert "2025-01-10（逾期）" not in page
