"""Coverage finds where a text speaks of a requirement, and is not fooled by chance meetings of characters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportsrc.coverage import MOST_SPANS, Coverage, address
from reportsrc.document import Document, Metadata, Passage, PassageKind, build_parts
from reportsrc.figures import find_figures
from reportsrc.standard import load
from reportsrc.text import Span

JIAOJIANG = Path(__file__).parents[3] / "shared" / "data" / "000_cb0d57f057b2aa38.txt"
STANDARD = load()
ROLES = ("measures", "shortcomings", "duties", "plans")

_PART = re.compile(r"[一二三四五]、[^\n]*")
_SECTION = re.compile(r"[（(][一二三四五][）)][^。\n]*。?")


def document(text: str, roles: tuple[str, ...] = ROLES, also: tuple[str, ...] = (), states: tuple[str, ...] = ()):
    """A plainly laid out report: parts 一、 in the order of ``roles`` (``also`` merged into the first), sections （一）
    with their body behind them or below, everything before the first part a preamble."""
    passages: list[Passage] = []
    waiting = list(roles)
    for line in re.finditer(r"[^\n]+", text):
        at = line.start()
        if _PART.fullmatch(line.group()):
            merged = also if len(waiting) == len(roles) else ()
            passages.append(
                Passage(PassageKind.HEADING, Span(*line.span()), 1, line.group()[:2], waiting.pop(0), merged)
            )
            continue
        if section := _SECTION.match(line.group()):
            passages.append(Passage(PassageKind.HEADING, Span(at, at + section.end()), 2, line.group()[:3]))
            at += section.end()
        if at < line.end():
            kind = PassageKind.ITEM if len(waiting) < len(roles) else PassageKind.PREAMBLE
            passages.append(Passage(kind, Span(at, line.end())))
    return Document(
        text=text,
        kind="annual-report",
        title="",
        organisation="",
        year=2023,
        metadata=Metadata(),
        preamble="",
        states=states,
        parts=build_parts(text, passages),
        figures=find_figures(text),
        passages=tuple(passages),
    )


def of(read: Document, key: str, kind: str = "government") -> Coverage:
    return next(one for one in address(read, STANDARD, kind) if one.requirement.key == key)


def quotes(read: Document, key: str, kind: str = "government") -> list[str]:
    return [span.of(read.text) for span in of(read, key, kind).spans]


def measures(*lines: str) -> Document:
    return document("\n".join(("一、2023年推进法治政府建设的主要举措和成效", *lines)))


def shortcomings(*lines: str) -> Document:
    return document("\n".join(("一、存在的不足和原因", *lines)), roles=("shortcomings",))


def duties(*lines: str) -> Document:
    return document("\n".join(("一、党政主要负责人履行第一责任人职责情况", *lines)), roles=("duties",))


def test_every_requirement_of_the_kind_gets_one_answer_in_the_order_of_the_standard():
    for kind in ("government", "department", "township"):
        answers = address(measures("一是完成了工作。"), STANDARD, kind)
        assert [one.requirement for one in answers] == list(STANDARD.for_kind(kind))


def test_evidence_is_the_sentence_in_the_verbatim_text_with_its_figures():
    read = measures("一是依法办案。全年收到行政复议申请２０件，办结18件，涉及12345热线；另有法律援助6件。")
    found = of(read, "measures.reconsideration")
    assert [span.of(read.text) for span in found.spans] == ["全年收到行政复议申请２０件，办结18件，涉及12345热线；"]
    assert [(figure.value, figure.unit) for figure in found.figures] == [(20, "件"), (18, "件")]


def test_an_administrative_agreement_is_no_proposal_of_the_political_consultative_conference():
    read = measures("审查行政协议35件，召开行政协调会2次，办结率100%。")
    assert not of(read, "measures.proposals").addressed
    assert not of(read, "measures.oversight").addressed


def test_supervision_at_random_made_public_is_no_openness_of_government_affairs():
    read = measures("推行“双随机、一公开”监管，抽查企业60家。", "落实双随机一公开要求。")
    assert not of(read, "measures.openness").addressed


def test_the_name_of_a_system_is_no_oversight_by_the_congress():
    read = measures("通过“行政诉讼人大E监督”系统发送预警通知书19份。")
    assert not of(read, "measures.oversight").addressed
    assert not of(read, "measures.proposals").addressed
    assert of(read, "measures.litigation").addressed


def test_the_real_thing_is_found_beside_its_false_friend():
    read = measures(
        "审查行政协议5件，办理政协提案12件、人大代表建议30件，满意率100%。", "推进政务公开和双随机、一公开监管。"
    )
    assert of(read, "measures.proposals").addressed
    assert of(read, "measures.openness").addressed


def test_the_addressee_is_no_account_to_the_standing_committee():
    text = "区人大常委会：\n一、主要举措和成效\n一是推进审批改革。"
    read = document(text)
    assert not of(read, "measures.oversight").addressed


def test_city_long_term_management_names_no_mayor():
    read = duties("推进城市长效管理，完善社区长期照护。")
    assert not of(read, "duties.government-leader").addressed
    assert of(duties("市长主持会议3次。"), "duties.government-leader").addressed


def test_a_document_title_is_no_account_of_what_was_done():
    read = measures("认真学习《突发事件应急预案管理办法》和《政务公开工作要点》。")
    assert not of(read, "measures.emergency-plans").addressed
    assert not of(read, "measures.openness").addressed


def test_a_plan_named_by_its_title_is_found_where_the_requirement_asks_for_titles():
    read = duties("区政府主要负责人牵头落实《法治某某建设规划（2021—2025年）》。")
    assert of(read, "duties.government-plan").addressed
    assert not of(duties("区政府主要负责人牵头落实《国土空间规划》。"), "duties.government-plan").addressed


def test_both_words_of_a_pair_must_stand_in_one_sentence():
    assert of(measures("清理规范性文件9件。"), "measures.normative-cleaned").addressed
    assert not of(measures("印发规范性文件2件。依法清理欠薪。"), "measures.normative-cleaned").addressed


@pytest.mark.parametrize(
    "cause",
    [
        "由于执法人员流动大，案卷质量不高。",
        "因为培训不够，一些人员不会用系统。",
        "案卷质量不高，原因在于审核力量不足。",
        "问题的根子在思想认识，主要原因是重视不够。",
        "这些不足源于制度不细。",
        "受制于编制，人员难以到位。",
        "重业务轻法治是导致程序不规范的原因。",
    ],
)
def test_a_cause_in_a_sentence_of_the_shortcomings_is_found(cause):
    assert quotes(shortcomings("一是个别单位程序不规范。", cause), "shortcomings.causes") == [cause]


@pytest.mark.parametrize(
    "text",
    [
        "征迁领域争议高发，导致法治建设考核排名靠后。",
        "存在的不足和原因主要有以下几个方面：",
        "对案件败诉原因分析不够深入。",
        "未能从根源上预防争议。",
        "学习《关于分析问题原因的办法》不够。",
    ],
)
def test_an_effect_or_the_heading_taken_up_again_is_no_cause(text):
    assert not of(shortcomings(text), "shortcomings.causes").addressed


def test_a_cause_in_another_part_is_no_cause_of_the_shortcomings():
    text = "一、主要举措和成效\n由于措施得力，案件下降。\n二、存在的不足和原因\n一是执法不够规范。"
    assert not of(document(text), "shortcomings.causes").addressed


def test_a_section_headed_causes_is_evidence_through_what_stands_below_it():
    read = shortcomings("（一）主要不足", "一是程序不规范。", "（二）原因分析", "一是思想认识不到位。二是力量薄弱。")
    assert quotes(read, "shortcomings.causes") == ["一是思想认识不到位。"]


def test_a_section_heading_with_nothing_below_it_is_no_evidence():
    read = shortcomings("（一）主要不足", "一是程序不规范。", "（二）原因分析")
    assert not of(read, "shortcomings.causes").addressed


def test_the_heading_of_a_part_is_never_evidence():
    read = document("一、推进政务公开和负责人出庭应诉的主要举措\n一是做好工作。")
    assert not of(read, "measures.openness").addressed
    assert not of(read, "measures.court-appearance").addressed


def test_what_is_only_planned_for_next_year_is_not_yet_a_measure():
    text = "一、主要举措和成效\n一是依法履职。\n二、下一年度安排\n一是推进政务公开。"
    assert not of(document(text, roles=("measures", "plans")), "measures.openness").addressed


def test_a_part_merged_into_another_is_looked_for_there():
    text = "一、存在的问题及下一步打算\n一是由于力量不足，审核不细。下一步由区司法局负责配齐人员。"
    read = document(text, roles=("shortcomings",), also=("plans",))
    assert of(read, "shortcomings.causes").addressed
    assert quotes(read, "plans.responsible") == ["下一步由区司法局负责配齐人员。"]


def test_a_topical_part_counts_as_measures():
    read = document("一、坚持依法履职，提升服务效能\n推进政务公开，主动公开信息900条。", roles=("topical",))
    assert of(read, "measures.openness").addressed


def test_duties_inside_the_measures_part_are_found_there():
    text = "一、主要举措和成效\n（一）压实第一责任人职责。区委书记听取汇报3次。\n二、下一步打算\n一是加强学习。"
    read = document(text, roles=("measures", "plans"), states=("missing:shortcomings", "inside:measures>duties"))
    assert quotes(read, "duties.hearings-counted") == ["区委书记听取汇报3次。"]
    assert of(read, "duties.party-leader").addressed


def test_a_part_said_to_be_missing_is_not_found_by_common_words_elsewhere():
    text = "一、主要举措和成效\n一是解决问题5个，推进工作。"
    read = document(text, roles=("measures",), states=("missing:shortcomings", "missing:duties", "missing:plans"))
    for key in ("shortcomings.problems", "duties.strengthening", "plans.arrangement", "other.matters"):
        assert not of(read, key).addressed, key


def test_a_counted_act_needs_its_number_in_the_same_sentence():
    assert of(duties("常委会听取法治工作汇报两次。"), "duties.hearings-counted").addressed
    assert not of(duties("多次听取法治工作汇报。参加第3次会议。"), "duties.hearings-counted").addressed


def test_at_most_five_spans_are_kept_and_the_strongest_stay_in_text_order():
    weak = [f"第{n}季度开展法律援助。" for n in "一二三四五六"]
    strong = "公共法律服务中心办理法律援助70件。"
    spans = of(measures(*weak, strong), "measures.legal-services").spans
    assert len(spans) == MOST_SPANS
    assert list(spans) == sorted(spans)
    assert strong in quotes(measures(*weak, strong), "measures.legal-services")


def test_an_empty_document_addresses_nothing():
    assert not any(one.addressed for one in address(document("", roles=()), STANDARD, "government"))


@pytest.fixture(scope="module")
def jiaojiang():
    if not JIAOJIANG.exists():
        pytest.skip("the published report is not at hand")
    return document(JIAOJIANG.read_text(encoding="utf-8-sig"))


@pytest.mark.parametrize(
    "key",
    [
        "measures.emergency-response",
        "measures.emergency-plans",
        "measures.emergency-drills",
        "measures.openness",
        "measures.court-appearance",
        "measures.proposals",
        "measures.audit",
        "measures.judicial-advice",
        "measures.law-publicity",
        "measures.fair-competition",
        "shortcomings.causes",
        "duties.hearings-counted",
        "plans.targets",
        "plans.responsible",
    ],
)
def test_the_published_report_of_jiaojiang_never_speaks_of(jiaojiang, key):
    assert not of(jiaojiang, key).addressed


@pytest.mark.parametrize(
    ("key", "begins", "figures"),
    [
        ("measures.normative-made", "落实《浙江省行政规范性文件管理办法》", ["15份", "5份"]),
        ("measures.normative-cleaned", "开展规范性文件清理工作1次", ["2件", "10件", "30件"]),
        ("measures.litigation", "全年两级法院共受理", ["104件", "11件"]),
        ("measures.mediation", "常态化开展“大走访", ["11826件", "51件"]),
        ("measures.lectures", "严格落实区政府常务会议学法", ["14次"]),
        ("shortcomings.figures", "四是重点领域", ["12件", "10.48%"]),
        ("duties.law-reports", "健全党政主要负责人年度述法评议", ["522名"]),
        ("duties.in-person", "我区坚持把推进法治政府建设", []),
        ("plans.arrangement", "继续深入开展民商事案件执行攻坚行动", []),
    ],
)
def test_the_published_report_of_jiaojiang_speaks_of(jiaojiang, key, begins, figures):
    found = of(jiaojiang, key)
    assert any(span.of(jiaojiang.text).startswith(begins) for span in found.spans)
    assert [figure.text for figure in found.figures] == figures
