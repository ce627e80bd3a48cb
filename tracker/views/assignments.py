"""Work given out on a report, and the word that it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import assignments as deeds
from tracker.actions.refusal import Denied, Refused
from tracker.forms.assignments import WHOLE, AssignForm
from tracker.models import Assignment, Entry, Organisation, Report, User
from tracker.models.assignments import AssignmentState
from tracker.views import PersonRequest
from tracker.views.reports import visible_report


def _entry_of(request: PersonRequest, report: Report) -> Entry | None:
    """The sentence the page was opened for, or that the form names."""
    said = (
        request.POST.get("what", "").removeprefix("entry-")
        if request.method == "POST"
        else request.GET.get("entry", "")
    )
    if not (said.isascii() and said.isdigit() and len(said) < 18):
        return None
    return report.entries.standing().filter(pk=int(said)).select_related("part").first()


def _beginning(request: PersonRequest, entry: Entry | None) -> str:
    if entry is not None:
        return f"entry-{entry.pk}"
    for kind in ("part", "requirement"):
        if said := request.GET.get(kind, ""):
            return f"{kind}-{said}"
    return WHOLE


@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: PersonRequest, pk: int) -> HttpResponse:
    """What is given out on a report, the oldest date first; a form for who may give out more."""
    report = visible_report(request, pk)
    may = deeds.may_assign(report, request.user)
    if request.method == "POST" and not may:
        deeds.require_assigner(report, request.user)
    entry = _entry_of(request, report)
    bound = request.POST if request.method == "POST" else None
    form = AssignForm(bound, report=report, entry=entry, initial={"what": _beginning(request, entry)}) if may else None
    if form is not None and form.is_bound and form.is_valid() and (made := _take(form, report, request.user)):
        messages.success(request, _("已分派给%(whom)s。") % {"whom": made.whom})
        return redirect("assignments", pk=pk)
    found = report.assignments.select_related(
        "person", "organisation", "entry", "part__report__cycle", "by", "closed_by"
    )
    rows = list(found)
    for row in rows:
        row.report = report
    context: dict[str, Any] = {
        "report": report,
        "form": form,
        "open": [one for one in rows if one.state == AssignmentState.OPEN],
        "closed": [one for one in rows if one.state != AssignmentState.OPEN],
        "may_assign": may,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "assignments/assignments.html", context, status=status)


def _take(form: AssignForm, report: Report, by: User) -> Assignment | None:
    """Do what the form says, or put the reason on it."""
    kind, key = form.chosen("what")
    to, who = form.chosen("whom")
    try:
        return deeds.assign(
            report,
            form.cleaned_data["due_on"],
            by=by,
            person=User.objects.filter(pk=who).first() if to == "person" else None,
            organisation=Organisation.objects.filter(pk=who).first() if to == "office" else None,
            part=get_object_or_404(report.parts, pk=key) if kind == "part" else None,
            entry=get_object_or_404(report.entries, pk=key) if kind == "entry" else None,
            requirement_key=key if kind == "requirement" else "",
            note=form.cleaned_data["note"],
        )
    except Denied:
        raise
    except Refused as refusal:
        form.add_error("due_on" if "期限" in str(refusal) else None, str(refusal))
        return None


@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Call an assignment done, or take it back. Who was given it need not see the report."""
    mine = Assignment.objects.of(request.user).values("pk")
    visible = Report.objects.visible_to(request.user).values("pk")
    found = Assignment.objects.filter(pk__in=mine) | Assignment.objects.filter(report__in=visible)
    assignment = get_object_or_404(
        found.select_related("report__cycle", "report__organisation", "entry", "part__report__cycle"), pk=pk
    )
    withdrawn = request.POST.get("state") == AssignmentState.WITHDRAWN
    deeds.close(assignment, AssignmentState.WITHDRAWN if withdrawn else AssignmentState.DONE, by=request.user)
    messages.success(request, _("已收回。") if withdrawn else _("已办结。"))
    return (
        redirect("assignments", pk=assignment.report_id)
        if request.POST.get("from") == "report"
        else redirect("my-tasks")
    )
