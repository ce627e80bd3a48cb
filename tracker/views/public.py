"""What anybody may read: the published reports of organisations that give copies. No log-in, no cookies, no script."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_POST, require_safe

from tracker.actions.public import switch_copies
from tracker.models import Organisation
from tracker.models.public import PublicCopy, copies_by_year, public_copy, shared_organisation
from tracker.roles import Permission
from tracker.views import PersonRequest

POLICY = {
    "default-src": [NONE], "style-src": [SELF], "img-src": [SELF], "base-uri": [NONE], "form-action": [NONE],
    "frame-ancestors": [NONE], "object-src": [NONE],
}  # fmt: skip
KEPT_SECONDS = 300
"""How long a copy may be shown again without asking: a publication taken back is gone after that."""

METADATA = (
    ("index_number", "索引号"), ("doc_number", "文号"), ("issuer", "发布机构"), ("signed_on", "成文日期"),
    ("published_at", "公开日期"), ("openness", "公开方式"), ("topic", "主题"), ("genre", "体裁"), ("source", "信息来源"),
)  # fmt: skip
"""The metadata with the labels portals print."""


_CODE = re.compile("[0-9A-Za-z._-]{1,40}")


def for_anybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page without log-in: in Chinese, with an ETag, allowed to load nothing but its style sheet. What is not there and
    what is not given get the same answer."""

    @login_not_required
    @csp_replace(POLICY)
    @require_safe
    @conditional_page
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override("zh-hans"):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = render(request, "public/_missing.html", status=404)
        response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        response["Content-Language"] = "zh-Hans"
        return response

    return answer


def _organisation(code: str) -> Organisation:
    found = shared_organisation(code) if _CODE.fullmatch(code) else None
    if found is None:
        raise Http404
    return found


def _copy(code: str, year: int) -> PublicCopy:
    found = public_copy(_organisation(code), year)
    if found is None:
        raise Http404
    return found


@for_anybody
def index(request: HttpRequest, code: str) -> HttpResponse:
    """The published reports of one organisation by year."""
    organisation = _organisation(code)
    context = {"organisation": organisation, "copies": copies_by_year(organisation)}
    return render(request, "public/index.html", context)


@for_anybody
def report(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One published report; where its text was changed since, a page that says so and shows none of it."""
    found = _copy(code, year)
    metadata = found.metadata
    shown = [(label, str(metadata[key]).replace("T", " ")) for key, label in METADATA if metadata.get(key)]
    return render(request, "public/report.html", {"copy": found, "code": code, "year": year, "metadata": shown})


@for_anybody
def report_json(request: HttpRequest, code: str, year: int) -> FileResponse:
    """The same for programs."""
    found = _copy(code, year)
    if found.document is None:
        raise Http404
    words = json.dumps(found.shape(), ensure_ascii=False, indent=1).encode()
    response = FileResponse(io.BytesIO(words), content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{hashlib.sha256(words).hexdigest()[:32]}"'
    return response


@require_POST
def organisation_public(request: PersonRequest, pk: int) -> HttpResponse:
    """Let the published reports of an organisation be read without logging in, or not any more."""
    found: Organisation = get_object_or_404(Organisation.objects.visible_to(request.user, Permission.MANAGE), pk=pk)
    on = request.POST.get("on") == "yes"
    if switch_copies(found, on, by=request.user):
        messages.success(request, _("已开放公开副本。") if on else _("已关闭公开副本。"))
    return redirect("organisation", pk=pk)
