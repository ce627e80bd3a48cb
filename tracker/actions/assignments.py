"""Giving work to a person or an office with a date, and closing it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.actions import activity, reviewers
from tracker.actions.locking import locked
from tracker.actions.notices import MOST_AT_ONCE, listed
from tracker.actions.refusal import Denied, Refused, note_stand_in
from tracker.models import Assignment, Entry, Organisation, PartDraft, Report, User
from tracker.models.accounts import paths_above, people_with
from tracker.models.assignments import AssignmentState
from tracker.models.calendar import today
from tracker.models.organisations import below
from tracker.roles import Permission
from tracker.workflow import Status

FARTHEST = 731
"""How many days ahead something may be due."""


def may_assign(report: Report, by: User) -> bool:
    """Who writes a report or runs its round gives out work on it."""
    return any(by.can(one, report.organisation) for one in (Permission.EDIT, Permission.RUN_CYCLE))


def require_assigner(report: Report, by: User) -> None:
    """Raise ``Denied`` unless ``by`` may give out work on a report."""
    if not may_assign(report, by):
        raise Denied(f"您没有在“{report.organisation.label}”分派任务的权限。")
    note_stand_in(by, report.organisation, Permission.EDIT, Permission.RUN_CYCLE)


def offices_for(report: Report) -> list[Organisation]:
    """The offices work on a report may be given to: its own, those above and those below, in tree order."""
    at = report.organisation
    near = Organisation.objects.filter(below(at.path)) | Organisation.objects.filter(path__in=paths_above(at))
    return list(near.filter(active=True).order_by("path"))


def _check_date(due_on: datetime.date) -> None:
    moment = activity.MOMENT.get()
    day = timezone.localdate(moment) if moment else today()
    if due_on < day:
        raise Refused(f"期限{due_on}已经过去，请改为今天或以后的日期。")
    if (due_on - day).days > FARTHEST:
        raise Refused(f"期限{due_on}太远，请写两年以内的日期。")


def assign(
    report: Report,
    due_on: datetime.date,
    *,
    by: User,
    person: User | None = None,
    organisation: Organisation | None = None,
    part: PartDraft | None = None,
    entry: Entry | None = None,
    requirement_key: str = "",
    note: str = "",
) -> Assignment:
    """Give a part, an entry, a requirement (or none of them: the whole report) to one person or one office.

    Raises ``Refused`` on a person who may not see the report, an office that is not near, a date that is over.
    """
    if (person is None) == (organisation is None):
        raise Refused("请选择一个人或者一个单位。")
    if sum(bool(one) for one in (part, entry, requirement_key)) > 1:
        raise Refused("一次只能分派一项内容。")
    _check_date(due_on)
    note = " ".join(note.split())
    if len(note) > 200:
        raise Refused("说明请写在200字以内。")
    with transaction.atomic():
        report = locked(report)
        require_assigner(report, by)
        if report.status == Status.CLOSED:
            raise Refused("报告已办结，不能再分派。")
        if person and not people_with(Permission.VIEW, report.organisation).filter(pk=person.pk).exists():
            raise Refused(f"{person.name}不能查看这份报告，不能分派给他。")
        if organisation and organisation.pk not in {one.pk for one in offices_for(report)}:
            raise Refused("只能分派给本单位、上级或下级单位。")
        if any(one is not None and one.report_id != report.pk for one in (part, entry)):
            raise Refused("这份报告没有这项内容。")
        if entry is not None and entry.removed:
            raise Refused("这一条已被删除。")
        if requirement_key and requirement_key not in {one.key for one in report.requirements}:
            raise Refused("这份报告没有这项要求。")
        made = Assignment.objects.create(
            report=report,
            part=part,
            entry=entry,
            requirement_key=requirement_key,
            person=person,
            organisation=organisation,
            due_on=due_on,
            note=note,
            by=by,
        )
        words = f"“{made.what}”分派给{made.whom}，{due_on} 前办" + (f"（{note}）" if note else "")
        activity.record(by, "assigned", words, report=report)
    return made


def may_close(assignment: Assignment, by: User) -> bool:
    """Who was given the work, in person or as one of the office, and who gives out work on the report."""
    mine = Assignment.objects.of(by).filter(pk=assignment.pk).exists()
    return mine or may_assign(assignment.report, by)


def close(assignment: Assignment, state: AssignmentState, *, by: User) -> None:
    """Call it done, or take it back (which is for those who give out work)."""
    if state == AssignmentState.OPEN:
        raise Refused("没有这一步。")
    if state == AssignmentState.WITHDRAWN:
        require_assigner(assignment.report, by)
    elif not may_close(assignment, by):
        raise Denied("这项任务不是分派给您的。")
    else:
        by.acting_for = None
    with transaction.atomic():
        changed = Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.OPEN).update(
            state=state, closed_by=by, closed_at=timezone.now()
        )
        if not changed:
            raise Refused("这项任务已经办结或收回。")
        deed, word = ("assignment-done", "办结") if state == AssignmentState.DONE else ("assignment-withdrawn", "收回")
        activity.record(by, deed, f"{word}：{assignment.what}（{assignment.whom}）", report=assignment.report)


def assign_review(reports: Sequence[Report], person: User, due_on: datetime.date, *, by: User) -> int:
    """Give the review of these reports to one reviewer, all or none.

    Raises ``Refused`` with the reports the person may not review and why.
    """
    if not reports:
        raise Refused("请先选择报告。")
    if len(reports) > MOST_AT_ONCE:
        raise Refused(f"一次最多选择{MOST_AT_ONCE}份报告。")
    _check_date(due_on)
    problems = []
    with transaction.atomic():
        for report in reports:
            if not by.can(Permission.RUN_CYCLE, report.organisation):
                problems.append(f"{report.organisation_name}（不由您统筹）")
            elif not person.can(Permission.REVIEW, report.organisation):
                problems.append(f"{report.organisation_name}（{person.name}不是审核人）")
            elif report.drafted_by(person):
                problems.append(f"{report.organisation_name}（{person.name}起草过）")
            elif report.status == Status.CLOSED:
                problems.append(f"{report.organisation_name}（已办结）")
        if problems:
            raise Refused(f"没有分派。这些报告不能分派给{person.name}：{listed(problems)}。")
        for report in reports:
            assign(report, due_on, by=by, person=person, note="审核")
            reviewers.give_whole(report, person, by=by)
    return len(reports)


def hand_on(assignment: Assignment, to: User, *, by: User) -> None:
    """Another person takes an open assignment over; the caller has checked the permission."""
    Assignment.objects.filter(pk=assignment.pk).update(person=to)
    words = f"“{assignment.what}”由{assignment.whom}转给{to.name}"
    activity.record(by, "assignment-moved", words, report=assignment.report)
