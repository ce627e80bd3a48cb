"""Bringing in editions of standards: a dry run is kept as a draft, shown, then published or thrown away."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

import reportsrc
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.models import Organisation, StoredStandard, User
from tracker.models.standards import built, load_standard
from tracker.roles import Permission

MOST_TITLE = 120


def draft_standard(
    organisation: Organisation,
    data: Mapping[str, Any],
    *,
    by: User,
    base_key: str = "",
    title: str = "",
    source_name: str = "",
) -> StoredStandard:
    """Keep what a file says as a draft of an edition; nothing uses it before it is published.

    ``base_key`` empty: ``data`` is a whole standard, else requirements to be added to that edition. Raises ``Refused``
    with the place where the data does not hold together.
    """
    require(by, Permission.RUN_CYCLE, organisation)
    title = (title or str(data.get("title") or "")).strip()
    if not title:
        raise Refused("请填写标准的名称。")
    if len(title) > MOST_TITLE:
        raise Refused(f"名称有{len(title)}个字符，超过上限{MOST_TITLE}。")
    stem = base_key or str(data.get("key") or "standard")
    key = f"{stem[:40].rstrip('-')}-{secrets.token_hex(4)}"
    try:
        standard, misfits = built(key, title, base_key, data)
    except reportsrc.StandardError as error:
        raise Refused(f"标准不能用：{error}。") from error
    if len(standard.requirements) > reportsrc.MOST_REQUIREMENTS:
        raise Refused(f"要求有{len(standard.requirements)}条，超过上限{reportsrc.MOST_REQUIREMENTS}。")
    return StoredStandard.objects.create(
        key=key,
        title=title,
        organisation=organisation,
        base_key=base_key,
        data=dict(data),
        source_name=source_name[:255],
        misfits=[{"key": one.key, "text": one.text, "why": one.why} for one in misfits],
        made_by=by,
    )


def publish_standard(draft: StoredStandard, *, by: User) -> StoredStandard:
    """Put a draft into use for its organisation and those below; it is never edited after."""
    with transaction.atomic():
        found = StoredStandard.objects.select_for_update().select_related("organisation").get(pk=draft.pk)
        require(by, Permission.RUN_CYCLE, found.organisation)
        if found.published_at is not None:
            raise Refused("这个标准已经发布。")
        if found.base_key and not _fitting(found):
            raise Refused("没有一条新增的要求能用，不必发布。")
        found.published_at = timezone.now()
        found.save(update_fields=["published_at"])
        activity.record(
            by, "standard-published", f"发布标准：{found.title}（{found.key}）", organisation=found.organisation
        )
    return found


def _fitting(draft: StoredStandard) -> int:
    return len(draft.data.get("requirement", [])) - len(draft.misfits)


def discard_standard(draft: StoredStandard, *, by: User) -> None:
    """Throw a draft away; a published edition stays."""
    require(by, Permission.RUN_CYCLE, draft.organisation)
    if not StoredStandard.objects.filter(pk=draft.pk, published_at=None).delete()[0]:
        raise Refused("已经发布的标准不能删除。")


def carry_additions(kept: StoredStandard, base_key: str, *, by: User) -> StoredStandard:
    """A draft of the additions of one edition laid over another one, with what no longer fits listed."""
    if not kept.base_key:
        raise Refused("这个标准不是在别的标准上新增的。")
    if base_key == kept.base_key:
        raise Refused("新增的要求已经在这一版标准上。")
    try:
        base = load_standard(base_key)
    except reportsrc.StandardError as error:
        raise Refused(str(error)) from error
    old = load_standard(kept.base_key)
    if base.document_kind != old.document_kind:
        raise Refused(f"“{base.title}”是另一种报告的标准。")
    return draft_standard(
        kept.organisation, kept.data, by=by, base_key=base_key, title=kept.title, source_name=kept.source_name
    )
