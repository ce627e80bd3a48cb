"""Taking a list of organisations: what it would change is worked out first, shown, and taken whole or not at all.

An organisation is known by its code: the same list taken again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracker.actions import activity
from tracker.actions.organisations import FIELDS, check_fields, lock_tree, put_below
from tracker.actions.refusal import Refused
from tracker.models import Organisation, OrganisationList, User
from tracker.roles import Permission

DEEPEST = 12
"""The most levels of the tree; a government has five."""

GIVEN = ("name", "short_name", "kind", "level", "region")
"""What a row says of an organisation beside its code and its superior."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a list, and where: the row and the heading of the column (empty: the row as a whole)."""

    row: int
    heading: str
    message: str


@dataclass(slots=True)
class Plan:
    """What a list would do. ``rows`` by code; ``parents``: code → code of the superior it would have."""

    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    same: int = 0
    levels: dict[str, int] = field(default_factory=dict)


def plan_list(rows: Iterable[Mapping[str, Any]], *, by: User) -> Plan:
    """Hold a list against the tree as it is (three queries). Writes nothing; every fault is told, not the first only."""
    plan = Plan()
    known = {one.code: one for one in Organisation.objects.visible_to(by, Permission.MANAGE)}
    paths = {one.path: one.code for one in known.values()}
    above = {code: paths.get(one.path[: -Organisation.steplen], "") for code, one in known.items()}
    for row in rows:
        first = plan.rows.setdefault(row["code"], row)
        if first is not row:
            plan.faults.append(Fault(row["row"], "单位代码", f"与第{first['row']}行的代码重复。"))
    elsewhere = set(
        Organisation.objects.filter(code__in=list(set(plan.rows) - set(known))).values_list("code", flat=True)
    )
    named: dict[str, set[str]] = defaultdict(set)
    for code, name in [*((c, o.name) for c, o in known.items()), *((c, r["name"]) for c, r in plan.rows.items())]:
        named[name].add(code)
    plan.parents = dict(above)
    for code, row in plan.rows.items():
        if code in elsewhere:
            plan.faults.append(Fault(row["row"], "单位代码", "这个代码是您不管理的单位的。"))
            continue
        _check_row(plan, row, code in known)
        plan.parents[code] = _superior(plan, row, known, named) or above.get(code, "")
    _find_loops(plan)
    if not plan.faults:
        _compare(plan, known, above)
    return plan


def _check_row(plan: Plan, row: Mapping[str, Any], there: bool) -> None:
    for key in ("code", *GIVEN):
        if there and (key == "code" or (key != "name" and not row[key])):
            continue
        if key in ("kind", "level") and not row[key]:
            plan.faults.append(Fault(row["row"], FIELDS[key], f"新增的单位要填写{FIELDS[key]}。"))
            continue
        try:
            check_fields({key: row[key]})
        except Refused as refusal:
            plan.faults.append(Fault(row["row"], "单位代码" if key == "code" else FIELDS[key], str(refusal)))
    for key, most in (("name", 120), ("short_name", 60)):
        if len(row[key]) > most:
            plan.faults.append(Fault(row["row"], FIELDS[key], f"有{len(row[key])}个字，超过上限{most}。"))


def _superior(
    plan: Plan, row: Mapping[str, Any], known: Mapping[str, Organisation], named: Mapping[str, set[str]]
) -> str:
    """The code of the superior a row names by code or by name; empty if it names none (a fault for a new one)."""

    def fault(message: str) -> str:
        plan.faults.append(Fault(row["row"], "上级单位", message))
        return ""

    told, there = row["parent"], known.get(row["code"])
    if not told:
        return "" if there else fault("新增的单位要填写上级单位。")
    codes = {told} if told in known or told in plan.rows else named.get(told, set())
    if not codes:
        return fault(f"没有“{told}”这个单位，表中也没有。")
    if len(codes) > 1:
        return fault(f"有{len(codes)}个单位叫“{told}”，请填写代码。")
    code = next(iter(codes))
    if there and plan.parents[there.code] == "":
        return fault("这是您管理的最上一级单位，不能移动。")
    if code in known and not known[code].active:
        return fault(f"“{known[code].name}”已停用。")
    return code


def _find_loops(plan: Plan) -> None:
    """Depth of every organisation in the tree as it would be; a fault where going up never ends or takes too long."""
    for code, row in plan.rows.items():
        way: dict[str, None] = {}
        at = code
        while at and at not in plan.levels and at not in way:
            way[at] = None
            at = plan.parents.get(at, "")
        if at in way:
            circle = list(way)[list(way).index(at) :][:6]
            names = " → ".join(plan.rows[one]["name"] if one in plan.rows else one for one in [*circle, at])
            plan.faults.append(Fault(row["row"], "上级单位", f"上下级绕成了圈：{names}。"))
            plan.levels.update(dict.fromkeys(way, 0))
            continue
        level = plan.levels.get(at, 0)
        for one in reversed(list(way)):
            level += 1
            plan.levels[one] = level
        if plan.levels.get(code, 0) > DEEPEST:
            plan.faults.append(Fault(row["row"], "上级单位", f"层级超过{DEEPEST}层。"))


def _compare(plan: Plan, known: Mapping[str, Organisation], above: Mapping[str, str]) -> None:
    for code, row in plan.rows.items():
        one = known.get(code)
        if one is None:
            plan.made.append(code)
            continue
        changed = [key for key in GIVEN if row[key] != getattr(one, key) and not (key != "name" and row[key] == "")]
        if changed:
            plan.changed[code] = changed
        if plan.parents[code] != above[code]:
            plan.moved[code] = (above[code], plan.parents[code])
        if not changed and code not in plan.moved:
            plan.same += 1


def keep_list(name: str, sha256: str, rows: Sequence[Mapping[str, Any]], *, by: User) -> OrganisationList:
    """Keep a read list until it is confirmed; it replaces an earlier one of the same person that never was."""
    if not by.can_anywhere(Permission.MANAGE):
        raise Refused("您没有管理单位的权限。")
    with transaction.atomic():
        OrganisationList.objects.filter(by=by, taken_at=None).delete()
        return OrganisationList.objects.create(name=name[:255], sha256=sha256, rows=list(rows), by=by)


def take_list(kept: OrganisationList, *, by: User) -> Plan:
    """Do what a kept list says, in one transaction. Raises ``Refused`` if the tree has changed so that it cannot be."""
    with transaction.atomic():
        lock_tree()
        kept = OrganisationList.objects.select_for_update().get(pk=kept.pk)
        if kept.by_id != by.pk:
            raise Refused("这份名单不是您导入的。")
        if kept.taken_at is not None:
            raise Refused("这份名单已经采用。")
        plan = plan_list(kept.rows, by=by)
        if plan.faults:
            first = plan.faults[0]
            raise Refused(f"单位有了变化，这份名单现在不能采用：第{first.row}行{first.heading}，{first.message}")
        _change(plan, by)
        for level in range(1, DEEPEST + 1):
            _move([code for code in plan.moved if plan.levels[code] == level], plan, by)
            _make([code for code in plan.made if plan.levels[code] == level], plan, by)
        kept.taken_at = timezone.now()
        kept.save(update_fields=["taken_at"])
        words = (
            f"导入单位名单《{kept.name}》：新增{len(plan.made)}个，修改{len(plan.changed)}个，移动{len(plan.moved)}个"
        )
        activity.record(by, "organisations-imported", words)
    return plan


def _change(plan: Plan, by: User) -> None:
    found = list(Organisation.objects.filter(code__in=list(plan.changed)))
    for one in found:
        for key in plan.changed[one.code]:
            setattr(one, key, plan.rows[one.code][key])
    Organisation.objects.bulk_update(found, GIVEN, batch_size=100)
    _record(by, "organisation-changed", [(one, _words(plan, one.code)) for one in found])


def _words(plan: Plan, code: str) -> str:
    row = plan.rows[code]
    return "导入名单修改：" + "，".join(f"{FIELDS[key]}为{row[key]}" for key in plan.changed[code])


def _move(codes: list[str], plan: Plan, by: User) -> None:
    for code in codes:
        one = Organisation.objects.get(code=code)
        parent = Organisation.objects.get(code=plan.parents[code])
        put_below(one, parent)
        activity.record(by, "organisation-moved", f"导入名单移动：上级单位为{parent.name}", organisation=one)


def _make(codes: list[str], plan: Plan, by: User) -> None:
    """New organisations of one level, many at a time; their places in the tree are counted from the last ones there."""
    by_parent: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_parent[plan.parents[code]].append(code)
    new = []
    for parent in Organisation.objects.filter(code__in=list(by_parent)):
        last = Organisation.objects.get_last_child(parent)
        place = last.path[-Organisation.steplen :] if last else ""
        taken = Organisation._str2int(place) if place else 0
        for number, code in enumerate(by_parent[parent.code], start=taken + 1):
            row = plan.rows[code]
            path = Organisation._get_path(parent.path, parent.depth + 1, number)
            values = {key: row[key] for key in GIVEN}
            new.append(Organisation(code=code, path=path, depth=parent.depth + 1, **values))
        Organisation.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(by_parent[parent.code]))
    made = Organisation.objects.bulk_create(new)
    _record(by, "organisation-created", [(one, f"导入名单新增单位：{one.name}") for one in made])


def _record(by: User, deed: str, lines: Sequence[tuple[Organisation, str]]) -> None:
    activity.record_many(by, deed, [(one, None, detail) for one, detail in lines])
