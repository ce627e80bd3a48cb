"""Events bound to the text: signatures, records on behalf, reporting upward, secrecy, publication; revoking them."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tracker.walks import DAY, PAPER, client_of, edit, filed, passed, stand_at, two_bodies
from tracker.actions import deadlines, reports, steps
from tracker.actions.accounts import grant
from tracker.actions.refusal import Denied, Refused
from tracker.models import Filing, Report
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.models.report_facts import facts_of
from tracker.roles import Role
from tracker.workflow import EDITABLE, Status

BLOCKING = "申请人身份证号110101199003070774。"


# signatures


def test_each_principal_leader_signs_separately_and_only_then_the_report_is_signed(cast, unchanged):
    two_bodies(cast)
    passed(cast)
    with unchanged(), pytest.raises(Refused, match="分别签发"):
        reports.take_step(cast.report, "sign", by=cast.leader, on=DAY)
    cast.report = reports.take_step(cast.report, "sign", by=cast.leader, on=DAY, items=["government"])
    assert cast.report.status == Status.PASSED
    remaining = steps.offers(cast.report, cast.leader, facts_of(cast.report))[0].remaining
    assert [lack.message for lack in remaining] == ["党委主要负责人未签"]
    with unchanged(), pytest.raises(Refused, match="已经登记过"):
        reports.take_step(cast.report, "sign", by=cast.leader, on=DAY, items=["government"])
    with unchanged(), pytest.raises(Refused, match="须另行签发"):
        reports.take_step(cast.report, "sign", by=cast.leader, on=DAY, items=["party"])
    cast.report = reports.take_step(cast.report, "sign", by=cast.coordinator, items=["party"], **PAPER)
    assert cast.report.status == Status.SIGNED


def test_reopening_and_editing_revoke_the_signatures_and_all_that_followed(cast):
    filed(cast)
    cast.report = reports.take_step(cast.report, "publish", by=cast.coordinator, on=DAY, party="年度报告")
    cast.report = reports.take_step(cast.report, "close", by=cast.coordinator)
    with pytest.raises(Refused):
        edit(cast)
    cast.report = reports.take_step(cast.report, "reopen", by=cast.coordinator, reason="数字有误")
    assert (cast.report.status, cast.report.return_reason) == (Status.RETURNED, "数字有误")
    assert {one.kind for one in cast.report.filings.standing()} == {FilingKind.SECRECY_REVIEW}
    edit(cast)
    assert not cast.report.filings.standing().exists()
    assert cast.report.filings.filter(revoked_why="重新打开：数字有误").count() == 6
    again = Report.objects.with_dates().get(pk=cast.report.pk)
    assert (again.reported_on, again.published_on) == (None, None)
    page = client_of(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert "已失效的登记 7 条" in page
    assert "重新打开：数字有误" in page


def test_an_event_bound_to_another_text_counts_for_nothing(cast):
    passed(cast)
    reports.take_step(cast.report, "secrecy", by=cast.coordinator, on=DAY)
    Filing.objects.update(text_sha256="0" * 64)
    assert not facts_of(cast.report).secrecy[0].taken


# on behalf


@pytest.mark.parametrize("missing", ["party", "post", "on"])
def test_what_was_done_on_paper_is_recorded_with_who_and_when(cast, unchanged, missing):
    passed(cast)
    told = {**PAPER, missing: "" if missing != "on" else None}
    with unchanged(), pytest.raises(Refused, match=r"姓名和职务|日期"):
        reports.take_step(cast.report, "sign", by=cast.coordinator, **told)


def test_a_signature_on_paper_names_the_signer_the_recorder_the_scan_and_the_text(cast):
    passed(cast)
    scan = SimpleUploadedFile("签批.pdf", b"%PDF-1.4 ...")
    answer = client_of(cast.coordinator).post(
        reverse("report-step", args=[cast.report.pk, "sign"]),
        {"on": "2025-02-10", "behalf": "1", "party": "丁局", "post": "局长", "scan": scan},
    )
    assert answer.status_code == 302
    kept = cast.report.filings.get()
    assert (kept.party, kept.post, kept.on_behalf, kept.recorded_by) == ("丁局", "局长", True, cast.coordinator)
    assert kept.text_sha256 == compose(cast.report).sha256
    assert kept.scan.content_type == "application/pdf"
    shown = client_of(cast.drafter).get(reverse("report-scan", args=[cast.report.pk, kept.scan_id]))
    assert b"".join(shown.streaming_content) == b"%PDF-1.4 ..."
    assert shown["Content-Disposition"].startswith("attachment")
    page = client_of(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert "童筹代为登记" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "空的"), (b"MZ rubbish", "只能是"), (b"<html>", "只能是"), (b"%PDF-" + b"x" * 10 * 1024 * 1024, "10 MB")],
)
def test_a_scan_that_cannot_be_kept_gets_a_sentence_and_nothing_is_recorded(cast, unchanged, content, sentence):
    passed(cast)
    told = {"on": "2025-02-10", "behalf": "1", "party": "丁局", "post": "局长"}
    told["scan"] = SimpleUploadedFile("签批.pdf", content)
    client = client_of(cast.coordinator)
    with unchanged():
        answer = client.post(reverse("report-step", args=[cast.report.pk, "sign"]), told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="丁局"' in page


def test_a_step_that_is_no_paper_is_not_recorded_on_behalf(cast, unchanged):
    cast.declare_all()
    with unchanged(), pytest.raises(Refused, match="不能代为登记"):
        reports.take_step(cast.report, "submit", by=cast.coordinator, **PAPER)


# reporting upward


def test_each_addressee_is_recorded_with_its_own_date_and_the_last_makes_it_filed(cast):
    passed(cast)
    cast.report = reports.take_step(cast.report, "sign", by=cast.leader, on=DAY)
    later = DAY + datetime.timedelta(days=4)
    for keys, on in ((["party"], DAY), (["government", "supervision"], later)):
        cast.report = reports.take_step(cast.report, "file", by=cast.coordinator, on=on, items=keys)
        assert cast.report.status == Status.SIGNED
        assert Report.objects.with_dates().get(pk=cast.report.pk).reported_on is None
    cast.report = reports.take_step(cast.report, "file", by=cast.coordinator, on=DAY, items=["competent"])
    assert cast.report.status == Status.FILED
    assert Report.objects.with_dates().get(pk=cast.report.pk).reported_on == later


def test_an_addressee_that_is_not_asked_for_is_left_out_only_with_a_reason(cast, unchanged):
    passed(cast)
    cast.report = reports.take_step(cast.report, "sign", by=cast.leader, on=DAY)
    cast.report = reports.take_step(cast.report, "file", by=cast.coordinator, on=DAY, items=["party", "government"])
    with unchanged(), pytest.raises(Refused, match="理由"):
        reports.take_step(cast.report, "file", by=cast.coordinator, on=DAY, items=["competent"], excused=True)
    told = {"items": ["competent"], "excused": True, "reason": "没有上一级主管部门"}
    cast.report = reports.take_step(cast.report, "file", by=cast.coordinator, on=DAY, **told)
    assert cast.report.status == Status.FILED


def test_publication_waits_for_the_secrecy_review_and_does_not_come_before_it(cast, unchanged):
    passed(cast)
    for key, by in (("sign", cast.leader), ("file", cast.coordinator)):
        cast.report = reports.take_step(cast.report, key, by=by, on=DAY)
    with unchanged(), pytest.raises(Refused, match="保密审查未办"):
        reports.take_step(cast.report, "publish", by=cast.coordinator, on=DAY)
    later = DAY + datetime.timedelta(days=1)
    reports.take_step(cast.report, "secrecy", by=cast.coordinator, on=later)
    with unchanged(), pytest.raises(Refused, match="早于保密审查"):
        reports.take_step(cast.report, "publish", by=cast.coordinator, on=DAY)


def test_a_publication_says_where(cast, unchanged):
    filed(cast)
    client = client_of(cast.coordinator)
    address = reverse("report-step", args=[cast.report.pk, "publish"])
    for told, sentence in (
        ({}, "栏目或网址"),
        ({"address": "不是网址"}, "网址："),
        ({"party": "栏目", "on": "2月"}, "日期："),
    ):
        with unchanged():
            answer = client.post(address, {"on": "2025-02-10", **told})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    told = {"on": "2025-02-10", "party": "年度报告", "address": "https://example.gov.cn/a"}
    assert client.post(address, told).status_code == 302
    out = cast.report.filings.get(kind=FilingKind.PUBLICATION)
    assert (out.party, out.address, out.on) == ("年度报告", "https://example.gov.cn/a", DAY)


def test_blocking_findings_stop_publication_until_somebody_answers_for_it(cast, unchanged):
    edit(cast, BLOCKING)
    filed(cast)
    client = client_of(cast.coordinator)
    told = {"on": "2025-02-10", "party": "年度报告"}
    with unchanged():
        answer = client.post(reverse("report-step", args=[cast.report.pk, "publish"]), told)
    assert answer.status_code == 422
    entry = cast.items("plans")[0]
    assert f'<a href="{reverse("part", args=[entry.part_id])}#e{entry.pk}">阻断公开' in answer.content.decode()
    with unchanged(), pytest.raises(Refused, match="理由"):
        reports.take_step(cast.report, "override", by=cast.leader)
    reports.take_step(cast.report, "override", by=cast.leader, reason="系示例号码")
    kept = cast.report.filings.get(kind=FilingKind.OVERRIDE)
    assert (kept.party, kept.reason, kept.text_sha256) == ("丁局", "系示例号码", compose(cast.report).sha256)
    assert kept.details[0][1].startswith("阻断公开")
    assert "系示例号码" in client.get(reverse("report", args=[cast.report.pk])).content.decode()
    with unchanged(), pytest.raises(Refused, match="不需要放行"):
        reports.take_step(cast.report, "override", by=cast.leader, reason="再来一次")
    cast.report = reports.take_step(cast.report, "publish", by=cast.coordinator, on=DAY)
    assert cast.report.status == Status.PUBLISHED


# striking a wrong record


def test_a_wrong_record_is_struck_with_a_reason_and_made_again(cast, unchanged):
    two_bodies(cast)
    passed(cast)
    reports.take_step(cast.report, "sign", by=cast.coordinator, items=["party"], **PAPER)
    wrong = cast.report.filings.get()
    with unchanged(), pytest.raises(Denied):
        deadlines.strike(wrong, "写错了", by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="理由"):
        deadlines.strike(wrong, " ", by=cast.coordinator)
    address = reverse("report-strike", args=[cast.report.pk, wrong.pk])
    assert client_of(cast.coordinator).post(address, {"reason": "日期不对"}).status_code == 302
    with unchanged(), pytest.raises(Refused, match="已经失效"):
        deadlines.strike(wrong, "再来", by=cast.coordinator)
    reports.take_step(cast.report, "sign", by=cast.coordinator, items=["party"], **PAPER)
    assert cast.report.filings.standing().count() == 1


def test_a_record_the_report_has_moved_on_from_is_not_struck(cast, unchanged):
    filed(cast)
    signature = cast.report.filings.get(kind=FilingKind.SIGNATURE)
    with unchanged(), pytest.raises(Refused, match="重新打开"):
        deadlines.strike(signature, "写错了", by=cast.coordinator)


def test_the_text_is_closed_outside_the_statuses_in_which_it_is_written(cast, unchanged):
    for status in set(Status) - EDITABLE:
        stand_at(cast.report, status)
        with unchanged(), pytest.raises(Refused, match="不能修改"):
            edit(cast)


def test_four_eyes_are_told_on_the_page_and_answered_with_a_403(cast, unchanged):
    grant(cast.drafter, cast.civil, Role.REVIEWER, by=None)
    cast.submit()
    client = client_of(cast.drafter)
    with unchanged():
        answer = client.post(reverse("report-step", args=[cast.report.pk, "take"]))
    assert answer.status_code == 403
    assert "起草过本报告" in answer.content.decode()
