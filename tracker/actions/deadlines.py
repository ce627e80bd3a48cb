"""Filing the events the rules ask for, and revoking them: none is ever deleted."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from tracker.actions import activity
from tracker.actions.locking import locked
from tracker.actions.refusal import Denied, Refused, require
from tracker.models import Filing, Report, Scan, User
from tracker.models.calendar import today
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.roles import Permission
from tracker.workflow import Status

MOST_SCAN_BYTES = 10 * 1024 * 1024
_SCANS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""The kinds of scan that are kept, by how they begin."""

_UNDONE_BY_REOPENING = (FilingKind.SIGNATURE, FilingKind.REPORT, FilingKind.OVERRIDE, FilingKind.PUBLICATION)
_STRIKABLE: dict[str, frozenset[Status]] = {
    FilingKind.APPROVAL: frozenset({Status.DRAFTING, Status.RETURNED}),
    FilingKind.SIGNATURE: frozenset({Status.PASSED}),
    FilingKind.REPORT: frozenset({Status.SIGNED}),
    FilingKind.SECRECY_REVIEW: frozenset(
        {Status.DRAFTING, Status.RETURNED, Status.PASSED, Status.SIGNED, Status.FILED}
    ),
    FilingKind.OVERRIDE: frozenset({Status.FILED}),
}
"""While a report stands where an event was recorded, a wrong record can be struck; later it must be reopened."""


def check_date(report: Report, name: str, on: datetime.date) -> None:
    """Raise ``Refused`` on a date in the future or before the reported year."""
    if on > today():
        raise Refused(f"{name}日期{on:%Y-%m-%d}还没有到。")
    if on.year < report.year:
        raise Refused(f"{name}日期{on:%Y-%m-%d}早于报告年度。")


def file_event(
    report: Report, kind: FilingKind, on: datetime.date, *, by: User, party: str = "", address: str = "", **more: Any
) -> Filing:
    """File one event with its date, bound to the text as it stands. The caller has checked the permission of the step.

    ``more``: other fields of the Filing. Raises ``Refused`` on a date in the future or before the reported year.
    """
    with translation.override(settings.LANGUAGE_CODE):  # what is said and recorded stays Chinese
        name = str(kind.label)
    check_date(report, name, on)
    with transaction.atomic():
        filing = Filing.objects.create(
            report=report,
            kind=kind,
            on=on,
            party=party.strip()[:200],
            address=address.strip()[:500],
            text_sha256=compose(report).sha256,
            recorded_by=by,
            **more,
        )
        activity.record(by, "event-filed", _said(filing, name), report=report)
    return filing


def _said(filing: Filing, name: str) -> str:
    what = filing.label if filing.label and filing.label != name else ""
    words = f"{name} {what} {filing.on:%Y-%m-%d} {filing.party}{filing.post and f'（{filing.post}）'}"
    words += "，不需报送" if filing.excused else ""
    words += "，代为登记" if filing.on_behalf else ""
    return " ".join(words.split()) + (f"：{filing.reason}" if filing.reason else "")


def keep_scan(report: Report, name: str, content: bytes, *, by: User) -> Scan:
    """Keep a scanned paper: a PDF, PNG or JPEG by its content, at most 10 MB. The caller has checked the permission."""
    if not content:
        raise Refused("扫描件是空的。")
    if len(content) > MOST_SCAN_BYTES:
        raise Refused("扫描件超过10 MB，请压缩后再上传。")
    kind = next((kind for start, kind in _SCANS.items() if content.startswith(start)), None)
    if kind is None:
        raise Refused("扫描件只能是PDF、PNG或JPEG。")
    return Scan.objects.create(
        report=report,
        name=name.replace("\\", "/").rsplit("/", 1)[-1][:255] or "scan",
        content=content,
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_by=by,
    )


def revoke(filings: Iterable[Filing], why: str, *, by: User | None) -> list[Filing]:
    """Revoke these: they count no more, and stay with when, by whom and why. One line of the record names them all."""
    found = list(filings)
    if not found:
        return []
    now = timezone.now()
    with transaction.atomic():
        for one in found:
            one.revoked_at, one.revoked_by, one.revoked_why = now, by, why[:2000]
        Filing.objects.bulk_update(found, ["revoked_at", "revoked_by", "revoked_why"])
        with translation.override(settings.LANGUAGE_CODE):
            names = "、".join(one.label or one.get_kind_display() for one in found)
        activity.record(by, "filings-revoked", f"失效：{names}（{why}）", report=found[0].report)
    return found


def revoke_outdated(report: Report, *, by: User | None) -> list[Filing]:
    """Revoke what was done to another text than the one that stands now (one query if there is nothing)."""
    standing = list(report.filings.standing().select_related("report__organisation"))
    if not standing:
        return []
    sha256 = compose(report).sha256
    return revoke([one for one in standing if one.text_sha256 != sha256], "文字有改动", by=by)


def revoke_by_reopening(report: Report, reason: str, *, by: User) -> list[Filing]:
    """Revoke what followed the review: it must happen again once the report was reviewed again."""
    found = report.filings.standing().filter(kind__in=_UNDONE_BY_REOPENING).select_related("report__organisation")
    return revoke(found, f"重新打开：{reason}", by=by)


def may_strike(filing: Filing, by: User) -> bool:
    """True if this person may strike this record now: who recorded it or may file, while the report has not moved on."""
    report = filing.report
    if filing.revoked_at is not None or report.status not in _STRIKABLE.get(filing.kind, ()):
        return False
    return by.pk == filing.recorded_by_id or by.can(Permission.FILE, report.organisation)


def strike(filing: Filing, reason: str, *, by: User) -> Filing:
    """Revoke one wrong record, with the reason, so that it can be made again."""
    with transaction.atomic():
        report = locked(filing.report)
        filing = Filing.objects.select_related("report__organisation", "report__cycle").get(pk=filing.pk)
        if by.pk != filing.recorded_by_id:
            require(by, Permission.FILE, report.organisation)
        elif not by.can(Permission.VIEW, report.organisation):
            raise Denied(f"您没有在“{report.organisation.label}”进行此操作的权限。")
        if filing.revoked_at is not None:
            raise Refused("这条登记已经失效。")
        if not may_strike(filing, by):
            raise Refused(f"报告现在是“{report.status_label}”，这条登记不能撤销。需要更正时，请先重新打开报告。")
        if not reason.strip():
            raise Refused("撤销登记需要写明理由。")
        revoke([filing], f"登记有误：{reason.strip()}", by=by)
    return filing
