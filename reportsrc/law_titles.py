"""The titles 《…》 a report cites, and the dated catalogue of laws they are looked up in (``terms/laws.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from reportsrc.document import Document, frame_span, titles_of
from reportsrc.ruleset import Row, RuleSet
from reportsrc.text import Span

STATE = "中华人民共和国"
_ONE_WIDTH = str.maketrans("(),－–―~～-", "（），——————", " \u3000\t\u00a0")
_TAIL = re.compile(r"（[^（）]{1,20}）$")


@dataclass(frozen=True, slots=True)
class Law:
    """A row of the catalogue: from when the title was in force, the first day it no longer was (None: it is), what
    stands in its place, and whether these dates were read in a published source."""

    title: str
    kind: str
    start: date | None
    end: date | None
    replaced_by: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A title as cited: its place with the marks 《》, and its words made comparable (see ``comparable``)."""

    span: Span
    key: str


@lru_cache(maxsize=4096)
def comparable(title: str) -> str:
    """The words of a title as the catalogue has them: one width, one dash, no blanks, no name of the State."""
    return title.translate(_ONE_WIDTH).removeprefix(STATE)


@lru_cache(maxsize=4096)
def bare(key: str) -> str:
    """A comparable title without the brackets at its end (years, 试行)."""
    return _TAIL.sub("", key) if key.endswith("）") else key


def cited_titles(document: Document) -> tuple[Cited, ...]:
    """Every title the report cites, in text order; ask with ``document.once(cited_titles)``."""
    text, frame = document.text, frame_span(document)
    return tuple(
        Cited(span, comparable(text[span.start + 1 : span.end - 1]))
        for span in document.once(titles_of).spans
        if frame.start <= span.start and span.end <= frame.end
    )


def catalogue(rules: RuleSet) -> Mapping[str, Law]:
    """The catalogue by comparable title; ask with ``rules.once(catalogue)``."""
    return {law.title: law for law in map(_law, rules.rows("laws"))}


def _law(row: Row) -> Law:
    start, end = row.get("in_force_from"), row.get("in_force_to")
    return Law(
        comparable(row["title"]),
        row["kind"],
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        row.get("replaced_by", ""),
        bool(row.get("verified")),
    )
