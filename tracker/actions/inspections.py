"""Running the checks over a report and keeping what they found; setting a finding aside, and taking it up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

import reportsrc
from tracker.actions import activity, readings
from tracker.actions.locking import locked
from tracker.actions.refusal import Denied, Refused, note_stand_in
from tracker.models import Inspection, RecordedFinding, Report, StoredRuleSet, User, Waiver
from tracker.models.composition import Composition, compose
from tracker.models.inspection_run import Found, circumstances, run
from tracker.roles import Permission

LONGEST_REASON = 200
MOST_AT_ONCE = 200
MOST_REPORTS = 20
"""How many findings, and of how many reports, are dealt with in one go: each report is checked anew at that."""


def inspect(report: Report, *, by: User | None, occasion: str) -> Inspection:
    """Check the composed report and store the run as its last inspection. Whoever may see the report may ask for it."""
    composition = compose(report)
    around = circumstances(report)
    done = run(report, composition, around)
    tally = Counter(one.finding.severity.value for one in done.findings)
    with transaction.atomic():
        readings.name_figures(report, composition)
        rules, _ = StoredRuleSet.objects.get_or_create(
            digest=around.rules.digest, defaults={"shape": around.rules.shape()}
        )
        inspection = Inspection.objects.create(
            report=report,
            by=by,
            occasion=occasion,
            text_sha256=composition.sha256,
            blocking=tally["blocking"],
            errors=tally["error"],
            warnings=tally["warning"],
            infos=tally["info"],
            addressed=[one.requirement.key for one in done.coverage if one.addressed],
            rules=rules,
            engine=reportsrc.engine_digest(),
        )
        RecordedFinding.objects.bulk_create(_rows(inspection, composition, done.findings))
        Report.objects.filter(pk=report.pk).update(last_inspection=inspection)
        activity.record(by, "inspected", f"检查：共{len(done.findings)}处（{occasion}）", report=report)
    report.last_inspection = inspection
    return inspection


def _rows(inspection: Inspection, composition: Composition, findings: Iterable[Found]) -> list[RecordedFinding]:
    rows = []
    for one in findings:
        finding = one.finding
        place = composition.place(finding.span.start)
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
                fingerprint=one.fingerprint,
                start=finding.span.start,
                end=finding.span.end,
                count=finding.count,
            )
        )
    return rows


def may_set_aside(report: Report, severity: str, by: User) -> bool:
    """Who writes or reviews a report may set its findings aside; what blocks publication only a reviewer may."""
    if by.can(Permission.REVIEW, report.organisation):
        return True
    return severity != "blocking" and report.editable and by.can(Permission.EDIT, report.organisation)


def set_aside(report: Report, fingerprint: str, reason: str, *, by: User) -> Waiver:
    """Set a finding of the report as it stands aside, with the reason; it counts no more while its quotes stand."""
    reason = _reasoned(reason)
    found = _standing(report, [fingerprint], by)[0]
    with transaction.atomic():
        locked(report)
        return _waive(report, fingerprint, found, reason, by)


def set_aside_many(findings: Sequence[RecordedFinding], reason: str, *, by: User) -> int:
    """Set several findings of last inspections aside with one reason, all of them or none, and inspect their reports
    anew, so that lists show what is left; returns how many. Raises ``Refused`` if one was dealt with meanwhile."""
    reason = _reasoned(reason)
    if len(findings) > MOST_AT_ONCE:
        raise Refused(f"一次最多处理{MOST_AT_ONCE}处，请少选一些。")
    by_report: dict[int, list[RecordedFinding]] = {}
    for one in findings:
        by_report.setdefault(one.inspection.report_id, []).append(one)
    if len(by_report) > MOST_REPORTS:
        raise Refused(f"一次最多处理{MOST_REPORTS}份报告的发现，请少选一些。")
    with transaction.atomic():
        reports = [locked(several[0].inspection.report) for _key, several in sorted(by_report.items())]
        prints = {report: [one.fingerprint for one in by_report[report.pk]] for report in reports}
        found = {report: _standing(report, prints[report], by) for report in reports}
        for report in reports:
            for fingerprint, finding in zip(prints[report], found[report], strict=True):
                _waive(report, fingerprint, finding, reason, by)
    for report in reports:
        inspect(report, by=by, occasion="不予处理后")
    return len(findings)


def _reasoned(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("请写明理由。")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由请写在{LONGEST_REASON}字以内。")
    return reason


def _standing(report: Report, fingerprints: Sequence[str], by: User) -> list[reportsrc.Finding]:
    """The findings with these names in the report as it stands; each must be one the person may set aside."""
    done = run(report, compose(report), circumstances(report))
    by_print = {one.fingerprint: one.finding for one in done.findings}
    found = []
    for fingerprint in fingerprints:
        finding = by_print.get(fingerprint)
        if finding is None:
            raise Refused("这一处已经改过或已处理，请刷新后再看。")
        if not may_set_aside(report, finding.severity.value, by):
            if finding.severity is reportsrc.Severity.BLOCKING:
                raise Denied("阻断公开的问题只能由审核人决定不予处理。")
            raise Denied("您不能处理这份报告的检查发现。")
        found.append(finding)
    return found


def _waive(report: Report, fingerprint: str, found: reportsrc.Finding, reason: str, by: User) -> Waiver:
    note_stand_in(by, report.organisation, Permission.REVIEW, Permission.EDIT)
    waiver, made = Waiver.objects.get_or_create(
        report=report,
        fingerprint=fingerprint,
        lifted_at=None,
        defaults={
            "code": found.code,
            "message": found.message,
            "quote": found.quote,
            "reason": reason,
            "by": by,
        },
    )
    if made:
        activity.record(by, "finding-set-aside", f"不予处理：{found.code} {found.message}（{reason}）", report=report)
    return waiver


def inspect_many(reports: Sequence[Report], *, by: User, tell: Callable[[int], None] | None = None) -> int:
    """Inspect several reports one after another; ``tell`` hears how many are done. Returns how many."""
    for done, report in enumerate(reports, start=1):
        inspect(report, by=by, occasion="按需检查")
        if tell is not None:
            tell(done)
    return len(reports)


def take_up(waiver: Waiver, *, by: User) -> None:
    """Let a finding that was set aside count again. Who may set findings aside may do so."""
    if not may_set_aside(waiver.report, "", by):
        raise Denied("您不能处理这份报告的检查发现。")
    note_stand_in(by, waiver.report.organisation, Permission.REVIEW, Permission.EDIT)
    with transaction.atomic():
        locked(waiver.report)
        changed = Waiver.objects.filter(pk=waiver.pk, lifted_at=None).update(lifted_by=by, lifted_at=timezone.now())
        if changed:
            activity.record(by, "finding-taken-up", f"恢复：{waiver.code} {waiver.message}", report=waiver.report)
