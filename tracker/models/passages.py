"""How a requirement was written before: by the same office last year, and by others of its kind in what they published."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import F, Prefetch

import reportsrc
from tracker.models.composition import Composition, compose
from tracker.models.deadlines import Filing, FilingKind
from tracker.models.entries import Entry
from tracker.models.inspection_run import previous_report
from tracker.models.reports import Report
from tracker.workflow import Status

LOOKED_AT = 12
"""So many published reports are searched, the latest first."""
OFFICES = 4
SENTENCES = 3
SHORT = 18
MOST_SHOWN = 200
"""Code points: below it a sentence is shown with its passage; the most shown of a passage."""


@dataclass(frozen=True, slots=True)
class Written:
    """What one report says of a requirement. ``published`` and ``address``: when and where it was published."""

    report: Report
    sentences: tuple[str, ...]
    published: datetime.date | None = None
    address: str = ""


def last_year(report: Report, requirement: reportsrc.Requirement) -> Written | None:
    """What last year's report of the same office says of it; None without such a report (a constant number of queries)."""
    before = previous_report(report)
    if before is None:
        return None
    return Written(before, _sentences(report, compose(before), requirement))


def by_others(report: Report, requirement: reportsrc.Requirement) -> list[Written]:
    """What other offices of the same kind published about it, the latest first (four queries, however many there are).

    Only what is out is shown, to whoever may see this report: a filing of publication stands, and the text is still the
    one that was published.
    """
    out = Filing.objects.standing().filter(
        kind=FilingKind.PUBLICATION,
        report__status__in=[Status.PUBLISHED, Status.CLOSED],
        report__organisation_kind=report.organisation_kind,
        report__cycle__document_kind=report.cycle.document_kind,
    )
    entries = Prefetch("report__entries", Entry.objects.standing(), to_attr="standing_entries")
    found = []
    latest = out.exclude(report__organisation=report.organisation_id).order_by(F("report__cycle__year").desc(), "-pk")
    for filing in latest.select_related("report__cycle").prefetch_related("report__parts", entries)[:LOOKED_AT]:
        composition = compose(filing.report, filing.report.standing_entries)  # type: ignore[attr-defined]
        if composition.sha256 != filing.text_sha256:
            continue
        if sentences := _sentences(report, composition, requirement):
            found.append(Written(filing.report, sentences, filing.on, filing.address))
    return found[:OFFICES]


def _sentences(report: Report, composition: Composition, requirement: reportsrc.Requirement) -> tuple[str, ...]:
    """The sentences of a text in which the requirement is addressed."""
    asked = replace(report.standard, requirements=(replace(requirement, applies_to=(report.organisation_kind,)),))
    found = reportsrc.address(composition.document, asked, report.organisation_kind)
    chosen: list[str] = []
    for text in _texts(composition, found):
        if not any(text in one for one in chosen):
            chosen.append(text)
    return tuple(chosen[:SENTENCES])


def _texts(composition: Composition, found: Iterable[reportsrc.Coverage]) -> Iterable[str]:
    """The sentences; in place of one that says nothing by itself (一是注重化解。) the passage it stands in."""
    for one in found:
        for span in one.spans:
            text = span.of(composition.document.text).strip()
            place = composition.place(span.start) if len(text) < SHORT else None
            yield place.entry.text.strip()[:MOST_SHOWN] if place else text
