"""``check``: one report or many, as set by a file and the words of the command line."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reportsrc.commands.files import FINE, FOUND, MISUSED, Named, each, gather, print_json, single
from reportsrc.comparison import sentence_prints
from reportsrc.document import KINDS, Document
from reportsrc.filed import FiledError, read_filed
from reportsrc.finding import Finding, Severity
from reportsrc.fixing import difference, fix_all, plain_file, write_file
from reportsrc.formats import Checked, json_list, sarif, summary, text_lines, workflow_commands
from reportsrc.json_shape import finding_shapes
from reportsrc.readers import read_bytes, read_file
from reportsrc.readers.content import ReadError
from reportsrc.registry import Context, FiledFigure, known, run_checks, settle
from reportsrc.ruleset import SHIPPED, RuleSet, RuleSetError
from reportsrc.standard import Standard, load

SETTINGS_FILE = "reportsrc.toml"
FILES_FOR_A_PROCESS = 8
_LINE = re.compile(r"line (\d+), column (\d+)")
EVERYONES = 5
"""A sentence that stands in so many other reports is a common phrase and no copy."""


class MisuseError(ValueError):
    """Words of the command line that cannot be followed; the message is one Chinese sentence."""


@dataclass(frozen=True)
class Order:
    """What is to be done with each file; plain enough to be sent to another process."""

    standard: str | None
    organisation_kind: str = ""
    published: date | None = None
    previous: str | None = None
    others: tuple[str, ...] = ()
    filed: str | None = None
    rules: RuleSet = SHIPPED
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.INFO
    fix: bool = False
    diff: bool = False


@dataclass
class _Prepared:
    """An order with what it names read once in each process."""

    order: Order
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        order = self.order
        standard = load(order.standard) if order.standard else load()
        self.context = Context(
            standard,
            order.organisation_kind,
            order.published,
            _read(order.previous, standard) if order.previous else None,
            rules=order.rules,
            filed=_filed(order.filed) if order.filed else None,
            elsewhere=_elsewhere(order.others, standard),
        )

    def findings(self, document: Document) -> list[Finding]:
        order = self.order
        found = run_checks(document, self.context, select=order.select, ignore=order.ignore)
        return [one for one in found if one.severity.rank <= order.least.rank]

    def findings_in(self, text: str) -> list[Finding]:
        return self.findings(read_bytes(text.encode(), self.context.standard, encoding="utf-8"))


_prepared: _Prepared | None = None


def _prepare(order: Order) -> None:
    global _prepared
    if _prepared is None or _prepared.order is not order:
        _prepared = _Prepared(order)


def _read(name: str, standard: Standard) -> Document:
    try:
        return read_file(name, standard)
    except ReadError as error:
        raise MisuseError(f"{name}：{error}") from error


def _filed(name: str) -> tuple[FiledFigure, ...]:
    try:
        return read_filed(Path(name))
    except FiledError as error:
        raise MisuseError(f"{name}：{error}") from error


def _elsewhere(names: Sequence[str], standard: Standard) -> dict[int, str]:
    """Where the sentences of other reports stand; one that is in five files or more is everyone's and left out."""
    places: defaultdict[int, list[str]] = defaultdict(list)
    files, wrong = gather(names)
    if wrong:
        raise MisuseError(wrong[0])
    for file in files:
        for name in sentence_prints(_read(file.name, standard)):
            places[name].append(file.name)
    return {name: where[0] for name, where in places.items() if len(where) < EVERYONES}


def _check_file(name: str) -> Checked:
    assert _prepared is not None
    document = read_file(name, _prepared.context.standard)
    wanted = _prepared.context.standard.document_kind
    if document.kind != wanted:
        kind = KINDS.get(document.kind, document.kind)
        asked = "年度报告" if wanted == "annual-report" else KINDS.get(wanted, wanted)
        return Checked(
            name, problem=f"这不是{asked}，看起来是{kind}（{document.kind}）。", notes={"kind": document.kind}
        )
    notes: dict[str, object] = {}
    if _prepared.order.fix or _prepared.order.diff:
        mark, before, encoding = plain_file(Path(name))
        after, made = fix_all(before, _prepared.findings_in)
        notes = {"fixed": made}
        if _prepared.order.diff:
            notes["diff"] = difference(name, before, after)
        elif made:
            write_file(Path(name), mark + after.encode(encoding))
            document = read_file(name, _prepared.context.standard)
    return Checked(name, finding_shapes(_prepared.findings(document), document.text), notes=notes)


def check(options: argparse.Namespace, _standard: Standard) -> int:
    """Check every file and print what was found in the wanted form; the exit status."""
    try:
        order = _order(options)
        _prepare(order)
    except (MisuseError, RuleSetError, ReadError) as error:
        print(str(error), file=sys.stderr)
        return MISUSED
    files, wrong = gather(options.files)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    status = MISUSED if wrong else FINE
    shape = "json" if options.json else options.format
    jobs = options.jobs or max(1, min(os.cpu_count() or 1, len(files) // FILES_FOR_A_PROCESS))
    results: list[Checked] = []
    for file, result in each(files, _check_file, jobs=jobs, prepare=_prepare, prepared=(order,)):
        checked = Checked(file.name, problem=str(result)) if isinstance(result, ReadError) else result
        results.append(checked)
        status = max(status, _status(checked, file))
        _show(checked, shape, order)
    _finish(results, shape, order, single=single(options.files, files))
    return status


def _status(result: Checked, file: Named) -> int:
    """What one file adds to the exit status. Another kind of paper in a folder is told but is no misuse."""
    if result.problem:
        return FINE if file.from_folder and "kind" in result.notes else MISUSED
    return FOUND if any(one["severity"] in ("blocking", "error") for one in result.findings) else FINE


def _show(result: Checked, shape: str, order: Order) -> None:
    if result.problem:
        print(f"{result.name}：{result.problem}", file=sys.stderr)
    elif order.diff:
        sys.stdout.write(str(result.notes["diff"]))
    elif shape == "text":
        if result.notes.get("fixed"):
            print(f"{result.name}：改了{result.notes['fixed']}处。")
        for line in text_lines(result):
            print(line)
    elif shape == "github":
        for line in workflow_commands(result):
            print(line)


def _finish(results: Sequence[Checked], shape: str, order: Order, *, single: bool) -> None:
    read = [one for one in results if not one.problem]
    if order.diff:
        return
    if shape == "text" and read:
        print(summary(read))
    elif shape == "json" and read:
        print_json(json_list(read, single=single))
    elif shape == "sarif":
        print_json(sarif(results))


def _order(options: argparse.Namespace) -> Order:
    try:
        published = date.fromisoformat(options.published) if options.published else None
    except ValueError as error:
        raise MisuseError(f"日期应写成 2024-03-18 的样子，不是 {options.published}。") from error
    if unknown := [word for word in (*options.select, *options.ignore) if not known(word)]:
        raise MisuseError(f"没有这条规则：{'、'.join(unknown)}。")
    if options.jobs < 0:
        raise MisuseError("--jobs 应是 1 以上的整数，或不写。")
    if options.json and options.format not in ("text", "json"):
        raise MisuseError("--json 与 --format 不能同时写。")
    return Order(
        standard=options.standard,
        organisation_kind=options.organisation_kind,
        published=published,
        previous=options.previous,
        others=tuple(options.others),
        filed=options.figures,
        rules=_settings(options),
        select=tuple(options.select),
        ignore=tuple(options.ignore),
        least=Severity(options.severity),
        fix=options.fix,
        diff=options.diff,
    )


def _settings(options: argparse.Namespace) -> RuleSet:
    """The rule set of ``--config``, else of ``reportsrc.toml`` in the working folder, else as shipped."""
    if options.no_config:
        return SHIPPED
    file = Path(options.config or SETTINGS_FILE)
    if not options.config and not file.is_file():
        return SHIPPED
    try:
        shape = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise MisuseError(f"找不到设置文件 {file}。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise MisuseError(f"打不开设置文件 {file}，它应是 UTF-8 编码的 TOML 文件。") from error
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        where = f"，问题在第{place[1]}行第{place[2]}列" if place else ""
        raise MisuseError(f"设置文件 {file} 不是正确的 TOML{where}。") from error
    try:
        return settle(RuleSet.from_shape(shape))
    except RuleSetError as error:
        raise MisuseError(f"设置文件 {file}：{error}") from error
