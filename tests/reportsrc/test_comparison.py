"""Two reports side by side: carried over, revised, moved, new, dropped; promises kept and shortcomings answered."""

from __future__ import annotations

import json
from pathlib import Path

from test_command_line import ROOT, run

import reportsrc
from reportsrc.comparison import SentenceChange, compare
from reportsrc.document import Document

REPORTS = ROOT / "tracker" / "demo" / "reports"

OLD = """青禾区司法局2023年度法治政府建设年度报告

一、2023年推进法治政府建设的主要举措和成效

（一）规范执法行为。评查执法案卷320卷，通报共性问题64个，并列入培训内容。会同法院组织旁听庭审六场。
（二）化解行政争议。收到行政复议申请206件，受理190件。对征收领域的争议开展事前法律风险评估。

二、存在的不足和原因

一是基层司法所人手偏紧，主要是编制数量与服务人口不匹配。

三、党政主要负责人履行第一责任人职责情况

局党组书记、局长主持召开局党组会议研究法治工作12次。

四、2024年工作安排

一是充实基层力量。争取政府购买服务岗位6个，每个司法所工作人员不少于3名。
二是建设智慧矫正中心。年内建成社区矫正指挥平台并投入使用。
"""


def report(text: str) -> Document:
    return reportsrc.read_text(text, reportsrc.load_standard())


def changes(old: str, new: str) -> dict[str, list[tuple[str | None, str | None]]]:
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for pair in compare(report(old), report(new)).pairs:
        found.setdefault(pair.change, []).append((pair.old and pair.old.quote, pair.new and pair.new.quote))
    return found


def test_a_report_beside_itself_is_carried_over_whole() -> None:
    found = compare(report(OLD), report(OLD))
    assert {pair.change for pair in found.pairs} == {SentenceChange.SAME}
    assert not any(pair.moved for pair in found.pairs)


def test_every_sentence_of_both_stands_in_the_comparison_once() -> None:
    for name in ("sfj.txt", "qinghe.txt"):
        old, new = (reportsrc.read_file(REPORTS / year / name) for year in ("2023", "2024"))
        pairs = compare(old, new).pairs
        for places, text in (
            ([p.old for p in pairs if p.old], old.text),
            ([p.new for p in pairs if p.new], new.text),
        ):
            assert len({place.span for place in places}) == len(places) > 40
            assert all(place.span.of(text) == place.quote for place in places)
        assert [p.new.span for p in pairs if p.new] == sorted(p.new.span for p in pairs if p.new)


def test_widths_spaces_and_the_number_before_an_item_make_no_difference() -> None:
    new = OLD.replace("（一）", "(二)").replace("，", ",").replace("320卷", "320 卷")
    assert set(changes(OLD, new)) == {SentenceChange.SAME}


def test_new_figures_in_old_words_are_told_as_that() -> None:
    pairs = compare(report(OLD), report(OLD.replace("206件，受理190件", "212件，受理201件"))).pairs
    (only,) = [pair for pair in pairs if pair.change is SentenceChange.REVISED]
    assert only.figures_only and only.old and only.old.quote == "收到行政复议申请206件，受理190件。"
    assert 0.6 < only.score < 1


def test_a_revised_sentence_is_paired_with_what_it_was() -> None:
    new = OLD.replace("通报共性问题64个，并列入培训内容", "通报共性问题58个，全部列入培训内容")
    (pair,) = changes(OLD, new)[SentenceChange.REVISED]
    assert pair[0] and pair[1] and "64个" in pair[0] and "58个" in pair[1]


def test_new_and_dropped_sentences_stand_alone() -> None:
    new = OLD.replace("会同法院组织旁听庭审六场。", "").replace("受理190件。", "受理190件。举办行政执法技能比武活动。")
    found = changes(OLD, new)
    assert found[SentenceChange.DROPPED] == [("会同法院组织旁听庭审六场。", None)]
    assert found[SentenceChange.NEW] == [(None, "举办行政执法技能比武活动。")]


def test_a_block_that_changed_its_place_is_moved_and_the_rest_is_not() -> None:
    lines = OLD.split("\n")
    first, second = (next(line for line in lines if line.startswith(mark)) for mark in ("（一）", "（二）"))
    new = OLD.replace(first, "甲").replace(second, first.replace("（一）", "（二）")).replace("甲", second)
    pairs = compare(report(OLD), report(new)).pairs
    moved = [pair for pair in pairs if pair.moved]
    assert {pair.change for pair in pairs} == {SentenceChange.SAME}
    assert 2 <= len(moved) <= 3
    quotes = "".join(pair.new.quote for pair in moved if pair.new)
    assert ("旁听庭审" in quotes) != ("行政复议申请" in quotes), "the lighter of the two blocks was moved"


def test_plan_items_and_the_measures_that_answer_them_are_shown() -> None:
    new = OLD.replace("2023", "2024").replace(
        "会同法院组织旁听庭审六场。", "落实政府购买服务岗位5个，各司法所均有工作人员3名。"
    )
    kept, forgotten = compare(report(OLD), report(new)).promises
    assert kept.by and "购买服务岗位5个" in kept.by.quote and kept.sure
    assert forgotten.item.quote.startswith("二是建设智慧矫正中心") and forgotten.by is None


def test_shortcomings_and_the_plan_items_that_answer_them_are_shown() -> None:
    (only,) = compare(report(OLD), report(OLD)).remedies
    assert only.by and only.by.quote.startswith("一是充实基层力量")
    other = OLD.replace("一是基层司法所人手偏紧，主要是编制数量与服务人口不匹配。", "一是涉外仲裁水平有待提高。")
    (only,) = compare(report(other), report(other)).remedies
    assert only.by is None


def test_plans_of_unrelated_offices_do_not_answer_each_other() -> None:
    """Two of eight hundred pairs aside: both speak of land requisition, and say so."""
    documents = {file.stem: reportsrc.read_file(file) for file in sorted((REPORTS / "2024").glob("*.txt"))}
    own, cross = [], []
    for name, old in ((file.stem, reportsrc.read_file(file)) for file in sorted((REPORTS / "2023").glob("*.txt"))):
        if name in ("qinghe", "sfj"):  # what the district and its justice bureau report overlaps with everyone's
            continue
        for other, new in documents.items():
            if other in ("qinghe", "sfj"):
                continue
            (own if other == name else cross).extend(answer.sure for answer in compare(old, new).promises)
    assert sum(own) >= 0.9 * len(own) and len(own) > 15
    assert sum(cross) <= 0.02 * len(cross) and len(cross) > 100


def test_two_texts_of_one_endless_line_are_compared_too() -> None:
    for words in ("一" * 20_000, "1" * 20_000, "，" * 20_000, "甲乙" * 10_000, "甲乙丙丁戊己。" * 3_000):
        found = compare(report(OLD + words), report(words + OLD))
        assert found.pairs


def test_the_command_shows_sentences_promises_and_remedies() -> None:
    files = [REPORTS / year / "sfj.txt" for year in ("2023", "2024")]
    done = run("compare", *files)
    assert (
        done.returncode == 0
        and "只改数字" in done.stdout
        and "上年安排在本年举措中的落实（4项，找到4项）" in done.stdout
    )
    shape = json.loads(run("compare", *files, "--json").stdout)
    assert list(shape) == ["counts", "moved", "sentences", "promises", "remedies"]
    texts = {side: file.read_text(encoding="utf-8") for side, file in zip(("old", "new"), files, strict=True)}
    assert sum(shape["counts"].values()) == len(shape["sentences"])
    for pair in shape["sentences"]:
        for side, text in texts.items():
            if place := pair[side]:
                assert text[place["start"] : place["end"]] == place["quote"]


def test_a_report_that_cannot_be_read_gets_one_sentence(tmp_path: Path) -> None:
    done = run("compare", tmp_path / "没有.txt", REPORTS / "2024" / "sfj.txt")
    assert (done.returncode, done.stdout) == (2, "") and "找不到文件" in done.stderr
