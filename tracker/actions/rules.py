"""Setting the checks for an organisation and those below it: every change is a new version, none is ever lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

import reportsrc
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Organisation, RuleSetting, User
from tracker.roles import Permission

LONGEST_NOTE = 200
LONGEST_CHANGE = 500


def settings_of(organisation: Organisation) -> RuleSetting:
    """The newest version of the organisation's own settings; version 0, unsaved and empty, where it has none."""
    found = RuleSetting.objects.in_force().filter(organisation=organisation).first()
    return found or RuleSetting(organisation=organisation, version=0, shape={})


def set_rules(
    organisation: Organisation, shape: Mapping[str, Any], started_from: int, *, by: User | None, note: str = ""
) -> RuleSetting:
    """Write the next version of an organisation's settings; the same settings again write none.

    ``started_from``: the version the person had before them. Raises ``Refused`` where the settings cannot be used or
    somebody else has changed them in the meantime.
    """
    if by is not None:
        require(by, Permission.MANAGE, organisation)
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Refused(f"说明请写在{LONGEST_NOTE}字以内。")
    if shape.get("waived"):
        raise Refused("不予处理的问题在各份报告里逐条处理，不写在规则设置里。")
    try:
        rules = reportsrc.settle(reportsrc.RuleSet.from_shape(shape))
    except reportsrc.RuleSetError as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        now = settings_of(organisation)
        if now.version != started_from:
            who = now.by.name if now.by else "他人"
            raise Refused(f"{who}刚刚改过这里的设置（第{now.version}版），请看过新的设置后再改。")
        if now.shape == rules.shape():
            return now
        RuleSetting.objects.filter(pk=now.pk).update(current=False)
        made = RuleSetting.objects.create(
            organisation=organisation, version=now.version + 1, shape=rules.shape(), note=note, by=by
        )
        detail = f"规则设置第{made.version}版" + (f"：{note}" if note else "")
        changes = {"version": (now.version or "", made.version), **_differences(now.shape, made.shape)}
        activity.record(by, "rules-set", detail, organisation=organisation, subject="rules", changes=changes)
    return made


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> activity.Changes:
    """The settings that differ, each by its section and key."""

    def flat(shape: Mapping[str, Any]) -> dict[str, str]:
        return {
            f"{section}.{key}": json.dumps(value, ensure_ascii=False)[:LONGEST_CHANGE]
            for section, content in shape.items()
            if isinstance(content, Mapping)
            for key, value in content.items()
        }

    before, after = flat(old), flat(new)
    return {key: (before.get(key), after.get(key)) for key in sorted({*before, *after})}


def put_row(
    organisation: Organisation, name: str, row: Mapping[str, Any], started_from: int, *, by: User
) -> RuleSetting:
    """Add a row to one of the lists, in the place of the organisation's own row of the same key if there is one."""
    terms = _local_list(name)
    shape = dict(settings_of(organisation).shape)
    key = row.get(terms.key)
    kept = [one for one in shape.get("lists", {}).get(name, []) if one.get(terms.key) != key]
    shape["lists"] = {**shape.get("lists", {}), name: [*kept, dict(row)]}
    deed = "停用" if row.get("off") else "写入"
    return set_rules(organisation, shape, started_from, by=by, note=f"{terms.title}：{deed}“{key}”")


def take_row_out(organisation: Organisation, name: str, key: str, started_from: int, *, by: User) -> RuleSetting:
    """Take the organisation's own row out again: what stands above it or was shipped counts as before."""
    terms = _local_list(name)
    shape = dict(settings_of(organisation).shape)
    kept = [one for one in shape.get("lists", {}).get(name, []) if one.get(terms.key) != key]
    shape["lists"] = {**shape.get("lists", {}), name: kept}
    return set_rules(organisation, shape, started_from, by=by, note=f"{terms.title}：去掉“{key}”")


def _local_list(name: str) -> reportsrc.TermList:
    terms = reportsrc.term_lists().get(name)
    if terms is None or not terms.local:
        raise Refused("没有可以自己维护的这个表。")
    return terms
