"""Standing in: a person does for some days what another's role allows, as themself 代某某."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from tracker.actions import activity
from tracker.actions.accounts import locked_person, require_apart
from tracker.actions.refusal import Denied, Refused
from tracker.models import Membership, StandIn, User
from tracker.models.accounts import colleagues
from tracker.roles import Permission, Role

LONGEST = 366
"""The most days one may stand in for another at once."""


def may_decide(membership: Membership, by: User) -> bool:
    """Whose word it is: the holder's, or the security officer's for somebody who is away."""
    return membership.user_id == by.pk or by.can(Permission.GRANT, membership.organisation)


def give(
    membership: Membership,
    delegate: User,
    since: datetime.date,
    until: datetime.date,
    *,
    by: User,
    reason: str = "",
) -> StandIn:
    """Let ``delegate`` do what a membership allows, both days included.

    Refuses a stand-in who would be two of the three officers, and days outside the membership's own.
    """
    if not may_decide(membership, by):
        raise Denied("只有本人或者安全保密员可以安排代理。")
    by.acting_for = None if membership.user_id == by.pk else by.stands_in_for(Permission.GRANT, membership.organisation)
    if delegate.pk == membership.user_id:
        raise Refused("不能由本人代理自己。")
    if delegate.pk == by.pk:
        raise Refused("不能安排自己代理他人，请由对方或另一位安全保密员办理。")
    if until < since:
        raise Refused("代理结束日期早于开始日期。")
    if until < timezone.localdate():
        raise Refused("代理结束日期已经过去。")
    if (until - since).days >= LONGEST:
        raise Refused("代理一次最长一年。")
    if (membership.since and since < membership.since) or (membership.until and until > membership.until):
        raise Refused("代理的日期超出了本人任职的日期。")
    if not colleagues(membership.organisation).filter(pk=delegate.pk).exists():
        raise Refused("代理人应是本单位、上级或下级单位的在用人员。")
    with transaction.atomic():
        require_apart(locked_person(delegate), Role(membership.role))
        if membership.stand_ins.not_over().filter(delegate=delegate, since__lte=until, until__gte=since).exists():
            raise Refused(f"{delegate.name}在这段时间已经代理这个角色。")
        made = StandIn.objects.create(
            membership=membership,
            delegate=delegate,
            since=since,
            until=until,
            reason=" ".join(reason.split())[:200],
            by=by,
        )
        words = f"{delegate.name}代{membership.user.name}任{membership.organisation.name}{membership.role_label}"
        activity.record(by, "stand-in-given", f"{words}，{since} 至 {until}", organisation=membership.organisation)
    return made


def end(stand_in: StandIn, *, by: User) -> None:
    """End a stand-in before its last day. The holder, the stand-in and the security officer may."""
    membership = stand_in.membership
    if not may_decide(membership, by) and stand_in.delegate_id != by.pk:
        raise Denied("只有本人、代理人或者安全保密员可以结束代理。")
    by.acting_for = None
    with transaction.atomic():
        if StandIn.objects.filter(pk=stand_in.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            words = f"结束代理：{stand_in.delegate.name}代{membership.user.name}任{membership.role_label}"
            activity.record(by, "stand-in-ended", words, organisation=membership.organisation)
