"""What a form that came back from Excel would do to its report: worked out against the text as it is now, then shown.

Every row is held against the version it was given out with and against what stands on the site: what only one side changed
is taken, what both changed is a clash that a person settles. Writes nothing.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import reportsrc
from tracker.actions.entries import check_text
from tracker.actions.moves import CLOSING, dress
from tracker.actions.refusal import Refused
from tracker.models import Entry, EntryVersion, FormRow, PartDraft, Report
from tracker.models.comparison import merge_texts
from tracker.models.entries import EntryKind
from tracker.models.filled_forms import own_fields
from tracker.workbooks.safe import as_cell, as_read, cell_name

FRAME = "frame"
FRAME_KINDS = (EntryKind.TITLE, EntryKind.ADDRESSEE, EntryKind.PREAMBLE, EntryKind.SIGNATURE)


@dataclass(frozen=True, slots=True)
class FormFault:
    """Something wrong or worth knowing, and where: the sheet and the cell (empty: the sheet as a whole)."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class FormClash:
    """An entry that the form and the site both changed since it was given out. An empty ``typed``: the form cleared it."""

    entry: Entry
    sheet: str
    cell: str
    typed: str
    base: str | None

    @property
    def merged(self) -> str:
        """Both changes together where they do not touch; empty if they do or one of them is a removal."""
        if self.base is None or not self.typed or self.entry.removed:
            return ""
        found = merge_texts(self.base, self.entry.text, self.typed)
        return found.text if found.clean else ""


@dataclass(slots=True)
class FormNew:
    """A row that becomes an entry, after ``after`` (an entry's key, another new row, or None: at the beginning)."""

    text: str
    kind: EntryKind
    sheet: str
    cell: str
    after: int | FormNew | None
    row: str = ""
    own: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class FormPart:
    """What happens to one part (None: what stands around the parts)."""

    part: PartDraft | None
    name: str
    added: list[FormNew] = field(default_factory=list)
    changed: dict[int, tuple[Entry, str]] = field(default_factory=dict)
    removed: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    brought: list[tuple[Entry, int | FormNew | None]] = field(default_factory=list)
    renumbered: dict[int, tuple[Entry, str]] = field(default_factory=dict)
    own: list[tuple[Entry, dict[str, str]]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    same: int = 0

    @property
    def touched(self) -> bool:
        """True if anything of it changes."""
        return any((self.added, self.changed, self.removed, self.moved, self.brought, self.own))


@dataclass(slots=True)
class FormPlan:
    """What a form would do. Nothing is taken while there are ``faults``."""

    parts: list[FormPart] = field(default_factory=list)
    clashes: list[FormClash] = field(default_factory=list)
    faults: list[FormFault] = field(default_factory=list)
    notes: list[FormFault] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """True if the form says what the site says."""
        return not self.clashes and not any(one.touched for one in self.parts)

    def count(self, what: str) -> int:
        """How many entries are ``added``, ``changed``, ``removed`` or ``moved`` in all."""
        found = sum(len(getattr(one, what)) for one in self.parts)
        return found + (sum(len(one.brought) for one in self.parts) if what == "moved" else 0)

    @property
    def counts(self) -> dict[str, int]:
        """The same by name."""
        return {what: self.count(what) for what in ("added", "changed", "removed", "moved")}

    @property
    def digest(self) -> str:
        """Of everything that was shown: what is taken is what was seen."""
        seen: list[object] = [(one.entry.pk, one.entry.version, one.typed) for one in self.clashes]
        for part in self.parts:
            seen += [(new.text, new.kind.value, new.cell) for new in part.added]
            seen += [(pk, entry.version, text) for pk, (entry, text) in part.changed.items()]
            seen += [(entry.pk, entry.version) for entry in part.removed]
            seen += [(entry.pk, entry.version, "moved") for entry in part.moved]
            seen += [(entry.pk, entry.version, "brought") for entry, _after in part.brought]
            seen += [(entry.pk, sorted(values.items())) for entry, values in part.own]
        return hashlib.sha256(repr(seen).encode()).hexdigest()


def plan_form(report: Report, data: Mapping[str, Any]) -> FormPlan:
    """Hold a form against its report as it is (a constant number of queries). Every fault is told, not the first only."""
    return _Planner(report, data).plan


class _Planner:
    """Goes through the sheets once."""

    def __init__(self, report: Report, data: Mapping[str, Any]) -> None:
        self.report = report
        self.plan = FormPlan(
            faults=[FormFault(*one) for one in data["faults"]], notes=[FormFault(*one) for one in data["notes"]]
        )
        found = report.entries.select_related("part", "measure", "plan_item", "changed_by").order_by("position", "pk")
        self.entries = {one.pk: one for one in found}
        self.sheets = data["sheets"]
        self.blanks = dict(FormRow.objects.filter(stamp=data["stamp"]).values_list("row", "entry_id"))
        self.bases = self._bases()
        self.seen = self._originals()
        parts = {part.role: part for part in report.parts.select_related("report__cycle")}
        for sheet in self.sheets:
            part = parts.get(sheet["role"])
            if part is None and sheet["role"] != FRAME:
                self._fault(sheet, "", "报告里现在没有这个部分。请重新下载表格。")
                continue
            self.plan.parts.append(self._sheet(sheet, part))
        for role in (FRAME, *parts):
            if not any(sheet["role"] == role for sheet in self.sheets):
                name = parts[role].name if role in parts else "标题、引言和落款"
                self.plan.notes.append(FormFault("", "", f"表格里没有“{name}”这张表，这部分不会改动。"))

    def _fault(self, sheet: Mapping[str, Any], cell: str, message: str) -> None:
        self.plan.faults.append(FormFault(sheet["title"], cell, message))

    def _note(self, sheet: Mapping[str, Any], cell: str, message: str) -> None:
        self.plan.notes.append(FormFault(sheet["title"], cell, message))

    def _bases(self) -> dict[tuple[int, int], str]:
        """The texts of the versions that were given out, where they are not the newest."""
        wanted = {(row["pk"], row["version"]) for sheet in self.sheets for row in sheet["rows"] if "pk" in row}
        wanted |= {(pk, version) for sheet in self.sheets for pk, version in sheet["issued"] or ()}
        wanted |= {(pk, 1) for pk in self.blanks.values()}
        old = [pk for pk, version in wanted if pk in self.entries and self.entries[pk].version != version]
        found = {(one.pk, one.version): one.text for one in self.entries.values()}
        rows = (
            EntryVersion.objects.filter(entry__report=self.report, entry__in=old)
            if old
            else EntryVersion.objects.none()
        )
        return {(pk, version): text for pk, version, text in rows.values_list("entry_id", "version", "text")} | found

    def _originals(self) -> dict[int, int]:
        """For each entry the row (by identity) that is it: of several with its key the one that was not changed."""
        rows: dict[int, list[dict[str, Any]]] = {}
        for sheet in self.sheets:
            for row in sheet["rows"]:
                if "pk" not in row and row.get("blank") in self.blanks:
                    row["pk"], row["version"] = self.blanks[row["blank"]], 1
                if "pk" in row:
                    rows.setdefault(row["pk"], []).append(row)
        chosen = {}
        for pk, several in rows.items():
            filled = [one for one in several if one["text"].strip()] or several
            base = self.bases.get((pk, filled[0]["version"]))
            same = [one for one in filled if base is not None and one["text"] == as_read(base)]
            chosen[pk] = id((same or filled)[0])
        return chosen

    def _sheet(self, sheet: Mapping[str, Any], part: PartDraft | None) -> FormPart:
        found = FormPart(part, part.name if part else "标题、引言和落款")
        before: int | FormNew | None = None
        standing: list[int] = []
        for row in sheet["rows"]:
            cell = cell_name(row["row"], sheet["column"])
            entry = self._entry_of(sheet, row, cell)
            if entry is None:
                if row["text"].strip() and (new := self._new(sheet, row, cell, found, before)):
                    found.added.append(new)
                    before = new
                continue
            if entry.part_id != (part.pk if part else None):
                if not row["text"].strip():
                    continue
                if part is None or entry.part_id is None or entry.kind == EntryKind.HEADING:
                    self._fault(sheet, cell, "标题行、小标题和正文以外的段落不能移到别的表里。")
                    continue
                found.brought.append((entry, before))
            self._hold(sheet, row, cell, entry, found)
            if not entry.removed and entry not in found.removed:
                standing.append(entry.pk)
                before = entry.pk
        self._missing(sheet, found)
        if part is not None:
            self._order(sheet, found, part, standing)
        return found

    def _entry_of(self, sheet: Mapping[str, Any], row: Mapping[str, Any], cell: str) -> Entry | None:
        """The entry that a row is; None for a new one (a copied row, a key of another report: told)."""
        if "pk" not in row:
            return None
        entry = self.entries.get(row["pk"])
        if entry is None:
            if row["text"].strip():
                self._note(sheet, cell, "这一行的条目号不属于这份报告，按新写的处理。")
            return None
        if self.seen[row["pk"]] != id(row):
            if row["text"].strip():
                self._note(sheet, cell, "这一行是复制的，按新写的处理。")
            return None
        return entry

    def _new(
        self, sheet: Mapping[str, Any], row: Mapping[str, Any], cell: str, found: FormPart, before: int | FormNew | None
    ) -> FormNew | None:
        kind = EntryKind(row["kind"] or EntryKind.ITEM)
        if found.part is None and kind not in FRAME_KINDS:
            self._fault(sheet, cell, "请在“类型”里写明是标题、主送机关、引言还是落款。")
            return None
        if row["head"] or (found.part is not None and kind in FRAME_KINDS):
            self._note(sheet, cell, "这一行的类型不能新增，按条目处理。")
            kind = EntryKind.ITEM
        if not self._fits(sheet, cell, row["text"]):
            return None
        key = found.part.pk if found.part else None
        known = {one["pk"] for one in sheet["rows"] if "pk" in one}
        for one in self.entries.values():
            if one.part_id == key and not one.removed and one.pk not in known and as_read(one.text) == row["text"]:
                self._note(sheet, cell, "网站上已有一模一样的一条，不重复添加。")
                return None
        own = {name: value for name, value in row.get("own", {}).items() if value}
        return FormNew(row["text"], kind, sheet["title"], cell, before, row.get("blank", ""), own)

    def _fits(self, sheet: Mapping[str, Any], cell: str, text: str) -> bool:
        try:
            check_text(text)
        except Refused as refusal:
            self._fault(sheet, cell, str(refusal))
            return False
        return True

    def _hold(self, sheet: Mapping[str, Any], row: Mapping[str, Any], cell: str, entry: Entry, found: FormPart) -> None:
        """One row against its version and against the site."""
        base = self.bases.get((entry.pk, row["version"]))
        text = row["text"] if row["text"].strip() else ""
        now = as_read(entry.text)
        heading = entry.kind == EntryKind.HEADING and entry.level == 1
        if not text and base is not None and not as_read(base).strip():
            found.same += 1
        elif not text and heading:
            self._note(sheet, cell, "部分的标题行不能删除，没有改动。")
        elif not text:
            self._clear(sheet, cell, entry, found, base)
        elif base is not None and text == as_read(base):
            found.same += 1
        elif base is not None and as_cell(base)[1]:
            self._fault(sheet, cell, "这一条太长，表格里没有放全。请在网页上修改，表格里保持原样。")
        elif text == now and not entry.removed:
            found.same += 1
        elif self._fits(sheet, cell, text):
            if entry.removed or base is None or (entry.version != row["version"] and now != as_read(base)):
                self.plan.clashes.append(FormClash(entry, sheet["title"], cell, text, base))
            else:
                found.changed[entry.pk] = (entry, text)
        if text and row["kind"] and row["kind"] != entry.kind:
            self._note(sheet, cell, "“类型”改了，但没有采用：已有的条目请在网页上“调整”。")
        if text and not entry.removed and (values := row.get("own")):
            held = own_fields(entry)
            fresh = {name: value for name, value in values.items() if name in held and held[name] != value}
            if fresh:
                found.own.append((entry, fresh))

    def _clear(self, sheet: Mapping[str, Any], cell: str, entry: Entry, found: FormPart, base: str | None) -> None:
        if entry.removed:
            return
        if base is not None and as_read(entry.text) == as_read(base):
            found.removed.append(entry)
        else:
            self.plan.clashes.append(FormClash(entry, sheet["title"], cell, "", base))

    def _missing(self, sheet: Mapping[str, Any], found: FormPart) -> None:
        """Entries that were given out on this sheet and stand on none any more."""
        if sheet["issued"] is None:
            self._note(sheet, "", "表头上方隐藏的标识不见了，看不出删了哪些行；现有的条目不会删除。")
            return
        lost = 0
        for pk, version in sheet["issued"]:
            entry = self.entries.get(pk)
            if entry is None or pk in self.seen or entry.removed:
                continue
            if entry.kind == EntryKind.HEADING and entry.level == 1:
                self._note(sheet, "", "部分的标题行不能删除，没有改动。")
                continue
            lost += 1
            self._clear(sheet, "", entry, found, self.bases.get((pk, version)))
        if lost and not any("pk" in row for row in sheet["rows"]):
            self._note(sheet, "", "这张表里一个原有的条目也没有认出来，原有的条目都将删除。请核对是不是这样。")

    def _order(self, sheet: Mapping[str, Any], found: FormPart, part: PartDraft, form: list[int]) -> None:
        """Where rows were put in another order: who moves, and how the numbers read then."""
        here = [one for one in self.entries.values() if one.part_id == part.pk and not one.removed]
        form = [pk for pk in form if self.entries[pk].part_id == part.pk]
        heads = [one.pk for one in here if one.kind == EntryKind.HEADING and one.level == 1]
        form = [pk for pk in heads if pk in form] + [pk for pk in form if pk not in heads]
        site = [one.pk for one in here if one.pk in set(form)]
        issued = [pk for pk, _ in sheet["issued"] or () if pk in set(form)]
        if form in (site, issued) or (issued and form == [*issued, *(pk for pk in form if pk not in set(issued))]):
            return
        if issued and [pk for pk in site if pk in set(issued)] != issued:
            self._note(sheet, "", "网站上已调整过次序，表格里的次序没有采用。")
            return
        found.order = form
        staying = _longest_rise([site.index(pk) for pk in form])
        found.moved = [self.entries[pk] for at, pk in enumerate(form) if at not in staying]
        self._renumber(sheet, found, here, site)

    def _renumber(self, sheet: Mapping[str, Any], found: FormPart, here: Sequence[Entry], site: Sequence[int]) -> None:
        """Numbers and closing marks stay with the place, run by run, as in any move."""
        at_place = dict(zip(site, found.order, strict=True))
        runs: list[list[Entry]] = [[]]
        for one in here:
            if one.kind == EntryKind.ITEM:
                runs[-1].append(one)
            else:
                runs.append([])
        for run in runs:
            after = [at_place.get(one.pk, one.pk) for one in run]
            if {one.pk for one in run} != set(after):
                self._note(sheet, "", "有条目移到了另一组里，序号没有改，请在采用之后核对。")
                return
        for run in runs:
            for place in run:
                entry = self.entries[at_place.get(place.pk, place.pk)]
                if entry.pk == place.pk:
                    continue
                typed = found.changed.get(entry.pk)
                text = typed[1] if typed else entry.text
                if typed and reportsrc.marker_of(text) != entry.marker:
                    continue
                mark = CLOSING.search(place.text)
                new = dress(text, entry.marker, place.marker, mark.group() if mark and not typed else "")
                if typed:
                    found.changed[entry.pk] = (entry, new)
                elif new != text:
                    found.renumbered[entry.pk] = (entry, new)


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The positions of a longest rising run of numbers: who can stay where they are."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        if place == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[place], ends[place] = number, at
        back.append(ends[place - 1] if place else -1)
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = back[at]
    return found
