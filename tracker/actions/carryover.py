"""From one year to the next: bring last year's text over, say what became of its plans and shortcomings, link them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

import reportsrc
from tracker.actions import activity, entries
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused
from tracker.models import Entry, EntryLink, PartDraft, PlanItem, Report, Shortcoming, User
from tracker.models.entries import Outcome, Resolution
from tracker.models.links import LinkKind

MAX_NOTE = 500
"""The longest reason, in code points."""

_FITS: dict[LinkKind, tuple[tuple[str, ...], str, int]] = {
    LinkKind.REMEDY: (("plan",), "shortcoming", 0),
    LinkKind.FULFILMENT: (("measure",), "plan", 1),
    LinkKind.REPLY: (("measure", "plan", "shortcoming"), "shortcoming", 1),
}
"""Kind → forms the later entry may have, form of the earlier one, how many years lie between them."""


def _check_note(note: str) -> str:
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise Refused(f"说明有{len(note)}个字符，超过上限{MAX_NOTE}。")
    return note


def _earlier(report: Report, entry: Entry, form: str, years: int) -> Entry:
    """The entry as it stands, if it is of this form and of the organisation's report of so many years before."""
    found = Entry.objects.select_related("part", "report__cycle").filter(pk=entry.pk, removed=False).first()
    if (
        found is None
        or found.part is None
        or found.part.form != form
        or found.report.organisation_id != report.organisation_id
        or found.report.year != report.year - years
    ):
        raise Refused("这一条已不在报告里，或不能这样关联。页面可能已过时，请刷新。")
    return found


def _link(report: Report, entry: Entry, source: Entry, kind: LinkKind, by: User) -> EntryLink:
    forms, form, years = _FITS[kind]
    source = _earlier(report, source, form, years)
    own = Entry.objects.select_related("part").filter(pk=entry.pk, report=report, removed=False).first()
    if own is None or own.part is None or own.part.form not in forms or own.kind != "item":
        raise Refused("请在本年报告中选择对应的条目。")
    made, _ = EntryLink.objects.get_or_create(
        entry=own, source=source, kind=kind, defaults={"source_version": source.version, "by": by}
    )
    return made


def link(report: Report, entry: Entry, source: Entry, kind: LinkKind, *, by: User) -> EntryLink:
    """Say that an entry of this report answers an earlier one. Raises ``Refused`` if the two do not fit together."""
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        made = _link(report, entry, source, kind, by)
        activity.record(by, "entries-linked", f"关联：{entry.text[:30]} → {source.text[:30]}", report=report)
    return made


def unlink(report: Report, made: EntryLink, *, by: User) -> None:
    """Take such a link back; where a passage came from stays known."""
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        if made.entry.report_id != report.pk or made.kind == LinkKind.TAKEN:
            raise Refused("这个关联不能在这里取消。")
        made.delete()
        activity.record(by, "entries-unlinked", f"取消关联：{made.entry.text[:30]}", report=report)


def record_outcome(
    report: Report, plan: Entry, outcome: Outcome, note: str = "", *, by: User, measure: Entry | None = None
) -> PlanItem:
    """Say in this year's report what became of an item of last year's plan, and by which measure.

    Done needs a measure or a word; partly and not done need the reason.
    """
    note = _check_note(note)
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        plan = _earlier(report, plan, "plan", 1)
        if not outcome and not PlanItem.objects.filter(entry=plan).exclude(outcome="").exists():
            raise Refused("请选择落实情况：已落实、部分落实或未落实。")
        if measure is not None:
            _link(report, measure, plan, LinkKind.FULFILMENT, by)
        shown = EntryLink.objects.standing().filter(source=plan, kind=LinkKind.FULFILMENT).exists()
        if outcome == Outcome.DONE and not (shown or note):
            raise Refused("登记为“已落实”，请选择落实这项安排的举措，或写明说明。")
        if outcome in (Outcome.PARTLY, Outcome.NOT_DONE) and not note:
            raise Refused("没有全部落实的，请写明原因。")
        stamp = (
            {"outcome_by": by, "outcome_at": timezone.now()} if outcome else {"outcome_by": None, "outcome_at": None}
        )
        row, _ = PlanItem.objects.update_or_create(
            entry=plan, defaults={"outcome": outcome, "outcome_note": note if outcome else "", **stamp}
        )
        activity.record(by, "outcome-recorded", f"上年安排{_label(outcome)}：{plan.text[:30]}", report=report)
    return row


def resolve(
    report: Report, lack: Entry, resolution: Resolution, note: str = "", *, by: User, entry: Entry | None = None
) -> Shortcoming:
    """Say in this year's report whether a shortcoming of last year's is closed or still open; closed needs a proof."""
    note = _check_note(note)
    with transaction.atomic():
        report = locked(report)
        require_editable(report, by)
        lack = _earlier(report, lack, "shortcoming", 1)
        if not resolution and not Shortcoming.objects.filter(entry=lack).exclude(resolution="").exists():
            raise Refused("请选择整改情况：已解决或仍存在。")
        if entry is not None:
            _link(report, entry, lack, LinkKind.REPLY, by)
        shown = EntryLink.objects.standing().filter(source=lack, kind=LinkKind.REPLY).exists()
        if resolution == Resolution.CLOSED and not (shown or note):
            raise Refused("登记为“已解决”，请选择能说明的条目，或写明说明。")
        stamp = (
            {"resolved_by": by, "resolved_at": timezone.now()}
            if resolution
            else {"resolved_by": None, "resolved_at": None}
        )
        row, _ = Shortcoming.objects.update_or_create(
            entry=lack, defaults={"resolution": resolution, "resolution_note": note if resolution else "", **stamp}
        )
        activity.record(by, "shortcoming-answered", f"上年不足{_label(resolution)}：{lack.text[:30]}", report=report)
    return row


def _label(choice: Outcome | Resolution) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # what is recorded stays Chinese
        return str(choice.label)


def carry(part: PartDraft, sources: Sequence[Entry], *, by: User) -> list[Entry]:
    """Copy these entries of last year's report to the end of a part, each linked to where it came from.

    What was brought already is passed over. Nothing but the words comes along: the part is to be declared anew.
    """
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        chosen = _standing_last_year(report, sources)
        brought = EntryLink.objects.standing().taken().filter(entry__report=report, source__in=chosen)
        known = set(brought.values_list("source_id", flat=True))
        chosen = [one for one in chosen if one.pk not in known]
        if not chosen:
            raise Refused("请先勾选要带入的条目。")
        text, passages = _joined(chosen)
        made = entries.add_passages(part, text, passages, by=by)
        EntryLink.objects.bulk_create(
            EntryLink(entry=entry, source=source, kind=LinkKind.TAKEN, source_version=source.version, by=by)
            for entry, source in zip(made, chosen, strict=True)
        )
        activity.record(by, "text-carried", f"{part.name}：沿用上年{len(made)}条", report=report)
    return made


def _standing_last_year(report: Report, sources: Sequence[Entry]) -> list[Entry]:
    found = Entry.objects.standing().filter(
        pk__in=[one.pk for one in sources],
        report__organisation=report.organisation_id,
        report__cycle__year=report.year - 1,
        report__cycle__document_kind=report.cycle.document_kind,
        part__isnull=False,
    )
    return [one for one in found if not (one.kind == "heading" and one.level == 1)]


def _joined(chosen: Sequence[Entry]) -> tuple[str, list[reportsrc.Passage]]:
    pieces: list[str] = []
    passages, at = [], 0
    for one in chosen:
        gap = (one.separator if one.separator.isspace() else "\n") if pieces else ""
        at += len(gap)
        span = reportsrc.Span(at, at + len(one.text))
        kind = reportsrc.PassageKind(one.kind)
        passages.append(reportsrc.Passage(kind=kind, span=span, level=one.level, marker=one.marker))
        pieces.append(gap + one.text)
        at = span.end
    return "".join(pieces), passages
