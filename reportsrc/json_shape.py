"""The JSON other programs rely on: shapes of a Document, a figure, a finding. Later work only adds keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reportsrc.comparison import Answer, Comparison, SentenceChange
from reportsrc.document import Document, Figure, Item, Metadata, Part, Section
from reportsrc.figures import once_per_metric
from reportsrc.finding import Finding, Place
from reportsrc.registry import fingerprints
from reportsrc.standard import Standard
from reportsrc.text import Lines, Span

Shape = dict[str, Any]

METADATA = (
    "index_number",
    "issuer",
    "signed_on",
    "published_at",
    "openness",
    "doc_number",
    "source",
    "topic",
    "genre",
)


def number(value: Decimal) -> int | float:
    """A JSON number: whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def moment(value: date | datetime | None) -> str | None:
    """ISO 8601; seconds only where they are not zero."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    return value.isoformat() if value else None


def _place(span: Span) -> Shape:
    return {"start": span.start, "end": span.end}


def metadata_shape(metadata: Metadata) -> Shape:
    """Every key of the contract; null without a value."""
    found: Shape = {}
    for key in METADATA:
        value = getattr(metadata, key)
        found[key] = moment(value) if isinstance(value, date) else value
    return found


def figure_shape(figure: Figure, lines: Lines) -> Shape:
    """A figure with its line (from 1)."""
    return {
        "text": figure.text,
        "value": number(figure.value),
        "unit": figure.unit,
        "approximator": figure.approximator,
        "direction": figure.direction,
        **_place(figure.span),
        "line": lines.at(figure.span.start)[0],
    }


def _item(item: Item) -> Shape:
    return {"marker": item.marker, "lead": item.lead, "text": item.text, **_place(item.span)}


def _section(section: Section) -> Shape:
    return {
        "marker": section.marker,
        "heading": section.heading,
        "lead": section.lead,
        "items": [_item(one) for one in section.items],
        **_place(section.span),
    }


def _part(part: Part) -> Shape:
    return {
        "role": part.role,
        "also": list(part.also),
        "heading": part.heading,
        "intro": part.intro,
        "closing": part.closing,
        "sections": [_section(one) for one in part.sections],
        "items": [_item(one) for one in part.items],
        **_place(part.span),
    }


def document_shape(document: Document) -> Shape:
    """What ``read --json`` prints."""
    lines = Lines(document.text)
    return {
        "kind": document.kind,
        "title": document.title,
        "organisation": document.organisation,
        "year": document.year,
        "metadata": metadata_shape(document.metadata),
        "preamble": document.preamble,
        "states": list(document.states),
        "parts": [_part(one) for one in document.parts],
        "figures": [figure_shape(one, lines) for one in once_per_metric(document.figures)],
        "notes": list(document.notes),
        "start": 0,
        "end": len(document.text),
    }


def finding_shapes(findings: Sequence[Finding], text: str) -> list[Shape]:
    """The findings of one run over ``text``, each with the fingerprint by which it can be set aside."""
    lines = Lines(text)
    return [finding_shape(one, lines, name) for one, name in zip(findings, fingerprints(findings), strict=True)]


def finding_shape(finding: Finding, lines: Lines, fingerprint: str) -> Shape:
    """A finding with line and column (from 1; the end is one past the last) and the other places it speaks of."""
    line, column = lines.at(finding.span.start)
    end_line, end_column = lines.at(finding.span.end)
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "quote": finding.quote,
        **_place(finding.span),
        "line": line,
        "column": column,
        "related": [
            {"quote": one.quote, **_place(one.span), **_line_and_column(one.span, lines)} for one in finding.related
        ],
        "basis": finding.basis,
        "fix": {
            "label": fix.label,
            "replacement": fix.replacement,
            **_place(fix.span),
            **_line_and_column(fix.span, lines),
        }
        if fix
        else None,
        "count": finding.count,
        "fingerprint": fingerprint,
        "end_line": end_line,
        "end_column": end_column,
    }


def comparison_shape(comparison: Comparison, old: str, new: str) -> Shape:
    """What ``compare --json`` prints: every pair of sentences, and what answers what; ``old`` and ``new`` the texts."""
    before, after = Lines(old), Lines(new)

    def place(one: Place | None, lines: Lines) -> Shape | None:
        return {"quote": one.quote, **_place(one.span), "line": lines.at(one.span.start)[0]} if one else None

    def answers(found: Sequence[Answer], asked: Lines) -> list[Shape]:
        return [
            {"item": place(one.item, asked), "by": place(one.by, after), "score": one.score, "sure": one.sure}
            for one in found
        ]

    return {
        "counts": {change.value: comparison.count(change) for change in SentenceChange},
        "moved": sum(1 for pair in comparison.pairs if pair.moved),
        "sentences": [
            {
                "change": pair.change.value,
                "score": round(pair.score, 2),
                "figures_only": pair.figures_only,
                "moved": pair.moved,
                "old": place(pair.old, before),
                "new": place(pair.new, after),
            }
            for pair in comparison.pairs
        ],
        "promises": answers(comparison.promises, before),
        "remedies": answers(comparison.remedies, after),
    }


def _line_and_column(span: Span, lines: Lines) -> Shape:
    line, column = lines.at(span.start)
    end_line, end_column = lines.at(span.end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def standard_shape(standard: Standard) -> Shape:
    """An edition: its parts, and its requirements with basis and how far that was verified."""
    return {
        "key": standard.key,
        "title": standard.title,
        "first_year": standard.first_year,
        "last_year": standard.last_year,
        "basis": str(standard.basis),
        "parts": [{"key": one.key, "name": one.name, "basis": str(one.basis)} for one in standard.parts],
        "requirements": [
            {
                "key": one.key,
                "part": one.part,
                "text": one.text,
                "obligation": one.obligation.value,
                "applies_to": list(one.applies_to),
                "basis": str(one.basis),
                "verification": one.basis.verification.value,
            }
            for one in standard.requirements
        ],
    }
