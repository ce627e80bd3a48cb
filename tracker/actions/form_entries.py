"""Taking a report's form that came back from Excel: kept while it is shown, then taken in one transaction or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

import reportsrc
from tracker.actions import activity, filled_workbooks, frame, readings
from tracker.actions.entries import open_heading, touch, write
from tracker.actions.form_plan import FormClash, FormNew, FormPart, FormPlan, plan_form
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused
from tracker.models import Entry, EntryVersion, FilledWorkbook, FormRow, Measure, PartDraft, PlanItem, Report, User
from tracker.models.entries import Deed, EntryKind

CHOICES = ("form", "site", "merged")
"""What a person may choose where form and site both changed an entry."""


def keep_form(
    report: Report, name: str, sha256: str, data: Mapping[str, Any], *, by: User, batch: str
) -> FilledWorkbook:
    """Keep a form that was read until it is confirmed; it replaces an earlier one of the same person that never was."""
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        kind = FilledWorkbook.Kind.FORM
        FilledWorkbook.objects.filter(kind=kind, report=report, by=by, taken_at=None).delete()
        return FilledWorkbook.objects.create(
            kind=kind, report=report, name=name[:255], sha256=sha256, data=dict(data), by=by, batch=batch
        )


def take_form(kept: FilledWorkbook, shown: str, choices: Mapping[int, str], *, by: User) -> FormPlan:
    """Do what a kept form says. ``shown``: the digest of the plan that was seen; ``choices``: by entry, for each clash one
    of ``CHOICES``. Raises ``Refused`` if anything changed since it was shown, is wrong, or is not chosen."""
    if kept.report is None:
        raise Refused("这不是填报表。")
    with transaction.atomic():
        report = locked(kept.report)
        require_editable(report, by)
        with filled_workbooks.taking(kept, by=by) as kept:
            plan = plan_form(report, kept.data)
            if plan.faults:
                first = plan.faults[0]
                raise Refused(
                    f"表格里还有{len(plan.faults)}处问题，不能采用：{first.sheet} {first.cell}，{first.message}"
                )
            if plan.digest != shown:
                raise Refused("看过之后报告又有人改过，请重新看过再采用。")
            if open_ := [one for one in plan.clashes if choices.get(one.entry.pk) not in CHOICES]:
                raise Refused(f"还有{len(open_)}处两边都改过的没有选择用哪一份。")
            _Taking(report, plan, choices, kept.data["stamp"], by).run()
        counts = [("新增", "added"), ("修改", "changed"), ("删除", "removed"), ("移动", "moved")]
        said = "，".join(f"{word}{plan.count(what)}条" for word, what in counts)
        if plan.clashes:
            said += f"，两边都改过{len(plan.clashes)}条"
        activity.record(by, "form-taken", f"采用填报表《{kept.name}》：{said}", report=report)
    return plan


class _Taking:
    """Carries a plan out; the report is locked and everything was checked."""

    def __init__(self, report: Report, plan: FormPlan, choices: Mapping[int, str], stamp: str, by: User) -> None:
        self.report, self.plan, self.choices, self.stamp, self.by = report, plan, choices, stamp, by
        self.written: dict[int, Entry] = {}
        self.parts: dict[int, PartDraft | None] = {}
        self.made: dict[int, Entry] = {}

    def run(self) -> None:
        """Texts first, then places, then what is new, then what the machine reads of it."""
        if self.plan.empty:
            return
        for part in self.plan.parts:
            for entry, text in [*part.changed.values(), *part.renumbered.values()]:
                deed = Deed.EDITED if entry.pk in part.changed else Deed.MOVED
                self._write(entry, text, deed)
            for entry in part.removed:
                self._write(entry, entry.text, Deed.REMOVED, removed=True)
        for clash in self.plan.clashes:
            self._settle(clash)
        for part in self.plan.parts:
            if part.part is None:
                for new in part.added:
                    self.made[id(new)] = frame.add_frame_entry(self.report, new.kind, new.text, by=self.by)
                    self._remember(new)
            elif part.added or part.brought or part.order:
                self._place(part, part.part)
        for part in self.plan.parts:
            self._annotate(part.own)
            if part.own and part.part is not None:
                self.parts[part.part.pk] = part.part
        touch(self.report, list(self.parts.values()), by=self.by)
        standing = [one for one in self.written.values() if not one.removed]
        readings.read_entries(standing, {one.pk: one for one in self.report.parts.all()}, self.report.standard)
        for part in self.plan.parts:
            self._annotate([(self.made[id(new)], new.own) for new in part.added if new.own])

    def _write(self, entry: Entry, text: str, deed: Deed, *, removed: bool = False) -> None:
        self.written[entry.pk] = write(self.written.get(entry.pk, entry), text, deed, by=self.by, removed=removed)
        self._touch(entry.part)

    def _touch(self, part: PartDraft | None) -> None:
        self.parts[part.pk if part else 0] = part

    def _settle(self, clash: FormClash) -> None:
        choice = self.choices[clash.entry.pk]
        if choice == "site":
            return
        if choice == "merged" and clash.merged:
            self._write(clash.entry, clash.merged, Deed.MERGED)
        elif not clash.typed:
            self._write(clash.entry, clash.entry.text, Deed.REMOVED, removed=True)
        else:
            self._write(clash.entry, clash.typed, Deed.RESTORED if clash.entry.removed else Deed.EDITED)

    def _place(self, plan: FormPart, part: PartDraft) -> None:
        """Put the entries of a part into their order and the new ones between them; positions are counted anew."""
        if plan.added:
            open_heading(self.report, part, by=self.by)
        line = list(self.report.entries.order_by("position", "pk"))
        if plan.order:
            at = {one.pk: number for number, one in enumerate(line)}
            slots = sorted(at[pk] for pk in plan.order)
            places = [(number, line[number].separator) for number in slots]
            ordered = [line[at[pk]] for pk in plan.order]
            for (number, separator), one in zip(places, ordered, strict=True):
                one.separator, line[number] = separator, one
            for entry in plan.moved:
                if entry.pk not in self.written:
                    self._write(entry, entry.text, Deed.MOVED)
        for entry, after in plan.brought:
            moved = next(one for one in line if one.pk == entry.pk)
            line.remove(moved)
            moved.part = part
            line.insert(self._index(line, part, after), moved)
            if entry.pk not in self.written:
                self._write(entry, entry.text, Deed.RECLASSIFIED)
            self._touch(entry.part)
        for new in plan.added:
            one = Entry(
                report=self.report,
                part=part,
                kind=new.kind,
                level=2 if new.kind == EntryKind.HEADING else 0,
                marker=reportsrc.marker_of(new.text) if new.kind in (EntryKind.ITEM, EntryKind.HEADING) else "",
                text=new.text,
                separator="\n\n" if new.kind == EntryKind.HEADING else "\n",
                position=0,
                changed_by=self.by,
            )
            index = self._index(line, part, new.after)
            if index == 0:
                one.separator = ""
                if line and not line[0].separator:
                    line[0].separator = "\n\n"
            line.insert(index, one)
            self.made[id(new)] = one
        self._number(line)
        for new in plan.added:
            one = self.made[id(new)]
            EntryVersion.objects.create(entry=one, version=1, text=one.text, deed=Deed.ADDED, by=self.by)
            self.written[one.pk] = one
            self._remember(new)
        self._touch(part)

    def _index(self, line: Sequence[Entry], part: PartDraft, after: int | FormNew | None) -> int:
        """Where in the line something comes that stands after a certain entry of the part."""
        if isinstance(after, FormNew):
            return next(number for number, one in enumerate(line) if one is self.made[id(after)]) + 1
        if after is not None:
            return next(number for number, one in enumerate(line) if one.pk == after) + 1
        own = [(number, one) for number, one in enumerate(line) if one.part_id == part.pk]
        heads = [number for number, one in own if one.kind == EntryKind.HEADING and one.level == 1 and not one.removed]
        return heads[0] + 1 if heads else own[0][0] if own else len(line)

    def _number(self, line: Sequence[Entry]) -> None:
        """Give every entry its place. Only what moved is written."""
        kept = {
            pk: (position, separator, part)
            for pk, position, separator, part in self.report.entries.values_list("pk", "position", "separator", "part")
        }
        changed: list[Entry] = []
        new: list[Entry] = []
        for number, one in enumerate(line, start=1):
            one.position = number
            if one.pk is None:
                new.append(one)
            elif kept[one.pk] != (number, one.separator, one.part_id):
                changed.append(one)
        Entry.objects.bulk_update(changed, ["position", "separator", "part"], batch_size=200)
        Entry.objects.bulk_create(new)
        for one in line:
            if one.pk in self.written:
                self.written[one.pk].part, self.written[one.pk].position = one.part, one.position

    def _remember(self, new: FormNew) -> None:
        if new.row:
            FormRow.objects.create(stamp=self.stamp, row=new.row, entry=self.made[id(new)])

    def _annotate(self, rows: Iterable[tuple[Entry, Mapping[str, str]]]) -> None:
        for entry, values in rows:
            if "工作领域" in values:
                Measure.objects.filter(entry=entry).update(area=values["工作领域"])
            plan: dict[str, Any] = {}
            if "牵头单位" in values:
                plan["lead_unit"] = values["牵头单位"]
            if "完成时限" in values:
                said = values["完成时限"]
                plan["due_on"] = datetime.date.fromisoformat(said) if said else None
            if plan:
                PlanItem.objects.filter(entry=entry).update(**plan)
