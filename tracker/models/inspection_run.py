"""Running the checks and the coverage over a composed report, as every page and export does it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, OuterRef

import reportsrc
from tracker.models.composition import KEPT, Composition, Keyed, compose
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
    found, coverage = _checked(
        Keyed(composition.document),
        Keyed(report.standard),
        report.organisation_kind,
        around.published,
        Keyed(around.previous),
        report.year,
        Keyed(around.rules, around.rules.digest),
    )
    return Run(
        tuple(one for one in found if one.fingerprint not in around.waivers),
        tuple((one, around.waivers[one.fingerprint]) for one in found if one.fingerprint in around.waivers),
        coverage,
    )


@lru_cache(maxsize=KEPT)
def _checked(
    document: Keyed[reportsrc.Document],
    standard: Keyed[reportsrc.Standard],
    organisation_kind: str,
    published: datetime.date | None,
    previous: Keyed[reportsrc.Document | None],
    year: int,
    rules: Keyed[reportsrc.RuleSet],
) -> tuple[tuple[Found, ...], tuple[reportsrc.Coverage, ...]]:
    """The findings and the coverage of a text as it stands beside what it is judged by: found once a process."""
    context = reportsrc.Context(
        standard=standard.value,
        organisation_kind=organisation_kind,
        published=published,
        previous=previous.value,
        year=year,
        rules=rules.value,
    )
    text = document.value
    findings = reportsrc.run_checks(text, context) if text.passages else []
    names = reportsrc.fingerprints(findings)
    named = tuple(Found(one, name) for one, name in zip(findings, names, strict=True))
    return named, tuple(reportsrc.address(text, standard.value, organisation_kind))
