"""Taking a file: an export of the reports a person may take, narrowed as the list is."""

from __future__ import annotations

import tempfile

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.exports import find_export
from tracker.filters.reports import ReportFilter, with_completeness
from tracker.models import Report
from tracker.models.calendar import now
from tracker.roles import Permission
from tracker.views import PersonRequest

IN_MEMORY = 4 * 1024 * 1024


@require_safe
def export(request: PersonRequest, name: str) -> FileResponse:
    """The export ``name`` of the reports where the person may export, narrowed by the filters of the list."""
    user = request.user
    chosen = find_export(name)
    if chosen is None:
        raise Http404
    if not user.can_anywhere(Permission.EXPORT):
        raise PermissionDenied(_("您没有导出的权限。"))
    found = ReportFilter(
        request.GET, with_completeness(Report.objects.visible_to(user, Permission.EXPORT).with_findings()), user=user
    )
    when = now()
    with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese whatever the page's language
        scope = "；".join(f"{label}：{value}" for label, value in found.narrowed())
        file_name = f"{chosen.title}{when:%Y%m%d-%H%M}.{chosen.suffix}"
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    chosen.write(found.qs, stream, by=user, when=when, scope=scope)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=file_name, content_type=chosen.content_type)
