"""Setting an organisation's chain between drafting and handing in, and who takes its steps."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction

from tracker import workflow
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import ChainGrant, ChainSetting, Organisation, User
from tracker.roles import Permission


def set_chain(organisation: Organisation, steps: Collection[str] | None, *, by: User | None) -> None:
    """Which steps the organisation has (empty: none); None: those of the organisation above."""
    if by is not None:
        require(by, Permission.MANAGE, organisation)
    if steps is not None and (unknown := set(steps) - set(workflow.CHAIN)):
        raise Refused(f"没有这个审签环节：{'、'.join(sorted(unknown))}。")
    with transaction.atomic():
        if steps is None:
            gone = ChainSetting.objects.filter(organisation=organisation).delete()[0]
            if gone:
                activity.record(by, "chain-set", "审签环节：沿用上级", organisation=organisation)
            return
        ordered = [key for key in workflow.CHAIN if key in steps]
        before = ChainSetting.objects.filter(organisation=organisation).first()
        if before is not None and before.steps == ordered:
            return
        ChainSetting.objects.update_or_create(organisation=organisation, defaults={"steps": ordered, "by": by})
        words = "→".join(workflow.CHAIN[key] for key in ordered) or "不设"
        activity.record(by, "chain-set", f"审签环节：{words}", organisation=organisation)


def grant_step(
    user: User,
    organisation: Organisation,
    step: str,
    *,
    by: User | None,
    reaches_below: bool = False,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> ChainGrant:
    """Let a person take one step of the chain at an organisation (renewed if it is there)."""
    if by is not None:
        require(by, Permission.GRANT, organisation)
    if step not in workflow.CHAIN:
        raise Refused("没有这个审签环节。")
    if since and until and until < since:
        raise Refused("结束日期早于开始日期。")
    if not user.can(Permission.VIEW, organisation):
        raise Refused(f"{user.name}在“{organisation.label}”还没有任何角色，请先在“人员”页给一个（如“只读”）。")
    with transaction.atomic():
        granted, _ = ChainGrant.objects.update_or_create(
            user=user,
            organisation=organisation,
            step=step,
            defaults={"reaches_below": reaches_below, "since": since, "until": until},
        )
        detail = f"{user.name}办理{organisation.name}的{workflow.CHAIN[step]}" + ("（含下级）" if reaches_below else "")
        activity.record(by, "chain-granted", detail, organisation=organisation)
    return granted


def hand_on(granted: ChainGrant, to: User, *, by: User) -> None:
    """Another person takes a grant over, with its days and reach."""
    organisation, step = granted.organisation, granted.step
    reaches_below, since, until = granted.reaches_below, granted.since, granted.until
    revoke_step(granted, by=by)
    had = ChainGrant.objects.filter(user=to, organisation=organisation, step=step, until=None).first()
    if had is None or (reaches_below and not had.reaches_below):
        grant_step(to, organisation, step, by=by, reaches_below=reaches_below, since=since, until=until)


def revoke_step(granted: ChainGrant, *, by: User) -> None:
    """Take a grant back; what was approved under it stands."""
    require(by, Permission.GRANT, granted.organisation)
    with transaction.atomic():
        detail = (
            f"撤销{granted.user.name}在{granted.organisation.name}的{workflow.CHAIN.get(granted.step, granted.step)}"
        )
        if ChainGrant.objects.filter(pk=granted.pk).delete()[0]:
            activity.record(by, "chain-revoked", detail, organisation=granted.organisation)
