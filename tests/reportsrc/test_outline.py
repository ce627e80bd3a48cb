"""Passages tile the text; parts, sections and items are found however the page is set."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportsrc.document import Document, Passage, PassageKind
from reportsrc.outline import outline
from reportsrc.readers.assembly import read_text
from reportsrc.roles import heading_scores, roles_of
from reportsrc.standard import load
from reportsrc.text import Span

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
STANDARD = load()

PIECES = [
    "一、", "二、", "三、", "（一）", "(二)", "一)", "1.", "2、", "（1）", "①", "一是", "二是", "首先，", "最后，", "。", "；", "：",
    "，", "\n", "\r\n", "\r", " ", "　", "\x0b", "\u2028", "“", "”", "《", "》", "2023年", "主要举措和成效", "存在的不足和原因",
    "第一责任人职责情况", "下一年度主要安排", "法治政府建设", "情况的报告", "甲区人民政府", "2024年3月1日", "特此报告", "现将", "报告如下：",
    "区委、区政府：", "索引号：", "发布日期：2024-03-01", "打印", "第一部分", "办件12件", "推进学法", "\ufeff", "\u200b", "目录",
]  # fmt: skip


def read(text: str) -> Document:
    return read_text(text, STANDARD)


def shape(document: Document) -> list[tuple[str, list[int], int]]:
    return [(part.role, [len(s.items) for s in part.sections], len(part.items)) for part in document.parts]


def kinds(document: Document, kind: PassageKind) -> list[str]:
    return [p.span.of(document.text) for p in document.passages if p.kind is kind]


def assert_tiled(text: str, passages: tuple[Passage, ...]) -> None:
    at = 0
    for passage in passages:
        assert passage.span.start >= at
        assert len(passage.span) > 0
        assert not text[at : passage.span.start].strip()
        words = passage.span.of(text)
        assert words == words.strip()
        assert passage.marker == "" or words.startswith(passage.marker.strip())
        at = passage.span.end
    assert not text[at:].strip()


# -- tiling ----------------------------------------------------------------------


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_passages_of_any_report_like_text_tile_it(text: str) -> None:
    assert_tiled(text, read(text).passages)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_passages_of_any_text_at_all_tile_it(text: str) -> None:
    assert_tiled(text, read(text).passages)


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 30)), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_header_spans_anywhere_leave_the_tiling_whole(text: str, spans: list[tuple[int, int]]) -> None:
    header, at = [], 0
    for skip, length in spans:
        start, end = at + skip, at + skip + length
        if length and end <= len(text):
            header.append(Span(start, end))
            at = end
    assert_tiled(text, outline(text, STANDARD, header))


def test_an_empty_text_has_no_passages() -> None:
    assert read("").passages == ()
    assert read(" \r\n　\n").passages == ()


HOSTILE = [
    "一", "一、", "（一）", "(", "“", "一是", "1.", "(1)", "①", "。", "：", "\n", "　", "a", "《", "首先，", "一是甲。\n", "（一）甲。\n",
    "一、甲\n", "区政府\n", "打印\n", "2024年1月1日\n", "法治政府建设\n", "2023年法治政府建设报告\n", "一、主要成效\n", "下一步", "、一、",
    "x。一、主要成效。一是甲；二是乙。",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_the_length_of_hostile_text_and_not_faster(unit: str) -> None:
    def cost(length: int, before: str) -> float:
        text = before + (unit * length)[:length]
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            outline(text, STANDARD)
            best = min(best, time.process_time() - start)
        return best

    for before in ("", "一、主要成效\n"):
        short, long = cost(4_000, before), cost(40_000, before)
        assert long <= 25 * max(short, 0.02), f"{short:.4f} s, then {long:.4f} s"


# -- roles -----------------------------------------------------------------------


def own_headings() -> list[tuple[str, str]]:
    found = []
    for name in ("headings.tsv", "headings-collected.tsv", "headings-last.tsv", "headings-joined.tsv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        found += [(row["heading"], row["roles"]) for row in rows]
    return found


@pytest.mark.parametrize(("heading", "roles"), own_headings())
def test_a_labelled_heading_has_its_roles(heading: str, roles: str) -> None:
    assert "+".join(roles_of(heading, STANDARD.parts)) == ("" if roles == "topical" else roles)


def test_the_first_headings_of_published_reports_have_their_role() -> None:
    file = SHARED / "first-headings.tsv"
    if not file.is_file():
        pytest.skip("the labelled headings are not beside the project")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = []
    for row in rows:
        scores = heading_scores(row["first_heading"], STANDARD.parts)
        if (scores[0][0] if scores else "topical") != row["role"]:
            wrong.append(row["first_heading"])
    assert len(rows) > 90
    assert len(wrong) <= 0.03 * len(rows), wrong


def test_next_years_measures_are_headed_as_its_plan() -> None:
    text = "一、2023年法治政府建设主要举措\n甲。\n二、存在的不足\n乙。\n三、2024年法治政府建设主要举措\n丙。"
    assert [part.role for part in read(text).parts] == ["measures", "shortcomings", "plans"]


# -- states ----------------------------------------------------------------------


def test_slogan_headings_only_make_a_topical_report() -> None:
    document = read("一、坚持党的领导，凝聚合力\n甲。\n二、规范执法，提升效能\n乙。")
    assert [part.role for part in document.parts] == ["topical", "topical"]
    assert document.states == ("topical",)


def test_a_part_without_a_role_among_others_is_topical_and_holds_the_measures() -> None:
    document = read(
        "一、坚持党的领导\n甲。\n二、存在的不足和原因\n乙。\n三、第一责任人职责情况\n丙。\n四、下一步打算\n丁。"
    )
    assert [part.role for part in document.parts] == ["topical", "shortcomings", "duties", "plans"]
    assert document.states == ("inside:topical>measures",)


def test_parts_in_one_heading_are_merged() -> None:
    document = read("一、主要举措和成效\n甲。\n二、第一责任人职责情况\n乙。\n三、存在的问题及下一步打算\n丙。")
    assert document.parts[2].roles == ("shortcomings", "plans")
    assert document.states == ("merged:shortcomings+plans", "reordered")


def test_leaders_duties_as_a_section_are_inside_the_measures() -> None:
    text = "一、主要举措和成效\n（一）加强统筹。甲。\n（二）履行第一责任人职责。乙。\n二、存在的不足\n丙。\n三、下一步打算\n丁。"
    assert read(text).states == ("inside:measures>duties",)


def test_a_shortcoming_about_the_leaders_is_no_account_of_their_duties() -> None:
    text = "一、主要举措和成效\n甲。\n二、存在的不足\n一是第一责任人职责压得不实。\n三、下一步打算\n一是压实第一责任人职责。"
    assert read(text).states == ("missing:duties",)


def test_a_plan_told_in_a_closing_paragraph_is_not_missing() -> None:
    text = "一、主要举措和成效\n甲。\n二、第一责任人职责情况\n乙。\n三、存在的不足\n一是人少。\n二是钱少。\n下一步，我局将补足人手。"
    assert read(text).states == ("inside:shortcomings>plans", "reordered")


def test_what_is_nowhere_is_missing() -> None:
    assert read("一、主要举措和成效\n甲。\n二、存在的不足\n乙。").states == ("missing:duties", "missing:plans")


# -- parts -----------------------------------------------------------------------


def test_numbering_that_begins_again_inside_a_part_makes_sections() -> None:
    text = "一、主要措施\n一、加强领导。开会3次。\n二、深化改革。一是甲；二是乙。\n二、存在的不足\n一是丙。\n三、下一步打算\n丁。"
    document = read(text)
    assert shape(document) == [("measures", [1, 2], 0), ("shortcomings", [], 1), ("plans", [], 1)]
    assert [section.heading for section in document.parts[0].sections] == ["一、加强领导。", "二、深化改革。"]


def test_a_heading_printed_twice_opens_one_part() -> None:
    text = "一、强化党的领导\n一、强化党的领导\n（一）学习。甲。\n（二）督察。乙。\n二、深化改革\n丙。"
    document = read(text)
    assert shape(document) == [("topical", [1, 1], 0), ("topical", [], 1)]
    assert document.parts[0].intro == "一、强化党的领导"


def test_a_heading_run_into_its_paragraph_ends_at_the_first_stop() -> None:
    text = "一、持续推进审批改革，切实提高效率。一是甲。二是乙。\n二、规范执法。\n丙。"
    document = read(text)
    assert document.parts[0].heading == "一、持续推进审批改革，切实提高效率。"
    assert shape(document) == [("topical", [], 2), ("topical", [], 1)]


def test_a_heading_with_a_role_ends_at_a_colon_before_its_text() -> None:
    document = read(
        "一、2015年主要工作情况：认真落实各项部署，不断完善制度，取得了明显的进步，办件12件。\n二、存在的不足\n乙。"
    )
    assert document.parts[0].heading == "一、2015年主要工作情况："
    assert document.parts[0].items[0].text.startswith("认真落实")


def test_a_page_on_one_line_has_its_parts_sections_items_and_signature() -> None:
    text = (
        "甲市人民政府关于2024年度法治政府建设情况的报告 市人大常委会： 2024年，我市依法行政。现将有关情况报告如下。 "
        "一、2024 年度法治政府建设情况 （一）加强领导。开会5次。一是学习。二是督察。 （二）依法决策 审查文件20件。 "
        "二、存在的不足 一是能力不足。二是力量薄弱。 三、下一步工作安排 1.抓学习。2.抓落实。 甲市人民政府 2025年1月20日"
    )
    document = read(text)
    assert shape(document) == [("measures", [2, 1], 0), ("shortcomings", [], 2), ("plans", [], 2)]
    assert document.parts[0].heading == "一、2024 年度法治政府建设情况"
    assert document.title == "甲市人民政府关于2024年度法治政府建设情况的报告"
    assert kinds(document, PassageKind.ADDRESSEE) == ["市人大常委会："]
    assert kinds(document, PassageKind.SIGNATURE) == ["甲市人民政府 2025年1月20日"]


def test_a_page_without_any_blank_still_has_its_parts() -> None:
    text = "一、主要举措和成效（一）加强领导。开会。（二）依法决策。办件。二、存在的问题：一是人少；二是钱少。三、下步打算。努力。"
    document = read(text)
    assert shape(document) == [("measures", [1, 1], 0), ("shortcomings", [], 2), ("plans", [], 1)]
    assert [part.heading for part in document.parts] == ["一、主要举措和成效", "二、存在的问题：", "三、下步打算。"]


def test_parts_numbered_as_parts_have_sections_with_chinese_numbers() -> None:
    text = "第一部分 主要举措和成效\n一、加强统筹\n（一）学习。甲。\n（二）督察。乙。\n二、规范执法\n丙。\n第二部分 存在的不足\n丁。"
    document = read(text)
    assert shape(document) == [("measures", [2, 1], 0), ("shortcomings", [], 1)]
    assert document.parts[0].marker == "第一部分 "


def test_a_heading_that_lost_its_marker_still_opens_its_part() -> None:
    text = "2023年推进法治政府建设的主要举措和成效\n（一）统筹。甲。\n二、存在的不足和原因\n乙。\n三、下一年度主要安排\n丙。"
    assert [part.role for part in read(text).parts] == ["measures", "shortcomings", "plans"]


def test_headings_without_any_marker_open_parts() -> None:
    text = "主要举措和成效\n（一）统筹。甲。\n存在的不足和原因\n乙。\n下一步工作打算\n丙。"
    assert shape(read(text)) == [("measures", [1], 0), ("shortcomings", [], 1), ("plans", [], 1)]


def test_a_table_of_contents_opens_no_part() -> None:
    text = (
        "某局2023年法治政府建设年度报告\n目录\n一、主要举措和成效……1\n二、存在的不足……5\n"
        "一、主要举措和成效\n甲。\n二、存在的不足\n乙。"
    )
    document = read(text)
    assert shape(document) == [("measures", [], 1), ("shortcomings", [], 1)]
    assert document.preamble == ""


def test_a_marker_alone_on_its_line_takes_the_next_line_as_its_heading() -> None:
    document = read("一、\n主要举措和成效\n甲。\n二、\n存在的不足\n乙。")
    assert shape(document) == [("measures", [], 1), ("shortcomings", [], 1)]


def test_a_blank_after_the_marker_changes_nothing() -> None:
    document = read("一、 主要举措和成效\n甲。\n二、　存在的不足\n乙。")
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]
    assert [part.marker for part in document.parts] == ["一、", "二、"]


# -- sections and items ------------------------------------------------------------


def test_section_brackets_of_either_width_or_lost_open_sections() -> None:
    document = read("一、主要工作\n一)抓统筹。甲。\n(二)抓执法。乙。\n（三)抓化解。丙。")
    assert [section.marker for section in document.parts[0].sections] == ["一)", "(二)", "（三)"]


def test_a_section_without_numbered_items_holds_one_item_with_its_whole_body() -> None:
    document = read("一、主要工作\n（一）抓统筹\n甲。\n乙。\n（二）抓执法\n丙。")
    assert [[item.text for item in section.items] for section in document.parts[0].sections] == [
        ["甲。\n乙。"],
        ["丙。"],
    ]
    assert document.parts[0].sections[0].items[0].marker == ""


def test_an_unnumbered_part_has_one_item_a_paragraph() -> None:
    document = read("一、主要工作\n甲。\n\n乙。丙。\n丁。")
    assert [item.text for item in document.parts[0].items] == ["甲。", "乙。丙。", "丁。"]


def test_deeper_levels_stay_in_their_items_text() -> None:
    document = read(
        "一、主要工作\n（一）甲。\n1.审批提速，办件1.5万件。一是乙。二是丙。\n2.监管到位。（1）丁；（2）戊。"
    )
    section = document.parts[0].sections[0]
    assert [item.marker for item in section.items] == ["1.", "2."]
    assert section.items[0].text.endswith("二是丙。")
    assert section.items[0].lead == "1.审批提速，办件1.5万件。"


def test_numbers_that_run_on_across_sections_are_items() -> None:
    document = read("一、主要工作\n（一）学习\n1.甲。\n2.乙。\n（二）执法\n3.丙。\n4.丁。\n（三）化解\n5.戊。")
    assert shape(document) == [("measures", [2, 2, 1], 0)]


def test_items_in_running_text_are_split_with_their_closing_mark() -> None:
    document = read("二、存在的不足\n主要表现在：一是人手少；二是经费少；三是不懂法。")
    part = document.parts[0]
    assert part.intro == "主要表现在："
    assert [item.text for item in part.items] == ["一是人手少；", "二是经费少；", "三是不懂法。"]


def test_a_number_left_out_still_gives_the_items_there_are() -> None:
    document = read("二、存在的不足\n一是人手少。三是经费少。")
    assert [item.marker for item in document.parts[0].items] == ["一是", "三是"]


def test_quoted_markers_and_words_that_end_in_one_are_no_markers() -> None:
    text = "二、存在的不足\n一是没有“一是一，二是二”的作风，原因之一是人少，唯一是钱够；二是一是否落实尚不明确。"
    assert [item.marker for item in read(text).parts[0].items] == ["一是", "二是"]


def test_first_next_and_last_are_items() -> None:
    document = read("三、下一步打算\n首先，抓学习。其次，抓执法。最后，抓考核。")
    assert [item.marker for item in document.parts[0].items] == ["首先", "其次", "最后"]


def test_what_must_be_done_first_and_second_are_items() -> None:
    document = read("三、下一步打算\n一要抓学习；二要抓执法。")
    assert [item.text for item in document.parts[0].items] == ["一要抓学习；", "二要抓执法。"]


def test_a_run_inside_another_run_stays_in_its_item() -> None:
    document = read("二、存在的不足\n一是能力弱。表现为：一是不学；二是不练。\n二是经费少。\n三是人手少。")
    assert [item.text[:5] for item in document.parts[0].items] == ["一是能力弱", "二是经费少", "三是人手少"]


def test_bracketed_sentences_without_a_body_are_items() -> None:
    document = read("二、存在的不足\n（一）学法不深。\n（二）力量不足。\n（三）数字化不够。")
    assert shape(document) == [("shortcomings", [], 3)]
    assert [item.marker for item in document.parts[0].items] == ["（一）", "（二）", "（三）"]


def test_paragraphs_that_each_count_anew_are_the_items() -> None:
    document = read("一、主要工作\n在学习上，一是甲；二是乙。\n在执法上，一是丙；二是丁。")
    assert [item.marker for item in document.parts[0].items] == ["", ""]


def test_a_paragraph_after_items_of_one_line_each_closes_the_part() -> None:
    document = read("三、下一步打算\n一是甲。\n二是乙。\n丙总之。\n四、其他需要报告的情况\n无。")
    assert document.parts[0].closing == "丙总之。"
    assert len(document.parts[0].items) == 2


def test_the_end_of_a_report_is_its_closing_and_signature() -> None:
    text = "一、主要工作\n甲。\n二、下一步打算\n（一）乙。丙。\n特此报告。\n附件：1.表\n中共甲区委员会\n甲区人民政府\n2024年2月1日\n（此件公开发布）\n打印本页"
    document = read(text)
    assert kinds(document, PassageKind.CLOSING) == ["特此报告。", "附件：1.表"]
    assert kinds(document, PassageKind.SIGNATURE) == [
        "中共甲区委员会",
        "甲区人民政府",
        "2024年2月1日",
        "（此件公开发布）",
    ]
    assert kinds(document, PassageKind.HEADER) == ["打印本页"]
    assert shape(document) == [("measures", [], 1), ("plans", [1], 0)]


def test_an_attachment_named_below_the_date_leaves_the_signature_whole() -> None:
    document = read("一、主要工作\n甲。\n二、下一步打算\n乙。\n甲县水利局\n2024年1月15日\n附件：统计表")
    assert kinds(document, PassageKind.SIGNATURE) == ["甲县水利局", "2024年1月15日", "附件：统计表"]


def test_an_attachment_without_a_signature_closes_the_part() -> None:
    document = read("一、主要工作\n甲。\n二、下一步打算\n乙。\n附件：统计表")
    assert document.parts[1].closing == "附件：统计表"


def test_headings_that_all_lack_a_body_are_the_items() -> None:
    assert shape(read("三、下一步打算\n（一）加强学习\n（二）规范执法")) == [("plans", [], 2)]
