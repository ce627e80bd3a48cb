"""Tables filed beside the text: every layout that is meant, and one clear sentence for everything else."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportsrc.filed import FiledError, filed_values, read_filed, read_filed_bytes
from reportsrc.registry import Context
from reportsrc.standard import load


def workbook(rows: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(data: bytes) -> list[tuple[str, Decimal, str, int | None]]:
    return [(one.label, one.value, one.unit, one.year) for one in read_filed_bytes(data)]


def test_a_workbook_with_the_four_columns_is_read_row_by_row():
    data = workbook(
        [["指标", "数值", "单位", "年度"], ["合法性审查", 896, "件", 2023], ["败诉率", "10.48%", None, "2023年"]]
    )
    assert told(data) == [("合法性审查", Decimal(896), "件", 2023), ("败诉率", Decimal("10.48"), "%", 2023)]
    assert [one.place for one in read_filed_bytes(data, "附表.xlsx")] == ["附表.xlsx第2行", "附表.xlsx第3行"]


def test_a_title_above_the_heading_and_other_names_of_the_columns_are_no_hindrance():
    data = workbook([["法治政府建设统计表"], [], ["序号", "项目", "本年数", "计量单位"], [1, "听证会", 6, "场"]])
    assert told(data) == [("听证会", Decimal(6), "场", None)]


def test_one_column_a_year_gives_one_figure_a_year():
    data = "指标,单位,2022年,2023年\n行政复议申请,件,192,240\n".encode()
    assert told(data) == [("行政复议申请", Decimal(192), "件", 2022), ("行政复议申请", Decimal(240), "件", 2023)]


def test_a_share_formatted_as_per_cent_is_read_as_it_is_shown():
    data = workbook([["指标", "数值"], ["败诉率", 0.10476]], {"B2": "0.00%"})
    assert told(data) == [("败诉率", Decimal("10.48"), "%", None)]


def test_scales_thousands_and_units_inside_label_and_value_are_understood():
    data = "指标\t数值\n核查监管数据（条）\t2,243\n涉案金额（亿元）\t5.18\n热线办件\t1.2万件\n".encode("gb18030")
    assert told(data) == [
        ("核查监管数据", Decimal(2243), "条", None),
        ("涉案金额", Decimal(518000000), "元", None),
        ("热线办件", Decimal(12000), "件", None),
    ]


def test_empty_rows_and_rows_without_value_are_passed_over():
    assert told("指标,数值\n,\n听证会,\n评查案卷,/\n检查,12\n".encode("utf-8-sig")) == [("检查", Decimal(12), "", None)]


def test_a_formula_is_not_trusted():
    with pytest.raises(FiledError, match="第2行的数值是公式，不能采信"):
        read_filed_bytes(workbook([["指标", "数值"], ["合计", "=SUM(B3:B9)"]]))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "找不到表头"),
        ("只有一段话，没有表。".encode(), "找不到表头"),
        (b"PK\x03\x04 not a zip", "不是能读的 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old", "旧的 xls"),
        (b"\xff\xfe\x00\x01\x02\x80\x81", "."),
        ("指标,数值\n听证会,若干\n".encode(), "“若干”不是数"),
        ("指标,数值\n".encode() + "听证会,1\n".encode() * 2500, "超过2000行"),
        (b"a" * 5_000_001, "超过5MB"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_so_in_one_sentence(data, words):
    with pytest.raises(FiledError, match=words) as fault:
        read_filed_bytes(data)
    assert "\n" not in str(fault.value)


def test_a_packed_file_that_unpacks_without_end_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 61_000_000)
    with pytest.raises(FiledError, match="解开后太大"):
        read_filed_bytes(file.getvalue())


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    with pytest.raises(FiledError, match="打不开这个表格"):
        read_filed(tmp_path / "none.xlsx")


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: ("指标,数值\n" + text).encode())))
def test_any_bytes_give_figures_or_one_sentence(data):
    try:
        found = read_filed_bytes(data)
    except FiledError as fault:
        said = str(fault)
    else:
        said = "".join(one.label for one in found) or "nothing"
    assert said
    assert "\n" not in said


def test_rows_are_kept_by_indicator_and_by_label_for_the_year_asked():
    filed = read_filed_bytes("指标,数值,单位,年度\n合法性审查件数,869,件,2023\n合法性审查件数,705,件,2022\n".encode())
    found = filed_values(Context(load(), filed=filed), 2023)
    assert [known.figure.value for known in found["legality-reviews"]] == [869]
    assert [known.place for known in found["合法性审查件数"]] == ["附表第2行"]
