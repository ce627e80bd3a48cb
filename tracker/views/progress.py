"""Work in the background, as the person who began it sees it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tracker import tasks
from tracker.models import TaskProgress
from tracker.views import PersonRequest


@require_safe
def progress(request: PersonRequest, pk: int) -> HttpResponse:
    """How far it is; the page asks again by itself, with and without scripts."""
    found = get_object_or_404(TaskProgress.objects.visible_to(request.user).select_related("by", "organisation"), pk=pk)
    return render(request, "progress/progress.html", {"work": found})


@require_POST
def progress_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Start it again where it failed or stopped."""
    found = get_object_or_404(TaskProgress.objects.visible_to(request.user), pk=pk)
    tasks.begin_again(found, by=request.user)
    return redirect("progress", pk=pk)
