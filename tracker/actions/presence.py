"""Saying that one is in a part. Not a deed: it is not on record and soon forgotten."""

from __future__ import annotations

import datetime

from django.utils import timezone

from tracker.actions.refusal import require
from tracker.models import PartDraft, Presence, User
from tracker.roles import Permission

_OFTEN = datetime.timedelta(seconds=10)
_FORGOTTEN = datetime.timedelta(hours=1)


def seen(part: PartDraft, *, by: User, writes: bool = False) -> list[Presence]:
    """Note that a person has a part open; returns who else has it open now."""
    require(by, Permission.VIEW, part.report.organisation)
    now = timezone.now()
    mine = Presence.objects.filter(part=part, user=by).first()
    if mine is None or mine.writes != writes or now - mine.seen_at > _OFTEN:
        _, made = Presence.objects.update_or_create(part=part, user=by, defaults={"seen_at": now, "writes": writes})
        if made:
            Presence.objects.filter(seen_at__lt=now - _FORGOTTEN).delete()
    return list(Presence.objects.now().filter(part=part).exclude(user=by))
