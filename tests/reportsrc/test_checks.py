"""Every check against its case file, the published report, the demonstration, and hostile input."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from reportsrc.comparison import sentence_prints
from reportsrc.document import Document
from reportsrc.filed import read_filed
from reportsrc.finding import Severity
from reportsrc.indicators import relations
from reportsrc.markers import chinese_number
from reportsrc.numerals import in_chinese
from reportsrc.readers.assembly import read_text
from reportsrc.registry import Context, all_checks, run_checks
from reportsrc.standard import load
from reportsrc.text import Span

CASES = Path(__file__).parent / "cases"
DATA = Path(__file__).parent / "data"
STANDARD = load()
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "000_cb0d57f057b2aa38.txt"
DEMO = Path(__file__).parents[2] / "tracker" / "demo"

SOUND = """临江县2023年度法治政府建设情况的报告

2023年，临江县坚持依法行政，扎实推进法治政府建设。现将有关情况报告如下：

一、2023年推进法治政府建设的主要举措和成效
（一）加强组织领导。县委、县政府全年专题研究法治建设4次，印发年度工作要点，把任务分到各部门、各乡镇，按季度检查进展并通报。
（二）规范行政执法。落实行政执法公示、全过程记录、重大执法决定法制审核制度，评查案卷120卷，纠正程序瑕疵6个。
{measures}

二、2023年推进法治政府建设存在的不足和原因
（一）基层执法力量薄弱。由于编制下沉不到位、人员流动较快，部分乡镇执法人员不足，承接的事项没有全部开展起来。
（二）学法用法不够经常。主要原因是培训安排与业务工作结合不紧，案例教学偏少。
{shortcomings}

三、2023年党政主要负责人履行推进法治建设第一责任人职责有关情况
（一）带头学法。县政府常务会议学法12次，县委理论学习中心组专题学习法治内容3次，主要负责人带头讲法治课。
（二）研究部署。县委主要负责人主持召开依法治县委会议2次，县政府主要负责人听取法治工作汇报4次，督办重点事项5件。
{duties}

四、2024年推进法治政府建设的主要安排
（一）充实基层执法力量。推动执法人员下沉，开展分类培训，建立县乡联合执法机制，年底前完成评估。
（二）改进学法用法。把案例教学列入培训计划，组织旁听庭审，检验学习成效，并把结果纳入年度考核。
{plans}

临江县人民政府
2024年2月20日
"""


@dataclass(frozen=True)
class Case:
    check: str
    bad: bool
    title: str
    text: str
    marked: tuple[Span, ...]
    settings: dict[str, str]


def sound(**fragments: str) -> str:
    filled = dict.fromkeys(("measures", "shortcomings", "duties", "plans"), "") | fragments
    return SOUND.format(**filled)


def _settings(lines: list[str]) -> dict[str, str]:
    found = {}
    while lines and (not lines[0].strip() or lines[0].startswith("> ")):
        line = lines.pop(0)
        if line.startswith("> "):
            key, _, value = line[2:].partition(":")
            found[key.strip()] = value.strip()
    return found


def _unmarked(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without ⟦ and ⟧, and the spans they enclosed."""
    text, spans, start = "", [], 0
    for piece in re.split("([⟦⟧])", marked):
        if piece == "⟦":
            start = len(text)
        elif piece == "⟧":
            spans.append(Span(start, len(text)))
        else:
            text += piece
    return text, tuple(spans)


def _read_cases(file: Path) -> Iterator[Case]:
    head, *bodies = re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    first, *rest = head.split("\n")
    shared = _settings(rest)
    for body in bodies:
        title, *lines = body.split("\n")
        settings = shared | _settings(lines)
        words = "\n".join(lines).strip("\n")
        text, marked = _unmarked(sound(**{settings["fragment"]: words}) if settings.get("fragment") else words)
        kind, _, name = title.partition(":")
        assert kind in ("bad", "good"), title
        yield Case(first.removeprefix("# ").strip(), kind == "bad", name.strip(), text, marked, settings)


ALL = [case for file in sorted(CASES.glob("*.md")) for case in _read_cases(file)]


def _elsewhere(name: str) -> dict[int, str]:
    if not name:
        return {}
    text = (CASES.parent / "data" / name).read_text(encoding="utf-8")
    return dict.fromkeys(sentence_prints(read_text(text, STANDARD)), "青禾区教育局2023年度报告")


def _context(case: Case) -> Context:
    published = case.settings.get("published")
    return Context(
        STANDARD,
        organisation_kind=case.settings.get("kind", ""),
        published=date.fromisoformat(published) if published else None,
        elsewhere=_elsewhere(case.settings.get("others", "")),
        previous=_last_year(case.settings.get("previous", "")),
        filed=read_filed(DATA / case.settings["filed"]) if "filed" in case.settings else None,
    )


def _last_year(name: str) -> Document | None:
    return read_text((DATA / name).read_text(encoding="utf-8"), STANDARD) if name else None


def _document(case: Case) -> Document:
    """The case as read; ``traces: comments=2, author=1`` says what its file carried beside the text."""
    document = read_text(case.text, STANDARD)
    pairs = [pair.split("=") for pair in case.settings.get("traces", "").split(",") if pair.strip()]
    return replace(document, traces={name.strip(): int(count) for name, count in pairs})


@pytest.mark.parametrize("case", ALL, ids=[f"{one.check}-{one.title}" for one in ALL])
def test_a_check_marks_exactly_what_its_case_marks(case):
    document = _document(case)
    found = run_checks(document, _context(case), select=[case.check])
    assert [(one.span, one.quote) for one in found] == [(span, span.of(case.text)) for span in case.marked]
    assert bool(found) is case.bad


def test_every_check_has_two_bad_and_two_good_cases_in_a_file_of_its_name():
    for one in all_checks():
        own = [case for case in ALL if case.check == one.name]
        assert (CASES / f"{one.name.replace('-', '_')}.md").exists(), one.name
        assert sum(case.bad for case in own) >= 2, one.name
        assert sum(not case.bad for case in own) >= 2, one.name
    assert {case.check for case in ALL} == {one.name for one in all_checks()}


def test_a_sound_report_has_no_finding():
    document = read_text(sound(), STANDARD)
    assert run_checks(document, Context(STANDARD)) == ()


@pytest.mark.parametrize("case", ALL, ids=[f"{one.check}-{one.title}" for one in ALL])
def test_every_quote_is_the_slice_of_its_span_and_every_fix_lies_in_the_text(case):
    document = _document(case)
    for found in run_checks(document, _context(case)):
        assert found.quote == found.span.of(case.text)
        assert all(place.quote == place.span.of(case.text) for place in found.related)
        assert found.message
        assert found.count >= 1
        if found.fix:
            assert found.fix.span.end <= len(case.text)
            assert found.fix.span.of(case.text) != found.fix.replacement


@pytest.mark.parametrize("case", [one for one in ALL if one.bad], ids=lambda one: f"{one.check}-{one.title}")
def test_taking_every_fix_leaves_nothing_to_fix(case):
    def fixed(text: str) -> str:
        fixes = [
            one.fix for one in run_checks(read_text(text, STANDARD), _context(case), select=[case.check]) if one.fix
        ]
        for fix in sorted(fixes, key=lambda fix: fix.span, reverse=True):
            text = text[: fix.span.start] + fix.replacement + text[fix.span.end :]
        return text

    once = fixed(case.text)
    assert fixed(once) == once
    if once != case.text:
        assert [
            one for one in run_checks(read_text(once, STANDARD), _context(case), select=[case.check]) if one.fix
        ] == []


# -- what the heart says ---------------------------------------------------------------------------------------------


def _ratio(case_title: str) -> Document:
    return read_text(
        next(one.text for one in ALL if one.check == "ratio-mismatch" and one.title == case_title), STANDARD
    )


def test_a_contradiction_across_parts_names_both_numbers_and_only_warns():
    document = _ratio("两处说的不是一个数")
    (found,) = run_checks(document, Context(STANDARD), select=["TIE-01"])
    assert found.severity is Severity.WARNING
    assert found.message == "前文104件、败诉11件为10.58%，此处10.48%：请核对数字或写明口径"
    assert [place.quote for place in found.related] == ["104件", "11件"]


def test_a_contradiction_within_one_sentence_that_states_one_base_is_an_error():
    (found,) = run_checks(_ratio("同一句里自相矛盾"), Context(STANDARD), select=["TIE-01"])
    assert found.severity is Severity.ERROR
    assert "91.7%" in found.message


def test_a_relation_that_holds_is_told_as_a_tick():
    (tick,) = (one for one in relations(_ratio("口径之一对得上")) if one.ties)
    assert tick.sentence == "办结148件、和解结案79件为53.38%，与调解率53.38%一致"


def test_a_missing_part_blocks_and_brings_the_basis_of_the_standard():
    case = next(one for one in ALL if one.check == "missing-part" and one.title == "没有不足和原因")
    (found,) = run_checks(read_text(case.text, STANDARD), Context(STANDARD), select=["missing-part"])
    assert found.severity is Severity.BLOCKING
    assert found.basis == str(STANDARD.part("shortcomings").basis)


# -- the published report --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published():
    if not PUBLISHED.exists():
        pytest.skip("the published report is not at hand")
    return read_text(PUBLISHED.read_bytes().decode("utf-8"), STANDARD)


def test_the_published_report_has_its_known_faults_and_no_others(published):
    found = run_checks(published, Context(STANDARD))
    assert [(one.code, one.quote) for one in found if one.code != "TXT-05"] == [
        ("DUE-02", "2024-03-04"),
        ("NUM-11", "2024- 03- 04 16: 22"),
        ("PUN-03", ","),
        ("PUN-10", "2021-2025年"),
        ("TXT-03", "凸出"),
        ("PUN-07", "预警 8项"),
        ("TRM-02", "《重大行政决策程序规定》"),
        ("PUN-06", "% 。"),
        ("TIE-08", "44.11%"),
        ("TIE-09", "和解结案79件"),
        ("STR-05", "二、2023年推进法治政府建设存在的不足和原因"),
        ("TIE-01", "10.48%"),
        ("TXT-01", "各项各项"),
        ("TXT-04", "考档案管理"),
    ]
    counts = {one.code: one.count for one in found}
    assert (counts["PUN-03"], counts["PUN-10"], counts["TXT-05"]) == (187, 2, 4)


def test_traps_of_the_published_report_stay_silent(published):
    found = run_checks(published, Context(STANDARD))
    for trap in ("11331002002673575G", "“双随机、一公开”", "120余件", "E监督", "100%", "53.38%"):
        at = [Span(match.start(), match.end()) for match in re.finditer(re.escape(trap), published.text)]
        assert at
        assert not any(one.span.overlaps(span) and one.code != "TXT-05" for one in found for span in at), trap


def test_the_published_report_ties_once_and_contradicts_itself_once(published):
    assert [one.sentence for one in relations(published)] == [
        "办结148件、和解结案79件为53.38%，与调解率53.38%一致",
        "行政案件104件、败诉11件为10.58%，与败诉率10.48%不一致",
    ]


# -- hostile input ---------------------------------------------------------------------------------------------------

HOSTILE = [
    "1",
    "一",
    "1 ",
    "（",
    "，一是",
    "2023-",
    "×",
    "败诉率1%，",
    "受理1件败诉2件败诉率3%",
    "一是。\n",
    "《",
    "　",
    "各项",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_work_grows_in_step_with_hostile_text(unit):
    """Ten times the text may take 25 times the time: far below the hundred of a quadratic step."""

    def build(length: int) -> Document:
        return read_text(sound(measures=unit * (length // len(unit))), STANDARD)

    def cost(document: Document, run) -> float:
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            list(run(document, Context(STANDARD)))
            best = min(best, time.process_time() - start)
        return best

    small, large = build(4_000), build(40_000)
    for one in all_checks():
        before, after = cost(small, one.run), cost(large, one.run)
        assert after <= max(25 * before, 0.02), one.name


# -- the demonstration -----------------------------------------------------------------------------------------------


def _planted() -> list[dict[str, str]]:
    return tomllib.loads((DEMO / "faults.toml").read_text(encoding="utf-8"))["fault"]


def _demonstration(name: str) -> Document:
    return read_text((DEMO / "reports" / name).read_bytes().decode("utf-8"), STANDARD)


def _places(text: str, quote: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(re.escape(quote), text)]


@pytest.mark.parametrize("fault", _planted(), ids=lambda fault: f"{fault['file']}-{fault['code']}")
def test_every_fault_planted_in_the_demonstration_is_found(fault):
    document = _demonstration(fault["file"])
    found = run_checks(document, Context(STANDARD), select=[fault["code"]])
    assert any(one.span.overlaps(place) for one in found for place in _places(document.text, fault["quote"]))


REPORTS = sorted(file.relative_to(DEMO / "reports").as_posix() for file in (DEMO / "reports").rglob("*.txt"))


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_in_the_demonstration_is_called_an_error_but_what_was_planted(name):
    document = _demonstration(name)
    planted = [fault for fault in _planted() if fault["file"] == name]
    for one in run_checks(document, Context(STANDARD)):
        if one.severity in (Severity.BLOCKING, Severity.ERROR):
            assert any(
                fault["code"] == one.code and one.span.overlaps(place)
                for fault in planted
                for place in _places(document.text, fault["quote"])
            ), one


def test_numbers_that_name_a_missing_item_are_read_back_as_they_were_written():
    assert [chinese_number(in_chinese(number)) for number in range(1, 100)] == list(range(1, 100))
    assert in_chinese(100) == "100"


def test_texts_that_are_no_reports_are_checked_without_complaint():
    for text in ("", "\n", "一、", "法治政府建设报告\n一、", "（一）", "一是", "%", "2023-2025年", "a" * 500):
        for one in run_checks(read_text(text, STANDARD), Context(STANDARD)):
            assert one.quote == one.span.of(text)
