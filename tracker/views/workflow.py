"""The steps of a report as a page, the chain inside each organisation, and the exceptions to four eyes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from tracker import workflow as table
from tracker.actions import chain as deeds
from tracker.actions import eyes
from tracker.actions.refusal import Denied, Refused
from tracker.forms.workflow import ChainForm, ChainGrantForm, ExceptionForm
from tracker.models import ChainGrant, ChainSetting, EyesException, Organisation, Report, User
from tracker.models.chain import chain_of
from tracker.roles import LABELS, Permission, roles_with
from tracker.views import PersonRequest

MOST_LISTED = 60


def _who(step: table.Step) -> str:
    if step.permission is None:
        return _("本单位指定的审签人")
    return "、".join(_(LABELS[role]) for role in roles_with(step.permission))


def workflow(request: PersonRequest) -> HttpResponse:
    """Every step: who takes it, from where to where, what it needs; and, for an administrator, the chains."""
    wanted = request.GET.get("q", "").strip()
    managed = list(_within(request.user).filter(name__icontains=wanted)[:MOST_LISTED])
    own = set(ChainSetting.objects.filter(organisation__in=managed).values_list("organisation_id", flat=True))
    context = {
        "steps": [
            {
                "label": pgettext("step", step.label),
                "who": _who(step),
                "sources": [_(table.LABELS[one]) for one in table.Status if one in step.sources],
                "target": _(table.LABELS[step.target]) if step.target else "",
                "needs": [_(need.words) for need in (*step.needs, *step.until)],
                "step": step,
            }
            for step in table.STEPS.values()
        ],
        "may_manage": request.user.can_anywhere(Permission.MANAGE) or request.user.can_anywhere(Permission.GRANT),
        "may_see_exceptions": _may_see_exceptions(request.user),
        "wanted": wanted,
        "searchable": wanted or len(managed) == MOST_LISTED,
        "managed": [(one, one.pk in own) for one in managed],
    }
    return render(request, "workflow/workflow.html", context)


def _managed(request: PersonRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(_within(request.user), pk=pk)
    return found


def _within(user: User) -> QuerySet[Organisation]:
    """Where the person sets the chain or says who takes its steps."""
    return Organisation.objects.filter(user.reach(Permission.MANAGE, "") | user.reach(Permission.GRANT, ""))


@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: PersonRequest, pk: int) -> HttpResponse:
    """One organisation's steps before it hands in, and who takes them."""
    organisation = _managed(request, pk)
    own = ChainSetting.objects.filter(organisation=organisation).first()
    people = _people_at(organisation)
    which = request.POST.get("form", "") if request.method == "POST" else ""
    initial = {"inherit": own is None, "steps": list(chain_of(organisation))}
    form = ChainForm(request.POST if which == "steps" else None, initial=initial)
    grant = ChainGrantForm(request.POST if which == "grant" else None, people=people, prefix="grant")
    chosen: ChainForm | ChainGrantForm | None = form if which == "steps" else grant if which == "grant" else None
    if chosen is not None and chosen.is_valid() and _set(chosen, organisation, request.user):
        messages.success(request, _("已保存。"))
        return redirect("chain", pk=pk)
    context = {
        "organisation": organisation,
        "form": form,
        "grant": grant,
        "may_set": request.user.can(Permission.MANAGE, organisation),
        "may_grant": request.user.can(Permission.GRANT, organisation),
        "inherited": [_(table.CHAIN[key]) for key in chain_of(organisation, itself=False)],
        "grants": ChainGrant.objects.at(organisation).select_related("user", "organisation"),
    }
    return render(request, "workflow/chain.html", context, status=422 if request.method == "POST" else 200)


def _people_at(organisation: Organisation) -> QuerySet[User]:
    """Whoever has a role at the organisation or above it."""
    path = organisation.path
    paths = [path[:end] for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen)]
    found = User.objects.filter(is_active=True, memberships__organisation__path__in=paths)
    return found.distinct().order_by("name", "username")


def _set(form: ChainForm | ChainGrantForm, organisation: Organisation, by: User) -> bool:
    data: dict[str, Any] = dict(form.cleaned_data)
    try:
        if isinstance(form, ChainForm):
            deeds.set_chain(organisation, None if data["inherit"] else data["steps"], by=by)
        else:
            rest = {key: data[key] for key in ("reaches_below", "since", "until")}
            deeds.grant_step(data["person"], organisation, data["step"], by=by, **rest)
    except Denied:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
def revoke_grant(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the grant of a chain's step back."""
    found = ChainGrant.objects.filter(request.user.reach(Permission.GRANT, "organisation__"))
    granted = get_object_or_404(found.select_related("user", "organisation"), pk=pk)
    deeds.revoke_step(granted, by=request.user)
    messages.success(request, _("已撤销。"))
    return redirect("chain", pk=granted.organisation_id)


def _may_see_exceptions(user: User) -> bool:
    return user.can_anywhere(Permission.RUN_CYCLE)


@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: PersonRequest) -> HttpResponse:
    """The exceptions to four eyes there are and were, with their uses; a coordinator grants another."""
    user = request.user
    if not _may_see_exceptions(user):
        raise PermissionDenied(_("您没有查看回避例外的权限。"))
    within = Organisation.objects.visible_to(user, Permission.RUN_CYCLE)
    people = User.objects.filter(is_active=True).filter(user.reach(Permission.RUN_CYCLE, "memberships__organisation__"))
    form = ExceptionForm(
        request.POST if request.method == "POST" else None,
        within=within,
        people=people.distinct().order_by("name", "username"),
    )
    if form.is_bound and form.is_valid() and _grant(form, user):
        messages.success(request, _("已批准例外。"))
        return redirect("exceptions")
    listed = EyesException.objects.filter(user.reach(Permission.RUN_CYCLE, "organisation__"))
    context = {
        "form": form,
        "exceptions": [
            (one, user.can(Permission.RUN_CYCLE, one.organisation))
            for one in listed.select_related(
                "user", "organisation", "granted_by", "ended_by", "report__cycle"
            ).prefetch_related("uses__report__cycle")[:200]
        ],
    }
    return render(request, "workflow/exceptions.html", context, status=422 if form.errors else 200)


def _grant(form: ExceptionForm, by: User) -> bool:
    data: dict[str, Any] = dict(form.cleaned_data)
    organisation, year = data["organisation"], data["year"]
    report = None
    if year:
        report = Report.objects.filter(organisation=organisation, cycle__year=year).select_related("cycle").first()
        if report is None:
            form.add_error("year", _("该单位没有这个年度的报告。"))
            return False
    try:
        eyes.grant_exception(
            data["person"],
            organisation,
            table.EyesPair(data["pair"]),
            data["reason"],
            data["until"],
            by=by,
            report=report,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_POST
def end_exception(request: PersonRequest, pk: int) -> HttpResponse:
    """End an exception before its date."""
    found = EyesException.objects.filter(request.user.reach(Permission.RUN_CYCLE, "organisation__"))
    eyes.end_exception(
        get_object_or_404(found.select_related("user", "organisation", "report"), pk=pk), by=request.user
    )
    messages.success(request, _("已结束。"))
    return redirect("exceptions")
