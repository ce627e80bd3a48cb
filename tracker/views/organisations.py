"""The tree of organisations; administrators add one below theirs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Denied, Refused
from tracker.forms.organisations import OrganisationForm
from tracker.models import Organisation
from tracker.roles import Permission
from tracker.tables.organisations import OrganisationTable
from tracker.views import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: PersonRequest) -> HttpResponse:
    """The organisations the person sees, in tree order; a form below for who may add one."""
    user = request.user
    may_add = user.can_anywhere(Permission.MANAGE)
    if request.method == "POST" and not may_add:
        raise PermissionDenied(_("您没有新增单位的权限。"))
    form = OrganisationForm(request.POST or None, user=user) if may_add else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            made = create_organisation(by=user, **form.cleaned_data)
        except Denied as refused:
            raise PermissionDenied(str(refused)) from refused
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已新增单位：%(name)s") % {"name": made.name})
            return redirect("organisations")
    seen = Organisation.objects.filter(user.reach(Permission.VIEW, "") | user.reach(Permission.MANAGE, ""))
    found = seen.annotate(people=Count("memberships__user", Q(memberships__user__is_active=True), distinct=True))
    table = OrganisationTable.of(found, request)
    status = 400 if form is not None and form.is_bound else 200
    return render(request, "organisations/organisations.html", {"table": table, "form": form}, status=status)
