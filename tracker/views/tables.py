"""The lists of reports and of what stands in them. What is shown stands in the address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker import roles, tasks
from tracker.actions import assignments, inspections, notices, review
from tracker.actions.refusal import Denied, Refused
from tracker.forms.assignments import MOST_CHOSEN, ChosenForm, FindingsForm, NotApplicableForm, ReportsForm
from tracker.models import RecordedFinding, Report, TaskProgress, User
from tracker.models.accounts import people_with
from tracker.roles import Permission, Role
from tracker.tables.catalogue import LISTINGS
from tracker.tables.showing import ShownList, shown_list
from tracker.views import PersonRequest, require_list


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: PersonRequest) -> HttpResponse:
    """Every report the person may see; who runs rounds reminds and assigns several at once."""
    user = require_list("reports", request.user)
    bulk = None
    if user.can_anywhere(Permission.RUN_CYCLE):
        bulk = ReportsForm(request.POST if request.method == "POST" else None, reviewers=_reviewers(user))
    if request.method == "POST" and bulk is None:
        raise PermissionDenied(_("您没有统筹报告的权限。"))
    if bulk is not None and _sent(bulk, "reports", request) and (said := _do_with_reports(bulk, user)):
        messages.success(request, said)
        return redirect(request.get_full_path())
    shown = shown_list("reports", request, user, **_ticks(request, bulk))
    exports = user.can_anywhere(Permission.EXPORT)
    return _page(request, "tables/reports.html", shown, exports=exports, bulk=bulk)


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


def _sent(bulk: ChosenForm, name: str, request: PersonRequest) -> bool:
    """True if a form came and holds; where it asks for all that the list finds, those are chosen now."""
    if not bulk.is_bound:
        return False
    if bulk.everything:
        found = LISTINGS[name].narrow(request.GET, request.user).qs.order_by().values_list("pk", flat=True)
        keys = [str(one) for one in found[: MOST_CHOSEN + 1]]
        if len(keys) > MOST_CHOSEN:
            bulk.add_error(None, _("一次最多选 %(most)s 条，请先缩小范围。") % {"most": f"{MOST_CHOSEN:,}"})
        bulk.choose(keys)
    return bulk.is_valid()


def _do_with_reports(form: ReportsForm, by: User) -> str:
    """Remind or assign; the sentence that says so, or empty with the reason on the form."""
    data = form.cleaned_data
    found = Report.objects.visible_to(by).filter(pk__in=form.keys).select_related("cycle", "organisation")
    chosen = list(found.prefetch_related("cycle__due_dates").order_by("path"))
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
    user = require_list("requirements", request.user)
    bulk = None
    if user.can_anywhere(Permission.REVIEW):
        bulk = NotApplicableForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and bulk is None:
        raise PermissionDenied(_("您没有评定的权限。"))
    if bulk is not None and bulk.is_bound and bulk.is_valid() and (said := _mark_not_applicable(bulk, user)):
        messages.success(request, said)
        return redirect(request.get_full_path())
    return _page(
        request,
        "tables/requirements.html",
        shown_list("requirements", request, user, **_ticks(request, bulk)),
        bulk=bulk,
    )


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


@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: PersonRequest) -> HttpResponse:
    """What the last inspection of each report found; several are inspected anew or set aside at once."""
    user = require_list("findings", request.user)
    bulk = FindingsForm(request.POST if request.method == "POST" else None)
    if _sent(bulk, "findings", request) and (done := _do_with_findings(bulk, request)):
        return done
    may_set_aside = user.can_anywhere(Permission.REVIEW) or user.can_anywhere(Permission.EDIT)
    shown = shown_list("findings", request, user, **_ticks(request, bulk))
    return _page(request, "tables/findings.html", shown, bulk=bulk, may_set_aside=may_set_aside)


def _do_with_findings(form: FindingsForm, request: PersonRequest) -> HttpResponse | None:
    """Inspect anew or set aside, and where to go then; None with the reason on the form."""
    user, data = request.user, form.cleaned_data
    seen = RecordedFinding.objects.filter(user.reach(Permission.VIEW, "inspection__report__"), pk__in=form.numbers)
    chosen = list(seen.select_related("inspection__report__cycle", "inspection__report__organisation"))
    try:
        if not chosen or len(chosen) != len(form.numbers):
            raise Refused("请先选择检查发现。" if not form.numbers else "有的检查发现已经变了，请刷新后再选。")
        if data["deed"] == "set-aside":
            count = inspections.set_aside_many(chosen, data["reason"], by=user)
            messages.success(request, _("已把 %(count)s 处记为不予处理。") % {"count": count})
            return redirect(request.get_full_path())
        work = _inspect_anew({one.inspection.report for one in chosen}, user)
    except Denied:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    if isinstance(work, TaskProgress):
        return redirect("progress", pk=work.pk)
    messages.success(request, _("已重新检查 %(count)s 份报告。") % {"count": work})
    return redirect(request.get_full_path())


def _inspect_anew(reports: set[Report], by: User) -> TaskProgress | int:
    """A few at once; a great many in the background, then with the row of that work."""
    if len(reports) <= inspections.MOST_REPORTS:
        return inspections.inspect_many(sorted(reports, key=lambda one: one.path), by=by)
    keys = sorted(one.pk for one in reports)
    title = _("重新检查 %(count)s 份报告") % {"count": len(keys)}
    office = by.memberships_today[0].organisation
    return tasks.begin("inspect-reports", title, {"reports": keys}, len(keys), by=by, organisation=office)


@require_safe
def entries(request: PersonRequest) -> HttpResponse:
    """Every item of every part."""
    return _plain(request, "entries", "tables/entries.html")


@require_safe
def measures(request: PersonRequest) -> HttpResponse:
    """What was done."""
    return _plain(request, "measures", "tables/measures.html")


@require_safe
def shortcomings(request: PersonRequest) -> HttpResponse:
    """What reports say is lacking."""
    return _plain(request, "shortcomings", "tables/shortcomings.html")


@require_safe
def duties(request: PersonRequest) -> HttpResponse:
    """What principal leaders did."""
    return _plain(request, "duties", "tables/duties.html")


@require_safe
def plans(request: PersonRequest) -> HttpResponse:
    """What reports promise for the next year."""
    return _plain(request, "plans", "tables/plans.html")


@require_safe
def figure_list(request: PersonRequest) -> HttpResponse:
    """Every number, each leading to its sentence."""
    return _plain(request, "figure-list", "tables/figure_list.html")


@require_safe
def filings(request: PersonRequest) -> HttpResponse:
    """Every event that was filed."""
    return _plain(request, "filings", "tables/filings.html")


def _plain(request: PersonRequest, name: str, template: str) -> HttpResponse:
    return _page(request, template, shown_list(name, request, require_list(name, request.user)))


def _page(request: PersonRequest, template: str, shown: ShownList, **more: Any) -> HttpResponse:
    bulk = more.get("bulk")
    status = 422 if bulk is not None and bulk.is_bound else 200
    return render(request, template, {**shown.context(), **more}, status=status)
