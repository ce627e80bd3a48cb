"""From passages to a Document: title, organisation, year, kind, preamble, figures; the same text reads the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportsrc.document import Document, PassageKind
from reportsrc.readers.assembly import assemble, read_fragment, read_text
from reportsrc.standard import load

STANDARD = load()
BODY = "一、主要举措和成效\n办件12件。\n二、存在的不足和原因\n人少。\n三、第一责任人职责情况\n部署4次。\n四、下一步打算\n努力。\n"


def read(text: str) -> Document:
    return read_text(text, STANDARD)


def shape(document: Document) -> list[tuple[str, list[int], int]]:
    return [(part.role, [len(s.items) for s in part.sections], len(part.items)) for part in document.parts]


# -- title and organisation --------------------------------------------------------

TITLES = [
    ("甲市乙区司法局2023年度法治政府建设年度报告", "甲市乙区司法局", 2023),
    ("甲市乙区人民政府\n关于2022年度法治政府建设工作情况的报告", "甲市乙区人民政府", 2022),
    ("中共甲市乙区委员会\n甲市乙区人民政府\n关于2025年法治政府建设情况的报告", "甲市乙区人民政府", 2025),
    ("中共丙镇委员会 丙镇人民政府关于2024年法治政府建设情况的报告", "丙镇人民政府", 2024),
    ("2020年甲区法治政府建设工作报告", "甲区", 2020),
    ("关于2021年甲区法治政府建设情况的报告", "甲区", 2021),
    ("关于甲市2024年度法治政府建设情况的报告", "甲市", 2024),
    ("甲区应急管理局2025年法治政府建设\n工作总结及2026年工作思路", "甲区应急管理局", 2025),
    ("甲市丁区政府2015年推进依法行政工作情况及2016年工作打算", "甲市丁区政府", 2015),
    ("甲市关于 2024 年度法治政府建设情况的报告", "甲市", 2024),
    ("高新区（新市区）人民政府2024年法治政府建设工作报告", "高新区（新市区）人民政府", 2024),
    ("福州市2025年法治政府建设情况", "福州市", 2025),
    ("丁街道办事处二〇二三年法治政府建设工作报告", "丁街道办事处", 2023),
    ("大河乡法治政府建设年度报告", "大河乡", None),
    ("汕頭市教育局2022年法治政府建設年度報告", "汕頭市教育局", 2022),
]


@pytest.mark.parametrize(("title", "organisation", "year"), TITLES)
def test_a_title_gives_unit_and_year(title: str, organisation: str, year: int | None) -> None:
    document = read(f"{title}\n\n现将有关情况报告如下：\n{BODY}")
    assert document.kind == "annual-report"
    assert document.title == title.replace("\n", "")
    assert (document.organisation, document.year) == (organisation, year)
    assert document.preamble == "现将有关情况报告如下："
    assert len(document.parts) == 4


def test_a_title_without_a_unit_leaves_it_to_the_portals_source() -> None:
    text = f"来源：甲区应急管理局 发布时间：2023-02-09 15:17\n2022年法治政府建设年度报告\n现将情况报告如下：\n{BODY}"
    document = read(text)
    assert (document.organisation, document.year) == ("甲区应急管理局", 2022)


def test_a_title_without_a_unit_or_source_leaves_it_to_the_signature() -> None:
    text = f"关于2025年法治政府建设情况的报告\n现将情况报告如下：\n{BODY}中共甲镇委员会\n甲镇人民政府\n2026年1月5日"
    assert read(text).organisation == "甲镇人民政府"


def test_the_preamble_names_the_unit_where_nothing_else_does() -> None:
    assert read(f"2023年，甲乙街道坚持依法行政。现将情况报告如下：\n{BODY}").organisation == "甲乙街道"


def test_a_title_printed_twice_is_read_as_the_document_prints_it() -> None:
    text = f"甲镇2025年度法治政府建设情况报告\n来源：甲镇 时间：2026-01-12\n甲镇人民政府\n关于2025年法治政府建设情况的报告\n{BODY}"
    document = read(text)
    assert document.title == "甲镇人民政府关于2025年法治政府建设情况的报告"
    assert len([p for p in document.passages if p.kind is PassageKind.TITLE]) == 3


def test_a_covering_letter_before_the_title_is_no_preamble() -> None:
    text = (
        "甲区政府：\n按照要求，我局起草了报告，现予上报，妥否，请批示。\n甲区司法局\n2024年2月1日\n"
        f"甲区2023年法治政府建设情况报告\n2023年，甲区坚持依法行政。\n{BODY}"
    )
    document = read(text)
    assert document.preamble == "2023年，甲区坚持依法行政。"
    assert document.title == "甲区2023年法治政府建设情况报告"


def test_a_date_and_an_occasion_under_the_title_are_no_preamble() -> None:
    text = f"甲市人民政府关于2024年度法治政府建设情况的报告\n（2025年5月29日在市人大常委会会议上）\n主任、副主任、各位委员：\n2024年，全市上下努力。\n{BODY}"
    document = read(text)
    addressed = [p.span.of(text) for p in document.passages if p.kind is PassageKind.ADDRESSEE]
    assert addressed == ["主任、副主任、各位委员："]
    assert document.preamble == "2024年，全市上下努力。"


@pytest.mark.parametrize(
    "salutation", ["市委、市政府：", "区委，区政府：", "中共甲州委、甲州人民政府:", "区人大常委会："]
)
def test_a_salutation_is_the_addressee(salutation: str) -> None:
    document = read(f"甲区2023年法治政府建设情况报告\n{salutation}\n现将情况报告如下：\n{BODY}")
    assert [p.kind for p in document.passages[:3]] == [PassageKind.TITLE, PassageKind.ADDRESSEE, PassageKind.PREAMBLE]


# -- year --------------------------------------------------------------------------


def test_without_a_title_the_lead_sentence_names_the_year() -> None:
    assert read(f"根据《实施纲要（2021—2025年）》，现将2022年法治政府建设情况报告如下：\n{BODY}").year == 2022


def test_without_a_lead_sentence_part_one_names_the_year() -> None:
    assert read(BODY.replace("一、主要", "一、2021年主要")).year == 2021


def test_a_span_of_years_is_no_reported_year() -> None:
    assert read(f"落实《纲要（2021—2025年）》和2021-2025年规划，甲区依法行政。\n{BODY}").year is None


def test_with_a_date_only_the_year_before_is_reported() -> None:
    text = f"发布日期：2024-03-04\n关于法治政府建设情况的报告\n{BODY}"
    assert read(text).year == 2023


# -- kind --------------------------------------------------------------------------

KINDS = [
    (
        "甲区2023年政府信息公开工作年度报告\n根据条例编制。\n一、总体情况\n甲。\n二、主动公开政府信息情况\n乙。\n"
        "三、存在的主要问题及改进情况\n丙。\n四、其他需要报告的事项\n无。",
        "open-government-information-report",
    ),
    (
        "一、总体情况\n甲。\n二、主动公开政府信息情况\n乙。\n三、收到和处理政府信息公开申请情况\n丙。",
        "open-government-information-report",
    ),
    ("甲区司法局2024年工作总结\n一、主要工作\n甲。\n二、存在的不足\n乙。\n三、下一步打算\n丙。", "work-summary"),
    ("甲区2024年上半年法治政府建设工作情况报告\n一、主要工作\n甲。\n二、下半年打算\n乙。", "work-summary"),
    ("甲区2024年法治政府建设工作要点\n一、总体要求\n甲。\n二、重点任务\n乙。", "work-plan"),
    ("甲区法治政府建设实施方案\n一、总体要求\n甲。\n二、重点任务\n乙。", "work-plan"),
    ("《甲区2023年法治政府建设年度报告》解读\n一、主要举措\n甲。\n二、存在的不足\n乙。", "interpretation"),
    ("今天天气很好，我们去公园散步。", "unknown"),
    ("", "unknown"),
    ("2023年，甲区推进法治政府建设。现将有关情况报告如下：\n" + BODY, "annual-report"),
    ("现将法治政府建设情况报告如下：\n一、坚持党的领导\n甲。\n二、规范执法\n乙。", "annual-report"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_text_is_known_for_what_it_is(text: str, kind: str) -> None:
    assert read(text).kind == kind


# -- the whole -----------------------------------------------------------------------


def test_figures_are_those_of_the_body() -> None:
    document = read(f"索引号：113310020/2024-154968\n甲区2023年法治政府建设情况报告\n{BODY}甲区政府\n2024年3月1日")
    assert [figure.text for figure in document.figures] == ["12件", "4次"]


def test_states_parts_and_spans_are_those_of_the_text() -> None:
    text = f"甲区2023年法治政府建设情况报告\n现将情况报告如下：\n{BODY}"
    document = read(text)
    assert document.states == ()
    assert document.title_span is not None and document.title_span.of(text) == document.title
    assert document.preamble_span is not None and document.preamble_span.of(text) == document.preamble
    for part in document.parts:
        assert part.heading_span.of(text) == part.heading
        assert all(item.span.of(text) == item.text for item in part.all_items())


PARAGRAPHS = [
    "一、主要举措和成效", "二、存在的不足和原因", "三、第一责任人职责情况", "四、下一步打算", "（一）加强统筹。开会3次。", "（二）规范执法",
    "一是学习；二是执法。", "一是学习。", "二是执法。", "1.审批。提速。", "2.监管。到位。", "区委、区政府：", "甲区2023年法治政府建设情况报告",
    "现将情况报告如下：", "我区全年办件12件。", "甲区人民政府", "2024年3月1日", "来源：甲区 时间：2024-03-01",
]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(PARAGRAPHS), st.sampled_from(["\n", "\n\n", "\r\n", "\n　　"])), max_size=24))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_passages_and_what_stands_between_them_give_back_the_text_and_read_the_same(
    rows: list[tuple[str, str]],
) -> None:
    text = "".join(words + separator for words, separator in rows)
    document = read(text)
    composed, at = "", 0
    for passage in document.passages:
        composed += text[at : passage.span.start] + passage.span.of(text)
        at = passage.span.end
    composed += text[at:]
    assert composed == text
    again = assemble(composed, document.passages, STANDARD, metadata=document.metadata)
    assert again == document
    assert read(composed) == document


def test_a_pasted_part_is_read_with_and_without_its_heading() -> None:
    body = "（一）甲。乙。\n（二）丙。一是丁；二是戊。"
    for pasted in (body, f"二、存在的不足\n{body}"):
        passages = read_fragment(pasted, STANDARD, "shortcomings")
        assert [p.marker for p in passages if p.level == 2] == ["（一）", "（二）"]
        assert [p.marker for p in passages if p.kind is PassageKind.ITEM] == ["", "一是", "二是"]
    assert passages[0].role == "shortcomings"


def test_a_pasted_part_without_numbers_has_one_item_a_paragraph() -> None:
    passages = read_fragment("甲。\n乙。", STANDARD, "plans")
    assert [(p.kind, p.span.of("甲。\n乙。")) for p in passages] == [
        (PassageKind.ITEM, "甲。"),
        (PassageKind.ITEM, "乙。"),
    ]


@given(st.lists(st.sampled_from([*PARAGRAPHS, "\n", "  ", "x"]), max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_nothing_of_a_pasted_part_is_lost(pasted: str) -> None:
    passages = read_fragment(pasted, STANDARD, "measures")
    kept = "".join(p.span.of(pasted) for p in passages)
    assert "".join(kept.split()) == "".join(pasted.split())
