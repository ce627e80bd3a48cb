"""Taking a file: what a person may take of reports or of the record of deeds, narrowed as the list is."""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.actions.activity import record_export
from tracker.exports import find_export
from tracker.filters.activity import ActivityFilter
from tracker.filters.lists import narrowed
from tracker.filters.reports import ReportFilter, with_completeness
from tracker.models import Report
from tracker.models.calendar import now
from tracker.roles import Permission
from tracker.tables.activity import visible_deeds
from tracker.views import PersonRequest

IN_MEMORY = 4 * 1024 * 1024


def _chosen(request: PersonRequest, what: str) -> Any:
    """The rows a person may take, narrowed by the filters of their list."""
    user = request.user
    if what == "activity":
        return ActivityFilter(request.GET, visible_deeds(user))
    visible = Report.objects.visible_to(user, Permission.EXPORT).with_findings()
    return ReportFilter(request.GET, with_completeness(visible), user=user)


@require_safe
def export(request: PersonRequest, name: str) -> FileResponse:
    """The export ``name`` of what the person may take, narrowed by the filters of the list; who takes it is on record."""
    user = request.user
    chosen = find_export(name)
    if chosen is None:
        raise Http404
    if not user.can_anywhere(Permission.VIEW_ACTIVITY if chosen.of == "activity" else Permission.EXPORT):
        raise PermissionDenied(_("您没有导出的权限。"))
    found = _chosen(request, chosen.of)
    when = now()
    with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese whatever the page's language
        scope = "；".join(f"{label}：{value}" for label, value in narrowed(found))
        file_name = f"{chosen.title}{when:%Y%m%d-%H%M}.{chosen.suffix}"
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    chosen.write(found.qs, stream, by=user, when=when, scope=scope)
    stream.seek(0)
    record_export(user, f"{file_name}　{scope}".strip())
    return FileResponse(stream, as_attachment=True, filename=file_name, content_type=chosen.content_type)
