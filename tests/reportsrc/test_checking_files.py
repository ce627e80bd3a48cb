"""Many files, settings, forms of output and safe fixes of ``python -m reportsrc check``."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from test_command_line import CLEAN, DISTRICT, ROOT, run

FAULTY = "青禾区2024年度法治政府建设情况的报告\n\n一、主要举措和成效\n\n推进各项各项工作，覆盖率达50% 。\n"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = tmp_path / "报告.txt"
    file.write_text(FAULTY, encoding="utf-8")
    return file


def codes(*arguments: object) -> list[str]:
    return [one["code"] for one in json.loads(run("check", *arguments, "--json").stdout)]


def test_a_folder_is_gone_through_to_the_bottom_and_each_finding_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "甲" / "乙").mkdir(parents=True)
    shutil.copy(DISTRICT, tmp_path / "甲" / "乙" / "区.txt")
    shutil.copy(CLEAN, tmp_path / "局.txt")
    (tmp_path / "~$局.txt").write_text("锁", encoding="utf-8")
    (tmp_path / "图.png").write_bytes(b"\x89PNG")
    found = json.loads(run("check", tmp_path, "--json").stdout)
    assert {one["file"] for one in found} == {str(tmp_path / "甲" / "乙" / "区.txt")}


def test_two_processes_find_what_one_finds_in_the_same_order() -> None:
    folder = ROOT / "tracker" / "demo" / "reports" / "2023"
    one, two = (run("check", folder, "--json", "--jobs", n) for n in (1, 2))
    assert one.stdout == two.stdout and len(json.loads(one.stdout)) >= 2
    assert one.returncode == two.returncode == 1


def test_an_unreadable_file_is_told_and_the_others_are_still_checked(tmp_path: Path) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04" + b"\0" * 40)
    done = run("check", broken, DISTRICT, "--json")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{broken}：") and len(done.stderr.strip().split("\n")) == 1
    assert {one["file"] for one in json.loads(done.stdout)} == {str(DISTRICT)}


def test_another_kind_of_paper_in_a_folder_is_told_but_is_no_misuse(tmp_path: Path) -> None:
    shutil.copy(CLEAN, tmp_path / "局.txt")
    (tmp_path / "公开.txt").write_text(
        "青禾区政府信息公开工作年度报告\n\n一、总体情况\n\n主动公开信息36条。\n", encoding="utf-8"
    )
    done = run("check", tmp_path)
    assert done.returncode == 0
    assert "open-government-information-report" in done.stderr


def test_a_folder_without_a_readable_file_gets_one_sentence(tmp_path: Path) -> None:
    done = run("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and "没有可读的文件" in done.stderr


def test_only_the_heavier_findings_are_shown_when_asked(faulty: Path) -> None:
    shown = json.loads(run("check", faulty, "--json", "--severity", "error").stdout)
    assert shown and {one["severity"] for one in shown} <= {"blocking", "error"}
    assert len(codes(faulty)) > len(shown)


def test_a_settings_file_switches_weighs_and_sets_thresholds(faulty: Path, tmp_path: Path) -> None:
    settings = tmp_path / "规则.toml"
    settings.write_text(
        '[rules]\nignore = ["STR"]\n[severity]\nTXT-01 = "info"\n[options.long-sentence]\nlongest = 60\n',
        encoding="utf-8",
    )
    faulty.write_text(FAULTY + f"{'坚持依法行政，' * 12}成效明显。\n", encoding="utf-8")
    found = {one["code"]: one for one in json.loads(run("check", faulty, "--json", "--config", settings).stdout)}
    assert not any(code.startswith("STR") for code in found)
    assert found["TXT-01"]["severity"] == "info"
    assert "TXT-05" in found and "TXT-05" not in codes(faulty)


def test_the_settings_of_the_working_folder_count_unless_told_otherwise(faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "reportsrc.toml").write_text('[rules]\nignore = ["TXT-01"]\n', encoding="utf-8")

    def found(*more: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "reportsrc", "check", str(faulty), "--json", *more],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return [one["code"] for one in json.loads(done.stdout)]

    assert "TXT-01" not in found()
    assert "TXT-01" in found("--no-config")


@pytest.mark.parametrize(
    "words",
    [
        '[rules]\nignore = ["NO-99"]\n',
        "[rules\n",
        '[options.repeated-word]\nshade = "blue"\n',
        '[severity]\nTXT-01 = "terrible"\n',
        '[lists]\nnothing = [{a = "b"}]\n',
        'colour = "blue"\n',
    ],
)
def test_settings_that_cannot_be_used_get_one_sentence(words: str, faulty: Path, tmp_path: Path) -> None:
    settings = tmp_path / "规则.toml"
    settings.write_text(words, encoding="utf-8")
    done = run("check", faulty, "--config", settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().split("\n")) == 1 and "Traceback" not in done.stderr


def test_a_finding_set_aside_stays_so_while_its_quote_stands(faulty: Path, tmp_path: Path) -> None:
    found = json.loads(run("check", faulty, "--json", "--select", "TXT-01").stdout)
    settings = tmp_path / "规则.toml"
    settings.write_text(f'[waived]\n"{found[0]["fingerprint"]}" = "原文如此"\n', encoding="utf-8")
    assert codes(faulty, "--config", settings, "--select", "TXT-01") == []
    faulty.write_text(FAULTY.replace("一、主要", "现将有关情况报告如下。\n\n一、主要"), encoding="utf-8")
    assert codes(faulty, "--config", settings, "--select", "TXT-01") == []
    faulty.write_text(FAULTY.replace("各项各项", "各类各类"), encoding="utf-8")
    assert codes(faulty, "--config", settings, "--select", "TXT-01") == ["TXT-01"]


def test_a_difference_is_shown_without_touching_the_file_and_patch_understands_it(faulty: Path) -> None:
    before = faulty.read_bytes()
    done = run("check", faulty, "--diff")
    assert faulty.read_bytes() == before
    assert "-推进各项各项工作，覆盖率达50% 。" in done.stdout and "+推进各项工作，覆盖率达50%。" in done.stdout
    if patch := shutil.which("patch"):
        subprocess.run([patch, "-s", str(faulty)], input=done.stdout, text=True, check=True, timeout=20)
        assert "覆盖率达50%。" in faulty.read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_safe_fixes_change_nothing_else_of_the_file(encoding: str, ending: str, tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_bytes(FAULTY.replace("\n", ending).encode(encoding))
    file.chmod(0o640)
    done = run("check", file, "--fix")
    wanted = FAULTY.replace("各项各项", "各项").replace("50% 。", "50%。").replace("\n", ending)
    assert file.read_bytes() == wanted.encode(encoding), done.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert "改了2处" in done.stdout
    assert "TXT-01" not in done.stdout
    assert sorted(one.name for one in tmp_path.iterdir()) == ["报告.txt"]


def test_only_plain_text_is_fixed_in_place(tmp_path: Path) -> None:
    page = tmp_path / "页.html"
    page.write_text(f"<html><body><p>{FAULTY.replace(chr(10), '</p><p>')}</p></body></html>", encoding="utf-8")
    before = page.read_bytes()
    done = run("check", page, "--fix")
    assert done.returncode == 2 and "纯文本" in done.stderr
    assert page.read_bytes() == before


def test_the_sarif_log_names_rule_place_and_fix(faulty: Path) -> None:
    log = json.loads(run("check", faulty, "--format", "sarif").stdout)
    (only,) = log["runs"]
    assert (log["version"], only["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = [one["id"] for one in only["tool"]["driver"]["rules"]]
    for result in only["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        words = FAULTY[region["charOffset"] : region["charOffset"] + region["charLength"]]
        assert words == region["snippet"]["text"]
        line = FAULTY.split("\n")[region["startLine"] - 1]
        if region["startLine"] == region["endLine"]:
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == words
    twice = next(one for one in only["results"] if one["ruleId"] == "TXT-01")
    change = twice["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] in ("", "各项")
    assert len(twice["partialFingerprints"]["reportsrc/v1"]) == 32


def test_a_file_that_cannot_be_read_stands_in_the_sarif_log(tmp_path: Path) -> None:
    missing = tmp_path / "没有 这个.txt"
    log = json.loads(run("check", missing, "--format", "sarif").stdout)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "找不到文件" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_annotations_escape_what_would_end_them(tmp_path: Path) -> None:
    file = tmp_path / "甲,乙.txt"
    file.write_text(FAULTY, encoding="utf-8")
    lines = run("check", file, "--format", "github").stdout.strip().split("\n")
    assert all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    assert all("甲%2C乙.txt,line=" in line for line in lines)
    assert any("title=PUN-06 space-before-mark::" in line and "%25" not in line for line in lines)


def test_sentences_of_another_offices_report_are_told_with_that_report(tmp_path: Path) -> None:
    other = tmp_path / "教育局.txt"
    other.write_text((ROOT / "tests/reportsrc/data/copied_from.txt").read_text(encoding="utf-8"), encoding="utf-8")
    own = tmp_path / "文旅局.txt"
    own.write_text(other.read_text(encoding="utf-8").replace("教育局", "文旅局"), encoding="utf-8")
    (found,) = json.loads(run("check", own, "--others", other, "--select", "TXT-11", "--json").stdout)
    assert (found["count"], found["severity"]) == (3, "warning") and str(other) in found["message"]
    assert codes(own, "--select", "TXT-11") == []


def test_a_table_filed_beside_the_text_is_compared_with_it(tmp_path: Path) -> None:
    table = tmp_path / "数据.csv"
    table.write_text("指标,数值,单位\n收到行政复议申请,213,件\n", encoding="utf-8")
    shown = json.loads(run("check", DISTRICT, "--figures", table, "--select", "TIE-06", "--json").stdout)
    assert [one["code"] for one in shown] == ["TIE-06"] and "213" in shown[0]["message"]
    assert codes(DISTRICT, "--select", "TIE-06") == []


def test_a_table_that_cannot_be_read_gets_one_sentence(tmp_path: Path) -> None:
    table = tmp_path / "数据.xlsx"
    table.write_bytes(b"PK\x03\x04 no table")
    done = run("check", DISTRICT, "--figures", table)
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.strip().split("\n")) == 1
