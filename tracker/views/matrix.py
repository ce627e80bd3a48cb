"""Organisations × requirements on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tracker.filters.selection import MatrixFilter
from tracker.models import Report
from tracker.roles import Permission
from tracker.tables.matrix import MatrixWindow
from tracker.views import PersonRequest

OF_COLUMNS = ("page", "column", "part", "obligation", "show")
"""What the address says of the page and not of the reports: a workbook holds the whole matrix."""


def matrix(request: PersonRequest) -> HttpResponse:
    """A window of the matrix: the marks, or (``show=coverage``) what the machine located."""
    user = request.user
    found = MatrixFilter(request.GET, Report.objects.visible_to(user).owed(), user=user)
    covered = request.GET.get("show") == "coverage"
    window = MatrixWindow(found.qs, found.wanted, request.GET, covered=covered)
    query = request.GET.copy()
    for name in OF_COLUMNS:
        query.pop(name, None)
    tabs = request.GET.copy()
    tabs.pop("show", None)
    context = {
        "filter": found,
        "window": window,
        "export": query.urlencode() if user.can_anywhere(Permission.EXPORT) else None,
        "tabs": tabs.urlencode(),
        "one_year": found.chosen_year,
    }
    return render(request, "matrix/matrix.html", context)
