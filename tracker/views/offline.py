"""Filling in without the network: a report's form is taken as a workbook and brought back filled."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import form_entries
from tracker.actions.activity import record_export
from tracker.actions.form_plan import FormClash, FormPart, plan_form
from tracker.actions.refusal import Refused
from tracker.exports import XLSX
from tracker.forms.offline import MOST_BYTES, WorkbookForm, WorkbooksForm, choices_of
from tracker.imports import form_batch, form_out
from tracker.models import FilledWorkbook, User
from tracker.models.comparison import Change, changes_between
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report

SHOWN = 200
"""The most faults or notes that a page lists."""


def workbook_answer(name: str, write: Callable[..., None], *, by: User) -> FileResponse:
    """A workbook that is to come back, written by ``write(stream, by=…)``; who takes it is on record."""
    stream = io.BytesIO()
    with translation.override("zh-hans"):  # a workbook is Chinese whatever the page's language
        write(stream, by=by)
    stream.seek(0)
    record_export(by, name)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def keys_in(request: PersonRequest, name: str) -> set[int]:
    """The keys that an address gives under this name; what is none is not heeded."""
    return {int(one) for one in request.GET.getlist(name) if one.isascii() and one.isdigit() and len(one) < 12}


@require_safe
def form_file(request: PersonRequest, pk: int) -> FileResponse:
    """The report's form as a workbook; who takes it is on record."""
    found = visible_report(request, pk, Permission.EXPORT)
    return workbook_answer(form_out.file_name(found), partial(form_out.write, found), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the form, or bring it back: what is wrong with the file is said here, what it would do on the next page."""
    report = visible_report(request, pk, Permission.EDIT)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        (brought,) = form_batch.bring_in(
            [(file.name, file.read(MOST_BYTES + 1))], by=request.user, batch=form_batch.new_batch(), report=report
        )
        if brought.kept is not None:
            return redirect("form", pk=brought.kept.pk)
        form.add_error("file", brought.sentence)
    context = {"report": report, "form": form}
    return render(request, "offline/fill.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def filled(request: PersonRequest, pk: int) -> HttpResponse:
    """What a filled form would change, with every problem by sheet and cell; a confirmation takes it whole."""
    kept = get_object_or_404(
        FilledWorkbook.objects.select_related("report__cycle", "report__organisation"),
        pk=pk, by=request.user, taken_at=None, kind=FilledWorkbook.Kind.FORM,
    )  # fmt: skip
    report = visible_report(request, kept.report_id or 0, Permission.EDIT)
    error, choices = "", choices_of(request.POST)
    if request.method == "POST":
        try:
            plan = form_entries.take_form(kept, request.POST.get("shown", ""), choices, by=request.user)
            messages.success(request, _taken(plan))
            return redirect("report", pk=report.pk)
        except Refused as refusal:
            error = str(refusal)
    plan = plan_form(report, kept.data)
    context = {
        "report": report,
        "kept": kept,
        "plan": plan,
        "error": error,
        "faults": plan.faults[:SHOWN],
        "more": max(0, len(plan.faults) - SHOWN),
        "notes": plan.notes[:SHOWN],
        "clashes": [_clash(one, choices) for one in plan.clashes],
        "parts": [_part(one) for one in plan.parts if one.touched],
    }
    return render(request, "offline/filled.html", context, status=422 if error else 200)


def _taken(plan: Any) -> str:
    if plan.empty:
        return _("表格与网站上的文字一致，没有改动。")
    return _("已采用：新增 %(added)s 条，修改 %(changed)s 条，删除 %(removed)s 条，移动 %(moved)s 条。") % plan.counts


def _clash(one: FormClash, choices: dict[int, str]) -> dict[str, Any]:
    base = one.base if one.base is not None else ""
    return {
        "clash": one,
        "site": [Change("dropped", one.entry.text)] if one.entry.removed else changes_between(base, one.entry.text),
        "form": changes_between(base, one.typed) if one.typed else [Change("dropped", base or one.entry.text)],
        "merged": one.merged,
        "chosen": choices.get(one.entry.pk, ""),
    }


def _part(one: FormPart) -> dict[str, Any]:
    changes = [(entry, changes_between(entry.text, text)) for entry, text in one.changed.values()]
    numbers = [(entry, changes_between(entry.text, text)) for entry, text in one.renumbered.values()]
    moved = [*one.moved, *(entry for entry, _after in one.brought)]
    return {"part": one, "changes": changes, "numbers": numbers, "moved": moved}


@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: PersonRequest) -> HttpResponse:
    """Several filled forms in one go: each says whose it is, and each is held against its own report."""
    if not request.user.can_anywhere(Permission.EDIT):
        raise PermissionDenied(_("您没有填写报告的权限。"))
    form = WorkbooksForm(request.POST, request.FILES) if request.method == "POST" else WorkbooksForm()
    failed: list[form_batch.Brought] = []
    if form.is_bound and form.is_valid():
        files = [(one.name, one.read(MOST_BYTES + 1)) for one in form.cleaned_data["workbooks"]]
        batch = form_batch.new_batch()
        brought = form_batch.bring_in(files, by=request.user, batch=batch)
        failed = [one for one in brought if one.kept is None]
        if len(failed) < len(brought):
            for one in failed:
                messages.error(request, f"{one.name}：{one.sentence}")
            return redirect("forms-batch", batch=batch)
        form.add_error("workbooks", _("这些文件都没有采用，原因见下。"))
    context = {"form": form, "failed": failed}
    return render(request, "offline/forms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: PersonRequest, batch: str) -> HttpResponse:
    """The forms that came together in one table; those that need no further look are taken with one button."""
    rows = form_batch.shown(batch, by=request.user)
    if not rows:
        messages.error(request, _("这些表格已经采用或已被新的表格取代，请重新上传。"))
        return redirect("forms")
    if request.method == "POST":
        count, refused = form_batch.take_ready(batch, by=request.user)
        messages.success(request, _("已采用 %(count)s 份表格。") % {"count": count})
        for sentence in refused:
            messages.error(request, sentence)
        return redirect("forms-batch", batch=batch)
    ready = sum(1 for one in rows if one.ready)
    return render(request, "offline/batch.html", {"rows": rows, "ready": ready, "batch": batch})
