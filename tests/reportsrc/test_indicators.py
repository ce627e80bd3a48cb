"""Which figure is which indicator: labelled phrases, and what the catalogue holds."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reportsrc.catalogue import load_catalogue
from reportsrc.indicators import link_figures, name_indicator
from reportsrc.readers.assembly import read_text
from reportsrc.standard import load

PHRASES = Path(__file__).parent / "data" / "indicator-phrases.tsv"


def labelled() -> list[tuple[str, str, str]]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]
    return [(phrase, figure, code) for phrase, figure, code in rows]


def in_report(sentence: str) -> str:
    return (
        "临江县2023年度法治政府建设情况的报告\n\n一、2023年推进法治政府建设的主要举措和成效\n"
        f"{sentence}。\n\n二、2023年推进法治政府建设存在的不足和原因\n力量薄弱，由于编制少。\n"
    )


@pytest.mark.parametrize(("phrase", "figure", "code"), labelled(), ids=lambda value: value)
def test_a_figure_is_linked_to_what_it_counts(phrase, figure, code):
    document = read_text(in_report(phrase), load())
    (link,) = [one for one in link_figures(document) if one.figure.text == figure][:1]
    assert (link.indicator.code if link.indicator else "-") == code
    assert (link.score > 0) == (code != "-")
    assert 0 <= link.score <= 1


def test_every_figure_is_told_once_in_text_order():
    document = read_text(in_report("收到行政复议申请212件，受理201件，调解率32.1%，转移群众640人"), load())
    assert tuple(one.figure for one in link_figures(document)) == document.figures
    assert [one.at for one in link_figures(document)] == list(range(len(document.figures)))


def test_the_catalogue_names_at_least_forty_five_indicators_and_only_ones_it_has():
    indicators = load_catalogue().indicators
    assert len(indicators) >= 45
    topics = set(load_catalogue().words_of)
    for one in indicators.values():
        assert one.title
        assert one.words
        assert one.units
        assert one.about in topics | {""}
        assert {*one.at_most, *one.sum_of} <= set(indicators)
        assert one.code not in one.at_most
    assert len({one.title for one in indicators.values()}) == len(indicators)


def test_no_indicator_refuses_its_own_words():
    for one in load_catalogue().indicators.values():
        assert [word for word in one.words if any(other in word for other in one.refused)] == []


@pytest.mark.parametrize(
    ("label", "unit", "code"),
    [
        ("合法性审查件数", "件", "legality-reviews"),
        ("行政复议申请收到数", "件", "review-received"),
        ("受理行政复议案件", "", "review-accepted"),
        ("行政诉讼败诉率（%）", "%", "suit-loss-rate"),
        ("行政机关负责人出庭应诉件数", "件", "court-appearances"),
        ("法律援助案件受理数", "件", "legal-aid-accepted"),
        ("主动公开政府信息数", "条", "information-disclosed"),
        ("地区生产总值", "亿元", None),
        ("办结数", "件", None),
    ],
)
def test_a_row_of_a_table_names_its_indicator(label, unit, code):
    found = name_indicator(label, unit)
    assert (found.code if found else None) == code
