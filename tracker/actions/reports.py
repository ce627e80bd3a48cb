"""Deeds on a whole report: open it, take a text into it, declare a part, take a step."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

import reportsrc
from tracker.actions import activity, deadlines, readings
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused, require
from tracker.actions.steps import open_steps, take_step
from tracker.models import Cycle, Entry, EntryVersion, Organisation, PartDraft, Report, SourceFile, User
from tracker.models.composition import compose
from tracker.models.entries import Deed
from tracker.models.report_facts import facts_of
from tracker.roles import Permission
from tracker.workflow import Status

__all__ = [
    "Source",
    "declare_part",
    "facts_of",
    "keep_source",
    "locked",
    "open_report",
    "open_steps",
    "require_editable",
    "take_document",
    "take_step",
    "text_sha256",
]
"""The deeds on a whole report, those of ``locking`` and ``steps`` among them."""


def open_report(cycle: Cycle, organisation: Organisation, *, by: User | None) -> Report:
    """The report an organisation owes in a cycle, with an empty draft for each required part.

    ``by`` None: opened by a command. Raises ``Refused`` if it is already open.
    """
    if by is not None:
        require(by, Permission.RUN_CYCLE, organisation)
    standard = cycle.standard
    parent = Organisation.objects.get_parent(organisation)
    with transaction.atomic():
        if Report.objects.filter(cycle=cycle, organisation=organisation).exists():
            raise Refused(f"{organisation.name}{cycle.year}年度的报告已经存在。")
        report = Report.objects.create(
            cycle=cycle,
            organisation=organisation,
            organisation_name=organisation.name,
            organisation_kind=organisation.kind,
            superior_name=parent.name if parent else "",
            issuers=organisation.issuing_bodies(),
            standard_key=standard.key,
        )
        PartDraft.objects.bulk_create(
            PartDraft(report=report, role=part.key, form=part.form.value, position=number)
            for number, part in enumerate(standard.parts)
            if part.required
        )
        activity.record(by, "report-opened", f"建立{cycle.year}年度报告", report=report)
    return report


@dataclass(frozen=True, slots=True)
class Source:
    """The file a text came from."""

    name: str
    content: bytes
    encoding: str = ""


def take_document(
    report: Report, document: reportsrc.Document, source: Source, *, by: User | None, replace: bool = False
) -> Report:
    """Take a read text into a report: its passages become entries, its bytes are kept, every old version stays.

    Refuses on a report that has text unless ``replace``. ``by`` None: taken by a command.
    """
    with transaction.atomic():
        report = locked(report)
        if by is not None:
            require_editable(report, by)
        old = list(report.entries.standing())
        before = report.status
        if old and not replace:
            raise Refused(f"{report}已有文字；确要替换，请选择“替换”（原有文字的每个版本都会保留）。")
        _remove_all(old, by)
        parts = _parts_for(report, document)
        entries = _entries_for(report, document, parts, by)
        report.sources.filter(taken=False).delete()
        _source_row(report, document, source, by, taken=True).save()
        report.tail = document.text[document.passages[-1].span.end :] if document.passages else ""
        if report.status == Status.NOT_STARTED:
            report.status, report.status_since = Status.DRAFTING, timezone.now()
        report.save(update_fields=["tail", "status", "status_since"])
        readings.read_entries(entries, {part.pk: part for part in parts.values()}, report.standard)
        deadlines.revoke_outdated(report, by=by)
        activity.record(
            by,
            "text-taken",
            f"导入《{source.name}》，共{len(entries)}段",
            report=report,
            changes={"status": (before, report.status)},
        )
    return report


def _source_row(
    report: Report, document: reportsrc.Document, source: Source, by: User | None, *, taken: bool
) -> SourceFile:
    return SourceFile(
        report=report,
        name=source.name[:255],
        content=source.content,
        size=len(source.content),
        sha256=hashlib.sha256(source.content).hexdigest(),
        encoding=source.encoding,
        text=document.text,
        notes=list(document.notes),
        imported_by=by,
        taken=taken,
    )


def keep_source(report: Report, document: reportsrc.Document, source: Source, *, by: User) -> SourceFile:
    """Keep a file that is shown before it is taken; it replaces an earlier one that was never confirmed."""
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        report.sources.filter(taken=False).delete()
        kept = _source_row(report, document, source, by, taken=False)
        kept.save()
    return kept


def _remove_all(entries: list[Entry], by: User | None) -> None:
    now = timezone.now()
    for entry in entries:
        entry.version, entry.removed, entry.changed_by, entry.changed_at = entry.version + 1, True, by, now
    Entry.objects.bulk_update(entries, ["version", "removed", "changed_by", "changed_at"])
    EntryVersion.objects.bulk_create(
        EntryVersion(entry=e, version=e.version, text=e.text, deed=Deed.REMOVED, removed=True, by=by) for e in entries
    )


def _parts_for(report: Report, document: reportsrc.Document) -> dict[int, PartDraft]:
    """Part drafts by the start of their heading. Required parts that the text lacks stay, empty, after the others."""
    existing = {part.role: part for part in report.parts.all()}
    used: dict[int, PartDraft] = {}
    for number, part in enumerate(document.parts):
        spare = existing.get(part.role)
        draft = spare if spare and spare not in used.values() else PartDraft(report=report, role=part.role)
        required = report.standard.part(part.role)
        draft.form = required.form.value if required else "plain"
        draft.also, draft.position, draft.started, draft.declared_done = list(part.also), number, True, False
        draft.save()
        used[part.heading_span.start] = draft
    merged = {role for part in document.parts for role in part.also}
    for number, draft in enumerate(d for d in existing.values() if d not in used.values()):
        if draft.role in merged or report.standard.part(draft.role) is None:
            Entry.objects.filter(part=draft).update(part=None)
            draft.delete()
            continue
        draft.position, draft.started, draft.declared_done = len(used) + number, False, False
        draft.save()
    return used


def _entries_for(
    report: Report, document: reportsrc.Document, parts: dict[int, PartDraft], by: User | None
) -> list[Entry]:
    first = (report.entries.order_by("-position").values_list("position", flat=True).first() or 0) + 1
    entries, at, part = [], 0, None
    for number, passage in enumerate(document.passages):
        if passage.kind == "heading" and passage.level == 1:
            part = parts[passage.span.start]
        inside = passage.kind in ("heading", "intro", "lead", "item", "closing")
        entries.append(
            Entry(
                report=report,
                part=part if inside else None,
                kind=passage.kind.value,
                level=passage.level,
                marker=passage.marker,
                text=passage.span.of(document.text),
                separator=document.text[at : passage.span.start],
                position=first + number,
                changed_by=by,
            )
        )
        at = passage.span.end
    entries = Entry.objects.bulk_create(entries)
    EntryVersion.objects.bulk_create(
        EntryVersion(entry=e, version=1, text=e.text, deed=Deed.IMPORTED, by=by) for e in entries
    )
    return entries


def declare_part(part: PartDraft, done: bool, *, by: User) -> PartDraft:
    """The drafter's word that a part is done, or that it is not. Refuses on a part without any item."""
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        part = PartDraft.objects.select_related("report__cycle").get(pk=part.pk)
        if done and not part.entries.filter(removed=False, kind__in=["item", "intro", "lead"]).exists():
            raise Refused(f"“{part.name}”还没有内容，不能标为已完成。")
        before, part.declared_done = part.declared_done, done
        part.declared_by, part.declared_at = (by, timezone.now()) if done else (None, None)
        part.save(update_fields=["declared_done", "declared_by", "declared_at"])
        words = "标为已完成" if done else "标为未完成"
        activity.record(
            by,
            "part-declared",
            f"{part.name}：{words}",
            report=report,
            subject=f"part:{part.role}",
            changes={"declared_done": (before, done)},
        )
    return part


def text_sha256(report: Report) -> str:
    """The digest of the composed text, to which filings are bound."""
    return compose(report).sha256
