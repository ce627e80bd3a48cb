"""The result of a check in the forms people and programs read: text, JSON, SARIF 2.1.0, annotations.

Every form is made of the same shapes (``json_shape.finding_shape``), so none knows more than another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportsrc.registry import all_checks

Shape = dict[str, Any]

SEVERITIES = {"blocking": "阻断", "error": "错误", "warning": "警告", "info": "提示"}
"""How a severity is said, the heaviest first."""

FORMATS = ("text", "json", "sarif", "github")

MOST_PLACES = 4
_LEVELS = {"blocking": "error", "error": "error", "warning": "warning", "info": "note"}
_COMMANDS = {"blocking": "error", "error": "error", "warning": "warning", "info": "notice"}


@dataclass(frozen=True)
class Checked:
    """What a check of one file found: shapes of findings, or the sentence why it could not be checked."""

    name: str
    findings: Sequence[Shape] = ()
    problem: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)


def text_lines(result: Checked) -> Iterator[str]:
    """One line a finding, as linters print them, the other places it speaks of at its end."""
    for one in result.findings:
        place = f"{result.name}:{one['line']}:{one['column']}"
        yield f"{place}: {one['code']} {one['name']} {one['message']}{_elsewhere(one)}"


def _elsewhere(one: Shape) -> str:
    """（另见第21行“104件”、第21行“11件”）; of a grouped finding the lines alone."""
    if one["count"] > 1:
        lines = list(dict.fromkeys(str(other["line"]) for other in one["related"]))
        more = "等" if len(one["related"]) + 1 < one["count"] else ""
        others = f"，另见第{'、'.join(lines)}行{more}" if lines else ""
        return f"（共{one['count']}处{others}）"
    places = [f"第{other['line']}行“{_one_line(other['quote'])}”" for other in one["related"][:MOST_PLACES]]
    return f"（另见{'、'.join(places)}）" if places else ""


def summary(results: Sequence[Checked]) -> str:
    """The last line: how many findings of each severity."""
    tally = Counter(one["severity"] for result in results for one in result.findings)
    parts = [f"{SEVERITIES[key]} {tally[key]}" for key in SEVERITIES if tally[key]]
    several = f"{len(results)}份文件，" if len(results) > 1 else ""
    return f"{several}共 {tally.total()} 处：{'，'.join(parts)}" if parts else f"{several}没有发现问题。"


def json_list(results: Sequence[Checked], *, single: bool) -> list[Shape]:
    """The findings of every file in one list; each names its file unless a ``single`` one was asked about."""
    if single:
        return [one for result in results for one in result.findings]
    return [{**one, "file": result.name} for result in results for one in result.findings]


def workflow_commands(result: Checked) -> Iterator[str]:
    """Workflow commands that a forge shows beside the line."""
    for one in result.findings:
        place = f"file={_property(result.name)},line={one['line']},endLine={one['end_line']}"
        if one["line"] == one["end_line"]:
            place += f",col={one['column']},endColumn={one['end_column']}"
        title = _property(f"{one['code']} {one['name']}")
        yield f"::{_COMMANDS[one['severity']]} {place},title={title}::{_data(one['message'])}"


def sarif(results: Sequence[Checked]) -> Shape:
    """A SARIF 2.1.0 log with one run. Columns count code points; related places and safe fixes are in it."""
    used = {one["code"] for result in results for one in result.findings}
    checks = [one for one in all_checks() if one.code in used]
    index = {one.code: place for place, one in enumerate(checks)}
    failed = [result for result in results if result.problem]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "reportsrc",
                        "version": _version(),
                        "rules": [
                            {
                                "id": one.code,
                                "name": one.name,
                                "shortDescription": {"text": one.title},
                                "fullDescription": {"text": one.manual["What it does"]},
                                "help": {"text": "\n\n".join(words for words in one.manual.values() if words)},
                                "defaultConfiguration": {"level": _LEVELS[one.severity.value]},
                            }
                            for one in checks
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        "executionSuccessful": not failed,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": result.problem},
                                "locations": [{"physicalLocation": {"artifactLocation": _artifact(result.name)}}],
                            }
                            for result in failed
                        ],
                    }
                ],
                "results": [
                    _sarif_result(result.name, one, index[one["code"]]) for result in results for one in result.findings
                ],
            }
        ],
    }


def _sarif_result(name: str, one: Shape, rule: int) -> Shape:
    shape: Shape = {
        "ruleId": one["code"],
        "ruleIndex": rule,
        "level": _LEVELS[one["severity"]],
        "message": {"text": one["message"]},
        "locations": [_location(name, one)],
        "partialFingerprints": {"reportsrc/v1": one["fingerprint"]},
        "occurrenceCount": one["count"],
        "properties": {"severity": one["severity"], "basis": one["basis"]},
    }
    if one["related"]:
        shape["relatedLocations"] = [
            {"id": place, **_location(name, other)} for place, other in enumerate(one["related"])
        ]
    if fix := one["fix"]:
        change = {"deletedRegion": _region(fix), "insertedContent": {"text": fix["replacement"]}}
        shape["fixes"] = [
            {
                "description": {"text": fix["label"]},
                "artifactChanges": [{"artifactLocation": _artifact(name), "replacements": [change]}],
            }
        ]
    return shape


def _location(name: str, place: Shape) -> Shape:
    region = {**_region(place), "snippet": {"text": place["quote"]}}
    return {"physicalLocation": {"artifactLocation": _artifact(name), "region": region}}


def _region(place: Shape) -> Shape:
    return {
        "startLine": place["line"],
        "startColumn": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
        "charOffset": place["start"],
        "charLength": place["end"] - place["start"],
    }


def _artifact(name: str) -> Shape:
    path = Path(name)
    return {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix())}


def _version() -> str:
    try:
        return metadata.version("annual-report-tracker")
    except metadata.PackageNotFoundError:  # run from the folder it was copied into
        return "0"


def _one_line(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 24 else f"{flat[:23]}…"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
