"""A report as read: the waist through which reading, checking, composing and writing pass.

A report is first a flat row of ``Passage`` (what stands where, in order), then, by ``assemble``,
a tree of parts, sections and items. Reading a file finds the passages in the text; composing a
report from the database lists them from its entries. Both end in the same ``Document``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from reportsrc.text import Span, Stretches, line_spans, quotations, sentences, titles

KINDS = {
    "annual-report": "法治政府建设年度报告",
    "open-government-information-report": "政府信息公开工作年度报告",
    "work-summary": "工作总结",
    "work-plan": "工作要点或实施方案",
    "interpretation": "报告解读",
    "unknown": "无法判断的文字",
}
"""What a text can be, and how that is said."""


class PassageKind(StrEnum):
    """What a passage is. ``header`` (the portal's metadata) and ``title`` come before or around the title;
    ``heading`` opens a part or a section; ``lead`` follows a section heading, ``intro`` a part heading."""

    HEADER = "header"
    TITLE = "title"
    ADDRESSEE = "addressee"
    PREAMBLE = "preamble"
    HEADING = "heading"
    INTRO = "intro"
    LEAD = "lead"
    ITEM = "item"
    CLOSING = "closing"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of a report in text order.

    ``span`` covers the whole passage, marker included, without the white space around it. ``level`` is
    1 for a part's heading, 2 for a section's heading, 0 else. ``marker`` is the printed number (``一、``
    ``（一）`` ``一是`` ``1.``) or empty. ``role`` and ``also`` are set on a part's heading only.
    """

    kind: PassageKind
    span: Span
    level: int = 0
    marker: str = ""
    role: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """The portal's header. ``None``: absent or printed empty; ``present`` names every field whose label was seen.

    ``spans`` gives the place of each value found (names as the fields here).
    """

    index_number: str | None = None
    issuer: str | None = None
    signed_on: date | None = None
    published_at: datetime | date | None = None
    openness: str | None = None
    doc_number: str | None = None
    source: str | None = None
    topic: str | None = None
    genre: str | None = None
    present: frozenset[str] = frozenset()
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text that counts something.

    ``value`` is never negative and has 万/亿 multiplied out; ``unit`` is the printed unit without 万/亿
    (``件`` ``人次`` ``%`` ``元`` ``百分点``); ``approximator`` the word that makes it inexact (``余`` ``近`` …) or
    empty; ``direction`` is ``increase``, ``decrease`` or empty for a level; ``decimals`` the number of decimals
    printed (before 万/亿 was multiplied out); ``scale`` the multiplier printed (1, 10000, 100000000). ``metrics`` are the
    names of the rates that share one value (办结率、满意率均达100%); empty for a value of its own.
    """

    text: str
    value: Decimal
    unit: str
    approximator: str
    direction: str
    span: Span
    decimals: int = 0
    scale: int = 1
    metrics: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """The first numbered level below a section (or below a part without sections); deeper levels stay in its text."""

    marker: str
    lead: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A （一） section: its heading up to the first 。 or line end, the lead from there to its first item, items."""

    marker: str
    heading: str
    lead: str
    items: tuple[Item, ...]
    span: Span
    heading_span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A 一、 part. ``items`` are those directly under it; ``role`` is the standard's part key, ``other`` or ``topical``."""

    role: str
    also: tuple[str, ...]
    marker: str
    heading: str
    intro: str
    closing: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    span: Span
    heading_span: Span

    @property
    def roles(self) -> tuple[str, ...]:
        """The part's role and the roles merged into it."""
        return (self.role, *self.also)

    @property
    def body_span(self) -> Span:
        """What stands below the heading (empty span if nothing)."""
        return Span(self.heading_span.end, self.span.end)

    def all_items(self) -> Iterator[Item]:
        """Every item of the part, those in sections included, in text order."""
        found = [*self.items, *(item for section in self.sections for item in section.items)]
        return iter(sorted(found, key=lambda item: item.span))


T = TypeVar("T")

TRACES = {
    "comments": "批注",
    "revisions": "修订痕迹",
    "hidden": "隐藏文字",
    "author": "作者姓名",
}
"""What a file can carry beside its text that must not be published with it, and how that is said."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read or composed. ``text`` is verbatim; every span slices it.

    ``traces`` says what the file carries beside the text (see ``TRACES``): how many comments, revisions and hidden
    stretches, and 1 for ``author`` where the file names its author; never their words.
    """

    text: str
    kind: str
    title: str
    organisation: str
    year: int | None
    metadata: Metadata
    preamble: str
    states: tuple[str, ...]
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    passages: tuple[Passage, ...]
    title_span: Span | None = None
    preamble_span: Span | None = None
    notes: tuple[str, ...] = ()
    traces: Mapping[str, int] = field(default_factory=dict)
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Document], T], key: Hashable = None) -> T:
        """``make(self)``, computed once a Document: what several checks ask of one text is found once.

        ``make`` is a module-level function that depends on the Document alone, or on what ``key`` names too.
        """
        found = self._kept.get((make, key))
        if found is None:
            found = self._kept[(make, key)] = make(self)
        return found

    def part(self, role: str) -> Part | None:
        """The first part that has this role, alone or merged; else None."""
        return next((part for part in self.parts if role in part.roles), None)

    def body_span(self) -> Span:
        """From the first to the last passage that is neither header nor title."""
        return self.once(_body_span)


def _body_span(document: Document) -> Span:
    outside = (PassageKind.HEADER, PassageKind.TITLE)
    first = next((p.span for p in document.passages if p.kind not in outside), None)
    last = next((p.span for p in reversed(document.passages) if p.kind not in outside), None)
    return Span(first.start, last.end) if first and last else Span(0, 0)


def lead_of(text: str) -> str:
    """The first sentence of an item if more follows, else empty."""
    cut = text.find("。")
    return text[: cut + 1] if 0 <= cut < len(text.rstrip()) - 1 else ""


def build_parts(text: str, passages: Sequence[Passage]) -> tuple[Part, ...]:
    """The tree of parts from the flat row of passages; passages must be in text order and not overlap.

    Passages before the first part heading and the signature belong to no part.
    """
    groups: list[tuple[Passage, list[Passage]]] = []
    for passage in passages:
        if passage.kind is PassageKind.HEADING and passage.level == 1:
            groups.append((passage, []))
        elif groups and passage.kind in _IN_PART:
            groups[-1][1].append(passage)
    return tuple(_part(text, heading, inner) for heading, inner in groups)


_IN_PART = (PassageKind.HEADING, PassageKind.INTRO, PassageKind.LEAD, PassageKind.ITEM, PassageKind.CLOSING)


def _item(text: str, passage: Passage) -> Item:
    words = passage.span.of(text)
    return Item(passage.marker, lead_of(words), words, passage.span)


def _part(text: str, heading: Passage, inner: list[Passage]) -> Part:
    def joined(kind: PassageKind) -> str:
        spans = [p.span for p in inner if p.kind is kind]
        return text[spans[0].start : spans[-1].end] if spans else ""

    items: list[Item] = []
    sections: list[Section] = []
    open_section: Passage | None = None
    section_lead = ""
    section_items: list[Item] = []
    section_end = 0

    def close() -> None:
        if open_section is not None:
            sections.append(
                Section(
                    open_section.marker,
                    open_section.span.of(text),
                    section_lead,
                    tuple(section_items),
                    Span(open_section.span.start, section_end),
                    open_section.span,
                )
            )

    for passage in inner:
        if passage.kind is PassageKind.HEADING:
            close()
            open_section, section_lead, section_items = passage, "", []
        elif passage.kind is PassageKind.LEAD and open_section is not None:
            section_lead = text[passage.span.start : passage.span.end]
        elif passage.kind is PassageKind.ITEM:
            (section_items if open_section is not None else items).append(_item(text, passage))
        elif passage.kind is PassageKind.CLOSING:
            close()
            open_section = None
        section_end = passage.span.end
    close()
    end = inner[-1].span.end if inner else heading.span.end
    return Part(
        role=heading.role,
        also=heading.also,
        marker=heading.marker,
        heading=heading.span.of(text),
        intro=joined(PassageKind.INTRO),
        closing=joined(PassageKind.CLOSING),
        sections=tuple(sections),
        items=tuple(items),
        span=Span(heading.span.start, end),
        heading_span=heading.span,
    )


def titles_of(document: Document) -> Stretches:
    """The titles 《…》 of the text; ask with ``document.once(titles_of)``."""
    return titles(document.text)


def quotations_of(document: Document) -> Stretches:
    """The quoted words “…” of the text; ask with ``document.once(quotations_of)``."""
    return quotations(document.text)


def sentences_of(document: Document) -> Stretches:
    """The sentences of the report's body (see ``text.sentences``); ask with ``document.once(sentences_of)``."""
    body = document.body_span()
    return Stretches(sentences(document.text, body.start, body.end))


def lines_of(document: Document) -> Stretches:
    """The lines of the report's body that hold anything; ask with ``document.once(lines_of)``."""
    body = document.body_span()
    return Stretches(line_spans(document.text, body.start, body.end))


def frame_span(document: Document) -> Span:
    """Title and body together: what is published under the unit's name, without the portal's header."""
    body = document.body_span()
    title = document.title_span
    return Span(min(title.start, body.start), max(title.end, body.end)) if title else body
