"""Marks by workbook: taken out with what stands, brought back, and given by the rules of any marking."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tracker.actions import marks_in, review
from tracker.actions.refusal import Denied, Refused
from tracker.imports import marks_book
from tracker.models import Assessment
from tracker.models.review import Result
from tracker.workbooks import child, safe

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "_ask", lambda files: [child.answer(one) for one in files])


def _book(cast):
    stream = io.BytesIO()
    marks_book.write([cast.report], stream, by=cast.reviewer)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def _row(book, cast, key: str) -> int:
    ws = book.worksheets[0]
    return next(row for row in range(4, ws.max_row + 1) if str(ws.cell(row, 1).value).split(":")[1] == key)


def _data(book) -> dict:
    stream = io.BytesIO()
    book.save(stream)
    return marks_book.read(stream.getvalue())


def _take(book, cast, choices=None) -> int:
    kept = marks_in.keep_marks("评定表.xlsx", "", _data(book), by=cast.reviewer)
    shown = marks_in.plan_marks(kept.data, by=cast.reviewer).digest
    return marks_in.take_marks(kept, shown, choices or {}, by=cast.reviewer)


def test_a_workbook_nobody_touched_marks_nothing(cast, unchanged) -> None:
    cast.submit()
    review.mark(cast.report, "measures.steps", Result.PARTIAL, " 请补 ", by=cast.reviewer)
    plan = marks_in.plan_marks(_data(_book(cast)), by=cast.reviewer)
    assert plan.changes == [] and plan.clashes == [] and plan.faults == []
    assert plan.same == len(cast.report.requirements)


def test_marks_are_given_with_what_was_seen_and_recorded_each(cast) -> None:
    cast.submit()
    review.mark(cast.report, "measures.results", Result.COMPLETE, by=cast.reviewer)
    book = _book(cast)
    ws = book.worksheets[0]
    first = _row(book, cast, "measures.steps")
    ws.cell(first, 8).value, ws.cell(first, 9).value = "部分", "=请补充\n数字"
    ws.cell(first, 9).data_type = "s"
    ws.cell(_row(book, cast, "measures.results"), 8).value = None
    assert _take(book, cast) == 2
    mark = Assessment.objects.get(requirement_key="measures.steps")
    assert (mark.result, mark.note, mark.marked_by) == ("partial", "=请补充\n数字", cast.reviewer)
    assert Assessment.objects.get(requirement_key="measures.results").result == ""
    assert cast.report.activities.filter(deed="requirement-marked").count() == 2
    assert _take(book, cast) == 0


def test_a_mark_changed_since_is_chosen_and_a_fault_stops_everything(cast, unchanged) -> None:
    cast.submit()
    book = _book(cast)
    ws = book.worksheets[0]
    row = _row(book, cast, "measures.steps")
    ws.cell(row, 8).value = "完整"
    review.mark(cast.report, "measures.steps", Result.MISSING, "没有写", by=cast.reviewer)
    with pytest.raises(Refused, match="逐项选择"):
        _take(book, cast)
    assert _take(book, cast, {0: "site"}) == 0
    assert _take(book, cast, {0: "form"}) == 1
    other = _row(book, cast, "measures.results")
    ws.cell(other, 8).value = "不适用"
    ws.cell(other + 1, 8).value = "很好"
    ws.cell(other + 2, 9).value = "只有意见"
    told = dict(marks_in.plan_marks(_data(book), by=cast.reviewer).faults)
    assert set(told) == {f"H{other}", f"H{other + 1}", f"H{other + 2}"}
    assert "理由" in told[f"H{other}"] and "很好" in told[f"H{other + 1}"]
    with pytest.raises(Refused, match="3处问题"):
        _take(book, cast)


def test_the_rules_of_marking_hold(cast, unchanged) -> None:
    book = _book(cast)
    book.worksheets[0].cell(4, 8).value = "完整"
    with pytest.raises(Refused, match="提交后才能评定"):
        _take(book, cast)
    with pytest.raises(Denied):
        marks_in.keep_marks("x.xlsx", "", _data(book), by=cast.drafter)
    plan = marks_in.plan_marks(_data(book), by=cast.drafter)
    assert len(plan.faults) == len(cast.report.requirements)


def test_the_pages_take_it_out_show_it_and_give_the_marks(cast, client) -> None:
    cast.submit()
    client.force_login(cast.reviewer)
    assert "云溪区民政局" in client.get("/marks/").content.decode()
    answer = client.get(f"/marks/file/?report={cast.report.pk}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    book.worksheets[0].cell(4, 8).value = "完整"
    stream = io.BytesIO()
    book.save(stream)
    assert client.post("/marks/", {"file": SimpleUploadedFile("a.xlsx", b"PK")}).status_code == 422
    shown = client.post("/marks/", {"file": SimpleUploadedFile("a.xlsx", stream.getvalue())})
    page = client.get(shown["Location"]).content.decode()
    assert "评定 1 项" in page
    digest = page.partition('name="shown" value="')[2][:64]
    assert client.post(shown["Location"], {"shown": digest}).status_code == 302
    assert Assessment.objects.filter(report=cast.report, result="complete").count() == 1
