"""Running the checks over a report and keeping what they found."""

from __future__ import annotations

from collections import Counter

from django.db import transaction

import reportsrc
from tracker.actions import activity
from tracker.models import Inspection, RecordedFinding, Report, User
from tracker.models.composition import Composition, compose
from tracker.models.deadlines import FilingKind
from tracker.models.inspection_run import run


def inspect(report: Report, *, by: User | None, occasion: str) -> Inspection:
    """Check the composed report and store the run as its last inspection. Whoever may see the report may ask for it."""
    composition = compose(report)
    published = report.filings.filter(kind=FilingKind.PUBLICATION).values_list("on", flat=True).first()
    findings, coverage = run(report, composition, published)
    tally = Counter(finding.severity.value for finding in findings)
    with transaction.atomic():
        inspection = Inspection.objects.create(
            report=report,
            by=by,
            occasion=occasion,
            text_sha256=composition.sha256,
            blocking=tally["blocking"],
            errors=tally["error"],
            warnings=tally["warning"],
            infos=tally["info"],
            addressed=[one.requirement.key for one in coverage if one.addressed],
        )
        RecordedFinding.objects.bulk_create(_rows(inspection, composition, findings))
        Report.objects.filter(pk=report.pk).update(last_inspection=inspection)
        activity.record(by, "inspected", f"检查：共{len(findings)}处（{occasion}）", report=report)
    report.last_inspection = inspection
    return inspection


def _rows(
    inspection: Inspection, composition: Composition, findings: tuple[reportsrc.Finding, ...]
) -> list[RecordedFinding]:
    rows, seen = [], Counter[str]()
    for finding in findings:
        place = composition.place(finding.span.start)
        base = finding.fingerprint()
        rows.append(
            RecordedFinding(
                inspection=inspection,
                entry=place.entry if place else None,
                part_role=place.entry.part.role if place and place.entry.part else "",
                code=finding.code,
                name=finding.name,
                severity=finding.severity.value,
                message=finding.message,
                quote=finding.quote,
                related=[{"quote": p.quote, "start": p.span.start, "end": p.span.end} for p in finding.related],
                basis=finding.basis,
                fingerprint=finding.fingerprint(seen[base]),
                start=finding.span.start,
                end=finding.span.end,
                count=finding.count,
            )
        )
        seen[base] += 1
    return rows
