"""Who did what, for those whose role lets them read it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.exports import exports_of
from tracker.roles import Permission
from tracker.tables.showing import shown_list
from tracker.views import PersonRequest, require_list


@require_safe
def activity(request: PersonRequest) -> HttpResponse:
    """The record of deeds, newest first."""
    user = require_list("activity", request.user)
    exports = exports_of("activity") if user.can_anywhere(Permission.VIEW_ACTIVITY) else ()
    return render(
        request, "activity/activity.html", {**shown_list("activity", request, user).context(), "exports": exports}
    )
