"""Paragraphs broken by width at any width, with hanging marks and centred titles, read as the paragraphs they were."""

from __future__ import annotations

import pytest

from reportsrc.document import Document
from reportsrc.readers import read_bytes
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load
from tests.reportsrc.pdf_files import pdf_of, set_in_lines

STANDARD = load()
TITLE = "云岭新区管理委员会关于2024年度推进法治政府建设工作情况的报告"
PARAGRAPHS = [
    "2024年，新区把法治要求落实到改革发展各方面，依法行政水平稳步提高，企业和群众满意度达96.8%，有力保障了项目建设。现将有关情况报告如下：",
    "一、2024年推进法治政府建设的主要举措和成效",
    "落实决策程序，守住合法底线。公布年度重大行政决策目录4项。法律顾问列席会议12次，提出意见63条，采纳58条。对2项决策开展执行情况评估。",
    "抓实普法宣传，浓厚社会氛围。开展“宪法进万家”等活动78场次，受众3.1万人次。培育“法律明白人”426名，建成阵地19处，组织旁听庭审4次。",
    "二、存在的不足和原因",
    "1.数据共享仍有堵点，原因在于各系统标准不一、归口分散，业务部门之间会商不多，问题长期没有得到解决。",
    "2.执法力量与承接事项不相匹配，主要是编制总量有限，人员流动较快，新进人员取得执法资格需要一定时间。",
    "三、2024年度党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
    "主要负责人带头学习领会习近平法治思想，主持专题学法5次，研究法治工作6次，协调解决人员、经费等问题9个。",
    "四、2025年推进法治政府建设的主要安排",
    "一是分领域编制执法指引，组织案卷交叉评查，对发现的问题逐项反馈、限期整改，并将结果纳入年度考核。",
    "二是完善行政复议与人民调解衔接机制，年内建成一站式平台，力争争议实质性化解率提高到百分之六十以上。",
]


def broken(paragraphs: list[str], width: int, *, indent: str, centre: str = "") -> str:
    """The paragraphs cut into lines of a width counted in characters; a mark that may not begin a line hangs."""
    lines = [f"{centre}{TITLE}"] if centre else []
    for words in paragraphs if centre else [TITLE, *paragraphs]:
        rest = indent + words
        while rest:
            cut = width
            while rest[cut : cut + 1] in tuple("，。、；：）”"):
                cut += 1
            lines.append(rest[:cut])
            rest = rest[cut:]
    return "\n".join(lines)


def told(document: Document) -> list[tuple[str, list[str]]]:
    """The headings of the parts and the items below them, without the breaks."""
    return [
        ("".join(part.heading.split()), ["".join(item.text.split()) for item in part.items]) for part in document.parts
    ]


WANTED = [
    (PARAGRAPHS[1], PARAGRAPHS[2:4]),
    (PARAGRAPHS[4], PARAGRAPHS[5:7]),
    (PARAGRAPHS[7], PARAGRAPHS[8:9]),
    (PARAGRAPHS[9], PARAGRAPHS[10:12]),
]


@pytest.mark.parametrize("width", [24, 26, 28, 30, 32, 34, 36, 38])
def test_paragraphs_broken_by_width_are_whole_where_each_is_indented(width: int) -> None:
    text = broken(PARAGRAPHS, width, indent="　　", centre="　　　　　　")
    document = read_text(text, STANDARD)
    assert told(document) == WANTED
    assert document.title == TITLE
    assert document.states == ()
    for part in document.parts:
        for item in part.items:
            assert text[item.span.start : item.span.end] == item.text


@pytest.mark.parametrize("width", [25, 28, 30, 32, 34])
def test_a_heading_or_title_broken_by_width_is_whole_without_indents_too(width: int) -> None:
    document = read_text(broken(PARAGRAPHS, width, indent=""), STANDARD)
    assert ["".join(part.heading.split()) for part in document.parts] == [heading for heading, _ in WANTED]
    assert "".join(document.title.split()) == TITLE


def test_the_year_after_the_titles_makes_a_plan_of_measures() -> None:
    for marker in ("二、", "二．"):
        text = (
            "白沙县2024年度法治政府建设工作报告\n一、坚持党的领导，把稳法治方向\n召开会议3次。\n"
            f"{marker}2025年推进法治政府建设的主要举措\n一是抓培训。二是抓执法。\n"
        )
        assert [part.role for part in read_text(text, STANDARD).parts] == ["topical", "plans"]


def test_paragraphs_of_a_printed_page_are_told_apart_where_most_fill_one_line() -> None:
    short = [f"主要负责人第{number}次主持会议，听取了依法行政工作汇报。" for number in "一二三四五六七八"]
    long = [f"{number}.{PARAGRAPHS[5][2:]}" for number in range(1, 4)]
    printed = [f"#{TITLE[:12]}", *short, *long]
    assert read_bytes(pdf_of([set_in_lines(printed)])).text.split("\n")[1:] == [*short, *long]
