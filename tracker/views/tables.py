"""The lists: reports, requirements, findings, shortcomings, plans. What is shown stands in the address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker import roles
from tracker.actions import assignments, notices, review
from tracker.actions.refusal import Refused
from tracker.filters.entries import PlanFilter, ShortcomingFilter
from tracker.filters.inspections import FindingFilter
from tracker.filters.reports import ReportFilter, with_completeness, with_due_dates
from tracker.filters.review import RequirementFilter
from tracker.forms.assignments import ChosenForm, NotApplicableForm, ReportsForm
from tracker.models import Report, User
from tracker.models.accounts import people_with
from tracker.models.calendar import today
from tracker.roles import Permission, Role
from tracker.tables.entries import PlanTable, ShortcomingTable, standing_plans, standing_shortcomings
from tracker.tables.inspections import FindingTable, last_findings
from tracker.tables.reports import ReportTable
from tracker.tables.review import RequirementTable, requirement_rows
from tracker.views import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: PersonRequest) -> HttpResponse:
    """Every report the person may see; who runs rounds reminds and assigns several at once."""
    user = request.user
    bulk = None
    if user.can_anywhere(Permission.RUN_CYCLE):
        bulk = ReportsForm(request.POST if request.method == "POST" else None, reviewers=_reviewers(user))
    if request.method == "POST" and bulk is None:
        raise PermissionDenied(_("您没有统筹报告的权限。"))
    if bulk is not None and bulk.is_bound and bulk.is_valid() and (said := _do_with_reports(bulk, user)):
        messages.success(request, said)
        return redirect(request.get_full_path())
    rows = with_due_dates(Report.objects.visible_to(user).with_dates().with_findings())
    rows = with_completeness(rows).select_related("cycle", "excuse").order_by("-cycle__year", "organisation__path")
    found = ReportFilter(request.GET, rows, user=user)
    table = ReportTable.of(found.qs, request, today=today(), **_ticks(request, bulk))
    exports = user.can_anywhere(Permission.EXPORT)
    return _page(request, "tables/reports.html", table, found, exports=exports, bulk=bulk)


def _reviewers(user: User) -> QuerySet[User]:
    """Who reviews where a person runs rounds."""
    found = User.objects.none()
    for one in user.memberships_today:
        if Permission.RUN_CYCLE in roles.ROLES[Role(one.role)]:
            found |= people_with(Permission.REVIEW, one.organisation)
    return found


def _ticks(request: PersonRequest, bulk: ChosenForm | None) -> dict[str, Any]:
    """What is ticked in a list; without a form there is nothing to tick."""
    if bulk is None:
        return {"exclude": ("chosen",)}
    return {"ticked": frozenset(bulk.chosen), "every": bool(request.GET.get("all")) and not bulk.is_bound}


def _do_with_reports(form: ReportsForm, by: User) -> str:
    """Remind or assign; the sentence that says so, or empty with the reason on the form."""
    data = form.cleaned_data
    found = Report.objects.visible_to(by).filter(pk__in=form.keys).select_related("cycle", "organisation")
    chosen = list(found.prefetch_related("cycle__due_dates").order_by("organisation__path"))
    try:
        if len(chosen) != len(form.keys):
            raise Refused("有的报告已经看不到，请刷新后再选。")
        if data["deed"] == "remind":
            return _("已提醒 %(count)s 人。") % {"count": notices.remind(chosen, by=by)}
        count = assignments.assign_review(chosen, data["person"], data["due_on"], by=by)
        return _("已把 %(count)s 份报告分派给%(name)s审核。") % {"count": count, "name": data["person"].name}
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def requirements(request: PersonRequest) -> HttpResponse:
    """Organisation × requirement, of the latest year unless the address asks for another; a reviewer marks several as
    not applicable at once."""
    user = request.user
    bulk = None
    if user.can_anywhere(Permission.REVIEW):
        bulk = NotApplicableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and bulk is None:
        raise PermissionDenied(_("您没有评定的权限。"))
    if bulk is not None and bulk.is_bound and bulk.is_valid() and (said := _mark_not_applicable(bulk, user)):
        messages.success(request, said)
        return redirect(request.get_full_path())
    found = RequirementFilter(request.GET, Report.objects.visible_to(user), user=user)
    rows = requirement_rows(found.qs, found.wanted)
    table = RequirementTable.of(RequirementTable.data_of(rows), request, **_ticks(request, bulk))
    return _page(request, "tables/requirements.html", table, found, bulk=bulk)


def _mark_not_applicable(form: NotApplicableForm, by: User) -> str:
    """Mark what was ticked; the sentence that says so, or empty with the reason on the form."""
    chosen = Report.objects.visible_to(by).filter(pk__in=form.keys).select_related("cycle", "organisation")
    try:
        if chosen.count() != len(form.keys):
            raise Refused("有的报告已经看不到，请刷新后再选。")
        wanted = {report: form.keys[report.pk] for report in chosen}
        count = review.mark_not_applicable(wanted, form.cleaned_data["reason"], by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
    return _("已把 %(count)s 项标为不适用。") % {"count": count}


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
    status = 422 if (bulk := more.get("bulk")) is not None and bulk.is_bound else 200
    return render(request, template, {"table": table, "filter": found, **more}, status=status)
