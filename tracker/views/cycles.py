"""The years: which rounds there are, and opening the next."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tracker.actions import cycles as deeds
from tracker.actions.refusal import Refused
from tracker.forms.cycles import CycleForm
from tracker.models import Cycle, Organisation
from tracker.models.organisations import OrganisationKind
from tracker.roles import Permission
from tracker.views import PersonRequest


def cycles(request: PersonRequest) -> HttpResponse:
    """The rounds this person runs, and the form that opens another."""
    if not request.user.can_anywhere(Permission.RUN_CYCLE):
        raise PermissionDenied(_("您没有开启年度工作的权限。"))
    within = Organisation.objects.visible_to(request.user, Permission.RUN_CYCLE)
    initial = {"organisation": within.first(), "owing": list(within.exclude(kind=OrganisationKind.OTHER))}
    form = CycleForm(request.POST if request.method == "POST" else None, within=within, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        handover = {kind.value: data["handover"] for kind in OrganisationKind} if data["handover"] else {}
        try:
            deeds.open_cycle(
                data["year"], data["organisation"], by=request.user, owing=data["owing"], handover=handover
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("已开启%(year)s年度，共%(count)s份报告。") % {"year": data["year"], "count": len(data["owing"])},
            )
            return redirect("cycles")
    found = Cycle.objects.filter(request.user.reach(Permission.RUN_CYCLE, "organisation__"))
    rounds = (
        found.annotate(count=Count("reports"))
        .order_by("-year")
        .select_related("organisation")
        .prefetch_related("due_dates")
    )
    context = {"form": form, "rounds": rounds}
    return render(request, "cycles/cycles.html", context, status=422 if form.errors else 200)
