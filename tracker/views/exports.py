"""Taking a file: what a person may take of reports or of the record of deeds, narrowed as the list is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker import tasks
from tracker.actions import exports as made_files
from tracker.actions.refusal import Denied, Refused
from tracker.exports import choose, exports_of, hand_over
from tracker.filters.lists import narrowed
from tracker.filters.reports import ReportFilter, with_completeness
from tracker.models import MadeFile, Report
from tracker.roles import Permission
from tracker.views import PersonRequest

RECENT = 20
"""So many of one's own files the page shows."""


def site_of(request: HttpRequest) -> str:
    """Where links of a file made now lead."""
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
def exports(request: PersonRequest) -> HttpResponse:
    """What can be taken, with a sentence on each, narrowed as the list of reports; and the files made lately."""
    user = request.user
    reports, deeds = user.can_anywhere(Permission.EXPORT), user.can_anywhere(Permission.VIEW_ACTIVITY)
    if not (reports or deeds):
        raise PermissionDenied(_("您没有导出的权限。"))
    visible = Report.objects.visible_to(user, Permission.EXPORT).with_findings()
    found = ReportFilter(request.GET, with_completeness(visible), user=user)
    count = found.qs.order_by().values("pk").count() if reports else 0
    shown = {
        "filter": found,
        "scope": narrowed(found),
        "count": count,
        "files": [(one, count > one.at_once) for one in exports_of("reports")] if reports else (),
        "deeds": exports_of("activity") if deeds else (),
        "made": MadeFile.objects.visible_to(user).select_related("task")[:RECENT],
    }
    return render(request, "exports/exports.html", shown)


@require_safe
def export(request: PersonRequest, name: str) -> HttpResponseBase:
    """The export ``name`` of what the person may take, narrowed by the filters of the list; who takes it is on record.
    What would take long is offered to be made in the background instead."""
    chosen = choose(name, request.GET, by=request.user)
    if chosen is None:
        raise Http404
    if chosen.large:
        return render(request, "exports/export.html", {"chosen": chosen})
    taken = hand_over(chosen, by=request.user, site=site_of(request))
    return FileResponse(taken.stream, as_attachment=True, filename=taken.name, content_type=taken.content_type)


@require_POST
def export_make(request: PersonRequest, name: str) -> HttpResponse:
    """Have a file made in the background, narrowed by the filters in the address."""
    chosen = choose(name, request.GET, by=request.user)
    if chosen is None:
        raise Http404
    try:
        made = tasks.begin_export(chosen, request.GET.urlencode(), by=request.user, site=site_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('exports')}?{request.GET.urlencode()}")
    return redirect("progress", pk=made.task_id)


@require_safe
def export_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A file that was made, for its maker alone; a page that says so once it is gone."""
    made = get_object_or_404(MadeFile.objects.visible_to(request.user), pk=pk)
    try:
        stream = made_files.fetch(made, by=request.user)
    except Denied:
        raise
    except Refused as refusal:
        return render(request, "exports/export_file.html", {"made": made, "why": str(refusal)}, status=410)
    return FileResponse(stream, as_attachment=True, filename=made.title)
