"""The lists: reports, requirements, findings, shortcomings, plans. What is shown stands in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tracker.exports import exports_of
from tracker.filters.entries import PlanFilter, ShortcomingFilter
from tracker.filters.inspections import FindingFilter
from tracker.filters.reports import ReportFilter, with_completeness, with_due_dates
from tracker.filters.review import RequirementFilter
from tracker.models import Report
from tracker.models.calendar import today
from tracker.roles import Permission
from tracker.tables.entries import PlanTable, ShortcomingTable, standing_plans, standing_shortcomings
from tracker.tables.inspections import FindingTable, last_findings
from tracker.tables.reports import ReportTable
from tracker.tables.review import RequirementTable, requirement_rows
from tracker.views import PersonRequest


def reports(request: PersonRequest) -> HttpResponse:
    """Every report the person may see."""
    user = request.user
    rows = with_due_dates(Report.objects.visible_to(user).with_dates().with_findings())
    rows = with_completeness(rows).select_related("cycle", "excuse").order_by("-cycle__year", "organisation__path")
    found = ReportFilter(request.GET, rows, user=user)
    table = ReportTable.of(found.qs, request, today=today())
    exports = exports_of("reports") if user.can_anywhere(Permission.EXPORT) else ()
    return _page(request, "tables/reports.html", table, found, exports=exports)


def requirements(request: PersonRequest) -> HttpResponse:
    """Organisation × requirement, of the latest year unless the address asks for another."""
    user = request.user
    found = RequirementFilter(request.GET, Report.objects.visible_to(user), user=user)
    rows = requirement_rows(found.qs, found.wanted)
    return _page(
        request, "tables/requirements.html", RequirementTable.of(RequirementTable.data_of(rows), request), found
    )


def findings(request: PersonRequest) -> HttpResponse:
    """What the last inspection of each report found."""
    user = request.user
    found = FindingFilter(request.GET, last_findings(user), user=user)
    return _page(request, "tables/findings.html", FindingTable.of(found.qs, request), found)


def shortcomings(request: PersonRequest) -> HttpResponse:
    """What reports say is lacking."""
    user = request.user
    found = ShortcomingFilter(request.GET, standing_shortcomings(user), user=user)
    return _page(request, "tables/shortcomings.html", ShortcomingTable.of(found.qs, request), found)


def plans(request: PersonRequest) -> HttpResponse:
    """What reports promise for the next year."""
    user = request.user
    found = PlanFilter(request.GET, standing_plans(user), user=user)
    return _page(request, "tables/plans.html", PlanTable.of(found.qs, request), found)


def _page(request: PersonRequest, template: str, table: Any, found: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"table": table, "filter": found, **more})
