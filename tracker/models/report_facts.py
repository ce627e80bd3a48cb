"""What the steps of the workflow need to know of a report, read from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from tracker import workflow
from tracker.models.chain import ChainGrant, chain_of
from tracker.models.composition import Composition, compose
from tracker.models.deadlines import Filing, FilingKind
from tracker.models.entries import Entry
from tracker.models.inspection_run import circumstances, run
from tracker.models.organisations import below
from tracker.models.reports import PartDraft, Report
from tracker.models.review import Assessment
from tracker.workflow import Lack, ReportFacts, Status, StepItem

if TYPE_CHECKING:
    from tracker.models import User


def facts_of(report: Report, composition: Composition | None = None) -> ReportFacts:
    """What the steps need to know of a report (a constant number of queries; the checks run only before publication).

    Only events that were not revoked and are bound to the text as it stands are counted as taken.
    """
    composition = composition or compose(report)
    parts = list(report.parts.select_related("report__cycle"))
    filled = set(
        Entry.objects.filter(report=report, removed=False, kind__in=["item", "intro", "lead"])
        .values_list("part_id", flat=True)
        .distinct()
    )
    held = {role for part in parts if part.pk in filled for role in part.roles}
    required = {part.key: part.name for part in report.standard.parts if part.required}
    gating = {one.key for one in report.requirements if one.obligation.gates}
    marked = set(Assessment.objects.filter(report=report, status="done").values_list("requirement_key", flat=True))
    filings = list(report.filings.standing().filter(text_sha256=composition.sha256))
    taken = {(one.kind, one.key) for one in filings}
    reviewed = any(one.kind == FilingKind.SECRECY_REVIEW for one in filings)

    def of(kind: FilingKind, items: tuple[StepItem, ...]) -> tuple[StepItem, ...]:
        return tuple(StepItem(one.key, one.label, (kind, one.key) in taken, one.required) for one in items)

    chain = tuple(
        StepItem(key, workflow.CHAIN[key], reviewed if key == "secrecy" else (FilingKind.APPROVAL, key) in taken)
        for key in chain_of(report.organisation)
    )
    return ReportFacts(
        status=Status(report.status),
        empty_parts={key: name for key, name in required.items() if key not in held},
        undone_parts={
            key: name
            for key, name in required.items()
            if not any(key in part.roles and part.declared_done for part in parts)
        },
        unmarked=len(gating - marked),
        chain=chain,
        signatures=of(FilingKind.SIGNATURE, workflow.signatories(report.organisation_kind, report.issuers)),
        secrecy=(StepItem("secrecy", workflow.CHAIN["secrecy"], reviewed),),
        addressees=of(FilingKind.REPORT, workflow.addressees(report.organisation_kind, report.organisation.level)),
        blocking=_blocking(report, composition, filings) if report.status == Status.FILED else (),
    )


def _blocking(report: Report, composition: Composition, filings: list[Filing]) -> tuple[Lack, ...]:
    """What stops publication: blocking findings that no standing override names."""
    passed = {key for one in filings if one.kind == FilingKind.OVERRIDE for key, _ in one.details}
    lacks = []
    for found in run(report, composition, circumstances(report)).findings:
        if found.finding.severity.value == "blocking" and found.fingerprint not in passed:
            place = composition.place(found.finding.span.start)
            where = f"entry-{place.entry.pk}" if place else "findings"
            message = f"阻断公开：{found.finding.message}（{found.finding.code}）"
            lacks.append(Lack(message, place=where, key=found.fingerprint))
    return tuple(lacks)


def to_approve(user: User, most: int) -> list[Report]:
    """The reports whose next step of the chain is this person's to take now: every part done, the steps before taken."""
    grants = list(ChainGrant.objects.in_force().of(user).select_related("organisation")) if user.is_active else []
    if not grants:
        return []
    where = Q(pk__in=[])
    for one in grants:
        path = one.organisation.path
        where |= below(path, "organisation__path") if one.reaches_below else Q(organisation__path=path)
    undone = Exists(PartDraft.objects.filter(report=OuterRef("pk"), declared_done=False))
    found = (
        Report.objects.visible_to(user)
        .filter(where, ~undone, status__in=[Status.DRAFTING, Status.RETURNED], cycle__closed=False)
        .with_marks()
        .with_findings()
        .with_dates()
        .select_related("cycle", "organisation")
        .prefetch_related("cycle__due_dates", "parts", "reviewers__reviewer", "reviewers__stand_in")
        .order_by("-cycle__year", "organisation__path")[:most]
    )
    waiting = []
    for report in found:
        ahead = next((item for item in facts_of(report).chain if not item.taken), None)
        mine = {
            one.step
            for one in grants
            if one.organisation_id == report.organisation_id
            or (one.reaches_below and report.organisation.path.startswith(one.organisation.path))
        }
        if ahead is not None and ahead.key in mine:
            waiting.append(report)
    return waiting
