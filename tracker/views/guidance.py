"""Help where it is needed: one requirement explained, and the first-visit guidance of a page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import guidance
from tracker.models.passages import by_others, last_year
from tracker.templatetags.guides import GUIDES
from tracker.views import PersonRequest
from tracker.views.reports import visible_report


@require_safe
def requirement(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """What a requirement rests on, what good looks like, how it was written last year and how others wrote it."""
    report = visible_report(request, pk)
    asked = next((one for one in report.requirements if one.key == key), None)
    if asked is None:
        raise Http404(_("这份报告没有这项要求。"))
    context = {
        "report": report,
        "requirement": asked,
        "part": next((one for one in report.parts.all() if asked.part in one.roles), None),
        "last_year": last_year(report, asked),
        "others": by_others(report, asked),
    }
    name = "guidance/_written.html" if request.htmx else "guidance/requirement.html"
    return render(request, name, context)


def _back(request: PersonRequest) -> HttpResponse:
    """To the page the person came from, on this site only."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else settings.LOGIN_REDIRECT_URL)


@require_POST
def lay_aside(request: PersonRequest, kind: str) -> HttpResponse:
    """The person has read the guidance of this kind of page."""
    if kind not in GUIDES:
        raise Http404
    guidance.lay_aside(kind, by=request.user)
    return _back(request)


@require_POST
def show_again(request: PersonRequest) -> HttpResponse:
    """The person wants the guidance back."""
    guidance.show_again(by=request.user)
    return _back(request)
