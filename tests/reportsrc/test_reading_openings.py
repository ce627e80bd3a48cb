"""Titles over several lines, speeches, contents, foot lines below the signature; and what only tells of a report."""

from __future__ import annotations

import pytest

from reportsrc.document import Document
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load

STANDARD = load()
PREAMBLE = "2024年，云岭区把法治要求落实到各项工作之中，依法行政水平稳步提升。现将有关情况报告如下："
BODY = """一、2024年推进法治政府建设的主要举措和成效
（一）规范行政执法。办理行政处罚案件213件，评查案卷90卷。
（二）化解矛盾纠纷。调解纠纷629件，办理行政复议案件27件。
二、存在的不足和原因
一是执法力量不足，原因是编制总量有限。
二是普法形式单一，原因是调研不深。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人主持专题学法5次，年底书面述法。
四、2025年推进法治政府建设的主要安排
一是编制执法指引。
二是开展案卷交叉评查。
"""
TITLE = "云岭区人民政府关于2024年度法治政府建设情况的报告"


def read(opening: str, below: str = "") -> Document:
    return read_text(f"{opening}\n{PREAMBLE}\n{BODY}{below}", STANDARD)


@pytest.mark.parametrize(
    "opening",
    [
        "云岭区人民政府关于2024年度法治政府建设情况的\n报告",
        "云岭区人民政府\n关于2024年度法治政府建设情况的\n报    告\n市委、市政府：",
        f"{TITLE}\n——2025年3月28日在区五届人大常委会第二十次会议上\n区司法局局长  王立民\n主任、副主任、各位委员：",
        f"{TITLE}\n目  录\n一、举措和成效…………1\n二、不足和原因…………6\n三、职责…………8\n四、安排…………9",
    ],
)
def test_an_opening_leaves_title_preamble_and_parts_whole(opening: str) -> None:
    document = read(opening)
    assert "".join(document.title.split()) == TITLE
    assert document.preamble == PREAMBLE
    assert [part.role for part in document.parts] == ["measures", "shortcomings", "duties", "plans"]
    assert [len(part.items) for part in document.parts] == [0, 2, 1, 2]


def test_an_office_named_for_governing_by_law_is_the_unit() -> None:
    unit = "中共云岭区委全面依法治区委员会办公室"
    assert read(f"{unit}关于2024年度法治政府建设情况的报告").organisation == unit


def test_files_to_fetch_below_the_signature_are_no_part_of_the_last_item() -> None:
    document = read(TITLE, "云岭区人民政府\n2025年1月15日\n附件下载\n报告全文.docx\n分享：\n")
    assert document.parts[-1].items[-1].text == "二是开展案卷交叉评查。"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云岭区司法局2024年政务公开工作年度报告", "open-government-information-report"),
        ("我区发布2024年度法治政府建设情况报告", "unknown"),
        ("云岭市正式公布2024年法治政府建设年度报告", "unknown"),
        ("关于公开征求《云岭区2024年度法治政府建设情况报告》意见的公告", "unknown"),
    ],
)
def test_what_only_tells_of_a_report_is_none(title: str, kind: str) -> None:
    told = "报告从依法决策、规范执法、化解纠纷等方面介绍了全年工作，列出了下一步要做的事情。" * 12
    assert (
        read_text(f"{title}\n近日，有关文件上网。\n一、总体情况\n{told}\n二、反馈方式\n来信来电。\n", STANDARD).kind
        == kind
    )


def test_a_report_without_title_or_preamble_is_told_by_its_parts() -> None:
    assert read_text(BODY.replace("法治政府建设", "工作"), STANDARD).kind == "annual-report"
