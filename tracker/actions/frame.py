"""What stands around the parts of a report: title, addressee, preamble, signature."""

from __future__ import annotations

from django.db import transaction

from tracker.actions import activity
from tracker.actions.entries import check_text, make_room, touch
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused
from tracker.models import Entry, EntryVersion, Report, User
from tracker.models.entries import Deed, EntryKind

ORDER = (EntryKind.HEADER, EntryKind.TITLE, EntryKind.ADDRESSEE, EntryKind.PREAMBLE)
"""The kinds before the first part, in the order they are printed."""

KINDS = (EntryKind.TITLE, EntryKind.ADDRESSEE, EntryKind.PREAMBLE, EntryKind.SIGNATURE)
"""The kinds a person may add."""


def _position(report: Report, kind: EntryKind) -> int:
    """Where an entry of this kind belongs: after the last of its kind or of one before it; a signature at the end."""
    found = report.entries.order_by("-position")
    if kind != EntryKind.SIGNATURE:
        found = found.filter(part=None, kind__in=ORDER[: ORDER.index(kind) + 1])
    last = found.values_list("position", flat=True).first()
    return 1 if last is None else last + 1


def add_frame_entry(report: Report, kind: EntryKind, text: str, *, by: User) -> Entry:
    """Add a title, addressee, preamble or signature where it belongs. Raises ``Refused`` on anything else."""
    if kind not in KINDS:
        raise Refused("这里只能添加标题、主送机关、引言和落款。")
    check_text(text)
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        position = _position(report, kind)
        first = not report.entries.filter(removed=False, position__lt=position).exists()
        following = report.entries.standing().filter(position__gte=position).first()
        make_room(report, position)
        if first and following is not None and not following.separator:
            Entry.objects.filter(pk=following.pk).update(separator="\n\n")
        entry = Entry.objects.create(
            report=report,
            kind=kind,
            text=text,
            separator="" if first else "\n\n",
            position=position,
            changed_by=by,
        )
        EntryVersion.objects.create(entry=entry, version=1, text=text, deed=Deed.ADDED, by=by)
        touch(report, [], by=by)
        activity.record(
            by, "entry-added", f"{kind.label}：新增“{text[:30]}”", report=report, subject=f"entry:{entry.pk}"
        )
    return entry
