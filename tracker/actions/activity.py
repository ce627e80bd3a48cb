"""The record of deeds. Where a request came from is set by the middleware for the time of the request.

Every line is sealed to the one before it, so adding one holds the end of the chain until the deed's transaction ends:
record last, and in a deed on several reports lock them all before the first line.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar

from django.db import transaction
from django.utils import timezone

from tracker.models import Activity, ActivityHead, Organisation, Report, User
from tracker.models.activity import digest_of

ADDRESS: ContextVar[str] = ContextVar("address", default="")
MOMENT: ContextVar[datetime.datetime | None] = ContextVar("moment", default=None)
"""When the deeds happen, if not now: the demonstration plays last year's."""

REFUSALS = ("denied", "refused", "log-in-failed", "token-refused")
"""The deeds that tell of something that was not done."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Changes = Mapping[str, tuple[object, object]]


def record(
    by: User | None,
    deed: str,
    detail: str = "",
    *,
    report: Report | None = None,
    organisation: Organisation | None = None,
    subject: str = "",
    changes: Changes | None = None,
) -> Activity:
    """Append one line; call it inside the transaction of the deed it tells of.

    ``changes``: what was altered, each with its value before and after; what stayed the same is left out. What a stand-in
    does is theirs, and says for whom: 代某某.
    """
    line = Activity(
        by=by,
        organisation=organisation or (report.organisation if report else None),
        report=report,
        deed=deed,
        detail=_words(_for_whom(by) + detail),
        address=ADDRESS.get(),
        subject=subject,
        changes={
            key: [_words(old), _words(new)] for key, (old, new) in (changes or {}).items() if _words(old) != _words(new)
        },
        at=MOMENT.get() or timezone.now(),
    )
    with transaction.atomic(savepoint=False):
        head, _ = ActivityHead.objects.select_for_update().get_or_create(pk=1)
        line.number, line.previous = head.number + 1, head.digest
        line.digest = digest_of(line.said(), line.previous)
        line.save(force_insert=True)
        ActivityHead.objects.filter(pk=1).update(number=line.number, digest=line.digest)
    return line


def record_many(by: User | None, deed: str, lines: Iterable[tuple[Organisation | None, Report | None, str]]) -> None:
    """Append many lines of one deed, each (organisation, report, detail), under one lock of the head."""
    made = [
        Activity(by=by, organisation=organisation or (report.organisation if report else None), report=report,
                 deed=deed, detail=_words(_for_whom(by) + detail), address=ADDRESS.get(), at=MOMENT.get() or timezone.now())
        for organisation, report, detail in lines
    ]  # fmt: skip
    with transaction.atomic(savepoint=False):
        head, _ = ActivityHead.objects.select_for_update().get_or_create(pk=1)
        number, digest = head.number, head.digest
        for line in made:
            number += 1
            line.number, line.previous = number, digest
            digest = line.digest = digest_of(line.said(), line.previous)
        Activity.objects.bulk_create(made)
        ActivityHead.objects.filter(pk=1).update(number=number, digest=digest)


def _for_whom(by: User | None) -> str:
    giver = getattr(by, "acting_for", None)
    return f"代{giver.name}：" if giver else ""


def _words(value: object) -> str:
    """A value as the record keeps it: what no database can hold is taken out."""
    if value is None or value is False:
        return ""
    return "是" if value is True else _UNFIT.sub("", str(value))


def record_refusal(by: User, attempt: str, sentence: str, *, denied: bool, at: Organisation | None = None) -> Activity:
    """Append that a person was refused: by permission (``denied``) or by the state of things. ``attempt``: how and what
    address. It stands in the record of the organisation concerned where that is known, else of the person's own."""
    own = by.memberships_today or list(by.memberships.select_related("organisation")[:1])
    organisation = at or (own[0].organisation if own else None)
    by.acting_for = None
    detail = f"{attempt[:300]}　{sentence[:300]}"
    return record(by, "denied" if denied else "refused", detail, organisation=organisation)


def record_log_in(user: User | None, deed: str, tried: str = "") -> Activity:
    """Append that a person logged in or out, or that somebody unknown ``tried`` a name (``user``: whose it is)."""
    own = list(user.memberships.select_related("organisation")[:1]) if user else []
    organisation = own[0].organisation if own else None
    return record(None if tried else user, deed, f"用户名：{tried[:150]}" if tried else "", organisation=organisation)


def record_export(by: User, file: str) -> Activity:
    """Append that a person took a file of what they may see."""
    own = by.memberships_today
    by.acting_for = None
    return record(by, "exported", file[:500], organisation=own[0].organisation if own else None)
