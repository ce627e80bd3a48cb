"""The command line: ``python -m reportsrc read | check | figures | rules | standards``.

Text for people or JSON for programs on stdout, problems in one sentence on stderr. Exit status 0 fine, 1 errors found
(``check`` only), 2 unreadable or misused. Never a traceback.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from reportsrc.document import KINDS, Document
from reportsrc.figures import find_figures
from reportsrc.finding import Severity
from reportsrc.json_shape import document_shape, figure_shape, finding_shape, standard_shape
from reportsrc.readers import read_file
from reportsrc.readers.content import ReadError
from reportsrc.registry import MANUAL_SECTIONS, Check, Context, all_checks, run_checks
from reportsrc.standard import Standard, StandardError, load, shipped
from reportsrc.text import Lines

FINE, FOUND, MISUSED = 0, 1, 2

SEVERITIES = {"blocking": "阻断", "error": "错误", "warning": "警告", "info": "提示"}
TITLES = {
    "What it does": "做什么",
    "Why": "为什么",
    "Example": "例子",
    "Remedy": "怎么改",
    "Basis": "依据",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, exit status 2."""
        print(f"用法不对：{message}（{self.prog} --help 可看用法）", file=sys.stderr)
        raise SystemExit(MISUSED)


def _print_json(shape: object) -> None:
    print(json.dumps(shape, ensure_ascii=False, indent=2))


def _each_file(files: Sequence[str], standard: Standard, do: Callable[[str, Document], int]) -> int:
    """Run ``do`` over every file that can be read; the worst status of all."""
    worst = FINE
    for name in files:
        try:
            document = read_file(name, standard)
        except ReadError as error:
            print(f"{name}：{error}", file=sys.stderr)
            worst = max(worst, MISUSED)
            continue
        worst = max(worst, do(name, document))
    return worst


def _read(options: argparse.Namespace, standard: Standard) -> int:
    shapes: list[Any] = []

    def show(name: str, document: Document) -> int:
        if options.json:
            shapes.append(document_shape(document))
        else:
            _print_document(name, document, standard)
        return FINE

    status = _each_file(options.files, standard, show)
    if options.json and shapes:
        _print_json(shapes[0] if len(options.files) == 1 else shapes)
    return status


def _print_document(name: str, document: Document, standard: Standard) -> None:
    print(f"{name}：{KINDS.get(document.kind, document.kind)}")
    print(f"  标题　{document.title or '（没有认出）'}")
    print(f"  单位　{document.organisation or '（没有认出）'}")
    print(f"  年度　{document.year or '（没有认出）'}")
    for key, value in document_shape(document)["metadata"].items():
        if value:
            print(f"  {key}　{value}")
    for part in document.parts:
        role = getattr(standard.part(part.role), "name", part.role)
        items = sum(1 for _ in part.all_items())
        print(f"  [{role}] {part.heading}　{len(part.sections)}节 {items}条")
        for section in part.sections:
            print(f"      {section.heading[:40]}　{len(section.items)}条")
    print(f"  数据　{len(document.figures)}处")
    for state in document.states:
        print(f"  状态　{state}")
    for note in document.notes:
        print(f"  说明　{note}")


def _figures(options: argparse.Namespace, standard: Standard) -> int:
    shapes: list[Any] = []

    def show(name: str, document: Document) -> int:
        lines = Lines(document.text)
        found = [figure_shape(one, lines) for one in find_figures(document.text)]
        shapes.append(found)
        if not options.json:
            for one in found:
                about = f"{one['approximator']} {one['direction']}".strip()
                print(f"{name}:{one['line']}: {one['text']}　= {one['value']} {one['unit']}　{about}".rstrip())
        return FINE

    status = _each_file(options.files, standard, show)
    if options.json and shapes:
        _print_json(shapes[0] if len(options.files) == 1 else shapes)
    return status


def _check(options: argparse.Namespace, standard: Standard) -> int:
    shapes: list[Any] = []
    try:
        published = date.fromisoformat(options.published) if options.published else None
    except ValueError:
        print(f"日期应写成 2024-03-18 的样子，不是 {options.published}。", file=sys.stderr)
        return MISUSED
    try:
        previous = read_file(options.previous, standard) if options.previous else None
    except ReadError as error:
        print(f"{options.previous}：{error}", file=sys.stderr)
        return MISUSED
    context = Context(standard, options.organisation_kind, published, previous)
    if unknown := [word for word in (*options.select, *options.ignore) if not _known(word)]:
        print(f"没有这条规则：{'、'.join(unknown)}。", file=sys.stderr)
        return MISUSED

    def show(name: str, document: Document) -> int:
        if document.kind != "annual-report":
            kind = KINDS.get(document.kind, document.kind)
            print(f"{name}：这不是年度报告，看起来是{kind}（{document.kind}）。", file=sys.stderr)
            return MISUSED
        own = replace(context, previous=previous)
        findings = run_checks(document, own, select=options.select, ignore=options.ignore)
        lines = Lines(document.text)
        shaped = [finding_shape(one, lines) for one in findings]
        shapes.append(shaped)
        if not options.json:
            _print_findings(name, shaped)
        wrong = any(one.severity in (Severity.BLOCKING, Severity.ERROR) for one in findings)
        return FOUND if wrong else FINE

    status = _each_file(options.files, standard, show)
    if options.json and shapes:
        _print_json(shapes[0] if len(options.files) == 1 else shapes)
    return status


def _known(word: str) -> bool:
    return any(word in (one.code, one.name, one.family) for one in all_checks())


def _print_findings(name: str, findings: Sequence[dict[str, Any]]) -> None:
    for one in findings:
        times = f"（共{one['count']}处）" if one["count"] > 1 else ""
        print(f"{name}:{one['line']}:{one['column']}: {one['code']} {one['name']} {one['message']}{times}")
        for other in one["related"]:
            print(f"    另见第{other['line']}行：{other['quote'][:60]}")
    tally = Counter(one["severity"] for one in findings)
    parts = [f"{SEVERITIES[key]} {tally[key]}" for key in SEVERITIES if tally[key]]
    print(f"共 {len(findings)} 处：{'，'.join(parts)}" if findings else "没有发现问题。")


def _rules(options: argparse.Namespace, _standard: Standard) -> int:
    if not options.code:
        if options.json:
            _print_json([_rule_shape(one) for one in all_checks()])
        else:
            for one in all_checks():
                print(f"{one.code:<8} {one.name:<30} {SEVERITIES[one.severity.value]}　{one.title}")
        return FINE
    found = next((one for one in all_checks() if options.code in (one.code, one.name)), None)
    if found is None:
        print(f"没有规则 {options.code}。", file=sys.stderr)
        return MISUSED
    if options.json:
        _print_json({**_rule_shape(found), "manual": dict(found.manual)})
        return FINE
    print(f"{found.code} {found.name}　{found.title}（{SEVERITIES[found.severity.value]}）")
    for section in (*MANUAL_SECTIONS, "Basis"):
        if found.manual.get(section):
            print(f"\n{TITLES[section]}\n  " + found.manual[section].replace("\n", "\n  "))
    return FINE


def _rule_shape(check: Check) -> dict[str, Any]:
    return {"code": check.code, "name": check.name, "title": check.title, "severity": check.severity.value}


def _standards(options: argparse.Namespace, _standard: Standard) -> int:
    if not options.key:
        rows = [
            {"key": s.key, "title": s.title, "first_year": s.first_year, "last_year": s.last_year}
            for s in shipped().values()
        ]
        if options.json:
            _print_json(rows)
        for row in rows if not options.json else ():
            print(f"{row['key']}　{row['title']}（{row['first_year']}—{row['last_year'] or ''}年度）")
        return FINE
    standard = load(options.key)
    if options.json:
        _print_json(standard_shape(standard))
        return FINE
    print(f"{standard.title}\n依据：{standard.basis}")
    for part in standard.parts:
        print(f"\n{part.name}（{part.key}）　{part.basis}")
        for one in standard.requirements:
            if one.part == part.key:
                print(f"  {one.key}　[{one.obligation.value}] {one.text}　{one.basis}")
    return FINE


def _options() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m reportsrc", description="读、查法治政府建设年度报告")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, text: str, run: Callable[[argparse.Namespace, Standard], int]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("--json", action="store_true", help="输出 JSON")
        one.add_argument("--standard", metavar="KEY", default=None, help="按哪一版标准")
        one.set_defaults(run=run)
        return one

    command("read", "读出报告的结构", _read).add_argument("files", nargs="+", metavar="FILE")
    command("figures", "读出文字中的数据", _figures).add_argument("files", nargs="+", metavar="FILE")
    check = command("check", "检查报告", _check)
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--published", metavar="DATE", help="公开日期，如 2024-03-18")
    check.add_argument("--previous", metavar="FILE", help="上一年度的报告")
    check.add_argument("--organisation-kind", default="", choices=["", "government", "department", "township"])
    check.add_argument("--select", action="append", default=[], type=_list, metavar="RULES")
    check.add_argument("--ignore", action="append", default=[], type=_list, metavar="RULES")
    command("rules", "列出规则，或说明一条规则", _rules).add_argument("code", nargs="?", metavar="CODE")
    command("standards", "列出标准，或一版标准的要求", _standards).add_argument("key", nargs="?", metavar="KEY")
    return parser


def _list(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a character gets its number instead
            stream.reconfigure(errors="backslashreplace")
    options = _options().parse_args(arguments)
    for name in ("select", "ignore"):
        if hasattr(options, name):
            setattr(options, name, [word for words in getattr(options, name) for word in words])
    try:
        standard = load(options.standard) if options.standard else load()
        status = int(options.run(options, standard))
        sys.stdout.flush()
        return status
    except StandardError as error:
        print(str(error), file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # who read the output wanted no more of it
        _discard_output()
        return FINE
    except OSError as error:
        _discard_output()
        print(f"写不出结果：{error.strerror or error}。", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return MISUSED


def _discard_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not fail on it while closing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
