"""Saying who reviews whom in a round."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction

from tracker.actions import activity
from tracker.actions.locking import running
from tracker.actions.refusal import Refused, require
from tracker.models import Cycle, Report, ReviewAssignment, User
from tracker.models.accounts import people_with
from tracker.roles import Permission


def assign_reviewer(
    cycle: Cycle,
    reports: Sequence[Report],
    reviewer: User,
    *,
    by: User,
    part_role: str = "",
    stand_in: User | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> int:
    """Give reports of a round, or one part of each, to a reviewer (and a stand-in for some days); returns how many.

    Whoever had the same report and part before has it no longer. Raises ``Refused`` on a person who may not review
    one of them: all or none are given.
    """
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    if not reports:
        raise Refused("请至少选择一个单位。")
    part = cycle.standard.part(part_role) if part_role else None
    if part_role and part is None:
        raise Refused("这个标准没有这一部分。")
    if stand_in == reviewer:
        raise Refused("代审人不能是审核人自己。")
    if (since or until) and stand_in is None:
        raise Refused("写了代审日期，请选择代审人。")
    if since and until and until < since:
        raise Refused("代审结束日期早于开始日期。")
    for report in reports:
        if report.cycle_id != cycle.pk:
            raise Refused(f"“{report.organisation_name}”不在这个年度工作中。")
        require(by, Permission.RUN_CYCLE, report.organisation)
        for person in filter(None, (reviewer, stand_in)):
            if not person.can(Permission.REVIEW, report.organisation):
                raise Refused(f"{person.name}没有审核“{report.organisation_name}”的权限。")
    words = f"{part.name if part else '全文'}由{reviewer.name}审核"
    if stand_in:
        words += f"，{since or '即日'}至{until or '另行通知'}由{stand_in.name}代审"
    with transaction.atomic():
        running(cycle)
        ReviewAssignment.objects.filter(report__in=reports, part_role=part_role).delete()
        ReviewAssignment.objects.bulk_create(
            ReviewAssignment(
                report=report,
                part_role=part_role,
                reviewer=reviewer,
                stand_in=stand_in,
                stand_in_since=since,
                stand_in_until=until,
            )
            for report in reports
        )
        _record(by, "reviewer-assigned", words, cycle, reports)
    return len(reports)


def unassign_reviewers(cycle: Cycle, reports: Sequence[Report], *, by: User, part_role: str = "") -> int:
    """Take the assignment of these reports (or of one part of each) back; returns how many there were."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    with transaction.atomic():
        running(cycle)
        mine = [report for report in reports if report.cycle_id == cycle.pk]
        for report in mine:
            require(by, Permission.RUN_CYCLE, report.organisation)
        gone, _ = ReviewAssignment.objects.filter(report__in=mine, part_role=part_role).delete()
        if gone:
            _record(by, "reviewer-unassigned", "取消审核分工", cycle, mine)
    return gone


def give_whole(report: Report, reviewer: User, *, by: User) -> None:
    """Give one whole report to a reviewer, in place of whoever had it; the caller has checked who may."""
    mine = ReviewAssignment.objects.filter(report=report, part_role="")
    if not mine.filter(reviewer=reviewer).exists():
        mine.delete()
        ReviewAssignment.objects.create(report=report, reviewer=reviewer)
        activity.record(by, "reviewer-assigned", f"全文由{reviewer.name}审核", report=report)


def hand_on(given: ReviewAssignment, person: User, to: User, *, by: User) -> None:
    """Another reviewer takes over what a person reviews or would review as a stand-in; the caller has checked the
    permission. Raises ``Refused`` if the other may not review the report."""
    report = given.report
    if not people_with(Permission.REVIEW, report.organisation).filter(pk=to.pk).exists():
        raise Refused(f"没有交接：{to.name}没有审核“{report.organisation_name}”的权限。")
    if given.reviewer_id == person.pk:
        given.reviewer = to
    if given.stand_in_id == person.pk:
        given.stand_in = to
    if given.stand_in_id == given.reviewer_id:
        given.stand_in = given.stand_in_since = given.stand_in_until = None
    given.save()
    activity.record(by, "reviewer-assigned", f"{person.name}的审核分工转给{to.name}", report=report)


def _record(by: User, deed: str, words: str, cycle: Cycle, reports: Sequence[Report]) -> None:
    """One line for one report, else one for the round that names them."""
    if len(reports) == 1:
        activity.record(by, deed, words, report=reports[0])
        return
    names = "、".join(report.organisation_name for report in reports[:20])
    more = f"等{len(reports)}个单位" if len(reports) > 20 else ""
    activity.record(by, deed, f"{cycle.year}年度{words}：{names}{more}", organisation=cycle.organisation)
