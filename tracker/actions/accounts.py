"""People and their memberships."""

from __future__ import annotations

import datetime

from django.db import transaction

from tracker import roles
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Membership, Organisation, User
from tracker.roles import Permission, Role


def create_user(
    username: str, name: str, password: str | None, *, by: User | None, at: Organisation | None = None
) -> User:
    """A person who can log in (``password`` None: not before one is set).

    ``at``: where ``by`` must be an administrator (None only for a command).
    """
    if by is not None:
        if at is None:
            raise Refused("请选择单位。")
        require(by, Permission.MANAGE, at)
    if User.objects.filter(username=username).exists():
        raise Refused(f"用户名{username}已被使用。")
    with transaction.atomic():
        user = User.objects.create_user(username=username, password=password, name=name)
        activity.record(by, "user-created", f"新增人员：{name}（{username}）", organisation=at)
    return user


def grant(
    user: User,
    organisation: Organisation,
    role: Role,
    *,
    by: User | None,
    reaches_below: bool = False,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> Membership:
    """Give a person a role at an organisation (renewed if it is there)."""
    if by is not None:
        require(by, Permission.MANAGE, organisation)
    if since and until and until < since:
        raise Refused("任职结束日期早于开始日期。")
    with transaction.atomic():
        before = Membership.objects.filter(user=user, organisation=organisation, role=role).first()
        membership, _ = Membership.objects.update_or_create(
            user=user,
            organisation=organisation,
            role=role,
            defaults={"reaches_below": reaches_below, "since": since, "until": until},
        )
        detail = f"{user.name}任{organisation.name}{roles.LABELS[role]}" + ("（含下级）" if reaches_below else "")
        subject, changes = f"user:{user.pk}", _changes(before, membership)
        activity.record(by, "membership-granted", detail, organisation=organisation, subject=subject, changes=changes)
    return membership


def revoke(membership: Membership, *, by: User) -> None:
    """End a membership."""
    require(by, Permission.MANAGE, membership.organisation)
    with transaction.atomic():
        detail = f"撤销{membership.user.name}在{membership.organisation.name}的{membership.role_label}"
        subject, changes, organisation = (
            f"user:{membership.user_id}",
            _changes(membership, None),
            membership.organisation,
        )
        membership.delete()
        activity.record(by, "membership-revoked", detail, organisation=organisation, subject=subject, changes=changes)


def _changes(before: Membership | None, after: Membership | None) -> activity.Changes:
    """What a membership was and is, for the record."""
    return {
        name: (getattr(before, name, None), getattr(after, name, None))
        for name in ("role", "reaches_below", "since", "until")
    }
