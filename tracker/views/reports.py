"""One report: its task list, its text, its steps."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

import reportsrc
from tracker.actions import deadlines, inspections, reports, steps
from tracker.actions.assignments import may_assign
from tracker.actions.refusal import Denied, Refused
from tracker.forms.reports import StepForm, StrikeForm
from tracker.forms.rules import SetAsideForm
from tracker.models import Report, User
from tracker.models.calendar import today
from tracker.models.comparison import Change, changes_between
from tracker.models.compilation import has_reports_below
from tracker.models.composition import compose
from tracker.models.events import events_of
from tracker.models.inspection_run import previous_report
from tracker.models.promises import unanswered
from tracker.models.report_facts import facts_of
from tracker.models.workspace import Workspace, open_workspace
from tracker.roles import LABELS, Permission, roles_with
from tracker.views import PersonRequest
from tracker.workflow import Lack, ReportFacts

CHANGES = {
    reportsrc.SentenceChange.SAME: gettext_lazy("照抄"),
    reportsrc.SentenceChange.REVISED: gettext_lazy("改写"),
    reportsrc.SentenceChange.NEW: gettext_lazy("新写"),
    reportsrc.SentenceChange.DROPPED: gettext_lazy("删去"),
}


def visible_report(request: PersonRequest, pk: int, permission: Permission = Permission.VIEW) -> Report:
    """The report if this person may see it (or do ``permission``), else a 404."""
    found = Report.objects.visible_to(request.user, permission).with_marks().with_dates()
    return get_object_or_404(
        found.select_related("cycle", "organisation", "excuse").prefetch_related("cycle__due_dates"), pk=pk
    )


def _page(request: PersonRequest, report: Report, form: StepForm | None = None, step: str = "") -> dict[str, Any]:
    workspace = open_workspace(report)
    parts = list(report.parts.select_related("report__cycle"))
    facts = facts_of(report, workspace.composition)
    before = previous_report(report)
    return {
        "report": report,
        "promises": unanswered(before) if before else (0, 0),
        "has_below": has_reports_below(report),
        "parts": [_row(workspace, part) for part in parts],
        "loose": workspace.loose,
        "talk": workspace.talk,
        "can_assign": may_assign(report, request.user),
        "set_aside": workspace.set_aside,
        "has_previous": before is not None,
        "tally": _tally(workspace.notes),
        "steps": _offers(report, steps.offers(report, request.user, facts), workspace),
        "token": steps.offered_at(report),
        "today": today(),
        "ledger": _ledger(report, facts, request.user),
        "form": form or StepForm(),
        "failed_step": step,
        "can_export": request.user.can(Permission.EXPORT, report.organisation),
        "can_edit": report.editable and request.user.can(Permission.EDIT, report.organisation),
        "can_review": request.user.can(Permission.REVIEW, report.organisation),
        "deeds": report.activities.exclude(deed__in=["entry-saved", "inspected", "event-filed"]).select_related("by")[
            :12
        ],
        "dues": [
            (due.get_kind_display(), due.on)
            for due in report.cycle.due_dates.all()
            if due.organisation_kind == report.organisation_kind
        ],
        "reviewers": "、".join(dict.fromkeys(one.on_duty(today()).name for one in report.reviewers.on_duty())),
        "sources": report.sources.filter(taken=True).defer("content", "text")[:3],
    }


def _offers(report: Report, found: list[steps.OpenStep], workspace: Workspace) -> list[dict[str, Any]]:
    """The steps with who may take them in words, and every lack with the address where it is mended."""
    return [
        {
            "open": one,
            "step": one.step,
            "who": _who(one),
            "lacks": [(lack.message, _where(report, lack, workspace)) for lack in one.lacks],
            "remaining": [(lack.message, _where(report, lack, workspace)) for lack in one.remaining],
        }
        for one in found
        if one.may
        or (one.behalf and not one.lacks)
        or not (one.step.needs_reason or (one.lacks and one.step.target is None))
    ]


def _who(one: steps.OpenStep) -> str:
    if one.step.permission is None:
        return one.who
    return "、".join(_(LABELS[role]) for role in roles_with(one.step.permission))


def _where(report: Report, lack: Lack, workspace: Workspace) -> str:
    """The address where a lack is mended; empty if there is none."""
    if lack.anchor:
        part = next((one for one in report.parts.all() if lack.anchor in one.roles), None)
        return reverse("part", args=[part.pk]) if part else ""
    if lack.place == "review":
        return reverse("review-start", args=[report.pk])
    if lack.place == "findings":
        return reverse("report-read", args=[report.pk])
    if lack.place.startswith("entry-"):
        entry = next(one for one in workspace.composition.entries if one.pk == int(lack.place[6:]))
        home = reverse("part", args=[entry.part_id]) if entry.part_id else reverse("frame", args=[report.pk])
        return f"{home}#e{entry.pk}"
    return f"#{lack.place}" if lack.place else ""


def _ledger(report: Report, facts: ReportFacts, user: User) -> dict[str, Any]:
    ledger = events_of(report, facts)
    groups = [
        (
            str(kind.label),
            [(row, row.filing is not None and deadlines.may_strike(row.filing, user)) for row in rows],
        )
        for kind, rows in ledger.groups
    ]
    return {"groups": groups, "revoked": ledger.revoked}


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
    form = StepForm(request.POST, request.FILES, key=key)
    status = 422
    if form.is_valid():
        told = dict(form.cleaned_data)
        scan = told.pop("scan")
        told["scan"] = (scan.name, scan.read(deadlines.MOST_SCAN_BYTES + 1)) if scan else None
        told["items"] = request.POST.getlist("items")[:20]
        try:
            reports.take_step(found, key, by=request.user, **told)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, Denied) else 422
        else:
            messages.success(request, _("已记录。"))
            return redirect("report", pk=pk)
    found = visible_report(request, pk)
    return render(request, "reports/report.html", _page(request, found, form, key), status=status)


def scan(request: PersonRequest, pk: int, scan: int) -> FileResponse:
    """The scanned paper of an event recorded on behalf."""
    kept = get_object_or_404(visible_report(request, pk).scans, pk=scan)
    return FileResponse(
        io.BytesIO(kept.content), as_attachment=True, filename=kept.name, content_type=kept.content_type
    )


@require_POST
def strike(request: PersonRequest, pk: int, filing: int) -> HttpResponse:
    """Revoke a wrong record, with the reason."""
    found = visible_report(request, pk)
    form = StrikeForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    deadlines.strike(get_object_or_404(found.filings, pk=filing), reason, by=request.user)
    messages.success(request, _("已撤销登记。"))
    return redirect(reverse("report", args=[pk]) + "#filings")


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


SHOWN = 300
"""The most other reports offered for a comparison."""


def _comparable(request: PersonRequest, report: Report) -> list[tuple[str, list[Report]]]:
    """What a report may be compared with: its organisation's other years, then others of its year, under a heading."""
    seen = Report.objects.visible_to(request.user).like(report).exclude(pk=report.pk)
    seen = seen.select_related("cycle", "organisation")
    years = seen.filter(organisation=report.organisation).order_by("-cycle__year")
    others = seen.filter(cycle__year=report.year).exclude(organisation=report.organisation)
    return [
        (_("本单位其他年度"), list(years)),
        (_("同年度其他单位"), list(others.order_by("organisation__path")[:SHOWN])),
    ]


def compare(request: PersonRequest, pk: int) -> HttpResponse:
    """This report beside another (``with``; last year's if not said): sentences first, then what changed inside them.

    Beside last year's also which plans were kept and which shortcomings answered.
    """
    found = visible_report(request, pk)
    choices = _comparable(request, found)
    wanted = request.GET.get("with", "")
    last = previous_report(found)
    offered = {str(one.pk): one for _label, several in choices for one in several}
    before = offered.get(wanted) if wanted else offered.get(str(last.pk)) if last else None
    context: dict[str, Any] = {"report": found, "before": before, "choices": choices, "last": last}
    if before is not None:
        comparison = reportsrc.compare(compose(before).document, compose(found).document)
        answers = [
            (_("上年安排在本年举措中的落实"), comparison.promises),
            (_("本年不足在下一年安排中的回应"), comparison.remedies),
        ]
        context |= {
            "counts": [(label, comparison.count(change)) for change, label in CHANGES.items()],
            "moved": sum(1 for pair in comparison.pairs if pair.moved),
            "pairs": [(CHANGES[pair.change], pair, _inside(pair)) for pair in comparison.pairs],
            "answers": answers if last and before.pk == last.pk else [],
        }
    return render(request, "reports/compare.html", context)


def _inside(pair: reportsrc.Pair) -> list[Change]:
    """What changed inside a sentence that both reports have."""
    if pair.old is None or pair.new is None:
        return []
    return changes_between(pair.old.quote, pair.new.quote)
