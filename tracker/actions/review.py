"""Judging: marks on requirements, a drafter's proposals, the first mark that begins a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

import reportsrc
from tracker import workflow
from tracker.actions import activity, eyes, notices
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Denied, Refused, require
from tracker.models import Assessment, Proposal, Report, User
from tracker.models.review import AssessmentStatus, Result
from tracker.roles import Permission
from tracker.workflow import EyesPair, Status

MAX_NOTE = 2000
"""The longest note or reason, in code points."""


def require_reviewer(report: Report, by: User) -> None:
    """Raise unless ``by`` may judge this report now: the permission, four eyes, and a report that was handed in."""
    require(by, Permission.REVIEW, report.organisation)
    eyes.keep_apart(report, by, EyesPair.DRAFT_REVIEW, "requirement-marked")
    if report.status not in workflow.REVIEWABLE:
        raise Refused(f"报告现在是“{report.status_label}”，提交后才能评定。")


def _requirement(report: Report, key: str) -> reportsrc.Requirement:
    found = next((one for one in report.requirements if one.key == key), None)
    if found is None:
        raise Refused("这份报告没有这项要求。")
    return found


def _check_note(result: Result, note: str) -> str:
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise Refused(f"意见有{len(note)}个字符，超过上限{MAX_NOTE}。")
    if result == Result.NOT_APPLICABLE and not note:
        raise Refused("评定为“不适用”需要写明理由。")
    return note


def _begin(report: Report, by: User) -> None:
    if report.status == Status.SUBMITTED:
        Report.objects.filter(pk=report.pk).update(status=Status.IN_REVIEW, status_since=timezone.now())
        changes = {"status": (Status.SUBMITTED, Status.IN_REVIEW)}
        activity.record(by, "review-began", "开始审核", report=report, changes=changes)
        report.status = Status.IN_REVIEW


def _standing_mark(report: Report, key: str) -> tuple[str, str]:
    """Result and note of a requirement as they are: what a new mark takes the place of."""
    found = Assessment.objects.filter(report=report, requirement_key=key).values_list("result", "note").first()
    return found or ("", "")


def mark(
    report: Report, key: str, result: Result, note: str = "", *, by: User, evidence: Sequence[str] = ()
) -> Assessment:
    """Judge one requirement. ``evidence``: the quotes that were shown as located.

    Raises ``Refused`` without a reason for 不适用, ``Denied`` for whoever drafted.
    """
    with transaction.atomic():
        report = locked(report)
        require_reviewer(report, by)
        requirement = _requirement(report, key)
        note = _check_note(result, note)
        before = _standing_mark(report, key)
        assessment, _ = Assessment.objects.update_or_create(
            report=report,
            requirement_key=key,
            defaults={
                "part_role": requirement.part,
                "gates": requirement.obligation.gates,
                "status": AssessmentStatus.DONE,
                "result": result,
                "note": note,
                "evidence": list(evidence)[:5],
                "marked_by": by,
                "marked_at": timezone.now(),
            },
        )
        _begin(report, by)
        with translation.override(settings.LANGUAGE_CODE):  # what is recorded stays Chinese
            mark_name = str(result.label)
        words = f"{mark_name}：{requirement.text[:40]}" + (f"（{note[:60]}）" if note else "")
        activity.record(
            by,
            "requirement-marked",
            words,
            report=report,
            subject=f"requirement:{key}",
            changes={"result": (before[0], result), "note": (before[1], note)},
        )
    return assessment


def clear_mark(report: Report, key: str, *, by: User) -> None:
    """Take a mark back: the requirement is to be judged again; the note stays in the activity."""
    with transaction.atomic():
        report = locked(report)
        require_reviewer(report, by)
        requirement = _requirement(report, key)
        before = _standing_mark(report, key)
        Assessment.objects.filter(report=report, requirement_key=key).update(
            status=AssessmentStatus.TO_DO, result="", marked_by=None, marked_at=None
        )
        activity.record(
            by,
            "mark-cleared",
            f"取消评定：{requirement.text[:40]}",
            report=report,
            subject=f"requirement:{key}",
            changes={"result": (before[0], "")},
        )


def mark_advisory(report: Report, part_role: str, result: Result, note: str = "", *, by: User) -> int:
    """Judge every advisory requirement of one part that has no mark yet, each recorded; returns how many.

    The page offers it only after the part was opened.
    """
    with transaction.atomic():
        report = locked(report)
        require_reviewer(report, by)
        done = set(report.assessments.filter(status=AssessmentStatus.DONE).values_list("requirement_key", flat=True))
        open_keys = [
            one.key
            for one in report.requirements
            if one.part == part_role and not one.obligation.gates and one.key not in done
        ]
        for key in open_keys:
            mark(report, key, result, note, by=by)
    return len(open_keys)


def mark_not_applicable(chosen: Mapping[Report, Sequence[str]], reason: str, *, by: User) -> int:
    """Mark requirements of several reports 不适用 with one reason, each recorded: all of them or none.

    Raises ``Refused`` with the reports that cannot be judged and why; returns how many were marked.
    """
    if not chosen:
        raise Refused("请先选择要求。")
    if sum(map(len, chosen.values())) > notices.MOST_AT_ONCE:
        raise Refused(f"一次最多选择{notices.MOST_AT_ONCE}项。")
    if not by.can_anywhere(Permission.REVIEW):
        raise Denied("您没有评定的权限。")
    _check_note(Result.NOT_APPLICABLE, reason)
    problems, count = [], 0
    with transaction.atomic():
        for report, keys in chosen.items():
            try:
                for key in keys:
                    mark(report, key, Result.NOT_APPLICABLE, reason, by=by)
                    count += 1
            except Refused as refusal:
                problems.append(f"{report.organisation_name}：{str(refusal).rstrip('。')}")
        if problems:
            raise Refused(f"没有评定任何一项。这些报告不能评定：{notices.listed(problems)}。")
    return count


def propose_not_applicable(report: Report, key: str, reason: str, *, by: User) -> Proposal:
    """A drafter's proposal that a requirement does not apply; the reviewer decides. An empty reason is refused."""
    reason = reason.strip()
    if not reason:
        raise Refused("请写明不适用的理由。")
    if len(reason) > MAX_NOTE:
        raise Refused(f"理由有{len(reason)}个字符，超过上限{MAX_NOTE}。")
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        requirement = _requirement(report, key)
        before = report.proposals.filter(requirement_key=key).values_list("reason", flat=True).first()
        proposal, _ = Proposal.objects.update_or_create(
            report=report, requirement_key=key, defaults={"reason": reason, "by": by}
        )
        activity.record(
            by,
            "proposed-n/a",
            f"建议不适用：{requirement.text[:40]}（{reason[:60]}）",
            report=report,
            subject=f"requirement:{key}",
            changes={"proposal": (before, reason)},
        )
    return proposal


def withdraw_proposal(report: Report, key: str, *, by: User) -> None:
    """Take a proposal back."""
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        before = report.proposals.filter(requirement_key=key).values_list("reason", flat=True).first()
        if Proposal.objects.filter(report=report, requirement_key=key).delete()[0]:
            activity.record(
                by,
                "proposal-withdrawn",
                f"撤回不适用建议：{key}",
                report=report,
                subject=f"requirement:{key}",
                changes={"proposal": (before, "")},
            )
