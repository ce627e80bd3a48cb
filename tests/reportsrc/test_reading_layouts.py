"""The same report is read out of every layout a portal gives it: header above, below, around; noise before and after."""

from __future__ import annotations

import pytest

from reportsrc.document import Document, PassageKind
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load

STANDARD = load()
TITLE = "甲市乙区农业农村局2024年度法治政府建设年度报告"
PREAMBLE = "2024年，我局坚持以习近平法治思想为指导，依法履行职责。现将有关情况报告如下："
BODY = """一、2024年推进法治政府建设的主要举措和成效
（一）加强组织领导。局党组专题研究4次。一是健全机制。制定清单。二是压实责任。
（二）规范行政执法。
1.推行三项制度。办案12件。
2.开展案卷评查。评查30卷。
二、2024年推进法治政府建设存在的不足和原因
一是执法力量不足，原因是编制偏少；二是普法形式单一。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人带头学法，主持会议4次。
四、2025年推进法治政府建设的主要安排
（一）抓学习
组织培训。
（二）抓执法
加强监督。
"""
SHAPE = [("measures", [2, 2], 0), ("shortcomings", [], 2), ("duties", [], 1), ("plans", [1, 1], 0)]

LAYOUTS = {
    "bare": f"{TITLE}\n\n{PREAMBLE}\n{BODY}",
    "no title, no preamble": BODY,
    "one source line": f"{TITLE}\n来源：甲市乙区农业农村局 发布时间：2025-02-09 15:17\n{PREAMBLE}\n{BODY}",
    "pairs on lines": (
        f"索 引 号： 113310020/2025-00012 发布日期： 2025-02-09\n发布机构： 乙区农业农村局\n公开方式： 主动公开\n\n{TITLE}\n{PREAMBLE}\n{BODY}"
    ),
    "boxed labels": f"[ 索引号 ] 113310020/2025-00012 [ 发文字号 ] 无\n[ 发布机构 ] 乙区农业农村局\n{TITLE}\n{PREAMBLE}\n{BODY}",
    "bullets": f"• 索引号：113310020/2025-00012\n• 发文机构：乙区农业农村局\n• 成文日期：2025-02-01\n{TITLE}\n{PREAMBLE}\n{BODY}",
    "pipe table": f"| 索引号： | 011158671/2025-09186 | 分类： | 其他 |\n| 发布机构： | 乙区农业农村局 | 日期： | 2025-02-01 |\n{TITLE}\n{PREAMBLE}\n{BODY}",
    "label and value on lines": f"{TITLE}\n发布时间：\n2025-03-04\n来源：\n乙区农业农村局\n{PREAMBLE}\n{BODY}",
    "header around the title": (
        f"索引号：113310020/2025-00012 主题分类：\n体裁分类： 发布机构：乙区农业农村局\n\n{TITLE}\n\n"
        f"发布日期：2025- 03- 04 16: 22 访问次数： 信息来源：乙区农业农村局\n\n{PREAMBLE}\n{BODY}"
    ),
    "breadcrumbs, clock and buttons": (
        "今天是：2025年10月31日 星期五\n首页 > 政务公开 > 法治政府建设年度报告\n您当前的位置：首页 - 年度报告\n"
        f"{TITLE}\n2025-03-04 10:14 乙区政府网\n字体：[大 中 小]\n【打印】 【关闭】\n分享：\n{PREAMBLE}\n{BODY}"
        "扫一扫在手机打开当前页\n上一篇：无\n"
    ),
    "title twice": f"{TITLE}\n来源：乙区农业农村局 时间：2025-03-04\n甲市乙区农业农村局\n2024年度法治政府建设年度报告\n{PREAMBLE}\n{BODY}",
    "title on two lines": f"甲市乙区农业农村局2024年度\n法治政府建设年度报告\n{PREAMBLE}\n{BODY}",
    "indented": f"　　{TITLE}　\r\n\r\n　　{PREAMBLE}\r\n"
    + "".join(f"　　{line}\r\n\r\n" for line in BODY.splitlines()),
    "half-width marks": f"{TITLE}\n{PREAMBLE}\n{BODY}".replace("（", "(")
    .replace("）", ")")
    .replace("：", ":")
    .replace("，", ","),
    "signed": f"{TITLE}\n区委、区政府：\n{PREAMBLE}\n{BODY}特此报告。\n\n甲市乙区农业农村局\n2025年1月20日\n",
    "on one line": " ".join([TITLE, PREAMBLE, *BODY.splitlines()]),
    "byte order mark": f"\ufeff{TITLE}\n{PREAMBLE}\n{BODY}",
}


@pytest.fixture(params=LAYOUTS, ids=str)
def layout(request: pytest.FixtureRequest) -> tuple[str, Document]:
    return request.param, read_text(LAYOUTS[request.param], STANDARD)


def test_every_layout_gives_the_same_parts_sections_and_items(layout: tuple[str, Document]) -> None:
    _, document = layout
    assert [(p.role, [len(s.items) for s in p.sections], len(p.items)) for p in document.parts] == SHAPE
    assert document.states == ()
    assert (document.kind, document.year) == ("annual-report", 2024)


def test_every_layout_gives_the_same_title_and_preamble(layout: tuple[str, Document]) -> None:
    name, document = layout
    if name == "no title, no preamble":
        assert (document.title, document.preamble) == ("", "")
        return
    assert document.title.lstrip("\ufeff") == TITLE
    assert document.organisation.lstrip("\ufeff") == "甲市乙区农业农村局"
    preamble = PREAMBLE.replace("：", ":").replace("，", ",") if name == "half-width marks" else PREAMBLE
    assert document.preamble == preamble


def test_every_layout_keeps_the_last_item_clear_of_the_pages_end(layout: tuple[str, Document]) -> None:
    _, document = layout
    assert document.parts[-1].sections[-1].items[-1].text == "加强监督。"
    assert document.parts[0].sections[1].items[1].text.endswith("评查30卷。")


def test_noise_of_the_page_is_header_before_and_after() -> None:
    document = read_text(LAYOUTS["breadcrumbs, clock and buttons"], STANDARD)
    header = [p.span.of(document.text) for p in document.passages if p.kind is PassageKind.HEADER]
    assert "首页 > 政务公开 > 法治政府建设年度报告" in header
    assert header[-2:] == ["扫一扫在手机打开当前页", "上一篇：无"]
