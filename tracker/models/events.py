"""The events of a report as its page lists them: what must happen, what did, and what was revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.models.deadlines import Filing, FilingKind
from tracker.models.reports import Report
from tracker.workflow import ReportFacts, StepItem


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event that is asked for, with the filing that stands for it (None: not yet)."""

    label: str
    filing: Filing | None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Events:
    """The rows by group (a kind of filing), and the filings that were revoked, the newest first."""

    groups: tuple[tuple[FilingKind, tuple[EventRow, ...]], ...]
    revoked: tuple[Filing, ...]


def events_of(report: Report, facts: ReportFacts) -> Events:
    """The events of a report (one query)."""
    every = list(report.filings.select_related("recorded_by", "revoked_by", "report__organisation").defer("details"))
    standing = [one for one in every if one.revoked_at is None]

    def rows(kind: FilingKind, items: Iterable[StepItem]) -> tuple[EventRow, ...]:
        left = [one for one in standing if one.kind == kind]
        found = []
        for item in items:
            filing = next((one for one in left if one.key == item.key or kind == FilingKind.SECRECY_REVIEW), None)
            left = [one for one in left if one is not filing]
            found.append(EventRow(item.label, filing, item.required))
        return (*found, *[EventRow(one.label or one.get_kind_display(), one) for one in left])

    inside = [item for item in facts.chain if item.key != "secrecy"]
    groups = [
        (FilingKind.APPROVAL, rows(FilingKind.APPROVAL, inside)),
        (FilingKind.SECRECY_REVIEW, rows(FilingKind.SECRECY_REVIEW, facts.secrecy)),
        (FilingKind.SIGNATURE, rows(FilingKind.SIGNATURE, facts.signatures)),
        (FilingKind.REPORT, rows(FilingKind.REPORT, facts.addressees)),
        (FilingKind.OVERRIDE, rows(FilingKind.OVERRIDE, ())),
        (FilingKind.PUBLICATION, rows(FilingKind.PUBLICATION, (StepItem("", "公开"),))),
    ]
    gone = sorted((one for one in every if one.revoked_at is not None), key=lambda one: -one.pk)
    return Events(tuple((kind, found) for kind, found in groups if found), tuple(gone))
