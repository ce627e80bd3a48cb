"""Where checks register and run. A check is one function in one file of ``reportsrc/checks/``.

The file's name is the check's name (``repeated_word.py`` → ``repeated-word``); the module's docstring is
its manual, with the headings What it does / Why / Example / Remedy / Basis.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Place, Severity
from reportsrc.readers.views import as_read
from reportsrc.ruleset import SHIPPED, RuleSet, RuleSetError
from reportsrc.standard import Standard
from reportsrc.text import Span


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the text: the standard, the kind of organisation, the filed publication and
    reporting dates (None: only what the text says), last year's report (None: not at hand), the reported year
    where it is known from elsewhere (None: the text's own), how the checks are set, the figures that were filed beside
    the text (None: none), and which sentences stand in other reports: by their name (``comparison.sentence_prints``),
    where."""

    standard: Standard
    organisation_kind: str = ""
    published: date | None = None
    previous: Document | None = None
    year: int | None = None
    rules: RuleSet = SHIPPED
    filed: tuple[FiledFigure, ...] | None = None
    elsewhere: Mapping[int, str] = field(default_factory=dict)

    def reported_year(self, document: Document) -> int | None:
        """The year the report is about: as known from elsewhere, else as the text says."""
        return self.year or document.year


@dataclass(frozen=True, slots=True)
class FiledFigure:
    """A figure as filed in a table beside the text: the row's words, the value, the unit, where it stands, and the
    year it is of (None: not said)."""

    label: str
    value: Decimal
    unit: str
    place: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A threshold of a check that may be set: its shipped value and what it is, in Chinese."""

    value: int | float | str | bool
    label: str
    least: int | float | None = None
    most: int | float | None = None

    def check(self, value: object, where: str) -> object:
        """``value`` if it can stand in this option's place; raises RuleSetError."""
        kind = type(self.value)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            wanted = {int: "整数", float: "数", str: "文字", bool: "true 或 false"}[kind]
            raise RuleSetError(f"{where}（{self.label}）应是{wanted}。")
        if isinstance(value, int | float) and kind is not bool:
            if self.least is not None and value < self.least:
                raise RuleSetError(f"{where}（{self.label}）不能小于{self.least}。")
            if self.most is not None and value > self.most:
                raise RuleSetError(f"{where}（{self.label}）不能大于{self.most}。")
        return value


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. ``title`` is its Chinese name in one short phrase; ``manual`` its sections by heading.

    ``options`` are the thresholds that may be set, ``lists`` the lists it reads.
    """

    code: str
    name: str
    title: str
    severity: Severity
    basis: str
    run: Callable[[Document, Context], Iterable[Finding]]
    manual: dict[str, str]
    options: Mapping[str, Option] = field(default_factory=dict)
    lists: tuple[str, ...] = ()

    def option(self, context: Context, name: str) -> Any:
        """The value of an option: as set, else as shipped."""
        return context.rules.options.get(self.name, {}).get(name, self.options[name].value)

    @property
    def family(self) -> str:
        """The letters of the code: STR, FMT, PUN …"""
        return self.code.split("-")[0]

    def finding(
        self,
        document: Document,
        span: Span,
        message: str,
        *,
        related: Iterable[Span] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        basis: str | None = None,
        count: int = 1,
    ) -> Finding:
        """A finding of this check at ``span``; quotes are sliced from the document here and nowhere else.

        ``severity`` and ``basis`` are the check's own unless the case has another, such as a basis read from the
        standard.
        """
        return Finding(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            message=message,
            span=span,
            quote=span.of(document.text),
            related=tuple(Place(one, one.of(document.text)) for one in related),
            basis=self.basis if basis is None else basis,
            fix=fix,
            count=count,
        )


_CHECKS: dict[str, Check] = {}
_WRAPPED = re.compile(r"(?<![。：；！？)）\n])\n(?!\n)")
_SECTION = re.compile(r"^(What it does|Why|Example|Remedy|Basis)$", re.MULTILINE)
MANUAL_SECTIONS = ("What it does", "Why", "Example", "Remedy", "Basis")


def _manual(doc: str) -> dict[str, str]:
    """The sections of a check's docstring by heading; a line broken by width only goes on, but for examples."""
    pieces = _SECTION.split(doc)
    sections = {pieces[i]: pieces[i + 1].strip() for i in range(1, len(pieces) - 1, 2)}
    return {name: words if name == "Example" else _WRAPPED.sub("", words) for name, words in sections.items()}


def check(
    code: str,
    title: str,
    severity: Severity,
    basis: str = "",
    *,
    options: Mapping[str, Option] | None = None,
    lists: tuple[str, ...] = (),
) -> Callable[[Callable[[Document, Context, Check], Iterable[Finding]]], Check]:
    """Register the decorated ``(document, context, check) -> findings`` function; its module names the check."""

    def register(run: Callable[[Document, Context, Check], Iterable[Finding]]) -> Check:
        module = importlib.import_module(run.__module__)
        name = run.__module__.rsplit(".", 1)[-1].replace("_", "-")

        def bound(document: Document, context: Context) -> Iterable[Finding]:
            return run(document, context, made)

        manual = _manual(module.__doc__ or "")
        made = Check(code, name, title, severity, basis, bound, manual, options or {}, lists)
        if code in {one.code for one in _CHECKS.values() if one.name != name}:
            raise ValueError(f"two checks with the code {code}")
        _CHECKS[name] = made
        return made

    return register


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of ``reportsrc/checks/``, by code."""
    package = importlib.import_module("reportsrc.checks")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"reportsrc.checks.{module.name}")
    return tuple(sorted(_CHECKS.values(), key=lambda one: one.code))


def _named(one: Check, words: Iterable[str]) -> bool:
    return any(word.upper() in (one.code, one.family) or word.lower() == one.name for word in words)


def known(word: str) -> bool:
    """True if ``word`` is a code, a name or a family of checks."""
    return any(_named(one, (word,)) for one in all_checks())


def settle(rules: RuleSet) -> RuleSet:
    """``rules`` if every check and option it names exists and every value fits; raises RuleSetError."""
    for word in (*rules.select, *rules.ignore, *rules.severities):
        if not known(word):
            raise RuleSetError(f"没有这条规则：{word}。")
    by_name = {one.name: one for one in all_checks()}
    for name, values in rules.options.items():
        if name not in by_name:
            raise RuleSetError(f"没有这条规则：{name}（[options] 里用规则的英文名）。")
        for option, value in values.items():
            if option not in by_name[name].options:
                there = "、".join(by_name[name].options) or "没有"
                raise RuleSetError(f"规则 {name} 没有“{option}”这一项；可设的：{there}。")
            by_name[name].options[option].check(value, f"{name}.{option}")
    return rules


def _runs(one: Check, rules: RuleSet) -> bool:
    return (not rules.select or _named(one, rules.select)) and not _named(one, rules.ignore)


def _weight(one: Check, rules: RuleSet) -> Severity | None:
    severities = rules.severities
    return severities.get(one.code) or severities.get(one.name) or severities.get(one.family)


def run_checks(
    document: Document, context: Context, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """All findings of the chosen checks in text order, without those that are waived.

    ``select``/``ignore`` take codes, names or families and narrow what ``context.rules`` lets run.
    """
    select, ignore = tuple(select), tuple(ignore)
    rules = context.rules
    found: list[Finding] = []
    reading = as_read(document)
    if reading is not None:  # traditional characters, pinyin glosses: checked as read, told as printed
        document, previous = reading.document, context.previous and as_read(context.previous)
        context = replace(context, previous=previous.document if previous else context.previous)
    for one in all_checks():
        if not _runs(one, rules) or (select and not _named(one, select)) or _named(one, ignore):
            continue
        weight = _weight(one, rules) if rules.severities else None
        for finding in one.run(document, context):
            finding = reading.laid_back(finding) if reading else finding
            found.append(replace(finding, severity=weight) if weight else finding)
    found.sort(key=lambda f: (f.span, f.severity.rank, f.code))
    if not rules.waived:
        return tuple(found)
    return tuple(one for one, print_ in zip(found, fingerprints(found), strict=True) if print_ not in rules.waived)


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """The stable name of each finding of one run, in order; equals are counted (see ``Finding.fingerprint``)."""
    seen: Counter[str] = Counter()
    names = []
    for finding in findings:
        plain = finding.fingerprint()
        names.append(finding.fingerprint(seen[plain]) if seen[plain] else plain)
        seen[plain] += 1
    return names


@cache
def engine_digest() -> str:
    """A stable name of the checks as shipped: the code and the lists they are made of (hex, 16)."""
    digest = hashlib.sha256()
    package = resources.files("reportsrc")
    files = [*package.iterdir()]
    for folder in ("checks", "readers", "standards", "terms"):
        files += package.joinpath(folder).iterdir()
    for file in sorted((one for one in files if one.name.endswith((".py", ".toml"))), key=lambda one: str(one)):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
