"""Keeping the tree of organisations."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import translation

from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Organisation, Report, User
from tracker.models.organisations import REGION, OrganisationKind, OrganisationLevel, below, code_problem
from tracker.roles import Permission

FIELDS = {
    "name": "名称",
    "short_name": "简称",
    "kind": "类别",
    "level": "层级",
    "code": "代码",
    "region": "行政区划代码",
    "issuers": "发文主体",
}
"""What can be changed, with the word of each in the record."""


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
        lock_tree()
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


def lock_tree() -> None:
    """Deeds that shape the tree come one after another: paths are counted from one another."""
    list(Organisation.objects.filter(depth=1).select_for_update().values_list("pk"))


def check_fields(values: dict[str, object]) -> None:
    """Raise ``Refused`` on a value an organisation cannot have."""
    if "name" in values and not str(values["name"]).strip():
        raise Refused("单位名称要填写。")
    if "code" in values and (said := code_problem(str(values["code"]))):
        raise Refused(said)
    if (region := values.get("region")) and not REGION.fullmatch(str(region)):
        raise Refused("行政区划代码应为6、9或12位数字。")
    for name, choices in (("kind", OrganisationKind), ("level", OrganisationLevel)):
        if name in values and values[name] not in choices.values:
            raise Refused(f"没有这种{FIELDS[name]}。")


def change_organisation(organisation: Organisation, values: dict[str, object], *, by: User) -> list[str]:
    """Rename it or change what is said of it; returns what changed, a sentence each. Old reports keep the old words.

    ``values``: any of ``FIELDS``. Raises ``Refused`` on a wrong code or one that another has.
    """
    require(by, Permission.MANAGE, organisation)
    wanted = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    if unknown := set(wanted) - set(FIELDS):
        raise ValueError(f"not a field of an organisation: {unknown}")
    with transaction.atomic():
        lock_tree()
        organisation = Organisation.objects.get(pk=organisation.pk)
        changed = {key: value for key, value in wanted.items() if getattr(organisation, key) != value}
        check_fields(changed)
        if "code" in changed and Organisation.objects.filter(code=changed["code"]).exists():
            raise Refused(f"代码{changed['code']}已被其他单位使用。")
        said = [
            f"{FIELDS[key]}：{_shown(key, getattr(organisation, key))} → {_shown(key, value)}"
            for key, value in changed.items()
        ]
        if said:
            for key, value in changed.items():
                setattr(organisation, key, value)
            organisation.save(update_fields=list(changed))
            activity.record(by, "organisation-changed", "；".join(said), organisation=organisation)
    return said


def _shown(key: str, value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "（空）"
    with translation.override(settings.LANGUAGE_CODE):  # what is recorded stays Chinese
        return str(dict(Organisation._meta.get_field(key).choices or ()).get(value, value)) or "（空）"


def move_organisation(organisation: Organisation, parent: Organisation, *, by: User) -> Organisation:
    """Put it, with everything below it, below another. Old reports keep the superior they had."""
    require(by, Permission.MANAGE, organisation)
    require(by, Permission.MANAGE, parent)
    with transaction.atomic():
        lock_tree()
        organisation, parent = (Organisation.objects.get(pk=one.pk) for one in (organisation, parent))
        before = Organisation.objects.get_parent(organisation)
        if before is None:
            raise Refused("最上一级的单位不能移动。")
        require(by, Permission.MANAGE, before)
        if parent.path.startswith(organisation.path):
            raise Refused("不能移到自己或者自己的下级单位之下。")
        if before == parent:
            raise Refused(f"已经在“{parent.name}”之下。")
        if not parent.active:
            raise Refused(f"“{parent.name}”已停用。")
        put_below(organisation, parent)
        organisation = Organisation.objects.get(pk=organisation.pk)
        detail = f"上级单位：{before.name} → {parent.name}"
        activity.record(by, "organisation-moved", detail, organisation=organisation)
    return organisation


def put_below(organisation: Organisation, parent: Organisation) -> None:
    """Move a branch of the tree; the reports of everybody in it follow, for the lists are ordered by their place."""
    Organisation.objects.move(organisation, parent, "last-child")
    place = Organisation.objects.filter(pk=OuterRef("organisation")).order_by().values("path")[:1]
    moved = Organisation.objects.get(pk=organisation.pk)
    Report.objects.filter(below(moved.path, "organisation__path")).update(path=Subquery(place))


def set_active(organisation: Organisation, active: bool, *, by: User) -> None:
    """Take it out of use, or back. Its reports stay; it owes no new ones."""
    require(by, Permission.MANAGE, organisation)
    with transaction.atomic():
        lock_tree()
        organisation = Organisation.objects.get(pk=organisation.pk)
        if organisation.active == active:
            return
        if active:
            above = Organisation.objects.get_parent(organisation)
            if above is not None and not above.active:
                raise Refused(f"上级单位“{above.name}”还是停用的，请先恢复。")
        left = Organisation.objects.filter(below(organisation.path), active=True).exclude(pk=organisation.pk).count()
        if not active and left:
            raise Refused(f"还有{left}个使用中的下级单位，请先停用或移走。")
        organisation.active = active
        organisation.save(update_fields=["active"])
        deed = "organisation-restored" if active else "organisation-retired"
        detail = f"{'恢复使用' if active else '停用'}：{organisation.name}"
        activity.record(by, deed, detail, organisation=organisation)
