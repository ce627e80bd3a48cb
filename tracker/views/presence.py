"""Who else has a part open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tracker.actions.presence import seen
from tracker.views import PersonRequest
from tracker.views.entries import visible_part


@require_POST
def presence(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that this person is in the part (``writes``: with an entry open), and who else is."""
    others = seen(visible_part(request, pk), by=request.user, writes=request.POST.get("writes") == "1")
    return render(request, "presence/presence.html", {"others": others})
