"""People and their roles, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.accounts import create_user, grant, revoke
from tracker.actions.refusal import Denied, Refused
from tracker.filters.people import MembershipFilter
from tracker.forms.people import GrantForm, MembershipForm, PersonForm
from tracker.models import Membership, User
from tracker.roles import Permission, Role
from tracker.tables.people import MembershipTable
from tracker.views import PersonRequest


def _managed(user: User) -> QuerySet[Membership]:
    if not user.can_anywhere(Permission.MANAGE):
        raise PermissionDenied(_("您没有管理人员的权限。"))
    found = Membership.objects.filter(user.reach(Permission.MANAGE, "organisation__"))
    return found.select_related("user", "organisation").order_by("organisation__path", "role", "user__name")


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest) -> HttpResponse:
    """Who holds which role where; forms to enter a person and to give a role to one who is there."""
    user = request.user
    rows = _managed(user)
    known = User.objects.filter(memberships__in=rows.order_by()).distinct().order_by("name", "username")
    which = request.POST.get("form", "") if request.method == "POST" else ""
    person = PersonForm(request.POST if which == "person" else None, user=user, prefix="person")
    role = MembershipForm(request.POST if which == "role" else None, user=user, people=known, prefix="role")
    chosen = {"person": person, "role": role}.get(which)
    if chosen is not None and chosen.is_valid() and (said := _take(chosen, user)):
        messages.success(request, said)
        return redirect("people")
    found = MembershipFilter(request.GET, rows)
    context = {"table": MembershipTable.of(found.qs, request), "filter": found, "person": person, "role": role}
    return render(request, "people/people.html", context, status=400 if request.method == "POST" else 200)


def _take(form: GrantForm, by: User) -> str:
    """Do what the form says; the sentence that says it was done, or empty with the reason on the form."""
    data: dict[str, Any] = dict(form.cleaned_data)
    organisation, role = data["organisation"], Role(data["role"])
    try:
        with transaction.atomic():
            who = data.get("person") or create_user(
                data["username"], data["name"], data["password"], by=by, at=organisation
            )
            rest = {key: data[key] for key in ("reaches_below", "since", "until")}
            grant(who, organisation, role, by=by, **rest)
    except Denied as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        form.add_error(None, str(refused))
        return ""
    return _("%(name)s的角色已保存。") % {"name": who.name}


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_membership(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask, then take a role back."""
    user = request.user
    membership = get_object_or_404(_managed(user), pk=pk)
    if request.method == "POST":
        try:
            revoke(membership, by=user)
        except Refused as refused:
            raise PermissionDenied(str(refused)) from refused
        messages.success(request, _("已撤销。"))
        return redirect("people")
    return render(request, "people/revoke_membership.html", {"membership": membership})
