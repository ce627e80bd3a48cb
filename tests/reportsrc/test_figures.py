"""Figures are found with value, unit, approximator, direction and place; look-alikes are left alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportsrc.figures import find_figures, once_per_metric
from reportsrc.units import load_units
from tests.evaluate.figures import Label, labelled, score

DATA = Path(__file__).parent / "data"
EVALUATED = Path(__file__).resolve().parents[1] / "evaluate" / "data"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(("phrase", "kind", "labels"), labelled(DATA / "figures.tsv"))
def test_the_figures_of_a_labelled_phrase_are_found_and_no_others(phrase: str, kind: str, labels: list[Label]) -> None:
    found = [
        Label(one.value, one.unit, one.approximator, one.direction) for one in once_per_metric(find_figures(phrase))
    ]
    assert found == labels


@pytest.mark.parametrize("name", ["figures-tune.tsv", "figures-measure.tsv", "figures-fresh.tsv"])
def test_labelled_phrases_are_read_well_in_value_unit_and_the_words_beside(name: str) -> None:
    told = score(EVALUATED / name)
    assert told.f1 >= 0.985
    assert told.about[0] >= 0.97 * told.about[1]
    assert told.directions[0] >= 0.97 * told.directions[1]


def test_a_span_covers_number_scale_approximator_and_unit() -> None:
    text = "全年办理事项约3.5万余件，同比增长12.50%。"
    found = find_figures(text)
    assert [figure.text for figure in found] == ["3.5万余件", "12.50%"]
    assert [figure.span.of(text) for figure in found] == ["3.5万余件", "12.50%"]
    assert [(figure.decimals, figure.scale) for figure in found] == [(1, 10000), (2, 1)]


def test_spans_are_positions_in_the_whole_text_when_only_a_stretch_is_searched() -> None:
    text = "受理12件。办结9件。移送3件。"
    found = find_figures(text, 6, 11)
    assert [(figure.text, figure.span.start) for figure in found] == [("9件", 8)]


def test_a_figure_that_the_stretch_cuts_in_two_is_not_found() -> None:
    assert find_figures("受理12件次。", 0, 5) == ()


def test_a_number_that_shares_the_unit_of_the_next_keeps_its_own_words() -> None:
    found = find_figures("由45和30个工作日压缩至6个工作日")
    assert [(figure.text, figure.value, figure.unit) for figure in found] == [
        ("45", 45, "个工作日"),
        ("30个工作日", 30, "个工作日"),
        ("6个工作日", 6, "个工作日"),
    ]


def test_a_value_shared_by_two_rates_is_one_figure_with_both_names() -> None:
    text = "全年参考率、合格率均达100%"
    (figure,) = find_figures(text)
    assert [span.of(text) for span in figure.metrics] == ["全年参考率", "合格率"]
    assert list(once_per_metric([figure])) == [figure, figure]


def test_a_value_of_its_own_has_no_names() -> None:
    text = "办结率、满意率分别为100%、98%，县、镇两级覆盖率均达90%"
    assert [figure.metrics for figure in find_figures(text)] == [(), (), ()]


def test_a_claim_of_none_covers_its_words() -> None:
    found = find_figures("全年未发生行政诉讼败诉案件，无一起复议纠错")
    assert [(figure.text, figure.value, figure.unit) for figure in found] == [
        ("未发生行政诉讼败诉案件", 0, "件"),
        ("无一起", 0, "起"),
    ]


def test_a_number_is_read_across_the_end_of_a_long_line_and_not_across_cells() -> None:
    text = (
        "全区各级行政复议机构共受理行政复议申请1\n67件，审结152件，全年接待来访群众3200人\n次，培训执法人员\n12\n期\n"
    )
    assert [(figure.value, figure.unit) for figure in find_figures(text)] == [
        (167, "件"),
        (152, "件"),
        (3200, "人次"),
    ]


def test_both_ends_of_a_change_are_levels() -> None:
    assert [figure.direction for figure in find_figures("由46条减少到16条，减少30条")] == ["", "", "decrease"]


def test_a_value_is_printed_without_the_noughts_of_multiplying() -> None:
    (figure,) = find_figures("标的额57.95万元")
    assert str(figure.value) == "579500"


def test_a_longer_word_that_is_no_unit_hides_the_unit_it_begins_with() -> None:
    units = load_units()
    assert units.at("周年", 0) == ("周年", "")
    assert units.at("个百分点", 0) == ("个百分点", "百分点")
    assert units.at("甲", 0) == ("", "")
    assert units.at("", 0) == ("", "")


HOSTILE = [
    "1",
    "1,111,",
    "一",
    "1 ",
    "十万",
    "1、",
    "1.",
    "第1、",
    "“1个",
    "《1件",
    '"1次',
    "百分之",
    "1/",
    "3亿5万",
    "增长",
    "1年",
    "千",
    "１，",
    "无",
    "未因",
    "无行政",
    "率、",
    "率均",
    "1 111",
    "1\n",
    "由1降至",
    "1+",
    "数百",
    "约占",
    "比多",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_time_grows_with_length_and_not_faster_on_hostile_text(pattern: str) -> None:
    short, long = ((pattern * length)[:length] for length in (4_000, 40_000))
    assert _seconds(long) <= 25 * max(_seconds(short), 0.0004)


def _seconds(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        find_figures(text)
        times.append(time.process_time() - start)
    return min(times)


@settings(max_examples=300)
@given(
    st.text(
        alphabet='0123４56一二两十百千万亿半第届年月日件次个%％.,，、和至《》“”" \n余多约增减超成分之点AN+/:率均无未零发生败诉上数番',
        max_size=60,
    )
)
def test_every_figure_of_any_text_slices_to_its_words_and_is_never_negative(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert figure.span.of(text) == figure.text
        assert all(span.end <= figure.span.start for span in figure.metrics)
        assert figure.span.start >= end
        assert figure.value >= 0
        assert figure.scale >= 1
        end = figure.span.end


@pytest.mark.skipif(not (SHARED / "figure-phrases.tsv").exists(), reason="the collected phrases are not at hand")
def test_collected_phrases_are_read_as_labelled() -> None:
    assert score(SHARED / "figure-phrases.tsv").f1 >= 0.975
