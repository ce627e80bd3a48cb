"""People and their memberships."""

from __future__ import annotations

import datetime
import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tracker import roles
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Membership, Organisation, StandIn, User
from tracker.roles import OFFICERS, Permission, Role

LONGEST_ADDRESS = 254
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody takes for another one when they are read out or written down."""


def create_user(
    username: str, name: str, password: str | None, *, by: User | None, at: Organisation | None = None
) -> User:
    """A person of an organisation who can log in (``password`` None: not before one is set).

    ``at``: where the person belongs and ``by`` must be an administrator (None only for a command).
    """
    if by is not None:
        if at is None:
            raise Refused("请选择单位。")
        require(by, Permission.MANAGE, at)
    if User.objects.filter(username=username).exists():
        raise Refused(f"用户名{username}已被使用。")
    with transaction.atomic():
        user = User.objects.create_user(username=username, password=password, name=name, organisation=at)
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
    """Give a person a role at an organisation (renewed if it is there).

    Refuses a second one of the three officers' roles, and a role for oneself.
    """
    if by is not None:
        require(by, Permission.GRANT, organisation)
        if by.pk == user.pk:
            raise Refused("不能给自己授予角色，请由另一位安全保密员办理。")
    if since and until and until < since:
        raise Refused("任职结束日期早于开始日期。")
    with transaction.atomic():
        before = Membership.objects.filter(user=user, organisation=organisation, role=role).first()
        require_apart(locked_person(user), role)
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


def locked_person(user: User) -> User:
    """The person's row, locked until the transaction ends, so that roles are given to one person one after another."""
    return User.objects.select_for_update().get(pk=user.pk)


def require_apart(user: User, role: Role) -> None:
    """Raise ``Refused`` if a person who is to get ``role`` is another of the three officers, in own right or for another."""
    if role not in OFFICERS:
        return
    held = set(Membership.objects.not_over().filter(user=user).values_list("role", flat=True))
    held |= set(StandIn.objects.not_over().filter(delegate=user).values_list("membership__role", flat=True))
    if other := sorted(roles.LABELS[one] for one in OFFICERS - {role} if one in held):
        raise Refused(
            f"三员分立：{user.name}已是{'、'.join(other)}，不能再任{roles.LABELS[role]}。"
            "管理员、安全保密员、审计员须由三个人分别担任，代理也不行。"
        )


def revoke(membership: Membership, *, by: User) -> None:
    """End a membership, and with it whoever stands in for it."""
    require(by, Permission.GRANT, membership.organisation)
    with transaction.atomic():
        detail = f"撤销{membership.user.name}在{membership.organisation.name}的{membership.role_label}"
        subject, changes, organisation = (
            f"user:{membership.user_id}",
            _changes(membership, None),
            membership.organisation,
        )
        membership.delete()
        activity.record(by, "membership-revoked", detail, organisation=organisation, subject=subject, changes=changes)


def posts_of(person: User) -> list[Organisation]:
    """Where a person belongs or holds a role that is not over."""
    found = {
        one.organisation_id: one.organisation for one in person.memberships.not_over().select_related("organisation")
    }
    if person.organisation:
        found.setdefault(person.organisation.pk, person.organisation)
    return list(found.values())


def require_over(by: User, permission: Permission, person: User) -> Organisation:
    """Raise unless ``by`` has ``permission`` wherever the person belongs or holds a role; returns one such place."""
    if by.pk == person.pk:
        raise Refused("不能对自己的账号这样做。")
    places = posts_of(person)
    if not places:
        raise Refused(f"{person.name}不属于任何单位，请用命令行处理。")
    for organisation in places:
        require(by, permission, organisation)
    return person.organisation or places[0]


def deactivate(person: User, *, by: User) -> None:
    """The person can log in no more. What they did stays."""
    with transaction.atomic():
        place = require_over(by, Permission.MANAGE, person)
        switch_off(person, by=by, place=place)


def switch_off(person: User, *, by: User, place: Organisation) -> None:
    """Switch an account off and record it; the caller has checked the permission."""
    if User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        activity.record(by, "user-deactivated", f"停用账号：{person.name}（{person.username}）", organisation=place)


def activate(person: User, *, by: User) -> None:
    """The person can log in again."""
    with transaction.atomic():
        place = require_over(by, Permission.MANAGE, person)
        if User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            activity.record(by, "user-activated", f"启用账号：{person.name}（{person.username}）", organisation=place)


def set_email(person: User, email: str, *, by: User) -> None:
    """Where reminders go to (empty: nowhere), as whoever keeps the accounts was told."""
    email = checked_address(email)
    with transaction.atomic():
        place = require_over(by, Permission.MANAGE, person)
        before = locked_person(person).email
        if before != email:
            User.objects.filter(pk=person.pk).update(email=email)
            detail, subject = f"修改{person.name}的邮箱", f"user:{person.pk}"
            changes = {"email": (before, email)}
            activity.record(by, "email-set", detail, organisation=place, subject=subject, changes=changes)


def checked_address(email: str) -> str:
    """A mail address without blanks around it; raises ``Refused`` if it is none (empty is one)."""
    email = email.strip()
    if len(email) > LONGEST_ADDRESS:
        raise Refused("邮箱地址太长。")
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused("邮箱地址不对，请核对。") from error
    return email


def reset_password(person: User, *, by: User) -> str:
    """A new password for somebody who lost theirs, to be told once and changed by them; who is logged in is logged out.

    Not for oneself and not for one of the three officers: then whoever keeps the accounts could become another of them
    (an operator does that on the machine, ``manage.py changepassword``).
    """
    with transaction.atomic():
        place = require_over(by, Permission.MANAGE, person)
        if by.pk == person.pk:
            raise Refused("自己的密码请在“修改密码”里改。")
        if Membership.objects.not_over().filter(user=person, role__in=OFFICERS).exists():
            raise Refused(f"{person.name}是三员之一，密码请由运维人员在服务器上重设。")
        password = "-".join("".join(secrets.choice(EASY_TO_READ) for _ in range(4)) for _ in range(4))
        found = locked_person(person)
        found.set_password(password)
        found.save(update_fields=["password"])
        detail, subject = f"重设{person.name}的密码", f"user:{person.pk}"
        activity.record(by, "password-reset", detail, organisation=place, subject=subject)
    return password


def _changes(before: Membership | None, after: Membership | None) -> activity.Changes:
    """What a membership was and is, for the record."""
    return {
        name: (getattr(before, name, None), getattr(after, name, None))
        for name in ("role", "reaches_below", "since", "until")
    }
