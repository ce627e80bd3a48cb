"""The years: which rounds there are, opening one, its dates, who owes a report, who reviews whom."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import reportsrc
from tracker import tasks
from tracker.actions import cycles as deeds
from tracker.actions import reviewers
from tracker.actions.refusal import Denied, Refused
from tracker.filters.cycles import CycleReportFilter
from tracker.filters.reports import with_due_dates
from tracker.forms.cycles import CycleForm, DatesForm, ExcuseForm, OwingForm, ReasonForm, ReviewerForm
from tracker.models import Cycle, Organisation, Report, TaskProgress, User
from tracker.models.calendar import today
from tracker.models.cycles import REPORTING_KINDS
from tracker.models.organisations import OrganisationQuerySet
from tracker.models.reminders import schedule_of
from tracker.models.reports import ReportQuerySet
from tracker.models.standards import load_standard
from tracker.roles import Permission
from tracker.tables.cycles import CycleTable
from tracker.views import PersonRequest

SHOWN_LEFT = 100
"""The most reports named on the page that ends a round."""
NAMED = 60
"""The most organisations named before a year is opened; the rest is a number."""


def _run_by(user: User) -> OrganisationQuerySet:
    if not user.can_anywhere(Permission.RUN_CYCLE):
        raise PermissionDenied(_("您没有开启年度工作的权限。"))
    return Organisation.objects.visible_to(user, Permission.RUN_CYCLE)


def cycles(request: PersonRequest) -> HttpResponse:
    """The rounds this person runs."""
    _run_by(request.user)
    found = Cycle.objects.filter(request.user.reach(Permission.RUN_CYCLE, "organisation__"))
    rounds = found.annotate(count=Count("reports", Q(reports__excuse__isnull=True))).select_related("organisation")
    return render(request, "cycles/cycles.html", {"rounds": rounds.order_by("-year", "organisation__path")})


@require_http_methods(["GET", "HEAD", "POST"])
def open_year(request: PersonRequest) -> HttpResponse:
    """Open a round: what would be is shown first, and opened when confirmed as shown."""
    within = _run_by(request.user)
    last = Cycle.objects.filter(organisation__in=within).order_by("-year").values_list("year", flat=True).first()
    initial = {
        "organisation": within.first(),
        "year": last + 1 if last else today().year - 1,
        "kinds": [kind.value for kind in REPORTING_KINDS],
        "standard": reportsrc.DEFAULT_STANDARD,
    }
    bound = request.POST if request.method == "POST" else None
    form, dates = CycleForm(bound, within=within, initial=initial), DatesForm(bound)
    shown: dict[str, Any] = {}
    if form.is_bound and form.is_valid() and dates.is_valid():
        try:
            shown = _would_open(form, dates)
            if request.POST.get("confirm") == shown["digest"]:
                return _open(request, form, shown)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    wrong = bool(form.is_bound and (form.errors or dates.errors))
    context = {"form": form, "dates": dates, "shown": {} if wrong else shown}
    return render(request, "cycles/open_year.html", context, status=422 if wrong else 200)


def _would_open(form: CycleForm, dates: DatesForm) -> dict[str, Any]:
    data = form.cleaned_data
    standard = load_standard(data["standard"])
    cycle = deeds.round_of(data["year"], data["organisation"], standard)
    wanted = form.owing()
    elsewhere = deeds.already_owing(cycle, wanted)
    owing = [one for one in wanted if one.pk not in elsewhere]
    days = dates.dates(standard, data["year"])
    deeds.check_dates(standard, data["year"], days)
    deeds.check_not_open(cycle)
    if not owing:
        raise Refused("没有一个单位要报告，请选择单位类别或者另外加上单位。")
    deeds.check_owing(cycle, owing, by=None)
    told = (cycle.year, cycle.organisation.pk, standard.key, [one.pk for one in owing], sorted(map(str, days.items())))
    kinds = Counter(one.kind for one in owing)
    return {
        "digest": hashlib.sha256(repr(told).encode()).hexdigest(),
        "owing": owing,
        "names": [one.name for one in owing[:NAMED]],
        "more": max(0, len(owing) - NAMED),
        "kinds": [(kind.label, kinds[kind]) for kind in REPORTING_KINDS if kinds[kind]],
        "elsewhere": [(one.name, elsewhere[one.pk]) for one in wanted if one.pk in elsewhere][:NAMED],
        "dates": days,
    }


def _open(request: PersonRequest, form: CycleForm, shown: dict[str, Any]) -> HttpResponse:
    data = form.cleaned_data
    cycle, row = tasks.open_year(
        data["year"],
        data["organisation"],
        by=request.user,
        standard_key=data["standard"],
        owing=shown["owing"],
        dates=shown["dates"],
    )
    if row is not None:
        return redirect("progress", pk=row.pk)
    count = {"year": cycle.year, "count": len(shown["owing"])}
    messages.success(request, _("已开启%(year)s年度，共%(count)s份报告。") % count)
    return redirect("cycle", pk=cycle.pk)


def _cycle(request: PersonRequest, pk: int, permission: Permission = Permission.RUN_CYCLE) -> Cycle:
    found = Cycle.objects.filter(request.user.reach(permission, "organisation__"))
    return get_object_or_404(found.select_related("organisation", "opened_by").prefetch_related("due_dates"), pk=pk)


def _reports(request: PersonRequest, cycle: Cycle) -> tuple[CycleReportFilter, ReportQuerySet]:
    rows = Report.objects.visible_to(request.user).filter(cycle=cycle)
    found = CycleReportFilter(request.GET, rows, user=request.user)
    listed: ReportQuerySet = with_due_dates(found.qs.with_dates()).select_related("cycle", "excuse")
    listed = listed.prefetch_related("reviewers__reviewer", "reviewers__stand_in").order_by("organisation__path")
    return found, listed


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: PersonRequest, pk: int) -> HttpResponse:
    """One round: its dates, its organisations with where each stands; a form to have more of them report."""
    found = _cycle(request, pk, Permission.VIEW if request.method != "POST" else Permission.RUN_CYCLE)
    may_run = request.user.can(Permission.RUN_CYCLE, found.organisation)
    within = Organisation.objects.visible_to(request.user, Permission.RUN_CYCLE)
    form = OwingForm(request.POST if request.method == "POST" else None, within=within)
    if form.is_bound and form.is_valid():
        try:
            added = deeds.add_owing(found, form.cleaned_data["added"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("added", str(refusal))
        else:
            messages.success(request, _("已加上%(count)s个单位。") % {"count": added})
            return redirect("cycle", pk=pk)
    narrowed, rows = _reports(request, found)
    context = {
        "cycle": found,
        "may_run": may_run,
        "form": form,
        "filter": narrowed,
        "table": CycleTable.of(rows, request, today=today(), may_run=may_run),
        "dates": _dates_shown(found),
        "tally": _tally(found, request.user),
        "schedule": schedule_of(found),
        "work": TaskProgress.objects.visible_to(request.user).unfinished().filter(arguments__cycle=pk),
    }
    return render(request, "cycles/cycle.html", context, status=422 if form.errors else 200)


def _dates_shown(cycle: Cycle) -> list[tuple[str, list[Any]]]:
    kinds = [
        (kind, [cycle.due_date(what, kind) for what in ("handover", "report", "publish")]) for kind in REPORTING_KINDS
    ]
    return [(str(kind.label), days) for kind, days in kinds if any(days)]


def _tally(cycle: Cycle, user: User) -> dict[str, int]:
    reports = Report.objects.visible_to(user).filter(cycle=cycle)
    return reports.aggregate(
        owed=Count("pk", Q(excuse__isnull=True)),
        excused=Count("pk", Q(excuse__isnull=False)),
        published=Count("pk", Q(excuse__isnull=True, status__in=["published", "closed"])),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_dates(request: PersonRequest, pk: int) -> HttpResponse:
    """Change the dates of a round that runs."""
    found = _cycle(request, pk)
    form = DatesForm(request.POST if request.method == "POST" else None, cycle=found)
    error = ""
    if form.is_bound and form.is_valid():
        try:
            said = deeds.set_due_dates(found, form.dates(found.standard, found.year), by=request.user)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, "；".join(said) if said else _("期限没有变化。"))
            return redirect("cycle", pk=pk)
    context = {"cycle": found, "dates": form, "error": error}
    return render(request, "cycles/cycle_dates.html", context, status=422 if error or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Let an organisation off with a reason, or ask for its report again."""
    rows = Report.objects.visible_to(request.user, Permission.RUN_CYCLE).select_related("cycle", "organisation")
    report = get_object_or_404(rows.select_related("excuse__by"), pk=pk)
    form = ExcuseForm(request.POST if request.method == "POST" and not report.let_off else None)
    if request.method == "POST":
        try:
            if report.let_off:
                deeds.ask_again(report, by=request.user)
                return redirect("cycle", pk=report.cycle_id)
            if form.is_valid():
                deeds.excuse(report, form.cleaned_data["reason"], by=request.user)
                messages.success(request, _("已记下：%(name)s免报。") % {"name": report.organisation_name})
                return redirect("cycle", pk=report.cycle_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "cycles/excuse.html", {"report": report, "form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_reviewers(request: PersonRequest, pk: int) -> HttpResponse:
    """Who reviews whom: tick organisations, then give them to somebody."""
    found = _cycle(request, pk)
    narrowed, rows = _reports(request, found)
    form = ReviewerForm(request.POST if request.method == "POST" else None, cycle=found)
    ticked = [int(key) for key in request.POST.getlist("report") if key.isascii() and key.isdigit() and len(key) < 10]
    chosen = rows if request.POST.get("everyone") else rows.filter(pk__in=ticked)
    if form.is_bound and (request.POST.get("deed") == "unassign" or form.is_valid()):
        try:
            messages.success(request, _give(request, found, list(chosen.select_related("organisation")), form))
            return redirect(request.get_full_path())
        except Denied:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
    table = CycleTable.of(rows, request, today=today(), choosing=True, chosen=frozenset(ticked))
    context = {
        "cycle": found,
        "filter": narrowed,
        "table": table,
        "form": form,
        "everyone": request.POST.get("everyone"),
    }
    return render(request, "cycles/cycle_reviewers.html", context, status=422 if form.errors else 200)


def _give(request: PersonRequest, cycle: Cycle, chosen: list[Report], form: ReviewerForm) -> str:
    if request.POST.get("deed") == "unassign":
        form.errors.clear()
        gone = reviewers.unassign_reviewers(cycle, chosen, by=request.user, part_role=request.POST.get("part", ""))
        return _("已取消%(count)s项分工。") % {"count": gone}
    data = form.cleaned_data
    given = reviewers.assign_reviewer(
        cycle,
        chosen,
        data["reviewer"],
        by=request.user,
        part_role=data["part"],
        stand_in=data["stand_in"],
        since=data["since"],
        until=data["until"],
    )
    return _("已把%(count)s个单位交给%(name)s审核。") % {"count": given, "name": data["reviewer"].name}


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_close(request: PersonRequest, pk: int) -> HttpResponse:
    """End a round, or open it again, with a reason."""
    found = _cycle(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            if found.closed:
                deeds.reopen_round(found, by=request.user, reason=reason)
                messages.success(request, _("年度工作已重新开放。"))
            else:
                deeds.close_round(found, by=request.user, reason=reason)
                messages.success(request, _("年度工作已结束。"))
            return redirect("cycle", pk=pk)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("reason", str(refusal))
    left = [] if found.closed else list(deeds.unfinished(found))
    context = {"cycle": found, "left": left[:SHOWN_LEFT], "more": len(left) - SHOWN_LEFT, "form": form}
    return render(request, "cycles/cycle_close.html", context, status=422 if form.errors else 200)
