"""Deeds on a whole report: open it, take a text into it, declare a part, take a step."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

import reportsrc
from tracker import workflow
from tracker.actions import activity, readings
from tracker.actions.refusal import Denied, Refused, require
from tracker.models import Assessment, Cycle, Entry, EntryVersion, Organisation, PartDraft, Report, SourceFile, User
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind
from tracker.models.entries import Deed
from tracker.roles import Permission
from tracker.workflow import Lack, ReportFacts, Status, Step


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


def locked(report: Report) -> Report:
    """The report's row, locked until the transaction ends, so that deeds on one report come one after another."""
    return (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle", "organisation")
        .get(pk=report.pk)
    )


def require_editable(report: Report, by: User) -> None:
    """Raise unless ``by`` may edit this report and its text may be changed now."""
    require(by, Permission.EDIT, report.organisation)
    if not report.editable:
        raise Refused(f"报告现在是“{report.status_label}”，不能修改。需要修改时，请撤回或由审核人退回。")


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


def facts_of(report: Report) -> ReportFacts:
    """What the steps need to know of a report (four queries)."""
    parts = list(report.parts.select_related("report__cycle"))
    filled = set(
        Entry.objects.filter(report=report, removed=False, kind__in=["item", "intro", "lead"])
        .values_list("part_id", flat=True)
        .distinct()
    )
    held = {role for part in parts if part.pk in filled for role in part.roles}
    required = {part.key: part.name for part in report.standard.parts if part.required}
    gating = {one.key for one in report.requirements if one.obligation.gates}
    marked = set(Assessment.objects.filter(report=report, status="done").values_list("requirement_key", flat=True))
    return ReportFacts(
        status=Status(report.status),
        empty_parts={key: name for key, name in required.items() if key not in held},
        undone_parts={
            key: name
            for key, name in required.items()
            if not any(key in part.roles and part.declared_done for part in parts)
        },
        unmarked=len(gating - marked),
    )


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step as one person sees it on one report now: what it still needs, empty if it can be taken."""

    step: Step
    lacks: tuple[Lack, ...]


def open_steps(report: Report, user: User) -> list[OpenStep]:
    """The steps from where the report stands that this person may take, each with what it still lacks."""
    facts = facts_of(report)
    found = []
    for step in workflow.steps_from(facts.status):
        if user.can(step.permission, report.organisation):
            lacks = list(step.lacks(facts))
            if step.four_eyes and report.drafted_by(user):
                lacks.append(Lack("您起草过本报告，不能审核"))
            found.append(OpenStep(step, tuple(lacks)))
    return found


def take_step(
    report: Report,
    key: str,
    *,
    by: User,
    reason: str = "",
    on: datetime.date | None = None,
    party: str = "",
    address: str = "",
) -> Report:
    """Change a report's status by one step of the workflow; the event a step stands for is filed with its date.

    Raises ``Refused`` with every lack in one sentence, ``Denied`` without the permission.
    """
    from tracker.actions import deadlines, inspections

    step = workflow.STEPS.get(key)
    if step is None:
        raise Refused("没有这一步。")
    with transaction.atomic():
        report = locked(report)
        require(by, step.permission, report.organisation)
        facts = facts_of(report)
        if not step.open_to(facts):
            raise Refused(f"报告现在是“{report.status_label}”，不能“{step.label}”。页面可能已过时，请刷新。")
        if step.four_eyes and report.drafted_by(by):
            raise Denied("您起草过本报告，不能审核。")
        if lacks := step.lacks(facts):
            raise Refused(f"还不能“{step.label}”：" + "；".join(lack.message for lack in lacks) + "。")
        if step.needs_reason and not reason.strip():
            raise Refused(f"“{step.label}”需要写明理由。")
        if step.asks_date and on is None:
            raise Refused(f"“{step.label}”需要写明日期。")
        if step.asks_date and on is not None:
            deadlines.file_event(report, FILINGS[key], on, by=by, party=party, address=address)
        report.status, report.status_since = step.target, timezone.now()
        if key == "return":
            report.return_reason = reason.strip()
        elif key in ("submit", "pass"):
            report.return_reason = ""
        report.save(update_fields=["status", "status_since", "return_reason"])
        detail = step.label + (f"：{reason.strip()}" if reason.strip() else "")
        changes = {"status": (facts.status, report.status)}
        activity.record(by, f"step-{key}", detail, report=report, changes=changes)
    if key in ("submit", "pass", "publish"):
        inspections.inspect(report, by=by, occasion=step.label)
    return report


FILINGS = {"sign": FilingKind.SIGNATURE, "file": FilingKind.REPORT, "publish": FilingKind.PUBLICATION}
"""Which event each dated step files."""


def text_sha256(report: Report) -> str:
    """The digest of the composed text, to which filings are bound."""
    return compose(report).sha256
