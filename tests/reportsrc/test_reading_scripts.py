"""Traditional characters and pinyin glosses are read over: what is found is told as printed, at its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

import reportsrc
from reportsrc.readers.views import figures_of
from reportsrc.registry import Context
from reportsrc.script import is_traditional, reading_view, simplified

SIMPLE = """索引号：QH-2024-001　发布机构：青禾区人民政府办公室
青禾区人民政府2023年度法治政府建设情况报告

市政府：
2023年，青禾区认真执行《法治政府建设实施纲要（2021－2025年）》。现将有关情况报告如下：

一、2023年推进法治政府建设的主要举措和成效

一是规范审批。受理申请26件，办结率达到100%，占比提高三个百分点。
二是化解争议。受理复议案件148件，审结132件，个案纠错率为4.5%。

二、2023年推进法治政府建设存在的不足和原因

一是应诉准备不足，原因在于协调联动机制还不健全。

三、2023年党政主要负责人履行推进法治建设第一责任人职责的有关情况

一是坚持会前学法，全年学法4次，带头出庭应诉。

四、2024年推进法治政府建设的主要安排

一是针对应诉准备问题，由区司法局牵头，年底前修订办法。
"""
TRADITIONAL = OpenCC("s2t").convert(SIMPLE)
GLOSSED = (
    SIMPLE.replace("建设", "建(jiàn)设(shè)")
    .replace("会", "会(huì )")
    .replace("法治", "法治（fǎ zhì）")
    .replace("的", "的(de)")
)
STANDARD = reportsrc.load_standard()


@pytest.mark.parametrize("text", [TRADITIONAL, GLOSSED], ids=["traditional", "glossed"])
def test_roles_figures_and_header_are_those_of_the_plain_text(text: str) -> None:
    plain, read = reportsrc.read_text(SIMPLE, STANDARD), reportsrc.read_text(text, STANDARD)
    assert read.text == text
    assert read.kind == plain.kind == "annual-report" and read.year == 2023
    assert [part.role for part in read.parts] == [part.role for part in plain.parts]
    assert [part.role for part in read.parts] == ["measures", "shortcomings", "duties", "plans"]
    assert [len(part.items) for part in read.parts] == [len(part.items) for part in plain.parts]
    assert [(one.value, one.unit) for one in read.figures] == [(one.value, one.unit) for one in plain.figures]
    assert len(read.figures) >= 5
    assert all(one.text == one.span.of(text) for one in read.figures)
    assert read.metadata.index_number == plain.metadata.index_number == "QH-2024-001"


def test_the_figures_of_any_text_are_found_in_either_script() -> None:
    printed = "辦結132件，較上年增長12.5個百分點，投入三萬餘元，覆蓋2.6萬人次，設點兩個。"
    plain = "办结132件，较上年增长12.5个百分点，投入三万余元，覆盖2.6万人次，设点两个。"
    found, expected = figures_of(printed), figures_of(plain)
    assert [(one.value, one.unit, one.direction) for one in found] == [
        (one.value, one.unit, one.direction) for one in expected
    ]
    assert len(found) >= 4 and all(one.text == one.span.of(printed) for one in found)


def test_what_is_told_of_a_traditional_text_is_told_as_printed() -> None:
    read = reportsrc.read_text(TRADITIONAL, STANDARD)
    assert read.title == "青禾區人民政府2023年度法治政府建設情況報告"
    assert read.organisation == "青禾區人民政府"
    assert read.metadata.issuer == "青禾區人民政府辦公室"
    assert read.parts[1].heading == "二、2023年推進法治政府建設存在的不足和原因"
    assert read.parts[0].items[0].text.startswith("一是規範審批。")


def test_glosses_stand_in_the_parts_and_not_in_the_names() -> None:
    read = reportsrc.read_text(GLOSSED, STANDARD)
    assert read.title == "青禾区人民政府2023年度法治政府建设情况报告"
    assert "建(jiàn)设(shè)" in read.parts[0].heading
    assert read.parts[0].heading.endswith("成效")
    assert "存在的(de)不足" in read.parts[1].heading


@pytest.mark.parametrize("text", [TRADITIONAL, GLOSSED], ids=["traditional", "glossed"])
def test_findings_quote_what_is_printed_and_are_those_of_the_plain_text(text: str) -> None:
    fault = "三是开展宣传宣传。"
    plain = reportsrc.read_text(SIMPLE.replace("二是化解", fault + "\n二是化解"), STANDARD)
    marked = text.replace("二是化解", fault + "\n二是化解")
    read = reportsrc.read_text(marked, STANDARD)
    expected = reportsrc.run_checks(plain, Context(STANDARD))
    found = reportsrc.run_checks(read, Context(STANDARD))
    assert [one.code for one in found] == [one.code for one in expected] != []
    assert all(one.quote == one.span.of(marked) for one in found)
    assert all(place.quote == place.span.of(marked) for one in found for place in one.related)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5hkscs"])
def test_a_file_in_traditional_characters_reads_the_same_in_every_encoding(encoding: str) -> None:
    text = TRADITIONAL.translate(str.maketrans("－爲", "-為"))
    document = reportsrc.read_bytes(text.encode(encoding))
    assert document.text == text
    assert [part.role for part in document.parts] == ["measures", "shortcomings", "duties", "plans"]
    assert any("繁体字" in note for note in document.notes)


@pytest.mark.parametrize("text", [SIMPLE, "青禾区", "办结148件。", "锟斤拷烫烫烫" * 30])
def test_gb18030_is_not_taken_for_big5(text: str) -> None:
    assert reportsrc.decode(text.encode("gb18030")) == (text, "gb18030")


def test_a_pasted_part_is_split_in_either_script() -> None:
    pasted = TRADITIONAL[TRADITIONAL.index("一是規範") : TRADITIONAL.index("二、2023")]
    found = reportsrc.read_fragment(pasted, STANDARD, "measures")
    assert [one.span.of(pasted)[:4] for one in found] == ["一是規範", "二是化解"]


@pytest.mark.parametrize("words", [SIMPLE, "情況", "喆堃公司（ABC）办结（含上年）", "使用app（掌上办）12次", "（de）"])
def test_any_other_text_is_read_as_it_stands(words: str) -> None:
    assert reading_view(words) is None


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("法(fǎ)治(zhì)政(zhèng)府(fǔ)", "法治政府"),
        ("法治（fǎ zhì）政府", "法治政府"),
        ("會(huì )議", "會議"),
        ("我(wǒ)们(men)的(de)法(fǎ)治(zhì)", "我们的法治"),
        ("依法（含“行（xíng）政”）", "依法（含“行政”）"),
    ],
)
def test_a_gloss_is_read_over(printed: str, read: str) -> None:
    view = reading_view(printed)
    assert view is not None and view.text == read
    assert "".join(printed[at] for at in view.offsets[:-1]) == read


def test_a_report_in_traditional_characters_is_known_by_a_real_share_of_them() -> None:
    assert is_traditional(TRADITIONAL) and is_traditional("青禾區2023年法治政府建設年度報告")
    assert not is_traditional(SIMPLE) and not is_traditional(SIMPLE + "情況總報")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_simplified_view_has_exactly_the_length_of_its_text(text: str) -> None:
    assert len(simplified(text)) == len(text)
    assert simplified(simplified(text)) == simplified(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*"報區設法治(fǎ)（zhì）一、\n二是件12年", "法(fǎ)", "的(de)"]), max_size=60))
def test_any_mixture_of_scripts_and_glosses_keeps_its_places(pieces: list[str]) -> None:
    text = "".join(pieces)
    read = reportsrc.read_text(text, STANDARD)
    assert read.text == text
    assert [one.span for one in read.passages] == sorted(one.span for one in read.passages)
    assert all(one.span.of(text).strip() == one.span.of(text) != "" for one in read.passages)
    assert all(one.quote == one.span.of(text) for one in reportsrc.run_checks(read, Context(STANDARD)))
