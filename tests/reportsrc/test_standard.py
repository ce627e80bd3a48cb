"""The shipped edition holds together, and a broken one says where, in Chinese."""

from __future__ import annotations

import copy
import csv
import re
import tomllib
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from reportsrc.standard import (
    KINDS,
    Basis,
    EntryForm,
    Obligation,
    RequiredPart,
    StandardError,
    Verification,
    load,
    parse,
    shipped,
)
from reportsrc.text import fold, squeeze

HEADINGS = Path(__file__).parents[3] / "shared" / "data" / "first-headings.tsv"
THRESHOLD = 10
STANDARD = load()


def source() -> dict[str, Any]:
    file = resources.files("reportsrc").joinpath("standards", "law-gov-2019.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def roles(heading: str) -> set[str]:
    """The parts whose words in a heading weigh enough; ``topical`` if none do."""
    bare = re.sub(r"^[一二三四五六七八九十]{1,3}、", "", squeeze(heading).text)
    weigh: Callable[[RequiredPart], int] = lambda part: sum(n for word, n in part.headings.items() if word in bare)  # noqa: E731
    return {part.key for part in STANDARD.parts if weigh(part) >= THRESHOLD} or {"topical"}


def test_the_edition_names_the_four_required_parts_and_the_optional_one():
    assert [(part.key, part.form, part.required) for part in STANDARD.parts] == [
        ("measures", EntryForm.MEASURE, True),
        ("shortcomings", EntryForm.SHORTCOMING, True),
        ("duties", EntryForm.DUTY, True),
        ("plans", EntryForm.PLAN, True),
        ("other", EntryForm.PLAIN, False),
    ]
    assert [part.year_offset for part in STANDARD.parts] == [0, 0, 0, 1, 0]
    assert STANDARD.parts[0].heading.format(year=2024) == "2024年推进法治政府建设的主要举措和成效"


def test_there_are_at_least_forty_five_requirements_and_no_two_alike():
    assert len(STANDARD.requirements) >= 45
    assert len({one.key for one in STANDARD.requirements}) == len(STANDARD.requirements)
    assert len({one.text for one in STANDARD.requirements}) == len(STANDARD.requirements)


@pytest.mark.parametrize("one", STANDARD.requirements, ids=lambda one: one.key)
def test_every_requirement_says_what_why_where_and_how_to_mend(one):
    assert one.text.endswith("。")
    assert one.text.count("。") == 1
    assert one.basis.title
    assert one.hint.endswith("。")
    assert one.key.startswith(f"{one.part}.")
    assert one.applies_to
    assert one.words
    assert one.scope
    assert len(set(one.words)) == len(one.words)
    assert all(piece for word in one.words for piece in word.split("+")), "an empty side of A+B"
    assert one.area in ("", *STANDARD.areas)


def test_no_word_is_made_unfindable_by_a_mask():
    for one in STANDARD.requirements:
        for piece in (piece for word in one.words for piece in word.split("+")):
            assert not [mask for mask in STANDARD.masks if fold(mask) in fold(piece)], f"{one.key}: {piece}"


def test_only_the_article_read_in_a_quotation_counts_as_verified():
    verified = [due for due in STANDARD.due_dates if due.basis.verification is Verification.VERIFIED]
    assert [(due.kind, due.basis.article) for due in verified] == [("publish", "第二十四条")]
    assert not any(one.basis.verification is Verification.VERIFIED for one in STANDARD.requirements)


def test_a_citation_not_verified_is_shown_as_to_be_checked():
    assert str(STANDARD.requirements[0].basis).endswith("（待核对）")
    assert str(Basis("《规定》", "第二十四条", Verification.VERIFIED)) == "《规定》第二十四条"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_organisation_has_a_handful_of_requirements_that_gate(kind):
    gating = [one for one in STANDARD.for_kind(kind) if one.obligation.gates]
    assert 6 <= len(gating) <= 10
    assert {one.part for one in gating} == {"measures", "shortcomings", "duties", "plans"}
    assert {one.obligation for one in gating} == {Obligation.STATUTORY}


def test_each_of_the_nine_areas_has_three_to_eight_requirements():
    counts = {area: sum(one.area == area for one in STANDARD.requirements) for area in STANDARD.areas}
    assert len(counts) == 9
    assert all(3 <= count <= 8 for count in counts.values()), counts


def test_a_township_is_not_asked_for_normative_documents_or_a_decision_catalogue():
    asked = {one.key for one in STANDARD.for_kind("township")}
    assert not asked & {"measures.normative-made", "measures.normative-cleaned", "measures.decision-catalogue"}
    assert "measures.grassroots" in asked


@pytest.mark.parametrize("kind", KINDS)
def test_reports_are_due_by_the_first_of_march_and_public_by_the_first_of_april(kind):
    report, publish = STANDARD.due("report", kind), STANDARD.due("publish", kind)
    assert report is not None
    assert publish is not None
    assert report.on(2023) == date(2024, 3, 1)
    assert publish.on(2023) == date(2024, 4, 1)
    assert report.to
    assert publish.to


def test_a_year_after_the_outline_uses_the_edition_without_its_stating_so():
    assert STANDARD.stated_for(2023)
    assert not STANDARD.stated_for(2026)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("一、2023年推进法治政府建设的主要举措和成效", "measures"),
        ("一、 主要工作开展情况", "measures"),
        ("一、法治政府建设工作总体概况", "measures"),
        ("二、2023年推进法治政府建设存在的不足和原因", "shortcomings"),
        ("二、面临的困难和问题", "shortcomings"),
        ("二、短板弱项", "shortcomings"),
        ("三、党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况", "duties"),
        ("一、区政府主要负责同志履行推进法治建设职责情况", "duties"),
        ("四、2024年推进法治政府建设的主要安排", "plans"),
        ("三、下一步主要工作举措", "plans"),
        ("四、2026年工作思路", "plans"),
        ("五、其他需要报告的情况", "other"),
        ("二、存在问题及下一步打算", "shortcomings plans"),
        ("一、主要举措、成效和不足", "measures shortcomings"),
        ("一、工作开展情况及下一步打算", "measures plans"),
        ("一、坚持问题导向，补齐法治短板", "topical"),
        ("一、依法全面履行政府职能", "topical"),
        ("一、创新工作思路，提升法治政府建设成效", "topical"),
        ("一、深入学习贯彻习近平法治思想，切实履行推进法治政府建设工作职责", "topical"),
        ("三、严格落实行政机关负责人出庭应诉制度", "topical"),
        ("二、健全行政执法工作体系，法治监督成效明显", "topical"),
    ],
)
def test_a_heading_has_the_roles_its_words_weigh_for(heading, expected):
    assert roles(heading) == set(expected.split())


@pytest.mark.skipif(not HEADINGS.exists(), reason="the collected headings are not at hand")
def test_the_first_headings_of_real_reports_have_the_role_a_reader_gave_them():
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = []
    for row in rows:
        heading = re.sub(r"\s*\((?:run-in|trailing|上年度 literal|line DUP|STATUTE)[^)]*\)", "", row["first_heading"])
        if roles(heading) != {row["role"]}:
            wrong.append((heading, row["role"], roles(heading)))
    assert len(rows) > 90
    assert not wrong


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data = copy.deepcopy(source())
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.pop("title"), "缺少项目 title"),
        (lambda d: d["part"][0].pop("headings"), "缺少项目 headings"),
        (lambda d: d["requirement"][0].pop("basis"), "measures.steps：没有写明依据"),
        (lambda d: d["requirement"][0]["basis"].update(verification="sure"), "核对程度只能是"),
        (lambda d: d["requirement"][0].update(applies_to=["school"]), "不认识的单位类别 school"),
        (lambda d: d["requirement"][0].update(words="举措"), "应为文字列表"),
        (lambda d: d["requirement"][0].update(words=[]), "没有用来查找的词语"),
        (lambda d: d["requirement"][0].update(scope=["part-nine"]), "所属部分不在本标准中"),
        (lambda d: d["requirement"][0].update(part="part-nine"), "所属部分不在本标准中"),
        (lambda d: d["requirement"][1].update(key="measures.steps"), "编号重复或不合格式"),
        (lambda d: d["requirement"][1].update(key="Measures Steps"), "编号重复或不合格式"),
        (lambda d: d.update(part=3), "格式不对"),
        (lambda d: d.update(masks="行政协议"), "应为文字列表"),
    ],
)
def test_a_broken_edition_says_in_chinese_where_it_is_broken(change, says):
    with pytest.raises(StandardError, match=re.escape(says)):
        parse(changed(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["part"][0].update(form="essay"),
        lambda d: d["requirement"][0].update(obligation="perhaps"),
        lambda d: d["due"][0].update(month="March"),
        lambda d: d["part"][0]["headings"].update(举措="heavy"),
    ],
)
def test_a_wrong_value_is_a_standard_error_in_chinese_too(change):
    with pytest.raises(StandardError, match=r"[一-鿿]"):
        parse(changed(change))


def test_asking_for_an_unknown_edition_names_those_there_are():
    with pytest.raises(StandardError, match="law-gov-2019"):
        load("law-gov-1999")
    assert "law-gov-2019" in shipped()
