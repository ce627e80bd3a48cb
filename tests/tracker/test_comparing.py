"""What changed, to the digit; and two people's changes laid together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.models.comparison import Clash, changes_between, merge_texts

WORDS = st.text(alphabet="一二三法治12345.，。；\nab（）", max_size=60)


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "added": "+{}+", "dropped": "-{}-"}
    return "".join(marks[one.kind].format(one.text) for one in changes_between(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("受理148件，办结148件。", "受理148件，办结149件。", "受理148件，办结14-8-+9+件。"),
        ("办结1480件。", "办结2481件。", "办结-1-+2+48-0-+1+件。"),
        ("一是甲。三是丙。", "一是甲。二是新写的一句。三是丙。", "一是甲。+二是新写的一句。+三是丙。"),
        ("甲写了第一句。乙写了第二句。", "乙写了第二句。", "-甲写了第一句。-乙写了第二句。"),
        ("推进依法行政。", "开展普法宣传活动。", "-推进依法行政。-+开展普法宣传活动。+"),
        ("", "新写的。", "+新写的。+"),
        ("照抄的一句。", "照抄的一句。", "照抄的一句。"),
    ],
)
def test_a_change_marks_what_changed_and_no_more(old, new, expected):
    assert shown(old, new) == expected


@given(WORDS, WORDS)
def test_a_comparison_holds_both_texts_whole(old, new):
    changes = changes_between(old, new)
    assert "".join(one.text for one in changes if one.kind != "added") == old
    assert "".join(one.text for one in changes if one.kind != "dropped") == new


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("办结148件，培训3场。", "办结149件，培训3场。", "办结148件，培训4场。", "办结149件，培训4场。"),
        ("一是甲。", "一是甲。后面加一句。", "开头一是甲。", "开头一是甲。后面加一句。"),
        ("甲乙丙丁戊。", "甲丙丁戊。", "甲乙丙丁。", "甲丙丁。"),
        ("甲乙丙。", "甲乙丙丁。", "甲乙丙丁。", "甲乙丙丁。"),
    ],
)
def test_changes_that_do_not_touch_are_laid_together(base, theirs, mine, merged):
    found = merge_texts(base, theirs, mine)
    assert found.clean
    assert found.text == merged


def test_two_figures_for_one_clash_and_never_mix_their_digits():
    found = merge_texts("办结148件，培训3场。", "办结149件，培训3场，讲座1场。", "办结158件，培训3场。")
    assert found.clashes == (Clash("148", "149", "158"),)
    assert found.text == "办结158件，培训3场，讲座1场。"


@given(WORDS, WORDS)
def test_where_only_one_changed_anything_the_merge_is_what_they_wrote(base, text):
    for found in (merge_texts(base, base, text), merge_texts(base, text, base), merge_texts(base, text, text)):
        assert found.clean
        assert found.text == text


@pytest.mark.parametrize("text", ["1" * 20_000, "一" * 20_000, "。" * 20_000, "a。" * 10_000, "（" * 20_000])
def test_the_longest_and_dullest_texts_are_compared_too(text):
    other = text[:100] + "x" + text[150:]
    assert "".join(one.text for one in changes_between(text, other) if one.kind != "dropped") == other
    assert merge_texts(text, other, text).text == other
