"""Keeping the tree of organisations."""

from __future__ import annotations

from django.db import transaction

from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Organisation, User
from tracker.roles import Permission


def create_organisation(
    *, by: User | None, parent: Organisation | None, name: str, code: str, kind: str, level: str, **rest: object
) -> Organisation:
    """A new organisation below ``parent`` (None: a root, by a command only). ``rest``: short_name, region, issuers."""
    name, code = name.strip(), code.strip()
    if not name or not code:
        raise Refused("单位名称和代码都要填写。")
    if by is not None:
        if parent is None:
            raise Refused("请选择上级单位。")
        require(by, Permission.MANAGE, parent)
    with transaction.atomic():
        if Organisation.objects.filter(code=code).exists():
            raise Refused(f"代码{code}已被使用。")
        fields = {"name": name, "code": code, "kind": kind, "level": level, **rest}
        made = (
            Organisation.objects.add_root(fields)
            if parent is None
            else Organisation.objects.add_child(Organisation.objects.get(pk=parent.pk), fields)
        )
        changes = {key: ("", value) for key, value in fields.items() if value}
        activity.record(by, "organisation-created", f"新增单位：{name}", organisation=made, changes=changes)
    return made
