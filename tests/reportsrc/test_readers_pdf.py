"""PDF files with a text layer: lines become paragraphs again, and what is no text layer is said so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import exported, needs_office
from pdf_files import HEIGHT, MARGIN, PER_LINE, PITCH, SIZE, Words, pdf_of, set_in_lines
from word_files import TEXT, saved, word_of

import reportsrc
from reportsrc.readers.pdf import text_of
from reportsrc.readers.pdf_lines import PrintedLine

TITLE = "青禾区教育局2023年度法治政府建设报告"
BODY = [
    "二〇二三年，区教育局坚持依法治教，把法治工作同教育教学一同部署、一同落实。现将有关情况报告如下：",
    "一、主要举措和成效",
    "一是规范审批。办理申请二十六件，全部在承诺的期限以内办结，没有一件因为超期被投诉，也没有被复议纠正。",
    "二是开展普法。宣讲一百八十六场。",
    "二、存在的不足和原因",
    "一是线索少，原因在于协作机制不健全，与派出所、市场监管所的线索移送没有固定的时限和格式，往往靠打电话说明。",
]


def lines_of(data: bytes) -> list[str]:
    return reportsrc.read_bytes(data).text.split("\n")


@pytest.mark.parametrize("indent", [2, 0])
def test_lines_broken_by_the_printer_are_paragraphs_again(indent: int) -> None:
    document = reportsrc.read_bytes(pdf_of([set_in_lines(["#" + TITLE, *BODY], indent=indent)]))
    assert document.text.split("\n") == [TITLE, *BODY]
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]
    assert any("PDF" in note for note in document.notes)


SENTENCES = "（一）规范执法。办理行政处罚案件二十六件，全部公示。执法人员持证上岗，定期轮训。案卷逐件评查，问题当场纠正。全年未发生被复议纠正的案件。"


def test_a_sentence_that_ends_at_the_edge_does_not_end_its_paragraph() -> None:
    for at in range(18):  # whatever stands where the line breaks
        words = "（一）" + "甲" * at + SENTENCES[3:]
        whole = [*BODY[:3], words, *BODY[3:]]
        assert lines_of(pdf_of([set_in_lines(whole)])) == whole


def test_paragraphs_set_apart_by_more_room_need_no_indent() -> None:
    height, lines = 720.0, []
    for words in [*BODY, SENTENCES, *BODY[1:]]:
        own = set_in_lines([words], indent=0, top=height)
        lines += own
        height = own[-1][1] - 1.5 * PITCH
    assert lines_of(pdf_of([lines])) == [*BODY, SENTENCES, *BODY[1:]]


def test_a_title_in_the_type_of_the_text_stands_alone() -> None:
    title = "青禾区综合行政执法局二〇二三年度法治政府建设年度报告"
    assert len(title) > PER_LINE - 3
    assert lines_of(pdf_of([set_in_lines([title, *BODY], indent=0)]))[0] == title


def test_a_figure_that_does_not_fit_the_line_is_no_new_paragraph() -> None:
    words = "全年受理的行政复议案件在法定期限以内办结率98.60%，比上年提高三个百分点，群众满意率有所提高，没有一件败诉。"
    at = words.index("98")
    lines: list[Words] = [
        (MARGIN + 2 * SIZE, 700.0, SIZE, words[:at]),
        (MARGIN, 700.0 - PITCH, SIZE, words[at : at + 29]),
        (MARGIN, 700.0 - 2 * PITCH, SIZE, words[at + 29 :]),
    ]
    assert lines_of(pdf_of([[*lines, *set_in_lines(BODY, top=600)]]))[0] == words


def test_a_paragraph_goes_on_over_the_page() -> None:
    lines = set_in_lines(BODY[2:3])
    upper = [(left, 150 - PITCH * at, size, words) for at, (left, _, size, words) in enumerate(lines[:1])]
    lower = [(left, 700 - PITCH * at, size, words) for at, (left, _, size, words) in enumerate(lines[1:])]
    filler = set_in_lines([BODY[0], BODY[5]])
    assert lines_of(pdf_of([[*filler, *upper], lower])) == [BODY[0], BODY[5], BODY[2]]


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "第{}页 共3页", "{}", "{}/3", "－{}－", "Page {} of 3"])
def test_page_numbers_are_left_out(number: str) -> None:
    pages = [[*set_in_lines([BODY[n]]), (280.0, 40.0, 12.0, number.format(n))] for n in (1, 2, 3)]
    assert lines_of(pdf_of(pages)) == BODY[1:4]


def test_what_stands_at_the_head_of_every_page_is_left_out_once_and_for_all() -> None:
    pages: list[list[Words]] = [
        [(MARGIN, HEIGHT - 50.0, 10.5, "青禾区教育局文件"), *set_in_lines([words])] for words in BODY[:3]
    ]
    document = reportsrc.read_bytes(pdf_of(pages))
    assert document.text.split("\n") == BODY[:3]
    assert any("页眉" in note for note in document.notes)


def test_a_number_in_the_middle_of_a_page_is_no_page_number() -> None:
    assert "12" in lines_of(pdf_of([[*set_in_lines(BODY[:1]), (200.0, 400.0, 16.0, "12")]]))


def test_cells_of_a_row_stand_on_one_line() -> None:
    row: list[Words] = [(MARGIN, 300.0, SIZE, "复议案件"), (MARGIN + 200, 300.0, SIZE, "148件")]
    assert lines_of(pdf_of([[*set_in_lines(BODY[:1]), *row]]))[-1] == "复议案件\t148件"


def test_a_title_too_long_for_its_line_is_one_title() -> None:
    title = "青禾区综合行政执法局关于二〇二三年度法治政府建设情况的报告"
    halves: list[Words] = [(80.0, 760.0, 22.0, title[:20]), (180.0, 725.0, 22.0, title[20:])]
    assert lines_of(pdf_of([[*halves, *set_in_lines(BODY, top=680)]]))[0] == title


def test_a_letter_that_a_font_names_by_its_radical_is_the_letter() -> None:
    assert lines_of(pdf_of([set_in_lines(["⼀、⾏政执法⼈员"])])) == ["一、行政执法人员"]


def test_a_pdf_tells_of_its_comments_and_its_author() -> None:
    carried = reportsrc.read_bytes(pdf_of([set_in_lines(BODY)] * 2, author="张三", comments=2))
    assert dict(carried.traces) == {"comments": 4, "author": 1}
    assert any("批注" in note for note in carried.notes)
    assert dict(reportsrc.read_bytes(pdf_of([set_in_lines(BODY)], author="Administrator")).traces) == {}


REFUSED = {
    "no words": (pdf_of([[]]), "没有文字层"),
    "page numbers only": (pdf_of([[(280.0, 40.0, 12.0, "1")], [(280.0, 40.0, 12.0, "2")]]), "没有文字层"),
    "no file at all": (b"%PDF-1.7\n" + b"1 0 obj" * 40, "损坏"),
    "too many pages": (pdf_of([[]] * 301), "太长"),
    "unknown letters": (pdf_of([set_in_lines(["\ue001\ue002\ue003" * 9])]), "不能识别"),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_a_pdf_that_cannot_be_read_is_refused_with_one_sentence(kind: str) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(reportsrc.ReadError, match=words):
        reportsrc.read_bytes(data)


def test_a_pdf_cut_off_anywhere_gives_a_document_or_one_sentence() -> None:
    whole = pdf_of([set_in_lines(BODY)])
    outcomes = set()
    for length in range(10, len(whole), len(whole) // 6):
        try:
            outcomes.add(bool(reportsrc.read_bytes(whole[:length]).text))
        except reportsrc.ReadError as error:
            outcomes.add("\n" not in str(error))
    assert outcomes == {True}


@needs_office
def test_a_report_printed_by_an_office_reads_like_its_text(tmp_path: Path) -> None:
    whole = [line for line in TEXT.split("\n") if line]
    made = exported(saved(word_of(*whole)), "docx", "pdf", tmp_path)
    document = reportsrc.read_bytes(made)
    assert document.text.split("\n") == whole
    assert [part.role for part in document.parts] == ["measures", "shortcomings"]


@needs_office
def test_a_pdf_with_a_password_is_refused_with_one_sentence(tmp_path: Path) -> None:
    lock = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"qh"}}'
    made = exported(saved(word_of("甲")), "docx", f"pdf:writer_pdf_Export:{lock}", tmp_path)
    with pytest.raises(reportsrc.ReadError, match="密码"):
        reportsrc.read_bytes(made)


PLACES = st.floats(-50, 900, allow_nan=False).map(lambda place: round(place, 1))
LINES = st.builds(
    PrintedLine,
    st.text("一、法治（。，1%A \t：", min_size=1, max_size=30),
    st.integers(0, 2),
    PLACES,
    PLACES,
    PLACES,
    PLACES,
    st.sampled_from([0.0, 10.5, 16.0, 22.0, -3.0]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=25), st.sampled_from([0.0, 842.0]))
def test_lines_at_any_places_lose_no_word_but_page_numbers(lines: list[PrintedLine], height: float) -> None:
    try:
        text, _ = text_of(lines, [height] * 3)
    except reportsrc.ReadError:
        return
    squeezed = "".join(text.split())
    inner = [line for line in lines if 0.2 * height < line.middle < 0.8 * height]
    assert all("".join(line.words.split()) in squeezed for line in inner)
