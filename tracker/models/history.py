"""What happened to a part, deed by deed, and what it was at any moment."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tracker.models.accounts import User
from tracker.models.entries import Deed, Entry, EntryVersion
from tracker.models.reports import PartDraft

SHOWN = 300
"""The most versions of one part that are shown at once."""
_ONE_DEED = datetime.timedelta(seconds=5)
_ONE_SITTING = datetime.timedelta(minutes=10)


@dataclass(slots=True)
class PartEvent:
    """One deed on a part, or one person's saves of one entry in one sitting: the moment after it (``last``, the key of
    its last version), and what it did to each entry."""

    last: int
    at: datetime.datetime
    by: User | None
    deed: str
    label: str
    rows: dict[int, tuple[Entry, str, str]]
    oldest: datetime.datetime
    saves: int = 1

    def in_order(self) -> list[tuple[Entry, str, str]]:
        """What it did to each entry (before, after), in the order of the text."""
        return sorted(self.rows.values(), key=lambda row: (row[0].position, row[0].pk))

    def takes_in(self, one: EntryVersion) -> bool:
        """True if an earlier version belongs to the same deed or sitting."""
        if (one.by_id, one.deed) != (self.by.pk if self.by else None, self.deed):
            return False
        if one.deed == Deed.EDITED:
            return one.entry_id in self.rows and self.oldest - one.at <= _ONE_SITTING
        return self.oldest - one.at <= _ONE_DEED


def part_events(part: PartDraft) -> list[PartEvent]:
    """The deeds on a part's entries, newest first (one query)."""
    before = EntryVersion.objects.filter(entry=OuterRef("entry"), version=OuterRef("version") - 1)
    versions = (
        EntryVersion.objects.filter(entry__part=part)
        .annotate(earlier=Subquery(before.values("text")[:1]))
        .select_related("entry", "by")
        .order_by("-pk")[:SHOWN]
    )
    events: list[PartEvent] = []
    for one in versions:
        old, new = one.earlier or "", "" if one.removed or one.deed == Deed.REMOVED else one.text  # type: ignore[attr-defined]
        if one.deed == Deed.RESTORED and old == new:
            old = ""
        if events and events[-1].takes_in(one):
            event = events[-1]
            event.oldest, event.saves = one.at, event.saves + 1
            new = event.rows[one.entry_id][2] if one.entry_id in event.rows else new
            event.rows[one.entry_id] = (one.entry, old, new)
        else:
            rows = {one.entry_id: (one.entry, old, new)}
            events.append(PartEvent(one.pk, one.at, one.by, one.deed, one.get_deed_display(), rows, one.at))
    return events


@dataclass(frozen=True, slots=True)
class Return:
    """An entry that is not as it was: its text now and then, empty where it is not in the text."""

    entry: Entry
    now: str
    then: str


def returns(part: PartDraft, moment: int) -> list[Return]:
    """What would change if a part's entries read as they did after the version with this key (two queries).

    The order stays as it is now, and so does what was moved to another part since.
    """
    latest = EntryVersion.objects.filter(entry=OuterRef("pk"), pk__lte=moment).order_by("-pk").values("pk")[:1]
    entries = list(Entry.objects.filter(part=part).annotate(then=Subquery(latest)).order_by("position", "pk"))
    versions = EntryVersion.objects.in_bulk([one.then for one in entries if one.then])  # type: ignore[attr-defined]
    found = []
    for entry in entries:
        version = versions.get(entry.then)  # type: ignore[attr-defined]
        gone = version is None or version.removed or version.deed == Deed.REMOVED
        then, now = "" if gone or version is None else version.text, "" if entry.removed else entry.text
        if then != now:
            found.append(Return(entry, now, then))
    return found


def moment_of(part: PartDraft, key: int) -> EntryVersion | None:
    """The version with this key if it belongs to the part's report."""
    return EntryVersion.objects.filter(pk=key, entry__report=part.report_id).first()
