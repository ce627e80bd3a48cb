"""Running the checks and the coverage over a composed report, as every page and export does it."""

from __future__ import annotations

import datetime

import reportsrc
from tracker.models.composition import Composition
from tracker.models.reports import Report


def run(
    report: Report, composition: Composition, published: datetime.date | None = None
) -> tuple[tuple[reportsrc.Finding, ...], tuple[reportsrc.Coverage, ...]]:
    """Findings in text order and the coverage of every requirement that applies (no queries).

    ``published``: the filed date of publication, else None.
    """
    standard = report.standard
    context = reportsrc.Context(
        standard=standard, organisation_kind=report.organisation_kind, published=published, year=report.year
    )
    findings = reportsrc.run_checks(composition.document, context) if composition.entries else ()
    return findings, reportsrc.address(composition.document, standard, report.organisation_kind)
