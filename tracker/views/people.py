"""People and their roles: accounts for administrators, roles and handing over for security officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import accounts, handover, stand_ins
from tracker.actions.refusal import Denied, Refused
from tracker.forms.people import EmailForm, HandOverForm, MembershipForm, PersonForm, StandInForm
from tracker.models import Membership, StandIn, User
from tracker.roles import Permission, Role
from tracker.tables.showing import shown_list
from tracker.views import PersonRequest, require_list


def _require_either(user: User) -> None:
    if not (user.can_anywhere(Permission.MANAGE) or user.can_anywhere(Permission.GRANT)):
        raise PermissionDenied(_("您没有管理人员的权限。"))


def _reach(user: User, relation: str) -> Q:
    return user.reach(Permission.MANAGE, relation) | user.reach(Permission.GRANT, relation)


def _memberships(user: User) -> QuerySet[Membership]:
    _require_either(user)
    found = Membership.objects.filter(_reach(user, "organisation__"))
    return found.select_related("user", "organisation").order_by("organisation__path", "role", "user__name")


def _people(user: User) -> QuerySet[User]:
    """The people who belong or hold a role where the person keeps accounts or gives roles."""
    held = Membership.objects.filter(_reach(user, "organisation__")).order_by().values("user")
    return User.objects.filter(_reach(user, "organisation__") | Q(pk__in=held)).order_by("name", "username")


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest) -> HttpResponse:
    """Who holds which role where; a form to enter a person, and one to give a role to somebody who is there."""
    user = require_list("people", request.user)
    known = _people(user)
    which = request.POST.get("form", "") if request.method == "POST" else ""
    person = role = None
    if user.can_anywhere(Permission.MANAGE):
        person = PersonForm(request.POST if which == "person" else None, user=user, prefix="person")
    if user.can_anywhere(Permission.GRANT):
        free = known.filter(is_active=True).exclude(pk=user.pk)
        role = MembershipForm(request.POST if which == "role" else None, user=user, people=free, prefix="role")
    chosen = {"person": person, "role": role}.get(which)
    if request.method == "POST" and chosen is None:
        raise PermissionDenied(_("管理员新增人员，安全保密员授予角色；您不能替对方做。"))
    if chosen is not None and chosen.is_valid() and (said := _take(chosen, user)):
        messages.success(request, said)
        return redirect("people")
    shown = shown_list("people", request, user, exclude=() if role else ("revoke",))
    without = known.filter(is_active=True).exclude(pk__in=Membership.objects.not_over().values("user"))
    context = {**shown.context(), "person": person, "role": role, "without": without[:50]}
    return render(request, "people/people.html", context, status=400 if request.method == "POST" else 200)


def _take(form: PersonForm | MembershipForm, by: User) -> str:
    """Do what the form says; the sentence that says it was done, or empty with the reason on the form."""
    data: dict[str, Any] = dict(form.cleaned_data)
    try:
        if isinstance(form, PersonForm):
            made = accounts.create_user(
                data["username"], data["name"], data["password"], by=by, at=data["organisation"]
            )
            return _("已新增%(name)s。角色由安全保密员授予。") % {"name": made.name}
        rest = {key: data[key] for key in ("reaches_below", "since", "until")}
        accounts.grant(data["person"], data["organisation"], Role(data["role"]), by=by, **rest)
    except Denied as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        form.add_error(None, str(refused))
        return ""
    return _("%(name)s的角色已保存。") % {"name": data["person"].name}


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_membership(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask, then take a role back."""
    user = request.user
    membership = get_object_or_404(_memberships(user), pk=pk)
    if not user.can(Permission.GRANT, membership.organisation):
        raise PermissionDenied(_("角色由安全保密员授予和撤销。"))
    if request.method == "POST":
        accounts.revoke(membership, by=user)
        messages.success(request, _("已撤销。"))
        return redirect("people")
    return render(request, "people/revoke_membership.html", {"membership": membership})


def _person(request: PersonRequest, pk: int) -> User:
    _require_either(request.user)
    return get_object_or_404(_people(request.user), pk=pk)


def _person_page(request: PersonRequest, person: User, **more: Any) -> dict[str, Any]:
    user = request.user
    others = _people(user).filter(is_active=True).exclude(pk=person.pk)
    grants = user.can_anywhere(Permission.GRANT) and user.pk != person.pk
    return {
        "person": person,
        "work": handover.open_work(person),
        "hand_over_form": HandOverForm(people=others) if grants and person.is_active else None,
        "stand_in_form": StandInForm(person=person) if grants and person.is_active else None,
        "may_switch": user.can_anywhere(Permission.MANAGE) and user.pk != person.pk,
        "email_form": EmailForm(initial={"email": person.email}),
        **more,
    }


def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: what is open with them, who stands in, and the way out."""
    return render(request, "people/person.html", _person_page(request, _person(request, pk)))


@require_POST
def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """Move everything open to another person and close the account, all or nothing."""
    leaver = _person(request, pk)
    form = HandOverForm(request.POST, people=_people(request.user).exclude(pk=pk))
    if form.is_valid():
        try:
            handover.hand_over(leaver, form.cleaned_data["to"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("to", str(refusal))
        else:
            messages.success(request, _("%(name)s的工作已交接，账号已停用。") % {"name": leaver.name})
            return redirect("person", pk=pk)
    return render(request, "people/person.html", _person_page(request, leaver, hand_over_form=form), status=422)


@require_POST
def switch(request: PersonRequest, pk: int) -> HttpResponse:
    """Switch an account off, or on again."""
    found = _person(request, pk)
    if request.POST.get("active") == "yes":
        accounts.activate(found, by=request.user)
    else:
        accounts.deactivate(found, by=request.user)
    messages.success(request, _("已保存。"))
    return redirect("person", pk=pk)


@require_POST
def account(request: PersonRequest, pk: int) -> HttpResponse:
    """Say where somebody's reminders go to, or give them a new password, shown once."""
    found = _person(request, pk)
    form, shown = EmailForm(request.POST), ""
    try:
        if request.POST.get("deed") == "password":
            shown = accounts.reset_password(found, by=request.user)
        elif form.is_valid():
            accounts.set_email(found, form.cleaned_data["email"], by=request.user)
            messages.success(request, _("已保存。"))
            return redirect("person", pk=pk)
    except Denied:
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
    page = _person_page(request, found, email_form=form, new_password=shown)
    return render(request, "people/person.html", page, status=200 if shown else 422)


def _stand_ins_page(request: PersonRequest, form: StandInForm | None = None) -> dict[str, Any]:
    user = request.user
    related = ("membership__user", "membership__organisation", "delegate")
    holds = user.memberships.not_over().exists()
    return {
        "form": form or (StandInForm(person=user) if holds else None),
        "given": StandIn.objects.filter(membership__user=user).select_related(*related)[:30],
        "held": StandIn.objects.filter(delegate=user).select_related(*related)[:30],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def my_stand_ins(request: PersonRequest) -> HttpResponse:
    """Who stands in for me, and for whom I do."""
    form = StandInForm(request.POST, person=request.user) if request.method == "POST" else None
    if form is not None and form.is_valid() and _give(form, request.user):
        messages.success(request, _("已安排代理。"))
        return redirect("my-stand-ins")
    context = _stand_ins_page(request, form)
    return render(request, "people/my_stand_ins.html", context, status=422 if form is not None else 200)


def _give(form: StandInForm, by: User) -> bool:
    data = form.cleaned_data
    try:
        stand_ins.give(data["membership"], data["delegate"], data["since"], data["until"], by=by, reason=data["reason"])
    except Denied:
        raise
    except Refused as refusal:
        form.add_error("delegate", str(refusal))
        return False
    return True


@require_POST
def give_stand_in(request: PersonRequest, pk: int) -> HttpResponse:
    """The security officer lets somebody stand in for a person who is away."""
    absent = _person(request, pk)
    form = StandInForm(request.POST, person=absent)
    if form.is_valid() and _give(form, request.user):
        messages.success(request, _("已安排代理。"))
        return redirect("person", pk=pk)
    return render(request, "people/person.html", _person_page(request, absent, stand_in_form=form), status=422)


@require_POST
def end_stand_in(request: PersonRequest, pk: int) -> HttpResponse:
    """End a stand-in before its last day."""
    user = request.user
    concerned = Q(membership__user=user) | Q(delegate=user) | user.reach(Permission.GRANT, "membership__organisation__")
    related = ("membership__user", "membership__organisation", "delegate")
    stand_in = get_object_or_404(StandIn.objects.filter(concerned).select_related(*related), pk=pk)
    stand_ins.end(stand_in, by=user)
    messages.success(request, _("已结束代理。"))
    if user.pk in (stand_in.delegate_id, stand_in.membership.user_id):
        return redirect("my-stand-ins")
    return redirect("person", pk=stand_in.membership.user_id)
