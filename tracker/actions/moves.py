"""Moving an item among its neighbours: what would change is computed first, shown, and taken only when confirmed.

Numbers and closing marks stay with the place and not with the words: the item that becomes 一是 takes the first
marker, the one that becomes last takes the last one's closing mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from tracker.actions import activity, readings
from tracker.actions.entries import touch, write
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Conflict, Refused
from tracker.models import Entry, User
from tracker.models.entries import Deed, EntryKind

CLOSING = re.compile(r"[。；;.]$")
"""What an item ends in."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as it stands and as it would read at its new place."""

    entry: Entry
    text: str

    @property
    def altered(self) -> bool:
        """True if its words change, not only its place."""
        return self.entry.text != self.text


def _neighbours(entry: Entry) -> list[Entry]:
    """The unbroken run of items around an entry: between two headings, intros or closings of its part."""
    standing = list(entry.report.entries.standing().filter(part=entry.part).select_related("part"))
    at = next((i for i, one in enumerate(standing) if one.pk == entry.pk), None)
    if at is None:
        raise Refused("这一条已被删除或移走。")
    first = last = at
    while first > 0 and standing[first - 1].kind == EntryKind.ITEM:
        first -= 1
    while last + 1 < len(standing) and standing[last + 1].kind == EntryKind.ITEM:
        last += 1
    return standing[first : last + 1]


def dress(text: str, old_marker: str, marker: str, closing: str) -> str:
    """A text as it reads at another place: with that place's marker, and its closing mark if one is given."""
    body = text[len(old_marker) :] if old_marker and text.startswith(old_marker) else text
    if old_marker and marker:
        text = marker + body
    if closing and CLOSING.search(text):
        text = CLOSING.sub(closing, text)
    return text


def plan_move(entry: Entry, by_places: int) -> list[Change]:
    """The run of items as it would read after moving ``entry`` by so many places (negative: up). Writes nothing."""
    if entry.kind != EntryKind.ITEM:
        raise Refused("只能移动条目。")
    run = _neighbours(entry)
    at = next(i for i, one in enumerate(run) if one.pk == entry.pk)
    to = at + by_places
    if not 0 <= to < len(run):
        raise Refused("已经在这一组条目的最前面。" if by_places < 0 else "已经在这一组条目的最后面。")
    order = [*run]
    order.insert(to, order.pop(at))
    marks = [m.group() if (m := CLOSING.search(one.text)) else "" for one in run]
    return [
        Change(one, dress(one.text, one.marker, place.marker, mark))
        for one, place, mark in zip(order, run, marks, strict=True)
    ]


def move_entry(entry: Entry, by_places: int, versions: Sequence[tuple[int, int]], *, by: User) -> list[Entry]:
    """Take a move that was shown. ``versions``: (entry id, version) of the run as shown, in its new order.

    Raises ``Conflict`` if any of them changed since.
    """
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        entry = Entry.objects.select_related("part", "report").get(pk=entry.pk)
        places = sorted(_neighbours(entry), key=lambda one: one.position)
        changes = plan_move(entry, by_places)
        if [(c.entry.pk, c.entry.version) for c in changes] != list(versions):
            raise Conflict(entry, entry.text)
        slots = [(one.position, one.separator) for one in places]
        moved = []
        for change, (position, separator) in zip(changes, slots, strict=True):
            if change.entry.position != position:
                Entry.objects.filter(pk=change.entry.pk).update(position=position, separator=separator)
            if change.altered or change.entry.pk == entry.pk:
                moved.append(write(change.entry, change.text, Deed.MOVED, by=by))
        touch(report, [entry.part], by=by)
        readings.read_entries(moved, {entry.part.pk: entry.part} if entry.part else {}, report.standard)
        activity.record(by, "entry-moved", f"移动：{entry.text[:30]}", report=report, subject=f"entry:{entry.pk}")
    return moved
