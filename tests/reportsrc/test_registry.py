"""The door for checks: registered by file, documented, chosen by code, name or family, run in text order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reportsrc.checks
from reportsrc.document import Document
from reportsrc.finding import Severity
from reportsrc.readers.assembly import read_text
from reportsrc.registry import MANUAL_SECTIONS, Check, Context, all_checks, check, run_checks
from reportsrc.standard import load
from reportsrc.text import Span

FOLDER = Path(reportsrc.checks.__path__[0])
FAMILIES = {"STR", "FMT", "PUN", "NUM", "TIE", "TRM", "POL", "PII", "SEC", "TXT", "DUE"}
STANDARD = load()
FAULTY = """临江县2023年度法治政府建设情况的报告

一、2023年推进法治政府建设的主要举措和成效
扎实推进各项各项工作，提出预警 8项 。办结148件，培训12次，宣传3场。

二、2022年推进法治政府建设存在的不足和原因
由于编制少，力量薄弱。
"""


@pytest.fixture
def faulty() -> Document:
    return read_text(FAULTY, STANDARD)


def test_every_file_of_the_folder_is_one_check_of_its_name():
    files = {file.stem.replace("_", "-") for file in FOLDER.glob("*.py") if file.stem != "__init__"}
    assert {one.name for one in all_checks()} == files


def test_codes_are_unique_and_of_a_known_family():
    codes = [one.code for one in all_checks()]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", code) for code in codes)
    assert {one.family for one in all_checks()} <= FAMILIES


@pytest.mark.parametrize("one", all_checks(), ids=lambda one: one.name)
def test_every_manual_has_its_five_sections_in_order_and_says_something_in_each(one: Check):
    assert tuple(one.manual) == MANUAL_SECTIONS
    assert all(re.search("[\u4e00-\u9fff]{4}", words) for words in one.manual.values())
    assert one.title
    assert one.basis


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.stem)
def test_no_check_leans_on_another(file: Path):
    assert "reportsrc.checks" not in file.read_text(encoding="utf-8")


def test_checks_are_chosen_by_code_name_or_family(faulty: Document):
    context = Context(STANDARD)
    by_code = run_checks(faulty, context, select=["TXT-01"])
    assert [one.quote for one in by_code] == ["各项各项"]
    assert run_checks(faulty, context, select=["repeated-word"]) == by_code
    family = run_checks(faulty, context, select=["PUN"])
    assert [one.code for one in family] == ["PUN-07", "PUN-06"]
    assert run_checks(faulty, context, select=["PUN"], ignore=["space-in-text"]) == family[1:]


def test_findings_come_in_text_order(faulty: Document):
    spans = [one.span for one in run_checks(faulty, Context(STANDARD))]
    assert spans == sorted(spans)
    assert len(spans) >= 5


def test_two_checks_with_one_code_are_refused():
    def another(document, context, rule):
        return ()

    another.__module__ = "reportsrc.checks"
    with pytest.raises(ValueError, match="TXT-01"):
        check("TXT-01", "重复的编号", Severity.INFO)(another)
    assert "checks" not in {one.name for one in all_checks()}


def test_a_fingerprint_lasts_while_its_quotes_stand(faulty: Document):
    context = Context(STANDARD)
    (before,) = run_checks(faulty, context, select=["TXT-01"])
    moved = read_text(FAULTY.replace("扎实推进", "我县继续扎实推进"), STANDARD)
    (after,) = run_checks(moved, context, select=["TXT-01"])
    assert after.span == before.span.shift(4)
    assert after.fingerprint() == before.fingerprint()
    assert after.fingerprint(1) != before.fingerprint()


def test_a_finding_quotes_the_text_and_may_carry_its_own_weight_and_basis(faulty: Document):
    one = next(one for one in all_checks() if one.code == "TXT-01")
    made = one.finding(faulty, Span(0, 3), "看这里", related=[Span(3, 7)], severity=Severity.INFO, basis="某标准")
    assert (made.quote, made.related[0].quote) == ("临江县", "2023")
    assert (made.severity, made.basis) == (Severity.INFO, "某标准")
    assert one.finding(faulty, Span(0, 3), "看这里").basis == one.basis
