"""The command line keeps its contract: text for people, JSON for programs, one sentence for a problem."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "tracker" / "demo" / "reports" / "2024" / "qinghe.txt"
CLEAN = ROOT / "tracker" / "demo" / "reports" / "2023" / "sfj.txt"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportsrc", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def run_in_shell(words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = f"set -o pipefail; {shlex.quote(sys.executable)} -m reportsrc {words}"
    return subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


def nodes(shape: Any) -> list[dict[str, Any]]:
    """Every object in a JSON shape that has a place."""
    found = []
    if isinstance(shape, dict):
        if "start" in shape and "end" in shape:
            found.append(shape)
        for value in shape.values():
            found += nodes(value)
    elif isinstance(shape, list):
        for value in shape:
            found += nodes(value)
    return found


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_every_place_in_the_json_slices_to_its_words(ending: str, bom: str, tmp_path: Path) -> None:
    text = CLEAN.read_text(encoding="utf-8").replace("\n", ending)
    file = tmp_path / "报告.txt"
    file.write_bytes((bom + text).encode())
    shape = json.loads(run("read", file, "--json").stdout)
    assert [part["role"] for part in shape["parts"]] == ["measures", "shortcomings", "duties", "plans"]
    places = nodes(shape)
    assert len(places) > 60
    for node in places:
        if "text" in node:
            assert text[node["start"] : node["end"]] == node["text"]
    for part in shape["parts"]:
        assert text[part["start"] :].startswith(part["heading"])


def test_metadata_has_every_key_and_iso_dates() -> None:
    metadata = json.loads(run("read", CLEAN, "--json").stdout)["metadata"]
    keys = ["index_number", "issuer", "signed_on", "published_at", "openness", "doc_number", "source", "topic", "genre"]
    assert list(metadata) == keys
    assert (metadata["signed_on"], metadata["published_at"]) == ("2024-02-20", "2024-03-12")


def test_findings_are_printed_like_a_linters_with_a_summary_and_exit_one() -> None:
    done = run("check", DISTRICT)
    assert done.returncode == 1
    lines = done.stdout.strip().split("\n")
    assert any(line.startswith(f"{DISTRICT}:") and " TIE-01 ratio-mismatch " in line for line in lines)
    assert lines[-1].startswith("共 ")


def test_the_json_of_a_check_has_the_keys_of_the_contract() -> None:
    found = json.loads(run("check", DISTRICT, "--json").stdout)
    text = DISTRICT.read_text(encoding="utf-8")
    keys = [
        "code",
        "name",
        "severity",
        "message",
        "quote",
        "start",
        "end",
        "line",
        "column",
        "related",
        "basis",
        "fix",
        "count",
        "fingerprint",
        "end_line",
        "end_column",
    ]
    for finding in found:
        assert list(finding) == keys
        assert text[finding["start"] : finding["end"]] == finding["quote"]
        assert finding["severity"] in ("blocking", "error", "warning", "info")
    ratio = next(finding for finding in found if finding["code"] == "TIE-01")
    assert [other["quote"] for other in ratio["related"]] == ["96件", "9件"]


def test_a_clean_report_exits_zero() -> None:
    assert run("check", CLEAN).returncode == 0


def test_rules_are_selected_and_ignored_by_code_name_or_family() -> None:
    only = json.loads(run("check", DISTRICT, "--json", "--select", "TIE,repeated-word").stdout)
    assert {finding["code"] for finding in only} == {"TIE-01", "TXT-01"}
    rest = json.loads(run("check", DISTRICT, "--json", "--ignore", "TIE-01").stdout)
    assert "TIE-01" not in {finding["code"] for finding in rest}


def test_a_late_publication_is_told_by_its_date() -> None:
    late = json.loads(run("check", CLEAN, "--json", "--published", "2024-04-20").stdout)
    assert "DUE-01" in {finding["code"] for finding in late}


def test_figures_of_any_text_come_in_text_order(tmp_path: Path) -> None:
    file = tmp_path / "甲.txt"
    file.write_text("收到复议申请167件，办结148件，同比增长12.5%，涉及金额5.18亿元。", encoding="utf-8")
    found = json.loads(run("figures", file, "--json").stdout)
    assert [(one["value"], one["unit"], one["direction"]) for one in found] == [
        (167, "件", ""),
        (148, "件", ""),
        (12.5, "%", "increase"),
        (518000000, "元", ""),
    ]
    assert list(found[0]) == ["text", "value", "unit", "approximator", "direction", "start", "end", "line"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "没有这个文件.txt"),
        ("read", "reportsrc/standards"),
        ("check", CLEAN, "--published", "昨天"),
        ("check", CLEAN, "--select", "NO-99"),
        ("check", CLEAN, "--standard", "none"),
        ("rules", "NO-99"),
        ("standards", "none"),
        ("unknown",),
        (),
    ],
)
def test_misuse_gets_one_sentence_on_stderr_and_exit_two(arguments: tuple[object, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip() and "Traceback" not in done.stderr
    assert len(done.stderr.strip().split("\n")) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "缺少 FILE"),
        (("check", CLEAN, "--bogus"), "没有这样的选项或多写了：--bogus"),
        (("check", CLEAN, "--select"), "--select 后面要写一个值"),
        (("check", CLEAN, "--jobs", "abc"), "--jobs 应是整数，不是 'abc'"),
        (("check", CLEAN, "--format", "xml"), "--format 不能是 'xml'，可以是"),
        (("check", ""), "文件名是空的。"),
    ],
)
def test_a_misuse_is_told_in_chinese(arguments: tuple[object, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_settings_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "设置.toml"
    file.write_text("ignore = []\n[x\n", encoding="utf-8")
    done = run("check", CLEAN, "--config", file)
    assert done.returncode == 2
    assert done.stderr.strip().endswith("不是正确的 TOML，问题在第2行第3列。")


def test_a_rule_is_known_in_small_and_capital_letters() -> None:
    assert run("rules", "txt-01").stdout == run("rules", "TXT-01").stdout
    assert run("check", CLEAN, "--select", "txt-01,Num").returncode == 0


def test_a_text_that_is_no_annual_report_is_named_and_exits_two(tmp_path: Path) -> None:
    file = tmp_path / "乙.txt"
    file.write_text("青禾区政府信息公开工作年度报告\n\n一、总体情况\n\n主动公开信息36条。\n", encoding="utf-8")
    done = run("check", file)
    assert done.returncode == 2
    assert "open-government-information-report" in done.stderr


def test_every_rule_prints_its_manual_and_every_edition_its_requirements() -> None:
    table = run("rules").stdout.strip().split("\n")
    assert len(table) >= 22
    for code in ("TIE-01", "repeated-word"):
        assert "怎么改" in run("rules", code).stdout
    assert "待核对" in run("standards", "law-gov-2019").stdout


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")


@needs_bash
def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    done = run_in_shell(f"read {shlex.quote(str(CLEAN))} --json | head -c 10")
    assert (done.returncode, done.stderr) == (0, "")


@needs_bash
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_gets_one_sentence() -> None:
    done = run_in_shell("rules >/dev/full")
    assert done.returncode == 2
    assert len(done.stderr.strip().split("\n")) == 1 and "Traceback" not in done.stderr


@needs_bash
def test_a_terminal_without_chinese_gets_numbers_and_no_fault() -> None:
    done = run_in_shell("rules", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "TIE-01" in done.stdout and "\\u" in done.stdout


def test_a_rule_and_an_edition_come_as_json_too() -> None:
    rule = json.loads(run("rules", "TIE-01", "--json").stdout)
    assert (rule["code"], rule["name"]) == ("TIE-01", "ratio-mismatch")
    assert rule["manual"]["Remedy"]
    edition = json.loads(run("standards", "law-gov-2019", "--json").stdout)
    assert len(edition["requirements"]) >= 45
    assert {one["part"] for one in edition["requirements"]} <= {one["key"] for one in edition["parts"]}
    assert {one["verification"] for one in edition["requirements"]} <= {"verified", "quoted", "unverified"}
