"""What happened to a report, a part, an organisation; a part as it was at any moment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.actions.refusal import Denied, Refused
from tracker.actions.restoring import restore_part
from tracker.filters.activity import CourseFilter
from tracker.models import Activity, Organisation
from tracker.models.comparison import changes_between
from tracker.models.history import moment_of, part_events, returns
from tracker.roles import Permission
from tracker.tables.activity import ActivityTable
from tracker.views import PersonRequest
from tracker.views.entries import visible_part
from tracker.views.reports import visible_report


def _course(request: PersonRequest, of: Organisation, deeds: QuerySet[Activity], *without: str) -> dict[str, Any]:
    """The table of some deeds, narrowed as the address says; where from is for those who read the record."""
    found = CourseFilter(request.GET, deeds.select_related("by", "organisation", "report__cycle"))
    hidden = without if request.user.can(Permission.VIEW_ACTIVITY, of) else (*without, "address")
    return {"table": ActivityTable.of(found.qs, request, user=request.user, exclude=hidden), "filter": found}


@require_safe
def report(request: PersonRequest, pk: int) -> HttpResponse:
    """The whole course of a report: its steps, marks, parts and texts, each with what was before."""
    found = visible_report(request, pk)
    parts = found.parts.select_related("report__cycle")
    context = _course(request, found.organisation, found.activities.all(), "organisation", "report")
    return render(request, "history/report.html", {**context, "report": found, "parts": parts})


@require_safe
def organisation(request: PersonRequest, pk: int) -> HttpResponse:
    """The course of an organisation: its people, its settings, its reports."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user, Permission.VIEW_ACTIVITY), pk=pk)
    context = _course(request, found, Activity.objects.filter(organisation=found), "organisation")
    return render(request, "history/organisation.html", {**context, "organisation": found})


@require_safe
def part(request: PersonRequest, pk: int) -> HttpResponse:
    """What was done to a part, deed by deed, each with what it changed."""
    found = visible_part(request, pk)
    events = [
        (event, [(entry, changes_between(old, new)) for entry, old, new in event.in_order()])
        for event in part_events(found)
    ]
    may = found.report.editable and request.user.can(Permission.EDIT, found.report.organisation)
    return render(
        request, "history/part.html", {"part": found, "report": found.report, "events": events, "can_edit": may}
    )


def restore(request: PersonRequest, pk: int, moment: int) -> HttpResponse:
    """Show how a part would read as it did at an earlier moment, then take it."""
    found = visible_part(request, pk)
    then = moment_of(found, moment)
    if then is None:
        raise Http404
    error = ""
    if request.method == "POST":
        pairs = [pair.split(":") for pair in request.POST.getlist("shown")]
        shown = [(int(p[0]), int(p[1])) for p in pairs if len(p) == 2 and all(x.isascii() and x.isdigit() for x in p)]
        try:
            written = restore_part(found, moment, shown, by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("已恢复，共改动 %(count)s 条。") % {"count": len(written)})
            return redirect("part", pk=pk)
    rows = [(one, changes_between(one.now, one.then)) for one in returns(found, moment)]
    may = found.report.editable and request.user.can(Permission.EDIT, found.report.organisation)
    context = {"part": found, "report": found.report, "then": then, "rows": rows, "can_edit": may, "error": error}
    return render(request, "history/restore.html", context, status=422 if error else 200)
