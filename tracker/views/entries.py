"""The part workspace and the deeds on its entries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import reportsrc
from tracker.actions import entries, moves, reports
from tracker.actions import frame as frame_deeds
from tracker.actions.assignments import may_assign
from tracker.actions.refusal import Conflict, Refused
from tracker.forms.entries import (
    EntryTextForm,
    NewEntryForm,
    NewFrameEntryForm,
    PasteForm,
    ReclassifyForm,
    SplitForm,
    VersionForm,
)
from tracker.models import Entry, PartDraft, Report
from tracker.models.comparison import Change, changes_between, merge_texts
from tracker.models.composition import compose_text
from tracker.models.entries import EntryKind
from tracker.models.workspace import open_workspace, with_asides
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report
from tracker.workflow import Status


def visible_part(request: PersonRequest, pk: int) -> PartDraft:
    """The part if this person may see its report, else a 404."""
    found = PartDraft.objects.filter(request.user.reach(Permission.VIEW, "report__organisation__"))
    return get_object_or_404(found.select_related("report__cycle", "report__organisation"), pk=pk)


def visible_entry(request: PersonRequest, pk: int) -> Entry:
    """The entry if this person may see its report, else a 404."""
    found = Entry.objects.filter(request.user.reach(Permission.VIEW, "report__organisation__"))
    related = ("report__cycle", "report__organisation", "part__report__cycle", "changed_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


def _may_edit(request: PersonRequest, report: Report) -> bool:
    return report.editable and request.user.can(Permission.EDIT, report.organisation)


def _talk(request: PersonRequest, report: Report) -> dict[str, bool]:
    """Whether this person may comment on a report and give out work on it."""
    may = request.user.can(Permission.COMMENT, report.organisation)
    return {"can_comment": may and report.status != Status.CLOSED, "can_assign": may_assign(report, request.user)}


def _last_year(report: Report, role: str) -> str:
    earlier = Report.objects.like(report).filter(organisation=report.organisation, cycle__year=report.year - 1)
    before = earlier.first()
    if before is None:
        return ""
    found = Entry.objects.filter(report=before, part__role=role).standing()
    return compose_text(found).strip()


def _page(request: PersonRequest, part: PartDraft, **more: Any) -> dict[str, Any]:
    workspace = open_workspace(part.report)
    siblings = list(part.report.parts.select_related("report__cycle"))
    return {
        "report": part.report,
        "part": part,
        "parts": siblings,
        "lines": with_asides(workspace, workspace.part_lines(part)),
        "rows": workspace.part_rows(part),
        "can_edit": _may_edit(request, part.report),
        **_talk(request, part.report),
        "tasks": workspace.talk.tasks_of_part(part.pk),
        "last_year": _last_year(part.report, part.role),
        "removed": part.entries.filter(removed=True).exclude(versions__deed="merged")[:20],
        "has_items": part.entries.filter(removed=False, kind__in=["item", "intro", "lead"]).exists(),
        "kinds": [(k.value, k.label) for k in (EntryKind.ITEM, EntryKind.INTRO, EntryKind.LEAD, EntryKind.CLOSING)],
        **more,
    }


def part(request: PersonRequest, pk: int) -> HttpResponse:
    """A part: its text with a margin of notes, its checklist, last year's text one click away."""
    found = visible_part(request, pk)
    edit = request.GET.get("edit", "")
    more = {"edit": int(edit) if edit.isdecimal() and len(edit) < 12 else None, "new_form": NewEntryForm()}
    return render(request, "entries/part.html", _page(request, found, **more))


def _frame_page(request: PersonRequest, report: Report, **more: Any) -> dict[str, Any]:
    workspace = open_workspace(report)
    outside = [entry for entry in workspace.composition.entries if entry.part_id is None]
    return {
        "report": report,
        "part": None,
        "lines": workspace.lines(outside),
        "can_edit": _may_edit(request, report),
        **_talk(request, report),
        "removed": report.entries.filter(part=None, removed=True)[:20],
        **more,
    }


def frame(request: PersonRequest, pk: int) -> HttpResponse:
    """What stands around the parts: title, addressee, preamble, signature; read, edited, added."""
    found = visible_report(request, pk)
    edit = request.GET.get("edit", "")
    form = NewFrameEntryForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            kind = EntryKind(form.cleaned_data["kind"])
            made = frame_deeds.add_frame_entry(found, kind, form.cleaned_data["text"], by=request.user)
            return _back(made)
        except Refused as refusal:
            form.add_error("text", str(refusal))
    chosen = int(edit) if edit.isdecimal() and len(edit) < 12 else None
    context = _frame_page(request, found, new_form=form, edit=chosen)
    return render(request, "entries/frame.html", context, status=422 if form.errors else 200)


def _line(request: PersonRequest, entry: Entry, **more: Any) -> HttpResponse:
    workspace = open_workspace(entry.report)
    (shown,) = with_asides(workspace, [workspace.line(entry)])
    context = {"line": shown, "can_edit": _may_edit(request, entry.report), "part": entry.part, **more}
    context |= {"report": entry.report, **_talk(request, entry.report)}
    context["parts"] = list(entry.report.parts.select_related("report__cycle"))
    context["kinds"] = [
        (k.value, k.label) for k in (EntryKind.ITEM, EntryKind.INTRO, EntryKind.LEAD, EntryKind.CLOSING)
    ]
    return render(request, "entries/line.html", context)


def line(request: PersonRequest, pk: int) -> HttpResponse:
    """One line of the workspace, to read or (``?edit=1``) to edit."""
    return _line(request, visible_entry(request, pk), edit=pk if request.GET.get("edit") else None)


def _home(entry: Entry) -> HttpResponse:
    """The page an entry is edited on: its part, or what stands around the parts."""
    return redirect("part", pk=entry.part_id) if entry.part_id else redirect("frame", pk=entry.report_id)


def _back(entry: Entry) -> HttpResponse:
    target = _home(entry)
    target["Location"] += f"#e{entry.pk}"
    return target


@require_POST
def save(request: PersonRequest, pk: int) -> HttpResponse:
    """Save an entry as typed. A conflict shows both texts; a refusal keeps what was typed beside its sentence."""
    entry = visible_entry(request, pk)
    form = EntryTextForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("请求不完整，请刷新页面。"), status=400)
    typed = form.cleaned_data["text"]
    autosave = bool(request.htmx and request.POST.get("autosave"))
    try:
        saved = entries.save_entry(entry, typed, form.cleaned_data["version"], by=request.user)
    except Conflict as conflict:
        return _conflict(request, conflict)
    except Refused as refusal:
        return _refused(request, entry, typed, str(refusal), autosave)
    if autosave:
        answer = render(request, "entries/saved.html", {"entry": saved, "at": timezone.localtime()})
        answer["X-Entry-Saved"] = saved.version
        return answer
    return _line(request, saved) if request.htmx else _back(saved)


def _conflict(request: PersonRequest, conflict: Conflict) -> HttpResponse:
    current, typed = conflict.current, conflict.typed
    base = current.versions.filter(version=conflict.base or 0).values_list("text", flat=True).first()
    context = {
        "entry": current,
        "typed": typed,
        "message": str(conflict),
        "base": base,
        "base_version": conflict.base,
        "merged": None if base is None else merge_texts(base, current.text, typed),
        "theirs": [Change("same", current.text)] if base is None else changes_between(base, current.text),
        "mine": [Change("same", typed)] if base is None else changes_between(base, typed),
        "between": changes_between(current.text, typed),
    }
    template = "entries/conflict_line.html" if request.htmx else "entries/conflict.html"
    return render(request, template, context, status=200 if request.htmx else 409)


def _refused(request: PersonRequest, entry: Entry, typed: str, sentence: str, autosave: bool) -> HttpResponse:
    if autosave:
        return render(request, "entries/saved.html", {"entry": entry, "error": sentence})
    more = {"edit": entry.pk, "typed": typed, "error": sentence}
    if request.htmx:
        return _line(request, entry, **more)
    if entry.part is None:
        return render(request, "entries/frame.html", _frame_page(request, entry.report, **more), status=422)
    return render(request, "entries/part.html", _page(request, entry.part, **more), status=422)


@require_POST
def fix(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the safe correction of one finding, named by its fingerprint, in the entry it stands in."""
    entry = visible_entry(request, pk)
    form = VersionForm(request.POST)
    workspace = open_workspace(entry.report)
    wanted = request.POST.get("fingerprint", "")
    note = next((n for n in workspace.line(entry).notes if n.fingerprint == wanted and n.finding.fix), None)
    if note is None or not form.is_valid():
        messages.error(request, _("这一处已经改过了。"))
        return _back(entry)
    entries.save_entry(entry, note.fixed(entry.text), form.cleaned_data["version"], by=request.user)
    messages.success(request, _("已改正。"))
    return _back(entry)


@require_POST
def add(request: PersonRequest, pk: int) -> HttpResponse:
    """Add one item to a part."""
    found = visible_part(request, pk)
    form = NewEntryForm(request.POST)
    if form.is_valid():
        after = found.entries.filter(pk=form.cleaned_data["after"] or 0).first()
        try:
            made = entries.add_entry(found, form.cleaned_data["text"], by=request.user, after=after)
            return _back(made)
        except Refused as refusal:
            form.add_error("text", str(refusal))
    return render(request, "entries/part.html", _page(request, found, new_form=form), status=422)


@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an entry out of the text."""
    entry = visible_entry(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        entries.remove_entry(entry, form.cleaned_data["version"], by=request.user)
        messages.success(request, _("已删除，可在本页下方恢复。"))
    return _home(entry)


@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a removed entry back, or make an earlier version the newest one (``version`` names it)."""
    entry = visible_entry(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid() and form.cleaned_data["version"]:
        entry = entries.restore_version(entry, form.cleaned_data["version"], entry.version, by=request.user)
    else:
        entry = entries.put_back(entry, by=request.user)
    messages.success(request, _("已恢复。"))
    return _back(entry)


@require_POST
def split(request: PersonRequest, pk: int) -> HttpResponse:
    """Save what was typed, then cut it at the cursor, or at its own markers or line breaks."""
    entry = visible_entry(request, pk)
    form = SplitForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("请求不完整，请刷新页面。"), status=400)
    typed = form.cleaned_data["text"] or entry.text
    try:
        saved = entries.save_entry(entry, typed, form.cleaned_data["version"], by=request.user)
        offset = form.cleaned_data["offset"]
        cuts = [offset] if offset else reportsrc.cuts_of(saved.text)
        made = entries.split_entry(saved, cuts, saved.version, by=request.user)
    except Conflict as conflict:
        return _conflict(request, conflict)
    except Refused as refusal:
        return _refused(request, entry, typed, str(refusal), autosave=False)
    messages.success(request, _("已拆成 %(count)s 条。") % {"count": len(made)})
    return _back(made[0])


@require_POST
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Join an entry with the next one."""
    entry = visible_entry(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        entry = entries.merge_entry(entry, form.cleaned_data["version"], by=request.user)
        messages.success(request, _("已与下一条合并。"))
    return _back(entry)


def move(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what a move changes (numbers, closing marks), then take it."""
    entry = visible_entry(request, pk)
    places = -1 if request.POST.get("by", request.GET.get("by", "")) == "-1" else 1
    if request.method == "POST":
        shown = [pair.split(":") for pair in request.POST.getlist("shown")]
        versions = [(int(a), int(b)) for a, b in (p for p in shown if len(p) == 2) if a.isdecimal() and b.isdecimal()]
        moves.move_entry(entry, places, versions, by=request.user)
        messages.success(request, _("已移动。"))
        return _back(entry)
    changes = moves.plan_move(entry, places)
    shown_changes = [(change, changes_between(change.entry.text, change.text)) for change in changes]
    return render(request, "entries/move.html", {"entry": entry, "changes": shown_changes, "by": places})


@require_POST
def reclassify(request: PersonRequest, pk: int) -> HttpResponse:
    """Another kind or another part for an entry."""
    entry = visible_entry(request, pk)
    form = ReclassifyForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        target = entry.report.parts.select_related("report__cycle").filter(pk=data["part"] or 0).first()
        kind = EntryKind(data["kind"]) if data["kind"] else None
        entry = entries.reclassify_entry(entry, data["version"], by=request.user, kind=kind, part=target)
        messages.success(request, _("已调整。"))
    return _back(entry)


def paste(request: PersonRequest, pk: int) -> HttpResponse:
    """A whole part pasted: split into entries, shown, and taken only when confirmed."""
    found = visible_part(request, pk)
    form = PasteForm(request.POST if request.method == "POST" else None)
    passages: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            reports.require_editable(found.report, request.user)
            entries.check_paste(text)
            passages = reportsrc.read_fragment(text, found.report.standard, found.role)
            if request.POST.get("confirm"):
                entries.add_passages(found, text, passages, by=request.user, replace=form.cleaned_data["replace"])
                messages.success(request, _("已放入 %(count)s 段。") % {"count": len(passages)})
                return redirect("part", pk=pk)
        except Refused as refusal:
            form.add_error("text", str(refusal))
            passages = ()
    shown = [(EntryKind(p.kind.value).label, p, p.span.of(form.cleaned_data["text"])) for p in passages]
    context = {"part": found, "report": found.report, "form": form, "shown": shown}
    return render(request, "entries/paste.html", context, status=422 if form.errors else 200)


def history(request: PersonRequest, pk: int) -> HttpResponse:
    """Every version of an entry, each with what it changed; or any two of them (``old``, ``new``) side by side."""
    entry = visible_entry(request, pk)
    versions = list(entry.versions.select_related("by"))
    chosen = {str(one.version): one for one in versions}
    old, new = chosen.get(request.GET.get("old", "")), chosen.get(request.GET.get("new", ""))
    older: list[Any] = [*versions[1:], None]
    rows = [
        (version, changes_between(before.text if before else "", version.text))
        for version, before in zip(versions, older, strict=True)
    ]
    context = {
        "entry": entry,
        "report": entry.report,
        "rows": rows,
        "can_edit": _may_edit(request, entry.report),
        "old": old,
        "new": new,
        "between": changes_between(old.text, new.text) if old and new else None,
    }
    return render(request, "entries/history.html", context)


@require_POST
def declare(request: PersonRequest, pk: int) -> HttpResponse:
    """The drafter's word that a part is done, or not."""
    found = visible_part(request, pk)
    done = request.POST.get("done") == "yes"
    reports.declare_part(found, done, by=request.user)
    messages.success(request, _("已标为完成。") if done else _("已标为未完成。"))
    return redirect("report", pk=found.report_id) if done else redirect("part", pk=pk)
