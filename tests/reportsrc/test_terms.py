"""The dated lists: what they hold must hold together, and what was not compared must say so."""

from __future__ import annotations

from datetime import date

import pytest

from reportsrc.checks.misnamed_law import _near
from reportsrc.law_titles import bare, comparable
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, run_checks
from reportsrc.ruleset import RuleSet, term_lists
from reportsrc.standard import load

STANDARD = load()
REPORT = """临江县{year}年度法治政府建设情况的报告

一、{year}年推进法治政府建设的主要举措和成效
（一）综合。{words}
"""


def rows(name: str):
    return term_lists()[name].rows


def messages(words: str, code: str, year: int = 2023, rules: RuleSet | None = None) -> list[str]:
    document = read_text(REPORT.format(year=year, words=words), STANDARD)
    context = Context(STANDARD, rules=rules or RuleSet())
    return [one.message for one in run_checks(document, context, select=[code])]


def test_the_catalogue_of_laws_is_large_and_names_each_title_once():
    titles = [comparable(row["title"]) for row in rows("laws")]
    assert len(titles) >= 120
    assert len(set(titles)) == len(titles)


def test_a_law_that_is_gone_went_after_it_came_and_names_one_of_the_catalogue_in_its_place():
    titles = {row["title"]: row for row in rows("laws")}
    gone = [row for row in rows("laws") if row.get("in_force_to")]
    assert len(gone) > 20
    for row in gone:
        assert row["in_force_from"] < row["in_force_to"], row["title"]
        heir = titles[row["replaced_by"]]
        assert heir["in_force_from"] <= row["in_force_to"], row["title"]
        assert not heir.get("in_force_to"), row["title"]


@pytest.mark.parametrize("name", ["laws", "agencies", "plans", "meetings", "leaders", "phrases"])
def test_what_is_called_verified_names_its_source(name):
    for row in rows(name):
        assert row.get("source") or not row.get("verified"), row


def test_a_date_that_was_not_compared_is_told_as_such():
    (told,) = messages("落实《信访条例》。", "TRM-01")
    assert "待核对" in told
    verified = {"title": "信访条例", "kind": "行政法规", "in_force_to": "2022-05-01", "verified": True}
    (told,) = messages("落实《信访条例》。", "TRM-01", rules=RuleSet(lists={"laws": (verified,)}))
    assert "待核对" not in told


@pytest.mark.parametrize(("year", "count"), [(2020, 0), (2022, 0), (2023, 1), (2025, 1)])
def test_a_law_is_measured_by_the_year_of_the_report(year, count):
    assert len(messages("落实《信访条例》。", "TRM-01", year=year)) == count


def test_no_title_of_the_catalogue_is_told_as_a_slip_of_another():
    assert messages("落实" + "".join(f"《{row['title']}》等法规，" for row in rows("laws")), "TRM-02") == []


def test_a_local_rule_added_to_the_catalogue_is_known():
    words = "落实《重大行政决策程序规定》等法规。"
    assert len(messages(words, "TRM-02")) == 1
    mine = RuleSet(lists={"laws": ({"title": "重大行政决策程序规定", "kind": "地方"},)})
    assert messages(words, "TRM-02", rules=mine) == []


@pytest.mark.parametrize(
    ("written", "name", "near"),
    [
        ("行政复仪法", "行政复议法", True),
        ("行政议复法", "行政复议法", True),
        ("行政议法", "行政复议法", True),
        ("新行政复议法", "行政复议法", False),
        ("关于加强法治乡村建设意见", "关于加强法治乡村建设的意见", False),
        ("城乡市容和环境卫生管理条例", "城市市容和环境卫生管理条例", False),
        ("重大行政决策暂行条例", "重大行政决策程序暂行条例", True),
        ("重大行政决策程序条例", "重大行政决策程序暂行条例", False),
        ("重大行政决策程序规定", "重大行政决策程序暂行条例", False),
    ],
)
def test_near_titles(written, name, near):
    assert _near(written, name) is near


def test_every_year_in_brackets_can_be_left_out():
    assert bare("法治政府建设实施纲要（2021—2025年）") == "法治政府建设实施纲要"
    assert bare("（试行）") == ""


def test_an_office_that_kept_its_name_is_taken_out_by_the_place_itself():
    words = "县工商局办理登记126件。"
    assert len(messages(words, "TRM-05")) == 1
    assert messages(words, "TRM-05", rules=RuleSet(lists={"agencies": ({"old": "工商行政管理局", "off": True},)})) == []


def test_no_slip_of_a_phrase_is_part_of_any_phrase_or_of_any_other_list():
    phrases = "\n".join(row["phrase"] for row in rows("phrases"))
    titles = "\n".join(row["title"] for row in rows("laws"))
    for row in rows("phrases"):
        for slip in row.get("wrong", ()):
            assert slip not in phrases, slip
            assert slip not in titles, slip


def test_the_order_of_a_phrase_is_that_of_its_words():
    for row in rows("phrases"):
        places = [row["phrase"].find(item) for item in row.get("order", ())]
        assert places == sorted(places), row["phrase"]
        assert -1 not in places, row["phrase"]


def test_every_phrase_of_the_list_is_right_by_the_list():
    words = "".join(f"坚持{row['phrase']}。" for row in rows("phrases"))
    assert messages(words, "POL-01") == []
    assert messages(words, "POL-04") == []


def test_meetings_stand_in_the_order_they_were_held():
    days = [(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])) for row in rows("meetings")]
    assert days == sorted(days)
    assert all(first <= last for first, last in days)


def test_every_city_holds_what_is_written_below_it():
    words = "、".join(f"{row['place']}{county}" for row in rows("places") for county in row.get("below", "").split())
    assert words.count("、") > 2000
    assert messages(f"与{words}协作。", "TRM-09") == []
