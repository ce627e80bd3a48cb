"""Markers in either width, where they stand and where they do not; what a passage would be split at."""

from __future__ import annotations

import pytest

from reportsrc.markers import Level, chinese_number, cuts_of, inner_markers, marker_at, marker_of, spoken_markers
from reportsrc.text import fold

MARKERS = [
    ("一、概况", Level.PART, 1),
    ("十二、其他", Level.PART, 12),
    ("第三部分 安排", Level.PART, 3),
    ("（四）监督", Level.SECTION, 4),
    ("(四)监督", Level.SECTION, 4),
    ("四)监督", Level.SECTION, 4),
    ("（四)监督", Level.SECTION, 4),
    ("7.审查", Level.NUMBER, 7),
    ("７．审查", Level.NUMBER, 7),
    ("7、审查", Level.NUMBER, 7),
    ("1.2023年完成", Level.NUMBER, 1),
    ("（2）核查", Level.BRACKET, 2),
    ("③核查", Level.CIRCLE, 3),
    ("五是监督", Level.SPOKEN, 5),
    ("二要监督", Level.SPOKEN, 2),
    ("一是不够重视", Level.SPOKEN, 1),
    ("其次，监督", Level.ORDER, 2),
]


@pytest.mark.parametrize(("words", "level", "number"), MARKERS)
def test_a_marker_at_the_start_of_a_line_is_known(words: str, level: Level, number: int) -> None:
    found = marker_at(fold(words), 0)
    assert found is not None
    assert (found.level, found.number) == (level, number)


@pytest.mark.parametrize(
    "words",
    [
        "1.5万件",
        "5.18亿元",
        "2023年",
        "一号工程",
        "一是否属实",
        "一要求就来",
        "首先锋",
        "一、二级响应",
        "（试行）办法",
        "",
    ],
)
def test_what_only_looks_like_a_marker_is_none(words: str) -> None:
    assert marker_at(fold(words), 0) is None


def test_chinese_numbers_up_to_ninety_nine_are_read() -> None:
    assert [chinese_number(w) for w in ("一", "十", "十一", "二十", "九十九", "百", "", "十十")] == [
        1,
        10,
        11,
        20,
        99,
        0,
        0,
        0,
    ]


def test_spoken_markers_stand_where_a_clause_begins_and_outside_quotes() -> None:
    text = "原因之一是人少。一是甲，二是“一是一、二是二”；三是乙"
    assert [m.span.of(text) for m in spoken_markers(fold(text), 0, len(text))] == ["一是", "二是", "三是"]


def test_the_marker_of_a_passage_is_given_as_printed() -> None:
    assert [marker_of(w) for w in ("　　（一）甲", "２．乙", "丙")] == ["（一）", "２．", ""]


def test_an_item_that_holds_the_next_ones_marker_says_so() -> None:
    assert inner_markers("一是学习；二是执法。") == ("二是",)
    assert inner_markers("1.甲。\n2.乙。") == ("2.",)
    assert inner_markers("1.甲。一是乙。二是丙。") == ()
    assert inner_markers("主要有：一是甲；二是乙。") == ("一是", "二是")
    assert inner_markers("一是加强“一是一、二是二”的作风。") == ()


def test_a_passage_is_cut_at_its_further_markers_or_its_line_breaks() -> None:
    text = "一是学习；二是执法。三是考核。"
    assert [text[cut:][:2] for cut in cuts_of(text)] == ["二是", "三是"]
    assert cuts_of("甲。\n\n乙。\n") == [4]
    assert cuts_of("1.甲。\n乙。") == []
    assert cuts_of("甲。乙。") == []
