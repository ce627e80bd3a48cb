"""The district's own report from what its departments handed in: entries, sums, and where each passage came from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import compilation as deeds
from tracker.actions.refusal import Conflict
from tracker.filters.compilation import ContributionFilter
from tracker.forms.carryover import ChosenForm
from tracker.forms.entries import VersionForm
from tracker.models import Entry, EntryLink, Report
from tracker.models.compilation import Contributors, contributions, contributors, sources_of, taken_from
from tracker.models.compilation import totals as add_up
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report

PER_PAGE = 40


def _base(request: PersonRequest, report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "offices": contributors(report, request.user),
        "can_edit": report.editable and request.user.can(Permission.EDIT, report.organisation),
    }


def _filter(request: PersonRequest, report: Report, offices: Contributors) -> ContributionFilter:
    parts = [(one.key, one.name) for one in report.standard.parts if one.required]
    role = request.GET.get("part", "")
    role = role if role in dict(parts) else parts[0][0] if parts else ""
    found = contributions(offices.reported, role)
    areas = found.exclude(measure__area="").exclude(measure=None).order_by("measure__area")
    return ContributionFilter(
        request.GET,
        found,
        parts=parts,
        offices=[(str(one.pk), one.organisation_name) for one in offices.reported],
        areas=list(areas.values_list("measure__area", flat=True).distinct()),
    )


def compilation(request: PersonRequest, pk: int) -> HttpResponse:
    """The entries of the organisations below, by part and area of work, to read, search and take over."""
    found = visible_report(request, pk)
    context = _base(request, found)
    narrowed = _filter(request, found, context["offices"])
    page = Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    taken = taken_from(found, entries)
    user = request.user
    rows = [(one, taken.get(one.pk), user.can(Permission.VIEW, one.report.organisation)) for one in entries]
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "filter": narrowed,
        "page": page,
        "rows": rows,
        "query": query.urlencode(),
        "sections": _sections(found, narrowed.role),
        "target": found.parts.filter(role=narrowed.role).select_related("report__cycle").first(),
    }
    return render(request, "compilation/compilation.html", context)


def _sections(report: Report, role: str) -> QuerySet[Entry]:
    return report.entries.standing().filter(part__role=role, kind="heading", level__gt=1)


def totals(request: PersonRequest, pk: int) -> HttpResponse:
    """Figures added up by indicator, who contributed, who is missing, and where the own total differs."""
    found = visible_report(request, pk)
    context = _base(request, found)
    readable = {one.pk for one in context["offices"].reported if request.user.can(Permission.VIEW, one.organisation)}
    context |= {"totals": add_up(found, context["offices"].reported), "readable": readable}
    return render(request, "compilation/totals.html", context)


def sources(request: PersonRequest, pk: int) -> HttpResponse:
    """Every passage taken from another organisation, and whether it was changed there since."""
    found = visible_report(request, pk)
    return render(request, "compilation/sources.html", _base(request, found) | {"sources": sources_of(found)})


@require_POST
def take_over(request: PersonRequest, pk: int, role: str) -> HttpResponse:
    """Take the ticked entries into a part of this report."""
    found = visible_report(request, pk)
    part = get_object_or_404(found.parts.select_related("report__cycle"), role=role)
    form = ChosenForm(
        request.POST,
        among=contributions(contributors(found, request.user).reported, role),
        sections=_sections(found, role),
    )
    if form.is_valid():
        data = form.cleaned_data
        made = deeds.take_over(part, list(data["entry"]), by=request.user, section=data["section"])
        messages.success(request, _("已采用 %(count)s 条，可在本部分修改。") % {"count": len(made)})
    else:
        messages.error(request, str(next(error for errors in form.errors.values() for error in errors)))
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else reverse("report-compilation", args=[pk]))


def _link(report: Report, link: int) -> EntryLink:
    found = EntryLink.objects.standing().taken().filter(entry__report=report)
    return get_object_or_404(found.select_related("entry__report__cycle", "entry__report__organisation"), pk=link)


@require_POST
def follow(request: PersonRequest, pk: int, link: int) -> HttpResponse:
    """Take the source's new wording in the place of what was taken."""
    found = visible_report(request, pk)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            deeds.take_new_wording(_link(found, link), form.cleaned_data["version"], by=request.user)
        except Conflict:
            messages.error(request, _("本条刚被修改过，请看过现在的文字再决定。"))
        else:
            messages.success(request, _("已采用新文字。"))
    return redirect("report-sources", pk=pk)


@require_POST
def keep(request: PersonRequest, pk: int, link: int) -> HttpResponse:
    """Leave the own wording as it is; the change was seen."""
    found = visible_report(request, pk)
    deeds.keep_wording(_link(found, link), by=request.user)
    messages.success(request, _("已保留原文字。"))
    return redirect("report-sources", pk=pk)
