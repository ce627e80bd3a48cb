"""One report: its task list, its text, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

import reportsrc
from tracker.actions import inspections, reports
from tracker.actions.assignments import may_assign
from tracker.actions.refusal import Denied, Refused
from tracker.forms.reports import StepForm
from tracker.forms.rules import SetAsideForm
from tracker.models import Report
from tracker.models.composition import compose
from tracker.models.inspection_run import previous_report
from tracker.models.workspace import Workspace, open_workspace
from tracker.roles import Permission
from tracker.views import PersonRequest

CHANGES = {
    reportsrc.SentenceChange.SAME: gettext_lazy("照抄"),
    reportsrc.SentenceChange.REVISED: gettext_lazy("改写"),
    reportsrc.SentenceChange.NEW: gettext_lazy("新写"),
    reportsrc.SentenceChange.DROPPED: gettext_lazy("删去"),
}


def visible_report(request: PersonRequest, pk: int, permission: Permission = Permission.VIEW) -> Report:
    """The report if this person may see it (or do ``permission``), else a 404."""
    found = Report.objects.visible_to(request.user, permission).with_marks().with_dates()
    return get_object_or_404(found.select_related("cycle", "organisation").prefetch_related("cycle__due_dates"), pk=pk)


def _page(request: PersonRequest, report: Report, form: StepForm | None = None, step: str = "") -> dict[str, Any]:
    workspace = open_workspace(report)
    parts = list(report.parts.select_related("report__cycle"))
    return {
        "report": report,
        "parts": [_row(workspace, part) for part in parts],
        "loose": workspace.loose,
        "talk": workspace.talk,
        "can_assign": may_assign(report, request.user),
        "set_aside": workspace.set_aside,
        "has_previous": previous_report(report) is not None,
        "tally": _tally(workspace.notes),
        "steps": reports.open_steps(report, request.user),
        "form": form or StepForm(),
        "failed_step": step,
        "can_edit": report.editable and request.user.can(Permission.EDIT, report.organisation),
        "can_review": request.user.can(Permission.REVIEW, report.organisation),
        "deeds": report.activities.exclude(deed__in=["entry-saved", "inspected"]).select_related("by")[:12],
        "dues": [
            (due.get_kind_display(), due.on)
            for due in report.cycle.due_dates.all()
            if due.organisation_kind == report.organisation_kind
        ],
        "sources": report.sources.filter(taken=True).defer("content", "text")[:3],
    }


def _tally(notes: Any) -> dict[str, int]:
    tally = {"wrong": 0, "look": 0, "info": 0}
    for note in notes:
        severity = note.finding.severity.value
        tally["wrong" if severity in ("blocking", "error") else "look" if severity == "warning" else "info"] += 1
    return tally


def _row(workspace: Workspace, part: Any) -> dict[str, Any]:
    rows = workspace.part_rows(part)
    gating = [row for row in rows if row.requirement.obligation.gates]
    return {
        "part": part,
        "addressed": sum(row.addressed for row in rows),
        "rows": len(rows),
        "tally": _tally(workspace.part_notes(part)),
        "judged": sum(1 for row in gating if row.assessment and row.assessment.result),
        "complete": sum(1 for row in gating if row.assessment and row.assessment.result == "complete"),
        "gating": len(gating),
        "tasks": workspace.talk.tasks_of_part(part.pk),
        "threads": workspace.talk.open_in_part(part.pk) + sum(one.comment.open for row in rows for one in row.threads),
    }


def report(request: PersonRequest, pk: int) -> HttpResponse:
    """The report as a task list: what is done, what is missing, what happens next and who must do it."""
    return render(request, "reports/report.html", _page(request, visible_report(request, pk)))


def read(request: PersonRequest, pk: int) -> HttpResponse:
    """The composed report with its findings marked in the text; prints in official measure."""
    found = visible_report(request, pk)
    workspace = open_workspace(found)
    context = {
        "report": found,
        "lines": workspace.lines(workspace.composition.entries),
        "loose": workspace.loose,
        "set_aside": workspace.set_aside,
        "can_edit": found.editable and request.user.can(Permission.EDIT, found.organisation),
        "can_review": request.user.can(Permission.REVIEW, found.organisation),
        "ticks": workspace.ticks,
        "tally": _tally(workspace.notes),
    }
    return render(request, "reports/read.html", context)


@require_POST
def step(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """Take one step; what was typed stays if it cannot be taken."""
    found = visible_report(request, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            reports.take_step(
                found,
                key,
                by=request.user,
                reason=data["reason"],
                on=data["on"],
                party=data["party"],
                address=data["address"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记录。"))
            return redirect("report", pk=pk)
    return render(request, "reports/report.html", _page(request, found, form, key), status=422)


@require_POST
def inspect(request: PersonRequest, pk: int) -> HttpResponse:
    """Check the whole report now and keep the result for lists and workbooks."""
    found = visible_report(request, pk)
    run = inspections.inspect(found, by=request.user, occasion="按需检查")
    total = run.blocking + run.errors + run.warnings + run.infos
    messages.success(request, _("已检查，共 %(total)s 处。") % {"total": total})
    return redirect("report-read", pk=pk)


@require_POST
def set_aside(request: PersonRequest, pk: int) -> HttpResponse:
    """Set one finding aside with a reason; what was typed stays if that cannot be done."""
    found = visible_report(request, pk)
    form = SetAsideForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            inspections.set_aside(found, data["fingerprint"], data["reason"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记下，不再提示；原文改动后会重新检查。"))
            return redirect(_next(request, found))
    context = {
        "report": found,
        "errors": [error for errors in form.errors.values() for error in errors],
        "fingerprint": request.POST.get("fingerprint", ""),
        "reason": request.POST.get("reason", ""),
        "next": _next(request, found),
    }
    return render(request, "reports/set_aside.html", context, status=422)


def _next(request: PersonRequest, report: Report) -> str:
    """The page the person came from, if it is one of this site; else the report's text."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("report-read", args=[report.pk])


@require_POST
def take_up(request: PersonRequest, pk: int, waiver: int) -> HttpResponse:
    """Let a finding that was set aside count again."""
    found = visible_report(request, pk)
    inspections.take_up(get_object_or_404(found.waivers, pk=waiver), by=request.user)
    messages.success(request, _("已恢复处理。"))
    return redirect(_next(request, found))


def compare(request: PersonRequest, pk: int) -> HttpResponse:
    """This report beside last year's: what was carried over, which plans were kept, which shortcomings answered."""
    found = visible_report(request, pk)
    before = previous_report(found)
    if before is None:
        raise Http404
    comparison = reportsrc.compare(compose(before).document, compose(found).document)
    context = {
        "report": found,
        "before": before,
        "comparison": comparison,
        "counts": [(label, comparison.count(change)) for change, label in CHANGES.items()],
        "moved": sum(1 for pair in comparison.pairs if pair.moved),
        "pairs": [(CHANGES[pair.change], pair) for pair in comparison.pairs],
        "answers": [
            (_("上年安排在本年举措中的落实"), comparison.promises),
            (_("本年不足在下一年安排中的回应"), comparison.remedies),
        ],
    }
    return render(request, "reports/compare.html", context)
