"""What is compared with what: ratios, sums, changes, repeats, and how it is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reportsrc.document import Document, Figure
from reportsrc.figures import find_figures
from reportsrc.finding import Severity
from reportsrc.indicators import changes, lists, parts_above_total, relations, repeats, shares, sums, year_on_year
from reportsrc.intervals import add_up, agree, bounds, changed, meet
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, run_checks
from reportsrc.standard import load
from tests.evaluate import planted


def report(sentences: str, plans: str = "继续推进。") -> Document:
    return read_text(
        "临江县2023年度法治政府建设情况的报告\n\n一、2023年推进法治政府建设的主要举措和成效\n"
        f"{sentences}\n\n二、2023年推进法治政府建设存在的不足和原因\n力量薄弱，由于编制少。\n\n"
        "三、2023年党政主要负责人履行推进法治建设第一责任人职责有关情况\n主要负责人述法。\n\n"
        f"四、2024年推进法治政府建设的主要安排\n{plans}\n",
        load(),
    )


def figures(words: str) -> list[Figure]:
    return list(find_figures(words))


def test_a_count_is_exact_and_a_rate_stands_for_half_a_unit_either_way():
    (count, rate, scaled) = figures("104件，10.5%，1.2万件")
    assert bounds(count) == (104, 104)
    assert bounds(rate) == (Decimal("10.45"), Decimal("10.55"))
    assert bounds(scaled) == (11500, 12500)


def test_numbers_agree_if_some_values_inside_their_intervals_do():
    part, base, rate, other = figures("11件，104件，10.58%，10.48%")
    assert agree([part], [base], rate)
    assert not agree([part], [base], other)
    small, large, total = figures("5000件，7000件，1.2万件")
    assert add_up([small, large], total)
    assert meet(total, large) is False


def test_a_change_agrees_within_its_decimals_only():
    old, new, right, wrong = figures("305件，287件，5.9%，6.1%")
    assert changed(old, new, right)
    assert not changed(old, new, wrong)


@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        ("审查协议15件，其中合同8件、备忘录7件。", "8件＋7件＝15件，与审查协议15件一致"),
        ("证明事项由46条减少到16条，减少30条。", "由46条到16条，下降30条，与30条一致"),
        ("办结复议148件，和解结案79件，调解率53.38%。", "办结148件、和解结案79件为53.38%，与调解率53.38%一致"),
    ],
)
def test_every_relation_that_holds_is_told_as_a_tick(sentences, said):
    (tick,) = relations(report(sentences))
    assert tick.ties
    assert tick.sentence == said


def test_relations_stand_in_text_order_and_crosses_among_them():
    found = relations(report("审查协议15件，其中合同8件、备忘录6件。行政复议由100件增至110件，增长20%。"))
    assert [(one.kind, one.ties) for one in found] == [("sum", False), ("change", False)]


def test_what_is_planned_is_no_fact():
    assert relations(report("检查20次。", plans="证明事项由46条减少到16条，减少20条。")) == ()
    assert repeats(report("开展合法性审查896件。", plans="全年开展合法性审查869件。")) == ()


def test_everything_is_worked_out_once_a_document():
    document = report("办结复议148件，其中调解结案79件，调解率53.38%，较上年的100件增长48%。")
    assert relations(document) == relations(document)
    assert sums(document) == sums(document)
    assert repeats(document, load()) is repeats(document, load())


@pytest.mark.parametrize(
    "sentence",
    [
        "收到复议申请10件，上年结转5件，办结12件。",
        "受理信访20件，其中化解历年积案31件。",
        "累计受理行政复议10件，审结12件。",
    ],
)
def test_a_part_may_be_greater_where_something_was_carried_over(sentence):
    assert parts_above_total(report(sentence)) == ()


def test_a_list_that_says_it_is_whole_is_an_error_and_any_other_only_a_question():
    whole = report("评查案卷320卷，其中合格300卷、不合格21卷。")
    open_list = report("审查协议15件，其中合同8件、备忘录6件。")
    (one,) = run_checks(whole, Context(load()), select=["TIE-02"])
    (other,) = run_checks(open_list, Context(load()), select=["TIE-02"])
    assert one.severity is Severity.ERROR
    assert other.severity is Severity.WARNING
    assert other.message == "总数15件，而分项8件、6件合计14件：请核对数字或写明口径。"
    assert [place.quote for place in other.related] == ["8件", "6件"]


def test_a_change_beside_one_value_waits_for_last_years_report():
    document = report("收到行政复议申请240件，同比增长20%。")
    assert changes(document) == ()
    (one,) = year_on_year(document)
    assert (document.figures[one.new].text, document.figures[one.change].text) == ("240件", "20%")


def test_a_direction_that_is_turned_round_is_no_tie():
    (one,) = changes(report("受理110件，较上年的100件下降10%。"))
    assert not one.ties
    assert one.sentence == "由100件到110件，增长10%，与10%不一致"


def test_both_places_are_named_where_one_indicator_has_two_values():
    document = report("一是严格审查。开展合法性审查896件。\n二是建好机制。全年开展合法性审查869件。")
    (found,) = run_checks(document, Context(load()), select=["TIE"])
    assert (found.code, found.quote) == ("TIE-04", "869件")
    assert [place.quote for place in found.related] == ["896件"]
    assert "请核对数字或写明口径" in found.message


def test_whole_reports_that_agree_are_let_be_and_most_contradictions_in_them_are_found_with_both_places():
    told = planted.measure()
    assert told.false == 0, told.odd
    assert told.found >= 0.85 * told.put


def test_a_rate_of_any_name_is_told_where_its_own_numbers_stand_right_before_it():
    found = shares(report("部门系统146个，上云138个，上云率95.42%。申请412件，其中线上126件，占30.85%。"), load())
    assert [(one.rate.text, str(one.computed)) for one in found] == [("95.42%", "94.52"), ("30.85%", "30.58")]


def test_a_rate_that_misses_its_neighbours_otherwise_than_by_a_slip_is_let_be():
    assert shares(report("申请412件，其中线上126件，占18.2%。"), load()) == ()


def test_a_list_far_from_its_total_is_told_where_it_misses_it_by_a_slip():
    (found,) = lists(report("全年查处案件178件。按类型分，食品类102件、药品类61件，其他24件。"))
    assert (found.rate.text, str(found.computed)) == ("178件", "187")
    assert lists(report("全年查处案件187件。按类型分，食品类102件、药品类61件，其他24件。")) == ()
    assert lists(report("查处案件187件，其中立案102件；办结61件。")) == ()
