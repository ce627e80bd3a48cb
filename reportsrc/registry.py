"""Where checks register and run. A check is one function in one file of ``reportsrc/checks/``.

The file's name is the check's name (``repeated_word.py`` → ``repeated-word``); the module's docstring is
its manual, with the headings What it does / Why / Example / Remedy / Basis.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Place, Severity
from reportsrc.standard import Standard
from reportsrc.text import Span


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside the text: the standard, the kind of organisation, the filed publication and
    reporting dates (None: only what the text says), last year's report (None: not at hand), and the reported year
    where it is known from elsewhere (None: the text's own)."""

    standard: Standard
    organisation_kind: str = ""
    published: date | None = None
    previous: Document | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. ``title`` is its Chinese name in one short phrase; ``manual`` its sections by heading."""

    code: str
    name: str
    title: str
    severity: Severity
    basis: str
    run: Callable[[Document, Context], Iterable[Finding]]
    manual: dict[str, str]

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
_SECTION = re.compile(r"^(What it does|Why|Example|Remedy|Basis)$", re.MULTILINE)
MANUAL_SECTIONS = ("What it does", "Why", "Example", "Remedy", "Basis")


def _manual(doc: str) -> dict[str, str]:
    pieces = _SECTION.split(doc)
    return {pieces[i]: pieces[i + 1].strip() for i in range(1, len(pieces) - 1, 2)}


def check(
    code: str, title: str, severity: Severity, basis: str = ""
) -> Callable[[Callable[[Document, Context, Check], Iterable[Finding]]], Check]:
    """Register the decorated ``(document, context, check) -> findings`` function; its module names the check."""

    def register(run: Callable[[Document, Context, Check], Iterable[Finding]]) -> Check:
        module = importlib.import_module(run.__module__)
        name = run.__module__.rsplit(".", 1)[-1].replace("_", "-")

        def bound(document: Document, context: Context) -> Iterable[Finding]:
            return run(document, context, made)

        made = Check(code, name, title, severity, basis, bound, _manual(module.__doc__ or ""))
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


def _wanted(one: Check, select: Iterable[str], ignore: Iterable[str]) -> bool:
    def named(words: Iterable[str]) -> bool:
        return any(word in (one.code, one.name, one.family) for word in words)

    chosen = tuple(select)
    return (not chosen or named(chosen)) and not named(ignore)


def run_checks(
    document: Document, context: Context, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """All findings of the chosen checks in text order. ``select``/``ignore`` take codes, names or families."""
    select, ignore = tuple(select), tuple(ignore)
    found: Iterator[Finding] = (
        finding for one in all_checks() if _wanted(one, select, ignore) for finding in one.run(document, context)
    )
    return tuple(sorted(found, key=lambda f: (f.span, f.severity.rank, f.code)))
