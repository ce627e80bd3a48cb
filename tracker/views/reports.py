"""One report: its task list, its text, its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import inspections, reports
from tracker.actions.refusal import Refused
from tracker.forms.reports import StepForm
from tracker.models import Report
from tracker.models.workspace import Workspace, open_workspace
from tracker.roles import Permission
from tracker.views import PersonRequest


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
