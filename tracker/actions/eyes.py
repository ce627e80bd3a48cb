"""Four eyes: nobody does both deeds of a pair on one report, unless a coordinator granted a dated exception."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from tracker import workflow
from tracker.actions import activity
from tracker.actions.refusal import Denied, Refused, require
from tracker.models import ExceptionUse, EyesException, Organisation, Report, User
from tracker.models.calendar import today
from tracker.models.eyes import did, exception_for
from tracker.roles import Permission
from tracker.workflow import EyesPair

LONGEST_REASON = 500
LONGEST_DAYS = 366


def keep_apart(report: Report, by: User, pair: EyesPair, deed: str) -> None:
    """Raise ``Denied`` if ``by`` did the first deed of the pair; an exception lets it pass and its use is recorded.

    Call it inside the transaction of the deed.
    """
    if not did(by, report, pair):
        return
    exception = exception_for(by, report, pair)
    if exception is None:
        raise Denied(f"您{workflow.BARRED[pair]}。")
    _, first = ExceptionUse.objects.get_or_create(exception=exception, report=report, deed=deed)
    if first:
        detail = f"按例外办理（{workflow.PAIRS[pair]}，{exception.granted_by.name}批准至{exception.until}）"
        activity.record(by, "exception-used", detail, report=report)


def keep_named_apart(report: Report, name: str, pair: EyesPair) -> None:
    """The same for somebody named on paper: nobody of that name among those who did the first deed here."""
    for user in User.objects.filter(name=name.strip(), is_active=True):
        if did(user, report, pair) and exception_for(user, report, pair) is None:
            raise Refused(f"{user.name}{workflow.BARRED[pair]}。")


def grant_exception(
    user: User,
    organisation: Organisation,
    pair: EyesPair,
    reason: str,
    until: datetime.date,
    *,
    by: User,
    report: Report | None = None,
) -> EyesException:
    """Let a person do both deeds of a pair on an organisation's reports (or one), until a date, with the reason."""
    require(by, Permission.RUN_CYCLE, organisation)
    reason = " ".join(reason.split())
    if by.pk == user.pk:
        raise Denied("不能给自己批准例外。")
    if not reason:
        raise Refused("请写明理由。")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由请写在{LONGEST_REASON}字以内。")
    if until < max(today(), timezone.localdate()):
        raise Refused("截止日期已经过去。")
    if until > timezone.localdate() + datetime.timedelta(days=LONGEST_DAYS):
        raise Refused("例外最长一年，请写近一些的截止日期。")
    if report is not None and report.organisation_id != organisation.pk:
        raise Refused("这份报告不是该单位的。")
    if not user.can(Permission.VIEW, organisation):
        raise Refused(f"{user.name}在“{organisation.label}”没有任何角色。")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        mine = EyesException.objects.in_force().filter(organisation=organisation, report=report, user=user, pair=pair)
        if mine.exists():
            raise Refused(f"{user.name}在“{organisation.label}”已有同样的例外。")
        made = EyesException.objects.create(
            user=user,
            organisation=organisation,
            report=report,
            pair=pair,
            reason=reason,
            until=until,
            granted_by=by,
        )
        detail = f"批准例外：{user.name}可以{workflow.PAIRS[pair]}，至{until}（{reason}）"
        activity.record(by, "exception-granted", detail, organisation=organisation, report=report)
    return made


def hand_on(exception: EyesException, to: User, *, by: User) -> None:
    """Another person takes an exception over until its date; it ends where its giver would have it. The caller has
    checked the permission."""
    EyesException.objects.filter(pk=exception.pk).update(ended_at=timezone.now(), ended_by=by)
    where = {"organisation": exception.organisation, "report": exception.report, "pair": exception.pair}
    has = EyesException.objects.in_force().filter(user=to, **where).exists()
    with translation.override(settings.LANGUAGE_CODE):
        what = f"{exception.user.name}，{exception.get_pair_display()}"
    if to.pk == exception.granted_by_id or has:
        detail = f"结束例外：{what}"
    else:
        EyesException.objects.create(
            user=to,
            reason=f"接{exception.user.name}：{exception.reason}"[:LONGEST_REASON],
            until=exception.until,
            granted_by=exception.granted_by,
            **where,
        )
        detail = f"例外转给{to.name}：{what}，至{exception.until}"
    activity.record(by, "exception-moved", detail, organisation=exception.organisation, report=exception.report)


def end_exception(exception: EyesException, *, by: User) -> None:
    """End an exception before its date; it stays listed with its uses."""
    require(by, Permission.RUN_CYCLE, exception.organisation)
    with transaction.atomic():
        ended = EyesException.objects.filter(pk=exception.pk, ended_at=None).update(
            ended_at=timezone.now(), ended_by=by
        )
        if not ended:
            raise Refused("这个例外已经结束。")
        with translation.override(settings.LANGUAGE_CODE):
            detail = f"结束例外：{exception.user.name}，{exception.get_pair_display()}"
        activity.record(by, "exception-ended", detail, organisation=exception.organisation, report=exception.report)
