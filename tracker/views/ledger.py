"""问题—安排—落实, across organisations and years."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tracker.roles import Permission
from tracker.tables.showing import shown_list
from tracker.views import PersonRequest, require_list


def ledger(request: PersonRequest) -> HttpResponse:
    """Shortcomings, what was planned against them and what was done a year later; what is shown stands in the address."""
    user = require_list("ledger", request.user)
    context = shown_list("ledger", request, user).context()
    return render(request, "ledger/ledger.html", {**context, "may_export": user.can_anywhere(Permission.EXPORT)})
