"""Writing a report from what the organisations below handed in: take an entry over, follow its source's changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction

import reportsrc
from tracker.actions import activity, entries
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused
from tracker.models import Entry, EntryLink, PartDraft, User
from tracker.models.compilation import contributors
from tracker.models.entries import EntryKind
from tracker.models.links import LinkKind

_DIGITS = "零一二三四五六七八九十"
_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _DIGITS[number]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _number_of(words: str) -> int:
    if words.isdecimal():
        return int(words)
    head, ten, tail = words.rpartition("十")
    if not ten:
        return max(_DIGITS.find(words), 0)
    return (_DIGITS.find(head) if head else 1) * 10 + (_DIGITS.find(tail) if tail else 0)


def numbered(marker: str, number: int = 0) -> str:
    """A marker in the same style with this number (0: the one that follows, 一是 → 二是); unchanged if it holds none."""
    found = _NUMBER.search(marker)
    if found is None:
        return marker
    number = number or _number_of(found.group()) + 1
    if not 0 < number < 100:
        return marker
    words = str(number) if found.group().isdecimal() else _chinese(number)
    return marker[: found.start()] + words + marker[found.end() :]


def _at_place(source: Entry, after: Entry | None) -> str:
    """The source's words with the marker of the place behind ``after``: the next number, or the first of a list."""
    body = source.text[len(source.marker) :].lstrip() if source.marker else source.text
    if after is None or after.kind != EntryKind.ITEM:
        return numbered(source.marker, 1) + body
    return numbered(after.marker) + body


def _end_of_section(part: PartDraft, heading: Entry | None) -> Entry | None:
    """The last entry of a section of the part, or of the whole part where no section is named."""
    standing = list(part.entries.standing())
    if heading is None:
        return standing[-1] if standing else None
    at = next((n for n, one in enumerate(standing) if one.pk == heading.pk), None)
    if at is None:
        raise Refused("选定的小节已不在本部分，请重新选择。")
    last = standing[at]
    for one in standing[at + 1 :]:
        if one.kind == EntryKind.HEADING:
            break
        last = one
    return last


def take_over(part: PartDraft, sources: Sequence[Entry], *, by: User, section: Entry | None = None) -> list[Entry]:
    """Copy entries that organisations below handed in to the end of a part, or of one of its sections.

    Each goes on in the numbering of its new place and stays linked to its source and the version taken. What was
    taken already is passed over.
    """
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        readable = [one.pk for one in contributors(report, by).reported]
        wanted = {one.pk: number for number, one in enumerate(sources)}
        taken = EntryLink.objects.standing().taken().filter(entry__report=report, source__in=wanted)
        found = Entry.objects.filter(pk__in=wanted, report__in=readable, removed=False, kind=EntryKind.ITEM)
        chosen = sorted(
            found.exclude(pk__in=taken.values("source_id")).select_related("report"), key=lambda one: wanted[one.pk]
        )
        if not chosen:
            raise Refused("请先勾选要采用的条目。")
        after = _end_of_section(part, section)
        made = []
        for source in chosen:
            after = entries.add_entry(part, _at_place(source, after), by=by, after=after)
            EntryLink.objects.create(
                entry=after, source=source, kind=LinkKind.TAKEN, source_version=source.version, by=by
            )
            made.append(after)
        names = "、".join(dict.fromkeys(one.report.organisation_name for one in chosen))
        activity.record(by, "entries-taken", f"{part.name}：采用{names}{len(made)}条", report=report)
    return made


def _foreign(link: EntryLink) -> None:
    if link.kind != LinkKind.TAKEN:
        raise Refused("这一条没有来源。")


def take_new_wording(link: EntryLink, base: int, *, by: User) -> Entry:
    """Put the source's words of today in the place of what was taken, under the own number; every version stays.

    ``base``: the version of the own entry that was shown. Raises ``Conflict`` if it was changed since.
    """
    _foreign(link)
    with transaction.atomic():
        report = locked(link.entry.report)
        require_editable(report, by)
        source = Entry.objects.get(pk=link.source_id)
        if source.removed:
            raise Refused("来源单位已删去这一条，没有新的文字。")
        own = Entry.objects.select_related("report", "part").get(pk=link.entry_id)
        marker = reportsrc.marker_of(source.text)
        text = own.marker + source.text[len(marker) :].lstrip() if own.marker else source.text
        saved = entries.save_entry(own, text, base, by=by)
        EntryLink.objects.filter(pk=link.pk).update(source_version=source.version)
        activity.record(by, "source-followed", f"采用来源的新文字：{text[:30]}", report=report)
    return saved


def keep_wording(link: EntryLink, *, by: User) -> None:
    """Leave the own words as they are: the source's change was seen."""
    _foreign(link)
    with transaction.atomic():
        report = locked(link.entry.report)
        require_editable(report, by)
        version = Entry.objects.values_list("version", flat=True).get(pk=link.source_id)
        EntryLink.objects.filter(pk=link.pk).update(source_version=version)
        activity.record(by, "source-seen", f"来源已修改，保留原文字：{link.entry.text[:30]}", report=report)
