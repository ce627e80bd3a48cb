"""Figures across organisations and years: all indicators at a glance, then one of them office by office."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

import reportsrc
from tracker.filters.selection import FigureFilter
from tracker.models import Report
from tracker.models.doubts import compare, counted, overview, related_to
from tracker.models.indicators import Selection, pairs_of, select
from tracker.models.rollups import roll_ups
from tracker.roles import Permission
from tracker.views import PersonRequest

PER_PAGE = 50
MOST_COMPARED = 500
"""So many reports are compared for all indicators at once; of more only the counts are shown."""


def _chosen(request: PersonRequest) -> tuple[FigureFilter, Selection | None]:
    seen = Report.objects.visible_to(request.user).owed()
    found = FigureFilter(request.GET, seen, user=request.user)
    year = found.chosen_year
    return found, select(found.qs, seen, year) if year is not None else None


def _context(request: PersonRequest, found: FigureFilter) -> dict[str, Any]:
    query = request.GET.copy()
    for passing in ("page", "look", "indicator"):
        query.pop(passing, None)
    may_export = request.user.can_anywhere(Permission.EXPORT)
    return {"filter": found, "year": found.chosen_year, "query": query.urlencode(), "may_export": may_export}


def indicators(request: PersonRequest) -> HttpResponse:
    """Every indicator that is told this year or last: by how many, and how many figures ask for a look."""
    found, selection = _chosen(request)
    context = _context(request, found)
    if selection is not None:
        many = selection.now.count() > MOST_COMPARED
        rows = counted(selection) if many else overview(selection)
        if found.only_doubts and not many:
            rows = [one for one in rows if one.to_look_at]
        context |= {"rows": rows, "many": many, "most": MOST_COMPARED}
    return render(request, "indicators/indicators.html", context)


def indicator(request: PersonRequest, code: str) -> HttpResponse:
    """One indicator: this year beside last by office, what to look at, and the sums of those below."""
    known = reportsrc.load_catalogue().indicators.get(code)
    if known is None:
        raise Http404
    found, selection = _chosen(request)
    context = _context(request, found) | {"indicator": known}
    if selection is not None:
        pairs = pairs_of(selection)
        rows = compare(code, pairs, selection.figures(related_to(code)))
        context["doubtful"] = sum(bool(one.remarks) for one in rows)
        if found.only_doubts:
            rows = [one for one in rows if one.remarks]
        seen = Report.objects.visible_to(request.user).owed()
        context |= {
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
            "sums": roll_ups(code, [now for now, _then in pairs], selection, seen),
        }
        query = request.GET.copy()
        query.pop("page", None)
        context["paging"] = query.urlencode()
    return render(request, "indicators/indicator.html", context)
