"""Figures of years before the system: out as a workbook, in again with their source, and shown beside this year's."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tracker.actions import given_figures as deeds
from tracker.actions.refusal import Denied, Refused
from tracker.imports import given_figures as books
from tracker.models import GivenFigure
from tracker.models.given_figures import given_pairs
from tracker.workbooks import child, safe

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE = "review-received"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "_ask", lambda files: [child.answer(one) for one in files])


def _book(cast, *offices):
    stream = io.BytesIO()
    books.write(offices or [cast.civil], stream, by=cast.drafter)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def _row(book, office, code: str = CODE) -> int:
    ws = book.worksheets[0]
    return next(
        row for row in range(4, ws.max_row + 1) if str(ws.cell(row, 1).value).startswith(f"{office.pk}:{code}|")
    )


def _at(book, year: int) -> int:
    return next(cell.column for cell in book.worksheets[0][3] if cell.value == f"{year}年")


def _fill(book, office, year: int, value, source: str = "2023年年度报告", unit: str = "件") -> str:
    ws, row = book.worksheets[0], _row(book, office)
    ws.cell(row, 4).value, ws.cell(row, ws.max_column).value = unit, source
    cell = ws.cell(row, _at(book, year))
    cell.value = value
    return cell.coordinate


def _data(book) -> dict:
    stream = io.BytesIO()
    book.save(stream)
    return books.read(stream.getvalue())


def _take(book, by, choices=None) -> int:
    kept = deeds.keep_figures("历年.xlsx", "", _data(book), by=by)
    shown = deeds.plan_figures(kept.data, books.titles(), by=by).digest
    return deeds.take_figures(kept, books.titles(), shown, choices or {}, by=by)


def test_figures_come_in_with_their_source_and_out_again_unchanged(cast) -> None:
    book = _book(cast)
    _fill(book, cast.civil, 2023, 12)
    assert _take(book, cast.drafter) == 1
    figure = GivenFigure.objects.get()
    assert (figure.year, figure.indicator, figure.value, figure.unit) == (2023, CODE, Decimal(12), "件")
    assert (figure.source, figure.by) == ("2023年年度报告", cast.drafter)
    assert _take(book, cast.drafter) == 0
    again = _book(cast)
    assert deeds.plan_figures(_data(again), books.titles(), by=cast.drafter).changes == []
    assert again.worksheets[0].cell(_row(again, cast.civil), _at(again, 2023)).value == 12
    assert cast.civil.activities.get(deed="figures-given").detail.endswith("—改为12件")
    _fill(again, cast.civil, 2023, None)
    assert _take(again, cast.drafter) == 1 and not GivenFigure.objects.exists()


def test_what_is_wrong_is_told_by_its_cell_and_nothing_is_taken(cast, unchanged) -> None:
    book = _book(cast)
    cell = _fill(book, cast.civil, 2023, "十二件")
    other = _fill(book, cast.civil, 2024, -3)
    bare = book.worksheets[0].cell(_row(book, cast.civil, "review-accepted"), _at(book, 2023))
    bare.value = 9
    plan = deeds.plan_figures(_data(book), books.titles(), by=cast.drafter)
    told = dict(plan.faults)
    assert set(told) == {cell, other, bare.coordinate} and "来源" in told[bare.coordinate]
    with pytest.raises(Refused, match="3处问题"):
        _take(book, cast.drafter)


def test_what_was_changed_since_is_chosen(cast) -> None:
    first, second = _book(cast), _book(cast)
    _fill(first, cast.civil, 2023, 12)
    _fill(second, cast.civil, 2023, 13)
    _take(first, cast.drafter)
    with pytest.raises(Refused, match="逐项选择"):
        _take(second, cast.drafter)
    assert _take(second, cast.drafter, {0: "site"}) == 0
    assert _take(second, cast.drafter, {0: "form"}) == 1
    assert GivenFigure.objects.get().value == 13


def test_only_who_writes_or_runs_the_round_gives_figures_and_only_of_their_offices(cast) -> None:
    book = _book(cast, cast.civil, cast.finance)
    _fill(book, cast.civil, 2023, 1)
    _fill(book, cast.finance, 2023, 2)
    with pytest.raises(Denied):
        _take(book, cast.reviewer)
    with pytest.raises(Refused, match="不能填写"):
        _take(book, cast.drafter)
    assert _take(book, cast.coordinator) == 2


def test_a_given_figure_stands_beside_this_years(cast, client) -> None:
    book = _book(cast)
    _fill(book, cast.civil, 2023, 12)
    _take(book, cast.drafter)
    (pair,) = given_pairs(cast.report)
    assert pair.given.words == "12件" and [one.words for one in pair.now] == ["3件"]
    client.force_login(cast.drafter)
    page = client.get(f"/reports/{cast.report.pk}/promises/").content.decode()
    assert "2023年年度报告" in page and "12件" in page


def test_the_pages_take_it_out_show_it_and_take_it_in(cast, client) -> None:
    client.force_login(cast.drafter)
    assert "云溪区民政局" in client.get("/figures/given/").content.decode()
    answer = client.get(f"/figures/given/file/?office={cast.civil.pk}")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    _fill(book, cast.civil, 2022, "1,234.5", unit="万元")
    stream = io.BytesIO()
    book.save(stream)
    shown = client.post("/figures/given/", {"file": SimpleUploadedFile("a.xlsx", stream.getvalue())})
    page = client.get(shown["Location"]).content.decode()
    assert "1234.5万元" in page
    digest = page.partition('name="shown" value="')[2][:64]
    assert client.post(shown["Location"], {"shown": digest}).status_code == 302
    assert "1234.5万元" in client.get("/figures/given/").content.decode()
    assert client.post("/figures/given/", {"file": SimpleUploadedFile("a.xlsx", b"x")}).status_code == 422
