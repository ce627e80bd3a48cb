"""Editions as data: nothing is lost on the way out and in, additions fit or say why not, differences are all told."""

from __future__ import annotations

import pytest

import reportsrc

BASE = reportsrc.load_standard()
LOCAL = {
    "key": "plans.local",
    "part": "plans",
    "text": "写明下一年度行政执法监督的重点领域。",
    "obligation": "local",
    "words": ["执法监督"],
    "basis": {"title": "市政府通知"},
}


@pytest.mark.parametrize("key", sorted(reportsrc.shipped_standards()))
def test_a_standard_as_plain_data_is_parsed_to_the_same_standard(key: str) -> None:
    standard = reportsrc.load_standard(key)
    assert reportsrc.parse_standard(reportsrc.shape_of(standard)) == standard


def test_an_addition_stands_with_its_part_and_changes_nothing_else() -> None:
    made, misfits = reportsrc.extend(BASE, {"requirement": [LOCAL]}, key="city-1", title="市标准")
    assert misfits == () and made.key == "city-1"
    assert [one for one in made.requirements if one.key != LOCAL["key"]] == list(BASE.requirements)
    assert [one.key for one in made.requirements if one.part == "plans"][-1] == LOCAL["key"]
    changes = [one for one in reportsrc.difference(BASE, made) if one.what == "要求"]
    assert [(one.kind, one.key, one.after) for one in changes] == [("新增", LOCAL["key"], LOCAL["text"])]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"part": "nowhere"}, "没有“nowhere”"),
        ({"scope": ["nowhere"]}, "不知道到哪里去找"),
        ({"obligation": "statutory"}, "只能是地方"),
        ({"key": BASE.requirements[0].key}, "编号与已有"),
        ({"text": BASE.requirements[0].text}, "文字相同"),
    ],
)
def test_an_addition_that_does_not_fit_is_left_out_and_says_why(change: dict[str, object], why: str) -> None:
    made, (misfit,) = reportsrc.extend(BASE, {"requirement": [LOCAL | change]}, key="city-1")
    assert why in misfit.why
    assert made.requirements == BASE.requirements


@pytest.mark.parametrize("data", [{"requirement": "甲"}, {"requirement": [3]}, {"requirement": [{"part": "plans"}]}])
def test_additions_that_are_no_table_are_refused_in_one_sentence(data: dict[str, object]) -> None:
    with pytest.raises(reportsrc.StandardError):
        reportsrc.extend(BASE, data, key="city-1")


def test_every_changed_field_is_told_with_both_values() -> None:
    shape = reportsrc.shape_of(BASE)
    shape["requirement"][3]["words"] = ["甲", "乙"]
    shape["part"][1]["required"] = False
    removed = shape["requirement"].pop(7)
    told = reportsrc.difference(BASE, reportsrc.parse_standard(shape))
    assert {(one.what, one.key, one.kind, one.field, one.after) for one in told} == {
        ("要求", BASE.requirements[3].key, "修改", "查找词", "甲、乙"),
        ("部分", BASE.parts[1].key, "修改", "必备", "否"),
        ("要求", removed["key"], "删去", "", ""),
    }


def test_a_report_of_public_information_is_read_by_its_own_standard_and_refused_by_the_other(tmp_path) -> None:
    text = (
        "青禾区2024年政府信息公开工作年度报告\n\n一、总体情况\n\n通过网站主动公开政府信息214条，组织培训2次，参训46人次，"
        "政务新媒体发布信息486条。\n\n二、主动公开政府信息情况\n\n行政许可35件，行政处罚3件。\n\n"
        "三、收到和处理政府信息公开申请情况\n\n新收申请7件，予以公开7件。\n\n"
        "四、政府信息公开行政复议、行政诉讼情况\n\n行政复议0件，行政诉讼0件。\n\n"
        "五、存在的主要问题及改进情况\n\n一是解读形式单一，下一步将增加图表解读，并对干部开展培训，做到应解读尽解读。\n\n"
        "六、其他需要报告的事项\n\n没有收取信息处理费。\n"
    )
    document = reportsrc.read_text(text, reportsrc.load_standard("open-info-2021"))
    assert document.kind == reportsrc.load_standard("open-info-2021").document_kind
    assert [part.role for part in document.parts] == [
        part.key for part in reportsrc.load_standard("open-info-2021").parts
    ]
    assert document.states == ()
