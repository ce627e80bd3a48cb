"""Tokens for programs: one's own, those of the people one manages, and the page that describes the interface."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions import tokens as deeds
from tracker.actions.refusal import Refused
from tracker.forms.tokens import TokenForm
from tracker.models import ApiToken, User
from tracker.roles import Permission
from tracker.views import PersonRequest

MOST_LISTED = 200


def _managed(user: User) -> QuerySet[ApiToken]:
    """The tokens of others who have a role where this person manages people."""
    found = ApiToken.objects.filter(user.reach(Permission.MANAGE, "user__memberships__organisation__"))
    return found.exclude(user=user).select_related("user").distinct()


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    """One's tokens and a form for another, whose secret the answer shows this once; below, those one manages."""
    user = request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    secret, made = "", None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made, secret = deeds.make_token(data["name"], data["scopes"], data["expires_on"], by=user)
            form = TokenForm()
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "mine": user.api_tokens.select_related("user"),
        "managed": _managed(user)[:MOST_LISTED],
    }
    return render(request, "tokens/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: PersonRequest, pk: int) -> HttpResponse:
    """End a token: one's own, or that of a person one manages."""
    own = ApiToken.objects.filter(user=request.user, pk=pk).first()
    deeds.revoke_token(own or get_object_or_404(_managed(request.user), pk=pk), by=request.user)
    messages.success(request, _("已撤销令牌。"))
    return redirect("tokens")


@require_safe
def api_docs(request: PersonRequest) -> HttpResponse:
    """The interface for programs, described from its own document; nothing is fetched from elsewhere."""
    return render(request, "tokens/api_docs.html")
