"""Deeds on a whole report: declare, hand in, judge, return, sign, file, publish; four eyes throughout."""

import datetime

import pytest

from tracker.actions import entries, reports, review
from tracker.actions.accounts import grant
from tracker.actions.cycles import open_cycle
from tracker.actions.deadlines import file_event
from tracker.actions.refusal import Denied, Refused
from tracker.imports.published_report import take_bytes
from tracker.models import Activity, Assessment, Report, User
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.models.review import Result
from tracker.roles import Role
from tracker.workflow import Status

DAY = datetime.date(2025, 2, 10)


def test_an_opened_report_owes_the_four_parts_and_knows_its_dates(cast):
    assert [part.role for part in cast.empty.parts.all()] == ["measures", "shortcomings", "duties", "plans"]
    assert cast.empty.status == Status.NOT_STARTED
    assert cast.report.due(
        "report",
    ) == cast.cycle.due("report", "department")
    assert cast.report.superior_name == "云溪区人民政府"


def test_a_later_rename_of_the_organisation_changes_no_old_report(cast):
    cast.civil.name = "云溪区民政和养老服务局"
    cast.civil.save()
    assert str(Report.objects.get(pk=cast.report.pk)).startswith("云溪区民政局2024年度")


def test_a_year_is_opened_once(cast, unchanged):
    with unchanged(), pytest.raises(Refused, match="已经开启"):
        open_cycle(2024, cast.district, by=cast.coordinator)
    with unchanged(), pytest.raises(Refused, match="已经存在"):
        reports.open_report(cast.cycle, cast.civil, by=cast.coordinator)


def test_a_taken_text_waits_for_replace_and_keeps_every_version(cast, unchanged):
    with unchanged(), pytest.raises(Refused, match="已有文字"):
        take_bytes(cast.report, cast.text.encode(), "again.txt", by=cast.drafter)
    old = list(cast.report.entries.standing())
    take_bytes(cast.report, cast.text.replace("148", "150").encode(), "again.txt", by=cast.drafter, replace=True)
    assert "150件" in compose(cast.report).document.text
    assert all(entry.versions.count() == 2 for entry in old)
    assert not cast.report.entries.standing().filter(pk__in=[one.pk for one in old]).exists()
    assert cast.report.sources.filter(taken=True).count() == 2


def test_a_part_without_content_cannot_be_called_done(cast, unchanged):
    part = cast.empty.parts.select_related("report__cycle").first()
    grant(cast.neighbour, cast.township, Role.DRAFTER, by=None)
    neighbour = User.objects.get(pk=cast.neighbour.pk)
    with unchanged(), pytest.raises(Refused, match="还没有内容"):
        reports.declare_part(part, True, by=neighbour)


def test_an_unfinished_report_cannot_be_handed_in_and_every_lack_is_told_at_once(cast, unchanged):
    reports.declare_part(cast.part("measures"), True, by=cast.drafter)
    with unchanged(), pytest.raises(Refused) as told:
        reports.take_step(cast.report, "submit", by=cast.drafter)
    assert str(told.value).count("尚未标为已完成") == 3
    assert "主要举措和成效" not in str(told.value)


def test_the_way_from_handing_in_to_closing_is_recorded_step_by_step(cast):
    cast.submit()
    assert cast.report.status == Status.SUBMITTED
    cast.mark_all()
    assert cast.report.status == Status.IN_REVIEW
    steps = [
        ("pass", cast.reviewer, None),
        ("sign", cast.leader, DAY),
        ("file", cast.coordinator, DAY),
        ("secrecy", cast.coordinator, DAY),
        ("publish", cast.coordinator, DAY),
        ("close", cast.coordinator, None),
    ]
    for key, person, on in steps:
        cast.report = reports.take_step(cast.report, key, by=person, on=on)
    assert cast.report.status == Status.CLOSED
    deeds = Activity.objects.filter(report=cast.report, deed__startswith="step-").order_by("pk")
    assert [(one.deed, one.by) for one in deeds] == [("step-submit", cast.drafter)] + [
        (f"step-{key}", person) for key, person, _ in steps
    ]
    filed = {one.kind: one for one in cast.report.filings.all()}
    kinds = {FilingKind.SIGNATURE, FilingKind.REPORT, FilingKind.SECRECY_REVIEW, FilingKind.PUBLICATION}
    assert set(filed) == kinds
    assert {one.text_sha256 for one in filed.values()} == {compose(cast.report).sha256}
    assert filed[FilingKind.PUBLICATION].on == DAY


def test_a_step_from_another_status_is_refused(cast, unchanged):
    for key in ("take", "pass", "sign", "file", "publish", "close", "reopen", "withdraw", "return"):
        person = {"sign": cast.leader, "withdraw": cast.drafter}.get(
            key, cast.coordinator if key in ("file", "publish", "close", "reopen") else cast.reviewer
        )
        with unchanged(), pytest.raises(Refused, match="起草中"):
            reports.take_step(cast.report, key, by=person, reason="理由", on=DAY)
    with unchanged(), pytest.raises(Refused, match="没有这一步"):
        reports.take_step(cast.report, "vanish", by=cast.drafter)


def test_a_return_needs_its_reason_and_the_drafter_reads_it(cast, unchanged):
    cast.submit()
    with unchanged(), pytest.raises(Refused, match="理由"):
        reports.take_step(cast.report, "return", by=cast.reviewer, reason="  ")
    cast.report = reports.take_step(cast.report, "return", by=cast.reviewer, reason="请补充原因")
    assert (cast.report.status, cast.report.return_reason) == (Status.RETURNED, "请补充原因")
    assert cast.report.editable


def test_a_report_with_unmarked_requirements_does_not_pass(cast, unchanged):
    cast.submit()
    first = next(one for one in cast.report.requirements if one.obligation.gates)
    review.mark(cast.report, first.key, Result.COMPLETE, by=cast.reviewer)
    gating = sum(1 for one in cast.report.requirements if one.obligation.gates)
    with unchanged(), pytest.raises(Refused, match=f"还有{gating - 1}项"):
        reports.take_step(cast.report, "pass", by=cast.reviewer)


@pytest.mark.parametrize("on", [None, datetime.date(2999, 1, 1), datetime.date(2023, 12, 31)])
def test_a_dated_step_wants_a_date_that_can_be_true(cast, unchanged, on):
    cast.submit()
    cast.mark_all()
    cast.report = reports.take_step(cast.report, "pass", by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="日期"):
        reports.take_step(cast.report, "sign", by=cast.leader, on=on)


def test_a_secrecy_review_is_filed_against_the_text_as_it_stands(cast):
    filed = file_event(cast.report, FilingKind.SECRECY_REVIEW, DAY, by=cast.coordinator, party=" 保密办 ")
    assert filed.party == "保密办"
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text + "。", entry.version, by=cast.drafter)
    assert compose(cast.report).sha256 != filed.text_sha256


def test_whoever_drafted_neither_judges_nor_returns_nor_passes(cast, unchanged):
    grant(cast.drafter, cast.civil, Role.REVIEWER, by=None)
    cast.submit()
    for deed in (
        lambda: review.mark(cast.report, "measures.steps", Result.COMPLETE, by=cast.drafter),
        lambda: review.mark_advisory(cast.report, "measures", Result.COMPLETE, by=cast.drafter),
        lambda: review.clear_mark(cast.report, "measures.steps", by=cast.drafter),
        lambda: reports.take_step(cast.report, "take", by=cast.drafter),
        lambda: reports.take_step(cast.report, "return", by=cast.drafter, reason="理由"),
    ):
        with unchanged(), pytest.raises(Denied, match="起草过"):
            deed()
    lacks = [lack.message for one in reports.open_steps(cast.report, cast.drafter) for lack in one.lacks]
    assert any("起草过" in message for message in lacks)


def test_a_reviewer_who_saved_one_entry_is_a_drafter_too(cast):
    grant(cast.reviewer, cast.civil, Role.DRAFTER, by=None)
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text + "。", entry.version, by=cast.reviewer)
    cast.submit()
    with pytest.raises(Denied, match="起草过"):
        review.mark(cast.report, "measures.steps", Result.COMPLETE, by=cast.reviewer)


def test_not_applicable_is_marked_and_proposed_only_with_a_reason(cast, unchanged):
    with unchanged(), pytest.raises(Refused, match="理由"):
        review.propose_not_applicable(cast.report, "measures.results", " ", by=cast.drafter)
    review.propose_not_applicable(cast.report, "measures.results", "本单位没有此项职责", by=cast.drafter)
    cast.submit()
    with unchanged(), pytest.raises(Refused, match="理由"):
        review.mark(cast.report, "measures.results", Result.NOT_APPLICABLE, " ", by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="上限"):
        review.mark(cast.report, "measures.results", Result.PARTIAL, "长" * 2001, by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="没有这项要求"):
        review.mark(cast.report, "no.such", Result.COMPLETE, by=cast.reviewer)
    marked = review.mark(cast.report, "measures.results", Result.NOT_APPLICABLE, "无此职责", by=cast.reviewer)
    assert (marked.result, marked.note) == (Result.NOT_APPLICABLE, "无此职责")


def test_a_proposal_can_be_withdrawn(cast):
    review.propose_not_applicable(cast.report, "measures.results", "无此职责", by=cast.drafter)
    review.withdraw_proposal(cast.report, "measures.results", by=cast.drafter)
    assert not cast.report.proposals.exists()


def test_nothing_is_judged_before_it_is_handed_in(cast, unchanged):
    with unchanged(), pytest.raises(Refused, match="提交后"):
        review.mark(cast.report, "measures.steps", Result.COMPLETE, by=cast.reviewer)


def test_advisory_requirements_of_a_part_are_marked_together_each_recorded(cast):
    cast.submit()
    wanted = [one for one in cast.report.requirements if one.part == "measures" and not one.obligation.gates]
    review.mark(cast.report, wanted[0].key, Result.MISSING, "没有写", by=cast.reviewer)
    number = review.mark_advisory(cast.report, "measures", Result.COMPLETE, by=cast.reviewer)
    assert number == len(wanted) - 1
    marks = Assessment.objects.filter(report=cast.report)
    assert marks.count() == len(wanted)
    assert not marks.filter(gates=True).exists()
    assert marks.get(requirement_key=wanted[0].key).result == Result.MISSING
    assert Activity.objects.filter(deed="requirement-marked", by=cast.reviewer).count() == len(wanted)


def test_completeness_counts_complete_marks_on_what_applies_and_gates(cast):
    cast.submit()
    gating = [one for one in cast.report.requirements if one.obligation.gates]
    of = lambda: Report.objects.with_marks().select_related("cycle").get(pk=cast.report.pk).completeness  # noqa: E731
    assert of().ratio is None
    results = [Result.NOT_APPLICABLE, Result.PARTIAL, Result.MISSING]
    results += [Result.COMPLETE] * (len(gating) - 3)
    for one, result in zip(gating, results, strict=True):
        assert of().ratio is None
        review.mark(cast.report, one.key, result, "经核对", by=cast.reviewer)
    counted = of()
    assert counted.applying == len(gating) - 1
    assert counted.ratio == pytest.approx((len(gating) - 3) / (len(gating) - 1))
    review.mark_advisory(cast.report, "measures", Result.MISSING, by=cast.reviewer)
    assert of() == counted


def test_a_mark_taken_back_is_to_do_again(cast):
    cast.submit()
    cast.mark_all()
    review.clear_mark(cast.report, "measures.steps", by=cast.reviewer)
    row = cast.report.assessments.get(requirement_key="measures.steps")
    assert (row.status, row.result, row.marked_by) == ("to-do", "", None)
    with pytest.raises(Refused, match="还有1项"):
        reports.take_step(cast.report, "pass", by=cast.reviewer)
