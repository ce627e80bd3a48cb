"""Ten portal pages: whatever a portal sets around a report, its title, header and parts are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest

import reportsrc
from reportsrc.readers.html import is_wild

PAGES = Path(__file__).parent / "pages"
ROLES = ["measures", "shortcomings", "duties", "plans"]


@dataclass(frozen=True)
class Page:
    title: str
    last: str
    """How the text ends."""
    encoding: str = "utf-8"
    header: dict[str, object] = field(default_factory=dict)


EXPECTED = {
    "01-portal": Page(
        "柳溪镇2023年度法治政府建设情况报告",
        "2024年1月15日",
        "utf-8-sig",
        {
            "index_number": "QH0101/2024-00018",
            "issuer": "柳溪镇人民政府",
            "signed_on": date(2024, 1, 15),
            "published_at": datetime(2024, 1, 18, 10, 20),
            "openness": "主动公开",
            "source": "柳溪镇人民政府",
            "topic": "法治建设",
            "doc_number": None,
        },
    ),
    "02-old-gbk": Page(
        "青禾区司法局2023年度法治政府建设年度报告",
        "充实复议力量。",
        "gb18030",
        {"source": "青禾区司法局", "published_at": date(2024, 2, 28)},
    ),
    "03-one-div": Page(
        "青禾区教育局2023年度法治政府建设年度报告",
        "青禾区教育局 2024年3月12日",
        header={"source": "青禾区教育局", "published_at": datetime(2024, 3, 15, 10, 8)},
    ),
    "04-br-only": Page(
        "河湾街道办事处2023年法治政府建设年度报告",
        "（一）充实执法力量。",
        "gb18030",
        {"source": "河湾街道办事处", "published_at": datetime(2024, 3, 21, 15, 40)},
    ),
    "05-layout-table": Page(
        "云岭镇人民政府关于2023年度法治政府建设情况的报告",
        "2024年1月15日",
        header={
            "index_number": "119999010026109999/2024-00006",
            "issuer": "云岭镇人民政府",
            "signed_on": date(2024, 1, 22),
            "published_at": date(2024, 1, 24),
        },
    ),
    "06-word-paste": Page(
        "青禾区卫生健康局关于2023年度法治政府建设情况的报告",
        "检查 186家次",
        "utf-16",
        {"source": "青禾区卫生健康局", "published_at": datetime(2024, 3, 14, 16, 2)},
    ),
    "07-list-heavy": Page(
        "青禾区应急管理局2023年度法治政府建设年度报告",
        "2024年1月15日",
        header={"source": "青禾区应急管理局", "published_at": datetime(2024, 2, 2, 9, 30)},
    ),
    "08-no-html": Page(
        "市场监督管理局2023年度法治政府建设年度报告",
        "补齐人员。",
        "gb18030",
        {"source": "区市场监督管理局", "published_at": datetime(2024, 3, 11, 14, 30)},
    ),
    "09-values-after-title": Page(
        "青禾区综合行政执法局2023年度法治政府建设年度报告",
        "附件：青禾区综合行政执法局2023年度法治政府建设年度报告.docx",
        header={
            "index_number": "119999010026102915/2024-10077",
            "issuer": "青禾区综合行政执法局",
            "published_at": date(2024, 3, 20),
        },
    ),
    "10-hidden-and-script": Page(
        "青禾区自然资源和规划局2023年法治政府建设情况报告",
        "2024年1月15日",
        header={"source": "区自然资源和规划局", "published_at": datetime(2024, 1, 30, 16, 20)},
    ),
}
AROUND = (
    "脚本", "隐藏", "模板", "不该读到", "请打开", "版权", "ICP", "上一篇", "下一篇", "分享", "微信", "要闻动态", "政务服务",
    "领导之窗", "政策法规", "相关", "通报", "2022年", "扫一扫", "责任编辑", "回到顶部", "打印本页", "主办",
)  # fmt: skip


def page_of(name: str) -> reportsrc.Document:
    source = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return reportsrc.read_bytes(source.encode(EXPECTED[name].encoding))


def test_every_page_is_expected_to_be_something() -> None:
    assert sorted(EXPECTED) == sorted(file.stem for file in PAGES.glob("*.html"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_portal_page_gives_title_header_and_parts(name: str) -> None:
    page, document = EXPECTED[name], page_of(name)
    assert document.kind == "annual-report" and document.year == 2023
    assert document.title == page.title
    assert {key: getattr(document.metadata, key) for key in page.header} == page.header
    assert [part.role for part in document.parts] == ROLES and document.states == ()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_the_portal_sets_around_a_report_is_no_part_of_it(name: str) -> None:
    document = page_of(name)
    assert document.text.endswith(EXPECTED[name].last)
    assert [words for words in AROUND if words in document.text] == []
    assert "<" not in document.text and "&" not in document.text


@pytest.mark.parametrize("name", ["01-portal", "05-layout-table", "07-list-heavy", "10-hidden-and-script"])
def test_the_signature_is_found_above_the_portals_foot(name: str) -> None:
    document = page_of(name)
    signed = [one.span.of(document.text) for one in document.passages if one.kind == "signature"]
    assert signed == ["柳溪镇人民政府", "2024年1月15日"]
    assert [part.heading for part in document.parts] == [
        "一、2023年推进法治政府建设的主要举措和成效",
        "二、2023年推进法治政府建设存在的不足和原因",
        "三、2023年党政主要负责人履行推进法治建设第一责任人职责的有关情况",
        "四、2024年推进法治政府建设的主要安排",
    ]


PARAGRAPHS = "<p>一、主要举措和成效</p><p>办理案件26件。</p>"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p><a href='/'>首页</a> &gt; <a href='/zw'>公开</a></p>", []),
        ("<p>位置：<a href='/'>首页</a></p>", ["位置：首页"]),
        ("<h1><a href='1.html'>青禾区2023年度法治政府建设报告</a></h1>", ["青禾区2023年度法治政府建设报告"]),
        ("<p><a name='_Toc1'>青禾区2023年度法治政府建设报告</a></p>", ["青禾区2023年度法治政府建设报告"]),
        ("<table><tr><td><a href='1'>公开指南</a></td><td><a href='2'>公开制度</a></td></tr></table>", []),
        ("<p>\ufdd0甲\ufdd1</p>", ["甲"]),
    ],
)
def test_lines_that_are_nothing_but_links_go(page: str, lines: list[str]) -> None:
    read = reportsrc.read_bytes(f"<html><body>{page}{PARAGRAPHS}</body></html>".encode())
    assert read.text.split("\n") == [*lines, "一、主要举措和成效", "办理案件26件。"]


def test_a_page_of_nothing_but_links_keeps_its_words() -> None:
    page = "<html><body><p><a href='1'>一、主要举措和成效</a></p><p><a href='2'>办理案件26件。</a></p></body></html>"
    assert reportsrc.read_bytes(page.encode()).text == "一、主要举措和成效\n办理案件26件。"


def test_a_word_of_the_foot_inside_a_report_cuts_nothing() -> None:
    inside = "<p>打印</p><p>分享：各部门的做法。</p><p>二是公开92条。</p>"
    read = reportsrc.read_bytes(f"<html><body>{PARAGRAPHS}{inside}</body></html>".encode())
    assert read.text.endswith("打印\n分享：各部门的做法。\n二是公开92条。")


@pytest.mark.parametrize(
    ("page", "wild"),
    [
        ("<div>" * 100 + "</div>" * 100 + "<p>甲" * 5000, False),
        ("<b>甲</b>" * 5000, False),
        ("<div>" * 300, True),
        ("<font color=red>" * 20, True),
        ("<p " + "a=1 " * 5000 + ">", True),
    ],
    ids=["many", "closed", "deep", "open", "attributes"],
)
def test_a_page_written_to_wear_a_parser_out_is_known_before_it_is_parsed(page: str, wild: bool) -> None:
    assert is_wild(page) is wild


def test_a_page_that_nests_too_deep_is_read_apart_like_any_other() -> None:
    deep = "<div>" * 1000 + PARAGRAPHS + "</div>" * 1000
    assert reportsrc.read_bytes(f"<html><body>{deep}".encode()).text == "一、主要举措和成效\n办理案件26件。"


def test_tables_in_tables_beyond_all_measure_are_read_as_blocks() -> None:
    page = "<table><tr><td>甲</td><td>" * 60 + "乙"
    assert "乙" in reportsrc.read_bytes(f"<html><body>{page}".encode()).text


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<div style='white-space: pre-line'>一、举措\n办理26件。</div>", ["一、举措", "办理26件。"]),
        (
            "<div>\n\u3000\u3000一、举措\n\u3000\u3000办理26件。\n</div>",
            ["\u3000\u3000一、举措", "\u3000\u3000办理26件。"],
        ),
        ("<br>一、举措<br/>办理26件。", ["一、举措", "办理26件。"]),
        ("<span>一、举措</span><br><span>办理26件。</span>", ["一、举措", "办理26件。"]),
        (
            "<p>一、举措</p><div>var hits = 3;<br>function hit(){<br>document.write(hits);<br>}<br>.top {color:red}</div><p>办理26件。</p>",
            ["一、举措", "办理26件。"],
        ),
        ("<p>if（如果）系统提示“材料不全”，当场告知。</p>", ["if（如果）系统提示“材料不全”，当场告知。"]),
    ],
    ids=["pre-line", "indents", "breaks", "spans", "scripts", "prose"],
)
def test_lines_are_those_a_reader_means(page: str, lines: list[str]) -> None:
    assert reportsrc.read_bytes(page.encode()).text.split("\n") == lines
