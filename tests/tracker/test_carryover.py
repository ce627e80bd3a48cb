"""From one year to the next: promises and questions, their answers, text brought over, and the ledger of all years."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.tracker.many_reports import add_reports, district
from tracker.actions import carryover, entries
from tracker.actions.refusal import Denied, Refused
from tracker.exports import find_export
from tracker.models import Activity, Entry, EntryLink, PlanItem, Report, ReportFigure, Shortcoming
from tracker.models.entries import Outcome, Resolution
from tracker.models.links import LinkKind
from tracker.models.promises import open_promises, unanswered
from tracker.models.workspace import open_workspace, with_asides

pytestmark = pytest.mark.django_db


def _items(report: Report, role: str) -> list[Entry]:
    found = report.entries.standing().filter(part__role=role, kind="item")
    return list(found.select_related("report__cycle", "part"))


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def before(cast) -> Report:
    """Last year's report of ``civil``."""
    return cast.last_year()


def test_last_years_plans_and_shortcomings_come_back_unanswered(cast, before: Report) -> None:
    found = open_promises(cast.report)
    assert [one.entry.text[:8] for one in found.plans] == ["一是充实执法力量", "二是改进普法方式"]
    assert [one.entry.report_id for one in found.questions] == [before.pk, before.pk]
    assert found.left == 4
    assert unanswered(before) == (4, 4)


def test_a_shortcoming_that_is_written_again_is_suggested_as_still_open(cast, before: Report) -> None:
    first = open_promises(cast.report).questions[0]
    assert first.suggestion is not None
    assert first.suggestion.entry == cast.items("shortcomings")[0]


def test_a_plan_is_answered_by_a_measure_in_one_deed(cast, before: Report) -> None:
    plan, measure = _items(before, "plans")[0], cast.items("measures")[1]
    carryover.record_outcome(cast.report, plan, Outcome.DONE, by=cast.drafter, measure=measure)
    row = PlanItem.objects.get(entry=plan)
    assert (row.outcome, row.outcome_by.username) == ("done", "drafter")
    made = EntryLink.objects.get()
    assert (made.entry, made.source, made.kind, made.source_version) == (measure, plan, LinkKind.FULFILMENT, 1)
    assert open_promises(cast.report).left == 3
    assert Activity.objects.filter(deed="outcome-recorded", detail__contains="已落实", report=cast.report).exists()


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.NOT_DONE])
def test_what_was_not_all_done_needs_its_reason(cast, before: Report, unchanged, outcome: Outcome) -> None:
    plan = _items(before, "plans")[0]
    with unchanged(), pytest.raises(Refused, match="写明原因"):
        carryover.record_outcome(cast.report, plan, outcome, " ", by=cast.drafter, measure=cast.items("measures")[0])
    carryover.record_outcome(cast.report, plan, outcome, "编制没有批下来", by=cast.drafter)
    assert PlanItem.objects.get(entry=plan).outcome_note == "编制没有批下来"


def test_done_without_a_measure_or_a_word_is_refused(cast, before: Report, unchanged) -> None:
    with unchanged(), pytest.raises(Refused, match="选择落实这项安排的举措"):
        carryover.record_outcome(cast.report, _items(before, "plans")[0], Outcome.DONE, by=cast.drafter)


def test_a_shortcoming_is_closed_or_still_open_and_may_be_asked_again(cast, before: Report) -> None:
    lack = _items(before, "shortcomings")[0]
    again = cast.items("shortcomings")[0]
    carryover.resolve(cast.report, lack, Resolution.OPEN, by=cast.drafter, entry=again)
    assert Shortcoming.objects.get(entry=lack).resolution == "open"
    carryover.resolve(cast.report, lack, Resolution.UNKNOWN, by=cast.drafter)
    row = Shortcoming.objects.get(entry=lack)
    assert (row.resolution, row.resolved_by) == ("", None)


@pytest.mark.parametrize(
    ("later", "earlier", "kind"),
    [
        ("shortcomings", "plans", LinkKind.FULFILMENT),
        ("measures", "shortcomings", LinkKind.FULFILMENT),
        ("measures", "plans", LinkKind.REPLY),
        ("plans", "shortcomings", LinkKind.REMEDY),
    ],
)
def test_entries_that_do_not_fit_together_cannot_be_linked(cast, before, unchanged, later, earlier, kind) -> None:
    with unchanged(), pytest.raises(Refused):
        carryover.link(cast.report, cast.items(later)[0], _items(before, earlier)[0], kind, by=cast.drafter)


def test_who_may_not_edit_answers_nothing_and_neither_may_anyone_once_it_is_handed_in(cast, before, unchanged) -> None:
    plan = _items(before, "plans")[0]
    with unchanged(), pytest.raises(Denied):
        carryover.record_outcome(cast.report, plan, Outcome.DONE, "已办", by=cast.reviewer)
    report = cast.submit()
    with unchanged(), pytest.raises(Refused, match="不能修改"):
        carryover.record_outcome(report, plan, Outcome.DONE, "已办", by=cast.drafter)


def test_the_page_suggests_and_one_click_confirms(cast, before: Report) -> None:
    client = _client(cast.drafter)
    page = client.get(reverse("report-promises", args=[cast.report.pk])).content.decode()
    assert "还有 4 项未答复" in page and "就是这条，仍存在" in page
    lack = _items(before, "shortcomings")[0]
    answer = client.post(
        reverse("report-answer-question", args=[cast.report.pk, lack.pk]),
        {"answer": "open", "entry": cast.items("shortcomings")[0].pk},
    )
    assert answer["Location"].endswith(f"#q{lack.pk}")
    assert Shortcoming.objects.get(entry=lack).resolution == "open"
    task_list = client.get(reverse("report", args=[cast.report.pk])).content.decode()
    assert "未答复 3" in task_list


def test_an_answer_that_is_refused_stays_typed_beside_its_sentence(cast, before: Report, unchanged) -> None:
    plan, client = _items(before, "plans")[0], _client(cast.drafter)
    with unchanged():
        answer = client.post(
            reverse("report-answer-plan", args=[cast.report.pk, plan.pk]), {"answer": "done", "note": "", "entry": ""}
        )
    assert answer.status_code == 422
    assert "选择落实这项安排的举措" in answer.content.decode()
    long = _client(cast.drafter).post(
        reverse("report-answer-plan", args=[cast.report.pk, plan.pk]), {"answer": "partly", "note": "因" * 501}
    )
    assert long.status_code == 422 and "因" * 501 in long.content.decode()


@pytest.mark.parametrize("odd", ["", "abc", "-1", "9" * 30, "0"])
def test_an_entry_that_is_none_is_no_fault_of_the_server(cast, before: Report, unchanged, odd: str) -> None:
    client = _client(cast.drafter)
    plan, lack = _items(before, "plans")[0], cast.items("shortcomings")[0]
    with unchanged():
        for name, entry in (("report-answer-plan", plan), ("report-answer-question", lack), ("report-remedy", lack)):
            address = reverse(name, args=[cast.report.pk, entry.pk])
            assert client.post(address, {"answer": odd, "entry": odd}).status_code in (302, 422), name
        carry = reverse("report-carry", args=[cast.report.pk, "measures"])
        assert client.post(carry, {"entry": odd}).status_code == 422


def test_a_link_is_taken_back(cast, before: Report) -> None:
    plan = cast.items("plans")[0]
    made = carryover.link(cast.report, plan, cast.items("shortcomings")[0], LinkKind.REMEDY, by=cast.drafter)
    _client(cast.drafter).post(reverse("report-link-remove", args=[cast.report.pk, made.pk]))
    assert not EntryLink.objects.exists()


def test_last_years_text_is_brought_over_and_marked_until_it_is_changed(cast, before: Report) -> None:
    cast.declare_all()
    part = cast.part("plans")
    source = _items(before, "plans")[0]
    (made,) = carryover.carry(part, [source], by=cast.drafter)
    assert made.text == source.text
    part.refresh_from_db()
    assert not part.declared_done
    assert not cast.report.assessments.exists()
    page = _client(cast.drafter).get(reverse("part", args=[part.pk])).content.decode()
    assert "沿用上年原文" in page
    entries.save_entry(made, "三是另做一件事。", made.version, by=cast.drafter)
    workspace = open_workspace(cast.report)
    (line,) = with_asides(workspace, [workspace.line(Entry.objects.get(pk=made.pk))])
    assert line.aside is None


def test_a_long_sentence_copied_by_hand_is_marked_as_well(cast, before: Report) -> None:
    workspace = open_workspace(cast.report)
    lines = with_asides(workspace, workspace.part_lines(cast.part("measures")))
    repeated = [words for line in lines if line.aside for words in line.aside.repeated]
    assert any("按规定公示" in words for words in repeated)
    assert not any("148件" in words for words in repeated)


def test_the_wizard_goes_part_by_part_and_never_brings_a_passage_twice(cast, before: Report) -> None:
    client = _client(cast.drafter)
    start = client.get(reverse("report-carry-start", args=[cast.report.pk])).content.decode()
    assert "第 1 步，共 4 步" in start
    address = reverse("report-carry", args=[cast.report.pk, "shortcomings"])
    source = _items(before, "shortcomings")[1]
    nothing = client.post(address, {})
    assert nothing.status_code == 422 and "请先勾选" in nothing.content.decode()
    taken = client.post(address, {"entry": [source.pk]})
    assert taken["Location"] == reverse("report-carry", args=[cast.report.pk, "duties"])
    assert "已带入" in client.get(address).content.decode()
    assert client.post(address, {"entry": [source.pk]}).status_code == 422
    assert EntryLink.objects.taken().filter(source=source).count() == 1


def test_another_offices_text_cannot_be_brought_over(cast, before: Report, unchanged) -> None:
    foreign, client = cast.items("plans")[0], _client(cast.drafter)
    with unchanged():
        answer = client.post(reverse("report-carry", args=[cast.report.pk, "plans"]), {"entry": [foreign.pk]})
    assert answer.status_code == 422


def test_a_report_without_one_before_has_nothing_to_bring(cast) -> None:
    client = _client(cast.drafter)
    assert client.get(reverse("report-carry-start", args=[cast.report.pk])).status_code == 404
    assert "没有本单位上一年度的报告" in client.get(reverse("report-promises", args=[cast.report.pk])).content.decode()


def test_last_years_figures_stand_beside_this_years(cast, before: Report) -> None:
    pairs = {one.title: one for one in open_promises(cast.report).figures}
    penalties = pairs["行政处罚案件"]
    assert (penalties.before[0].words, penalties.now[0].words, penalties.signed) == ("4件", "4件", "0")
    page = _client(cast.drafter).get(reverse("part", args=[cast.part("measures").pk])).content.decode()
    assert "行政处罚案件 4件" in page


def test_of_a_number_that_grew_from_one_to_another_the_second_is_the_years(cast) -> None:
    entry = cast.items("measures")[1]
    text = "二是规范行政执法。办理行政处罚案件由12件增加到31件。"
    entries.save_entry(entry, text, entry.version, by=cast.drafter)
    named = dict(ReportFigure.objects.filter(entry=entry).values_list("words", "indicator"))
    assert named["12件"] == "" and named["31件"] != ""


# the ledger


@pytest.fixture
def kept(cast, before: Report) -> Report:
    """Last year's first shortcoming planned against, kept by a measure of this year, and closed."""
    lack, plan, measure = _items(before, "shortcomings")[0], _items(before, "plans")[0], cast.items("measures")[1]
    EntryLink.objects.create(entry=plan, source=lack, kind=LinkKind.REMEDY, source_version=1, by=cast.drafter)
    carryover.record_outcome(cast.report, plan, Outcome.DONE, by=cast.drafter, measure=measure)
    carryover.resolve(cast.report, lack, Resolution.CLOSED, "人员已到岗", by=cast.drafter)
    return before


def test_a_row_of_the_ledger_leads_from_the_shortcoming_to_the_deed(cast, kept: Report) -> None:
    page = _client(cast.coordinator).get(reverse("ledger"), {"year": 2023, "state": "closed"}).content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert body.count("<tr>") == 1
    for entry in (_items(kept, "shortcomings")[0], _items(kept, "plans")[0], cast.items("measures")[1]):
        assert f'href="{reverse("part", args=[entry.part_id])}#e{entry.pk}"' in body
    assert "已解决" in body and "人员已到岗" in body


def test_a_plan_that_answers_no_shortcoming_has_a_row_of_its_own(cast, kept: Report) -> None:
    page = _client(cast.coordinator).get(reverse("ledger"), {"year": 2023}).content.decode()
    assert page.partition("<tbody>")[2].count("<tr>") == 3


def test_the_ledger_shows_nobody_what_they_may_not_see(cast, kept: Report) -> None:
    for user in (cast.outsider, cast.neighbour):
        assert "执法力量不足" not in _client(user).get(reverse("ledger")).content.decode()


def test_the_ledger_is_handed_over_as_a_workbook(cast, kept: Report) -> None:
    stream = io.BytesIO()
    find_export("ledger").write(Report.objects.all(), stream, by=cast.coordinator, when=timezone.localtime())
    rows = list(openpyxl.load_workbook(stream)["台账"].iter_rows(values_only=True))
    closed = next(row for row in rows if row[6] == "已解决")
    assert closed[0] == "2023" and closed[2].startswith("一是执法力量不足") and closed[4] == "已落实"
    assert closed[5].startswith("二是规范行政执法")


def test_the_ledger_and_its_workbook_ask_as_many_queries_for_thirty_offices_as_for_three() -> None:
    root, person = district()
    client = _client(person)

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as page:
            assert client.get(reverse("ledger")).status_code == 200
        with CaptureQueriesContext(connection) as book:
            find_export("ledger").write(Report.objects.all(), io.BytesIO(), by=person, when=timezone.localtime())
        return len(page), len(book)

    _linked(add_reports(root, person, 3))
    queries()  # what is remembered of the person is asked for once
    few = queries()
    _linked(add_reports(root, person, 27))
    assert queries() == few


def _linked(reports: list[Report]) -> None:
    for report in reports:
        plan, lack = _items(report, "plans")[0], _items(report, "shortcomings")[0]
        EntryLink.objects.create(entry=plan, source=lack, kind=LinkKind.REMEDY, source_version=1)


def test_the_promises_of_a_report_ask_a_constant_number_of_queries(cast, before: Report) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            open_promises(Report.objects.select_related("cycle", "organisation").get(pk=cast.report.pk))
        return len(asked)

    few = queries()
    for plan in _items(before, "plans"):
        for measure in cast.items("measures"):
            carryover.link(cast.report, measure, plan, LinkKind.FULFILMENT, by=cast.drafter)
    assert queries() == few
