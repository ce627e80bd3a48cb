"""What holds of every input: a Document or one sentence, places that slice to what they quote, fixes that fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_checks import ALL, Case, _context, _document

from reportsrc.document import Document
from reportsrc.finding import Finding
from reportsrc.fixing import apply_fixes, fix_all
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, run_checks
from reportsrc.standard import load
from tests.fuzz.mutation import mutant
from tests.fuzz.trial import trial

STANDARD = load()
DEMO = sorted(Path(__file__).parents[2].glob("tracker/demo/reports/*/*.txt"))
WORDS = st.sampled_from([
    "一、", "二、主要举措和成效", "（一）", "(二)", "三、", "一是", "二是", "1.", "（1）", "①", "首先", "\n", "\r\n", "\n\n", "\u3000\u3000", " ",
    "青禾区2023年度法治政府建设情况的报告", "存在的不足和原因", "第一责任人职责", "2024年主要安排", "现将有关情况报告如下：", "区委、区政府：",
    "受理148件，办结132件，", "办结率89.2%", "同比增长12.5个百分点", "其中", "由46条减少到16条", "均达100%", "无败诉", "3.2万余元",
    "二〇二三年", "2024年3月5日", "青禾区人民政府", "特此报告。", "索引号：A1/2024-1", "发布日期：2024-03-01 10:20", "来源：区司法局",
    "《行政处罚法》", "〔2023〕5号", "，", ",", "。", ". ", "；", "：", "（", "）", "“", "”", "不足", "原因是", "下一步",
    "13900001234", "法(fǎ)治(zhì)", "報告", "設區", "\u200b", "\ufeff", "\x00", "１２", "９９％",
])  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=6), max_size=60).map("".join)
HEADS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04", b"{\\rtf", b"<html>", b"<?xml "]
)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUIET
@given(HEADS, st.binary(max_size=400))
def test_any_bytes_give_a_document_whose_places_hold_or_one_sentence(head: bytes, data: bytes) -> None:
    trial(head + data)


@QUIET
@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_any_text_gives_a_document_whose_places_hold_or_one_sentence(text: str, encoding: str) -> None:
    trial(text.encode(encoding, "replace"))


@QUIET
@given(st.lists(st.sampled_from(["<p>", "</p>", "<br>", "<td>", "<table>", "<a href=x>", "</a>", "<nav>", "<!--", "&#0;", "<pre>"]) | WORDS,
                max_size=40).map("".join))  # fmt: skip
def test_any_page_gives_a_document_whose_places_hold_or_one_sentence(page: str) -> None:
    trial(f"<html><body>{page}".encode())


def test_the_inputs_of_the_fuzzer_are_the_same_for_the_same_numbers() -> None:
    assert [mutant(7, number) for number in range(40)] == [mutant(7, number) for number in range(40)]
    assert len({mutant(7, number) for number in range(40)}) > 30


# -- a report set otherwise ----------------------------------------------------------


def read(text: str) -> Document:
    return read_text(text, STANDARD)


def gist(document: Document) -> list[object]:
    """What of a report does not depend on how its lines end."""
    figures = [(figure.value, figure.unit, figure.direction) for figure in document.figures]
    parts = [(part.roles, len(part.sections), len(list(part.all_items()))) for part in document.parts]
    said = document.metadata
    return [
        document.kind,
        document.year,
        document.organisation,
        document.states,
        parts,
        figures,
        said.issuer,
        said.signed_on,
    ]


@pytest.mark.parametrize("file", DEMO, ids=lambda file: f"{file.stem}-{file.parent.name}")
@pytest.mark.parametrize(
    "end", ["\r\n", "\n\n", "\n\u3000\u3000", "  \n"], ids=["crlf", "double", "indented", "trailing"]
)
def test_a_report_reads_the_same_however_its_lines_end(file: Path, end: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert gist(read(text.replace("\n", end))) == gist(read(text))


HALF = str.maketrans("，；：（）％０１２３４５６７８９", ",;:()%0123456789")
FULL = str.maketrans(",;()%", "，；（）％")


@pytest.mark.parametrize("file", DEMO, ids=lambda file: f"{file.stem}-{file.parent.name}")
@pytest.mark.parametrize("width", [HALF, FULL], ids=["half", "full"])
def test_a_report_reads_the_same_in_both_widths_of_its_marks(file: Path, width: dict[int, int]) -> None:
    text = file.read_text(encoding="utf-8")
    plain, turned = gist(read(text)), gist(read(text.translate(width)))
    assert turned == plain


# -- fixes -----------------------------------------------------------------------------

FIXED = [case for case in ALL if case.bad and any(one.fix for one in run_checks(_document(case), _context(case)))]


def found_by(text: str, case: Case) -> tuple[Finding, ...]:
    return run_checks(read(text), _context(case), select=[case.check])


@pytest.mark.parametrize("case", FIXED, ids=[f"{one.check}-{one.title}" for one in FIXED])
def test_a_fix_taken_removes_its_finding_and_brings_none_of_its_kind(case: Case) -> None:
    before = found_by(case.text, case)
    for one in before:
        if one.fix is None:
            continue
        after = found_by(apply_fixes(case.text, [one.fix])[0], case)
        assert sum(other.count for other in after) < sum(other.count for other in before)


@pytest.mark.parametrize("case", FIXED, ids=[f"{one.check}-{one.title}" for one in FIXED])
def test_taking_all_fixes_twice_is_taking_them_once(case: Case) -> None:
    once, made = fix_all(case.text, lambda text: run_checks(read(text), _context(case)))
    assert made and once != case.text
    assert fix_all(once, lambda text: run_checks(read(text), _context(case))) == (once, 0)


def test_there_are_fixes_to_try() -> None:
    assert len(FIXED) >= 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_fixing_any_text_comes_to_an_end_and_leaves_nothing_to_fix(text: str) -> None:
    context = Context(STANDARD)
    once, _ = fix_all(text, lambda words: run_checks(read(words), context))
    assert not [one for one in run_checks(read(once), context) if one.fix is not None]
