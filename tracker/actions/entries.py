"""Deeds on entries: save, add, remove, put back, split, merge, reclassify. Moving stands in ``moves``.

Every change writes its EntryVersion in the transaction of the compare-and-swap on the version, lets the part's
declaration fall, and starts the report.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import reportsrc
from tracker.actions import activity, comments, deadlines, readings
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Conflict, Refused
from tracker.models import Entry, EntryVersion, PartDraft, Report, User
from tracker.models.entries import CONTROL, MAX_CHARACTERS, Deed, EntryKind
from tracker.workflow import Status

MAX_PASTE = 100_000
"""The longest text that may be pasted at once, in code points."""


def check_text(text: str) -> None:
    """Raise ``Refused`` unless ``text`` can be an entry: not blank, at most 20,000 characters, no control characters."""
    if not text.strip():
        raise Refused("这一条没有文字。要去掉它，请用“删除”。")
    if len(text) > MAX_CHARACTERS:
        raise Refused(f"这一条有{len(text)}个字符，超过上限{MAX_CHARACTERS}。请拆成几条。")
    if found := CONTROL.search(text):
        raise Refused(f"第{found.start() + 1}个字符是看不见的控制字符，请删去后再保存。")


def check_paste(text: str) -> None:
    """Raise ``Refused`` unless a pasted text can be split: not blank, at most 100,000 characters, no control ones."""
    if not text.strip():
        raise Refused("请先粘贴文字。")
    if len(text) > MAX_PASTE:
        raise Refused(f"粘贴的文字有{len(text)}个字符，超过上限{MAX_PASTE}。请分几次粘贴。")
    if found := CONTROL.search(text):
        raise Refused(f"第{found.start() + 1}个字符是看不见的控制字符，请删去后再试。")


def touch(report: Report, parts: Sequence[PartDraft | None], *, by: User | None = None) -> None:
    """Note that a report's text changed: it is being drafted, the parts' declarations fall (ask again), and what was
    approved or signed of the old text counts no more. Call it after the entries were written."""
    keys = [part.pk for part in parts if part is not None]
    PartDraft.objects.filter(pk__in=keys).update(started=True, declared_done=False, declared_by=None, declared_at=None)
    if report.status == Status.NOT_STARTED:
        Report.objects.filter(pk=report.pk).update(status=Status.DRAFTING, status_since=timezone.now())
        changes = {"status": (Status.NOT_STARTED, Status.DRAFTING)}
        activity.record(by, "drafting-began", "开始起草", report=report, changes=changes)
    deadlines.revoke_outdated(report, by=by)


def write(entry: Entry, text: str, deed: Deed, *, by: User, base: int | None = None, removed: bool = False) -> Entry:
    """Compare-and-swap an entry's text and append the version; the caller holds the report's lock.

    ``base``: the version the person started from (None: the row as it was just read). Raises ``Conflict``.
    """
    base = entry.version if base is None else base
    swapped = Entry.objects.filter(pk=entry.pk, version=base).update(
        text=text,
        marker=reportsrc.marker_of(text) if entry.kind in ("item", "heading") else "",
        removed=removed,
        version=F("version") + 1,
        changed_by=by,
        changed_at=timezone.now(),
    )
    current = Entry.objects.select_related("changed_by", "part__report__cycle", "report").get(pk=entry.pk)
    if not swapped:
        raise Conflict(current, text, base)
    EntryVersion.objects.create(entry=current, version=current.version, text=text, deed=deed, removed=removed, by=by)
    return current


def _parts(report: Report) -> dict[int, PartDraft]:
    return {part.pk: part for part in report.parts.all()}


def save_entry(entry: Entry, text: str, base: int, *, by: User, deed: Deed = Deed.EDITED) -> Entry:
    """Save an entry's text as typed. ``base`` is the version it was typed over; nothing changes if the text is the same.

    Raises ``Conflict`` with both texts if somebody saved in the meantime, ``Refused`` on text that cannot be taken.
    """
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("changed_by", "part").get(pk=entry.pk)
        if current.removed:
            raise Refused("这一条已被删除。您的文字没有丢失：请复制后恢复该条，再保存。")
        if current.text == text:
            return current
        check_text(text)
        saved = write(current, text, deed, by=by, base=base)
        touch(report, [saved.part], by=by)
        readings.read_entries([saved], _parts(report), report.standard)
        activity.record(
            by,
            "entry-saved",
            f"修改：{text[:30]}",
            report=report,
            subject=f"entry:{saved.pk}",
            changes={"version": (saved.version - 1, saved.version)},
        )
    return saved


def restore_version(entry: Entry, version: int, base: int, *, by: User) -> Entry:
    """Make an earlier version's text the newest one (the versions between stay)."""
    earlier = entry.versions.filter(version=version).first()
    if earlier is None:
        raise Refused("没有这个版本。")
    if entry.removed:
        put_back(entry, by=by)
        entry.refresh_from_db()
        base = entry.version
    return save_entry(entry, earlier.text, base, by=by, deed=Deed.RESTORED)


def make_room(report: Report, position: int, count: int = 1) -> None:
    """Shift every entry from ``position`` on by ``count``; the caller holds the report's lock."""
    Entry.objects.filter(report=report, position__gte=position).update(position=F("position") + count)


def _end_of(report: Report, part: PartDraft) -> int:
    """The position after a part's last entry, removed ones included; for an empty part, where it belongs by order."""
    last = Entry.objects.filter(part=part).order_by("-position").first()
    if last is None:
        before = Entry.objects.filter(report=report, part__position__lt=part.position).order_by("-position").first()
        if before is None:
            before = (
                Entry.objects.filter(report=report, kind__in=["header", "title", "addressee", "preamble"])
                .order_by("-position")
                .first()
            )
        return before.position + 1 if before else 1
    return last.position + 1


def open_heading(report: Report, part: PartDraft, *, by: User) -> None:
    """Give an empty part its heading, in the standard's words and with the next number; no-op if it has one."""
    if Entry.objects.filter(part=part, kind=EntryKind.HEADING, level=1, removed=False).exists():
        return
    required = report.standard.part(part.role)
    words = required.heading.format(year=report.year + required.year_offset) if required else part.name
    number = 1 + sum(
        1
        for other in report.parts.filter(position__lt=part.position)
        if Entry.objects.filter(part=other, level=1, removed=False).exists()
    )
    marker = f"{'一二三四五六七八九十'[min(number, 10) - 1]}、"
    position = _end_of(report, part)
    make_room(report, position)
    first = not report.entries.filter(removed=False, position__lt=position).exists()
    heading = Entry.objects.create(
        report=report,
        part=part,
        kind=EntryKind.HEADING,
        level=1,
        marker=marker,
        text=marker + words,
        separator="" if first else "\n\n",
        position=position,
        changed_by=by,
    )
    EntryVersion.objects.create(entry=heading, version=1, text=heading.text, deed=Deed.ADDED, by=by)


def add_passages(
    part: PartDraft, text: str, passages: Sequence[reportsrc.Passage], *, by: User, replace: bool = False
) -> list[Entry]:
    """Append a split text to a part as entries, after those it has. ``passages`` slice ``text`` in order.

    A heading of level 1 among them replaces none: it is taken only where the part has no heading yet. With ``replace``
    what stood below the heading is removed first (its versions stay).
    """
    for passage in passages:
        check_text(passage.span.of(text))
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        part = PartDraft.objects.select_related("report__cycle").get(pk=part.pk)
        has_heading = part.entries.filter(kind=EntryKind.HEADING, level=1, removed=False).exists()
        if replace:
            for old in part.entries.standing().exclude(kind=EntryKind.HEADING, level=1):
                write(old, old.text, Deed.REMOVED, by=by, removed=True)
        if not has_heading and not any(p.kind == "heading" and p.level == 1 for p in passages):
            open_heading(report, part, by=by)
        wanted = [p for p in passages if not (has_heading and p.kind == "heading" and p.level == 1)]
        position = _end_of(report, part)
        make_room(report, position, len(wanted))
        entries, at = [], 0
        for number, passage in enumerate(wanted):
            gap = text[at : passage.span.start]
            separator = (gap if gap.isspace() or not gap else "\n") if number else "\n"
            entries.append(
                Entry(
                    report=report,
                    part=part,
                    kind=passage.kind.value,
                    level=passage.level,
                    marker=passage.marker,
                    text=passage.span.of(text),
                    separator=separator,
                    position=position + number,
                    changed_by=by,
                )
            )
            at = passage.span.end
        entries = Entry.objects.bulk_create(entries)
        EntryVersion.objects.bulk_create(
            EntryVersion(entry=e, version=1, text=e.text, deed=Deed.ADDED, by=by) for e in entries
        )
        touch(report, [part], by=by)
        readings.read_entries(entries, _parts(report), report.standard)
        activity.record(by, "entries-added", f"{part.name}：新增{len(entries)}条", report=report)
    return entries


def add_entry(part: PartDraft, text: str, *, by: User, after: Entry | None = None) -> Entry:
    """Add one item to a part: after a given entry of it, else at its end."""
    check_text(text)
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        open_heading(report, part, by=by)
        if after is not None:
            after = Entry.objects.filter(pk=after.pk, part=part).first()
        position = after.position + 1 if after else _end_of(report, part)
        make_room(report, position)
        entry = Entry.objects.create(
            report=report,
            part=part,
            kind=EntryKind.ITEM,
            marker=reportsrc.marker_of(text),
            text=text,
            separator="\n",
            position=position,
            changed_by=by,
        )
        EntryVersion.objects.create(entry=entry, version=1, text=text, deed=Deed.ADDED, by=by)
        touch(report, [part], by=by)
        readings.read_entries([entry], _parts(report), report.standard)
        activity.record(
            by, "entry-added", f"{part.name}：新增“{text[:30]}”", report=report, subject=f"entry:{entry.pk}"
        )
    return entry


def remove_entry(entry: Entry, base: int, *, by: User) -> Entry:
    """Take an entry out of the text. Its row and every version stay, and it can be put back."""
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        if current.removed:
            return current
        removed = write(current, current.text, Deed.REMOVED, by=by, base=base, removed=True)
        touch(report, [current.part], by=by)
        activity.record(by, "entry-removed", f"删除：{current.text[:30]}", report=report, subject=f"entry:{current.pk}")
    return removed


def put_back(entry: Entry, *, by: User) -> Entry:
    """Put a removed entry back where it stood."""
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        if not current.removed:
            return current
        back = write(current, current.text, Deed.RESTORED, by=by)
        touch(report, [current.part], by=by)
        readings.read_entries([back], _parts(report), report.standard)
        activity.record(
            by, "entry-restored", f"恢复：{current.text[:30]}", report=report, subject=f"entry:{current.pk}"
        )
    return back


def split_entry(entry: Entry, offsets: Sequence[int], base: int, *, by: User) -> list[Entry]:
    """Cut an entry into several at these code-point offsets of its text; the first keeps the entry and its history.

    The pieces put together are the old text, unchanged. Raises ``Refused`` if a piece would be blank.
    """
    cuts = sorted(set(offsets))
    if not cuts or cuts[0] <= 0 or cuts[-1] >= len(entry.text):
        raise Refused("请把光标放在要拆开的地方（不能在开头或结尾）。")
    pieces = [entry.text[a:b] for a, b in zip([0, *cuts], [*cuts, len(entry.text)], strict=True)]
    for piece in pieces:
        if not piece.strip():
            raise Refused("拆开后有一段没有文字，请换一个位置。")
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        body = [piece.strip() for piece in pieces]
        gaps = [_gap(a, b) for a, b in itertools.pairwise(pieces)]
        kept = write(current, pieces[0].rstrip(), Deed.SPLIT, by=by, base=base)
        make_room(report, kept.position + 1, len(pieces) - 1)
        made = [
            Entry.objects.create(
                report=report,
                part=kept.part,
                kind=kept.kind,
                marker=reportsrc.marker_of(text),
                text=text,
                separator=gap,
                position=kept.position + number,
                changed_by=by,
            )
            for number, (text, gap) in enumerate(zip(body[1:], gaps, strict=True), start=1)
        ]
        EntryVersion.objects.bulk_create(
            EntryVersion(entry=e, version=1, text=e.text, deed=Deed.SPLIT, by=by) for e in made
        )
        touch(report, [kept.part], by=by)
        comments.carry_to_pieces([kept, *made], current.text)
        readings.read_entries([kept, *made], _parts(report), report.standard)
        activity.record(
            by, "entry-split", f"拆成{len(pieces)}条：{entry.text[:30]}", report=report, subject=f"entry:{kept.pk}"
        )
    return [kept, *made]


def _gap(left: str, right: str) -> str:
    """The white space between two pieces."""
    return left[len(left.rstrip()) :] + right[: len(right) - len(right.lstrip())]


def merge_entry(entry: Entry, base: int, *, by: User) -> Entry:
    """Join an entry with the next one of its part and kind; the next is removed (its versions stay)."""
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        following = report.entries.standing().filter(position__gt=current.position).select_related("part").first()
        if following is None or following.part_id != current.part_id or following.kind != current.kind:
            raise Refused("后面没有可以合并的同类条目。")
        text = current.text + following.separator + following.text
        check_text(text)
        merged = write(current, text, Deed.MERGED, by=by, base=base)
        gone = write(following, following.text, Deed.MERGED, by=by, removed=True)
        comments.carry_to_kept(merged, gone, len(current.text) + len(following.separator))
        touch(report, [merged.part], by=by)
        readings.read_entries([merged], _parts(report), report.standard)
        activity.record(by, "entries-merged", f"合并：{text[:30]}", report=report, subject=f"entry:{merged.pk}")
    return merged


def reclassify_entry(
    entry: Entry, base: int, *, by: User, kind: EntryKind | None = None, part: PartDraft | None = None
) -> Entry:
    """Make an entry another kind of passage, or an item of another part (it goes to that part's end); it stays itself."""
    if kind is not None and kind not in (EntryKind.ITEM, EntryKind.INTRO, EntryKind.LEAD, EntryKind.CLOSING):
        raise Refused("条目只能调整为条目、导语、段首或结尾。")
    with transaction.atomic():
        report = locked(entry.report)
        require_editable(report, by)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        if current.kind == EntryKind.HEADING or current.part is None:
            raise Refused("标题行和正文以外的段落不能调整类型。")
        old = current.part
        if part is not None and part.pk != old.pk:
            if part.report_id != report.pk:
                raise Refused("不能移到别的报告里。")
            open_heading(report, part, by=by)
            position = _end_of(report, part)
            make_room(report, position)
            current.refresh_from_db()
            Entry.objects.filter(pk=current.pk).update(part=part, position=position)
        if kind is not None:
            Entry.objects.filter(pk=current.pk).update(kind=kind)
        current = Entry.objects.select_related("part").get(pk=entry.pk)
        saved = write(current, current.text, Deed.RECLASSIFIED, by=by, base=base)
        touch(report, [old, part], by=by)
        readings.read_entries([saved], _parts(report), report.standard)
        activity.record(
            by, "entry-reclassified", f"调整类型：{saved.text[:30]}", report=report, subject=f"entry:{saved.pk}"
        )
    return saved
