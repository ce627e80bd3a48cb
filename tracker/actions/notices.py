"""Telling people: on their page now, and by other ways where there are any. One function tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from tracker import workflow
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Comment, Notice, Report, User
from tracker.models.accounts import people_with
from tracker.models.notices import NoticeKind
from tracker.roles import Permission

MOST_AT_ONCE = 200
"""The most rows of a list that one deed takes."""


def notify(
    people: Iterable[User],
    kind: NoticeKind,
    sentence: str,
    *,
    report: Report,
    by: User | None,
    comment: Comment | None = None,
) -> list[User]:
    """Tell people, but never whoever does it; the one place where a notice leaves. Returns whom it told.

    Who has the same kind unread about the same thing is not told twice.
    """
    waiting = set(
        Notice.objects.unread().filter(report=report, comment=comment, kind=kind).values_list("person_id", flat=True)
    )
    told = [one for one in people if one.pk not in waiting and (by is None or one.pk != by.pk)]
    Notice.objects.bulk_create(
        Notice(person=one, kind=kind, report=report, comment=comment, sentence=sentence[:200], by=by) for one in told
    )
    return told


def read(notice: Notice, *, by: User) -> None:
    """A person has read what they were told; nobody reads it for another."""
    Notice.objects.filter(pk=notice.pk, person=by, read_at__isnull=True).update(read_at=timezone.now())


def read_thread(comment: Comment, *, by: User) -> None:
    """A person has opened a thread: what they were told about it is read."""
    Notice.objects.filter(comment=comment, person=by, read_at__isnull=True).update(read_at=timezone.now())


def remind(reports: Sequence[Report], *, by: User) -> int:
    """Remind whoever writes these reports, all or none; returns how many people were told.

    Raises ``Refused`` with the reports that cannot be reminded and why.
    """
    _check(reports)
    with transaction.atomic():
        problems, told = [], 0
        for report in reports:
            require(by, Permission.RUN_CYCLE, report.organisation)
            writers = list(people_with(Permission.EDIT, report.organisation))
            if report.status not in workflow.EDITABLE:
                problems.append(f"{report.organisation_name}（现在是“{report.status_label}”）")
            elif not writers:
                problems.append(f"{report.organisation_name}（没有填报人）")
            else:
                due = report.due("handover") or report.due("report")
                when = f"，{due} 前交" if due else ""
                sentence = f"{report.organisation_name}{report.year}年度报告{report.status_label}{when}，请抓紧办理。"
                told += len(notify(writers, NoticeKind.REMINDER, sentence, report=report, by=by))
                activity.record(by, "reminded", f"提醒填报人：{'、'.join(map(str, writers))}", report=report)
        if problems:
            raise Refused(f"没有发出提醒。这些报告不能提醒：{listed(problems)}。")
    return told


def _check(reports: Sequence[Report]) -> None:
    if not reports:
        raise Refused("请先选择报告。")
    if len(reports) > MOST_AT_ONCE:
        raise Refused(f"一次最多选择{MOST_AT_ONCE}份报告。")


def listed(problems: Sequence[str]) -> str:
    """The first few problems and how many there are."""
    rest = f"等{len(problems)}项" if len(problems) > 5 else ""
    return "；".join(problems[:5]) + rest


def hand_on(notice: Notice, to: User, *, by: User) -> None:
    """What one person was told and has not read goes to another; the caller has checked the permission."""
    Notice.objects.filter(pk=notice.pk).update(read_at=timezone.now())
    notify([to], NoticeKind(notice.kind), notice.sentence, report=notice.report, by=by, comment=notice.comment)
    activity.record(by, "notice-moved", f"意见转给{to.name}：{notice.sentence[:60]}", report=notice.report)
