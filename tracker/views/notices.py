"""What a person was told and has now read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.actions import notices
from tracker.models import Notice
from tracker.views import PersonRequest


@require_POST
def read(request: PersonRequest, pk: int) -> HttpResponse:
    """Lay one notice aside."""
    notices.read(get_object_or_404(Notice, pk=pk, person=request.user), by=request.user)
    return redirect("my-tasks")
