"""Workbooks: text stays text, nothing is cut in silence, and a sheet is ready to be filtered and printed."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.workbooks import CELL_LIMIT, Book, Column, Formula, Kind, display_width, fit_width, safe_text

COLUMNS = [Column("单位"), Column("内容", Kind.LONG, 40), Column("完整度", Kind.PERCENT), Column("日期", Kind.DATE)]


def written(*rows: list, totals: tuple[list, ...] = ()) -> openpyxl.worksheet.worksheet.Worksheet:
    """The rows as read back from a workbook that was written with them."""
    book = Book("汇总 & 表", creator="云溪区")
    sheet = book.sheet("总览", COLUMNS)
    for row in rows:
        sheet.append(row)
    for row in totals:
        sheet.append_total(row)
    sheet.close()
    stream = io.BytesIO()
    book.save(stream)
    return openpyxl.load_workbook(stream)["总览"]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "=1+1",
        "+86 571",
        "-5℃",
        "@SUM(A1)",
        "\t=1",
        "=",
        '=HYPERLINK("http://a","b")',
        "2024-01-01",
        "1e5",
    ],
)
def test_text_stays_text_whatever_it_begins_with(text):
    cell = written([text])["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert bool(cell.quotePrefix) is text.startswith(("=", "+", "-", "@", "\t"))


def test_a_quoted_cell_does_not_mark_the_next_one():
    sheet = written(["=1"], ["平常"])
    assert sheet["A2"].quotePrefix
    assert not sheet["A3"].quotePrefix


@settings(deadline=None)
@given(st.text(max_size=60))
def test_every_text_can_be_a_cell(text):
    book = Book("表", creator="")
    sheet = book.sheet("一", [Column("文字")])
    sheet.append([text])
    stream = io.BytesIO()
    book.save(stream)
    read = openpyxl.load_workbook(stream)["一"]["A2"]
    assert read.data_type in "sn"
    assert (read.value or "").replace("\r", "\n") == safe_text(text)[0].replace("\r", "\n")


def test_control_characters_and_lone_surrogates_are_left_out():
    assert written(["甲\x00乙\x0b\x1f丙\ud800丁\ufffe"])["A2"].value == "甲乙丙丁"


@pytest.mark.parametrize("text", ["中" * 40_000, "𠮷" * 20_000, "a" * (CELL_LIMIT + 1)])
def test_what_is_too_long_for_a_cell_ends_in_a_note_with_its_length(text):
    kept, cut = safe_text(text)
    assert cut
    assert kept.endswith(f"…（已截断，共{len(text)}字）")
    assert len(kept.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert text.startswith(kept[: kept.index("…")])


def test_what_just_fits_is_kept_whole():
    assert safe_text("中" * CELL_LIMIT) == ("中" * CELL_LIMIT, False)


def test_cut_cells_are_counted():
    book = Book("表", creator="")
    sheet = book.sheet("一", [Column("甲"), Column("乙")])
    sheet.append(["中" * 40_000, "短"])
    sheet.append(["短", "中" * 33_000])
    assert book.cut == 2
    book.save(io.BytesIO())


def test_values_keep_their_type_and_format():
    moment = datetime.datetime(2025, 2, 20, 16, 5, tzinfo=datetime.UTC)
    sheet = written(
        ["甲", "乙", 0.625, datetime.date(2025, 3, 1)], ["丙", Decimal("10.5"), "未评完", moment], [None] * 4
    )
    assert (sheet["C2"].value, sheet["C2"].number_format) == (0.625, "0.0%")
    assert (sheet["D2"].value.date(), sheet["D2"].number_format) == (datetime.date(2025, 3, 1), "yyyy-mm-dd")
    assert (sheet["B3"].value, sheet["C3"].value) == (10.5, "未评完")
    assert sheet["D3"].value == datetime.datetime(2025, 2, 20, 16, 5)


def test_only_the_program_writes_formulas():
    sheet = written(["=1", "乙", 0.5], totals=(["合计", None, Formula("AVERAGE(C2:C2)")],))
    assert [cell.data_type for cell in sheet[3]][0::2] == ["s", "f"]
    assert sheet["C3"].value == "=AVERAGE(C2:C2)"


def test_the_filter_covers_the_rows_and_not_the_totals():
    assert written(["甲"], ["乙"], totals=(["合计"], ["其中"])).auto_filter.ref == "A1:D3"
    assert written(["甲"]).auto_filter.ref == "A1:D2"


def test_a_sheet_is_ready_for_print():
    sheet = written(["甲"])
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.parent.properties.title == "汇总 & 表"
    assert sheet.parent.properties.creator == "云溪区"


def test_a_style_is_made_once_however_many_rows():
    few, many = written(["甲", "乙", 0.5]), written(*[["=甲", "乙", 0.5]] * 300)
    assert len(many.parent._cell_styles) <= len(few.parent._cell_styles) + 1


def test_chinese_counts_two_in_a_width():
    assert display_width("年度2024") == 8
    assert display_width("短\n长一点的一行") == 12
    assert fit_width("单位", ["云溪区民政局"]) == 14
    assert fit_width("单位", ["很" * 100], most=36) == 36
    assert fit_width("年", []) == 8
