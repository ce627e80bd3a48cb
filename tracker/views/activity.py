"""Who did what, for those whose role lets them read it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.exports import exports_of
from tracker.filters.activity import ActivityFilter
from tracker.roles import Permission
from tracker.tables.activity import ActivityTable, visible_deeds
from tracker.views import PersonRequest


@require_safe
def activity(request: PersonRequest) -> HttpResponse:
    """The record of deeds, newest first."""
    user = request.user
    if not (user.can_anywhere(Permission.VIEW_ACTIVITY) or user.can_anywhere(Permission.VIEW_ADMINISTRATION)):
        raise PermissionDenied(_("您没有查看动态的权限。"))
    found = ActivityFilter(request.GET, visible_deeds(user))
    context = {
        "table": ActivityTable.of(found.qs, request, user=user),
        "filter": found,
        "exports": exports_of("activity"),
    }
    return render(request, "activity/activity.html", context)
