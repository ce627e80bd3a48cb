"""Taking a file: what a person may take of reports or of the record of deeds, narrowed as the list is."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from tracker.exports import take
from tracker.views import PersonRequest


@require_safe
def export(request: PersonRequest, name: str) -> FileResponse:
    """The export ``name`` of what the person may take, narrowed by the filters of the list; who takes it is on record."""
    taken = take(name, request.GET, by=request.user)
    if taken is None:
        raise Http404
    return FileResponse(taken.stream, as_attachment=True, filename=taken.name, content_type=taken.content_type)
