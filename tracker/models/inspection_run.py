"""Running the checks and the coverage over a composed report, as every page and export does it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

import reportsrc
from tracker.models.composition import Composition, compose
from tracker.models.deadlines import FilingKind
from tracker.models.entries import Entry
from tracker.models.inspections import Waiver
from tracker.models.reports import Report
from tracker.models.rules import rules_for


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the checks must know beside the text of a report: the filed date of publication (None: none), last year's
    report of the same organisation (None: not here), the rules in force, and what was set aside, by fingerprint."""

    published: datetime.date | None
    previous: reportsrc.Document | None
    rules: reportsrc.RuleSet
    waivers: dict[str, Waiver]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the name it keeps while its quotes stand."""

    finding: reportsrc.Finding
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the checks found: findings in text order, those set aside, and the coverage of every requirement
    that applies."""

    findings: tuple[Found, ...]
    set_aside: tuple[tuple[Found, Waiver], ...]
    coverage: tuple[reportsrc.Coverage, ...]


def circumstances(report: Report) -> Circumstances:
    """What stands beside the text (a constant number of queries)."""
    published = report.filings.standing().filter(kind=FilingKind.PUBLICATION).values_list("on", flat=True).first()
    waivers = {one.fingerprint: one for one in report.waivers.filter(lifted_at=None).select_related("by")}
    return Circumstances(published, _previous(report), rules_for(report.organisation), waivers)


def previous_report(report: Report) -> Report | None:
    """The same organisation's report of the year before, if it is here and has text (two queries)."""
    return (
        Report.objects.like(report)
        .filter(organisation=report.organisation_id, cycle__year=report.year - 1)
        .filter(Exists(Entry.objects.standing().filter(report=OuterRef("pk"))))
        .select_related("cycle")
        .prefetch_related("parts")
        .first()
    )


def _previous(report: Report) -> reportsrc.Document | None:
    before = previous_report(report)
    return compose(before).document if before else None


def run(report: Report, composition: Composition, around: Circumstances) -> Run:
    """Check and cover a composed report (no queries)."""
    standard = report.standard
    context = reportsrc.Context(
        standard=standard,
        organisation_kind=report.organisation_kind,
        published=around.published,
        previous=around.previous,
        year=report.year,
        rules=around.rules,
    )
    found = _named(reportsrc.run_checks(composition.document, context)) if composition.entries else []
    return Run(
        tuple(one for one in found if one.fingerprint not in around.waivers),
        tuple((one, around.waivers[one.fingerprint]) for one in found if one.fingerprint in around.waivers),
        reportsrc.address(composition.document, standard, report.organisation_kind),
    )


def _named(findings: Sequence[reportsrc.Finding]) -> list[Found]:
    return [Found(one, name) for one, name in zip(findings, reportsrc.fingerprints(findings), strict=True)]
