"""问题—安排—落实, across organisations and years."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tracker.filters.ledger import LedgerFilter
from tracker.roles import Permission
from tracker.tables.ledger import LedgerTable, visible_ledger
from tracker.views import PersonRequest


def ledger(request: PersonRequest) -> HttpResponse:
    """Shortcomings, what was planned against them and what was done a year later; what is shown stands in the address."""
    user = request.user
    found = LedgerFilter(request.GET, visible_ledger(user), user=user)
    table = LedgerTable.of(found.qs, request)
    context = {"table": table, "filter": found, "may_export": user.can_anywhere(Permission.EXPORT)}
    return render(request, "ledger/ledger.html", context)
