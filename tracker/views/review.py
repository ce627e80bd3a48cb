"""Judging a report, part by part, requirement by requirement."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker import workflow
from tracker.actions import review
from tracker.actions.refusal import Refused
from tracker.forms.reports import MarkForm, ProposalForm
from tracker.models import Report
from tracker.models.eyes import barred
from tracker.models.review import Result
from tracker.models.workspace import open_workspace
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.entries import visible_part
from tracker.views.reports import visible_report
from tracker.workflow import EyesPair, Status


def _page(request: PersonRequest, report: Report, role: str, **more: Any) -> dict[str, Any]:
    workspace = open_workspace(report)
    parts = list(report.parts.select_related("report__cycle"))
    keys = [
        (part.key, part.name) for part in report.standard.parts if any(r.part == part.key for r in report.requirements)
    ]
    here = [part for part in parts if role in part.roles]
    rows = [row for row in workspace.rows if row.requirement.part == role]
    drafted = barred(request.user, report, EyesPair.DRAFT_REVIEW)
    return {
        "report": report,
        "role": role,
        "name": getattr(report.standard.part(role), "name", role),
        "tabs": [(key, name, _left(workspace.rows, key)) for key, name in keys],
        "lines": [line for part in here for line in workspace.part_lines(part)],
        "rows": rows,
        "open_advisory": sum(
            1 for r in rows if not r.requirement.obligation.gates and not (r.assessment and r.assessment.result)
        ),
        "results": Result.choices,
        "may_judge": request.user.can(Permission.REVIEW, report.organisation)
        and report.status in workflow.REVIEWABLE
        and not drafted,
        "can_comment": request.user.can(Permission.COMMENT, report.organisation) and report.status != Status.CLOSED,
        "drafted": drafted,
        **more,
    }


def _left(rows: Any, key: str) -> int:
    """Gating requirements of a part without a mark."""
    return sum(
        1
        for row in rows
        if row.requirement.part == key
        and row.requirement.obligation.gates
        and not (row.assessment and row.assessment.result)
    )


def judge(request: PersonRequest, pk: int, role: str = "") -> HttpResponse:
    """One part's text beside its requirements, each with the places located and the marks to give."""
    found = visible_report(request, pk)
    first = next((r.part for r in found.requirements), "")
    return render(request, "review/judge.html", _page(request, found, role or first))


@require_POST
def mark(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """Give one mark; the quotes that were shown are kept with it."""
    found = visible_report(request, pk)
    row = next((r for r in open_workspace(found).rows if r.requirement.key == key), None)
    if row is None:
        return HttpResponse(_("这份报告没有这项要求。"), status=404)
    if request.POST.get("clear"):
        review.clear_mark(found, key, by=request.user)
        return _to(pk, row.requirement.part, key)
    form = MarkForm(request.POST)
    if form.is_valid():
        try:
            quotes = [quote for quote, _entry in row.quotes]
            result = Result(form.cleaned_data["result"])
            review.mark(found, key, result, form.cleaned_data["note"], by=request.user, evidence=quotes)
            return _to(pk, row.requirement.part, key)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    else:
        form.add_error(None, _("请选择一项评定。"))
    more = {"failed": key, "error": form.non_field_errors()[-1], "typed": request.POST}
    return render(request, "review/judge.html", _page(request, found, row.requirement.part, **more), status=422)


def _to(pk: int, role: str, key: str) -> HttpResponse:
    target = redirect("review", pk=pk, role=role)
    target["Location"] += f"#r-{key}"
    return target


@require_POST
def mark_advisory(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Mark every open advisory requirement of this part together, each recorded."""
    found = visible_report(request, pk)
    form = MarkForm(request.POST)
    if form.is_valid():
        result = Result(form.cleaned_data["result"])
        count = review.mark_advisory(found, role, result, form.cleaned_data["note"], by=request.user)
        messages.success(request, _("已评定 %(count)s 项参考性要求。") % {"count": count})
    else:
        messages.error(request, _("请选择一项评定。"))
    return redirect("review", pk=pk, role=role)


def propose(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """A drafter's proposal that a requirement of a part does not apply, with the reason (or taking it back)."""
    part = visible_part(request, pk)
    requirement = next((r for r in part.report.requirements if r.key == key), None)
    if requirement is None:
        return HttpResponse(_("这份报告没有这项要求。"), status=404)
    standing = part.report.proposals.filter(requirement_key=key).first()
    form = ProposalForm(
        request.POST if request.method == "POST" else None, initial={"reason": standing.reason if standing else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("withdraw"):
                review.withdraw_proposal(part.report, key, by=request.user)
            else:
                review.propose_not_applicable(part.report, key, form.cleaned_data["reason"], by=request.user)
            return redirect("part", pk=pk)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
    context = {"part": part, "report": part.report, "requirement": requirement, "form": form, "standing": standing}
    return render(request, "review/propose.html", context, status=422 if form.errors else 200)


def start(request: PersonRequest, pk: int) -> HttpResponse:
    """Where a reviewer enters: the first part that still has a gating requirement to judge."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    done = set(found.assessments.exclude(result="").values_list("requirement_key", flat=True))
    left = [r for r in found.requirements if r.obligation.gates and r.key not in done]
    role = left[0].part if left else found.requirements[0].part
    return redirect("review", pk=pk, role=role)
