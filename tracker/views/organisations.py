"""The tree of organisations: administrators add, change, move and retire those below theirs, and import a list."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions import organisation_lists
from tracker.actions import organisations as deeds
from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Denied, Refused
from tracker.exports import XLSX
from tracker.forms.organisations import ListFileForm, MoveForm, OrganisationChangeForm, OrganisationForm
from tracker.imports import organisations as lists
from tracker.models import Organisation, OrganisationList
from tracker.models.public import gives_copies
from tracker.roles import Permission
from tracker.tables.showing import shown_list
from tracker.views import PersonRequest, require_list
from tracker.workbooks.reading import WorkbookError

SHOWN = 100
"""The most faults, and the most changes of a kind, that a preview lists."""


@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: PersonRequest) -> HttpResponse:
    """The organisations the person sees, in tree order; a form below for who may add one."""
    user = require_list("organisations", request.user)
    may_add = user.can_anywhere(Permission.MANAGE)
    if request.method == "POST" and not may_add:
        raise PermissionDenied(_("您没有新增单位的权限。"))
    form = OrganisationForm(request.POST or None, user=user, auto_id="new_%s") if may_add else None
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
    status = 400 if form is not None and form.is_bound else 200
    context = {**shown_list("organisations", request, user).context(), "form": form}
    return render(request, "organisations/organisations.html", context, status=status)


def _managed(request: PersonRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(Organisation.objects.visible_to(request.user, Permission.MANAGE), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: PersonRequest, pk: int) -> HttpResponse:
    """One organisation: what is said of it, where it stands in the tree, what was done to it, its reports."""
    found = _managed(request, pk)
    initial = {key: getattr(found, key) for key in ("name", "short_name", "kind", "level", "code", "region")}
    initial["issuers"] = "、".join(map(str, found.issuers))
    form = OrganisationChangeForm(
        request.POST if request.method == "POST" else None, organisation=found, initial=initial
    )
    if form.is_bound and form.is_valid():
        try:
            said = deeds.change_organisation(found, dict(form.cleaned_data), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "；".join(said) if said else _("没有变化。"))
            return redirect("organisation", pk=pk)
    return _organisation_page(request, found, form, MoveForm(user=request.user, organisation=found))


def _organisation_page(
    request: PersonRequest, found: Organisation, form: OrganisationChangeForm, move: MoveForm
) -> HttpResponse:
    context = {
        "organisation": found,
        "above": Organisation.objects.get_ancestors(found),
        "form": form,
        "move": move,
        "public": gives_copies(found),
        "reports": found.reports.select_related("cycle").order_by("-cycle__year")[:10],
        "deeds": found.activities.filter(deed__startswith="organisation-").select_related("by")[:12],
    }
    wrong = (form.is_bound and form.errors) or (move.is_bound and move.errors)
    return render(request, "organisations/organisation.html", context, status=422 if wrong else 200)


@require_POST
def organisation_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Put an organisation, with all below it, below another."""
    found = _managed(request, pk)
    move = MoveForm(request.POST, user=request.user, organisation=found)
    if move.is_valid():
        try:
            deeds.move_organisation(found, move.cleaned_data["parent"], by=request.user)
        except Refused as refusal:
            move.add_error("parent", str(refusal))
        else:
            messages.success(request, _("已移到“%(name)s”之下。") % {"name": move.cleaned_data["parent"].name})
            return redirect("organisation", pk=pk)
    initial = {key: getattr(found, key) for key in ("name", "short_name", "kind", "level", "code", "region")}
    return _organisation_page(request, found, OrganisationChangeForm(organisation=found, initial=initial), move)


@require_POST
def organisation_active(request: PersonRequest, pk: int) -> HttpResponse:
    """Take an organisation out of use, or back."""
    found = _managed(request, pk)
    deeds.set_active(found, request.POST.get("active") == "yes", by=request.user)
    messages.success(request, _("已恢复使用。") if request.POST.get("active") == "yes" else _("已停用。"))
    return redirect("organisation", pk=pk)


def _require_managing(request: PersonRequest) -> None:
    if not request.user.can_anywhere(Permission.MANAGE):
        raise PermissionDenied(_("您没有新增单位的权限。"))


@require_safe
def organisation_template(request: PersonRequest) -> FileResponse:
    """The list to fill in: the organisations there are, and how each column is filled."""
    _require_managing(request)
    stream = io.BytesIO()
    lists.template(stream, by=request.user)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename="单位名单.xlsx", content_type=XLSX)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_import(request: PersonRequest) -> HttpResponse:
    """Choose a list; everything that is wrong with it is told by row, and then nothing is kept of it."""
    _require_managing(request)
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    faults: tuple[Any, ...] = ()
    if form.is_bound and form.is_valid():
        data, name = form.cleaned_data["file"].read(), form.cleaned_data["file"].name
        try:
            shown = lists.preview(data, by=request.user)
            faults = shown.faults
            if not faults:
                return redirect("organisation-list", pk=lists.keep(shown, data, name, by=request.user).pk)
        except WorkbookError as error:
            form.add_error("file", str(error))
    context = {"form": form, "faults": faults[:SHOWN], "more": max(0, len(faults) - SHOWN)}
    return render(request, "organisations/organisation_import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_list(request: PersonRequest, pk: int) -> HttpResponse:
    """What a list would change; a confirmation takes it, whole or not at all."""
    _require_managing(request)
    kept = get_object_or_404(OrganisationList, pk=pk, by=request.user, taken_at=None)
    error = ""
    if request.method == "POST":
        try:
            plan = organisation_lists.take_list(kept, by=request.user)
            count = {"made": len(plan.made), "changed": len(plan.changed), "moved": len(plan.moved)}
            messages.success(request, _("已导入：新增%(made)s个，修改%(changed)s个，移动%(moved)s个单位。") % count)
            return redirect("organisations")
        except Refused as refusal:
            error = str(refusal)
    context = {"kept": kept, "error": error, **_changes(organisation_lists.plan_list(kept.rows, by=request.user))}
    return render(request, "organisations/organisation_list.html", context, status=422 if error else 200)


def _changes(plan: organisation_lists.Plan) -> dict[str, Any]:
    names = {code: row["name"] for code, row in plan.rows.items()}
    codes = {code for pair in plan.moved.values() for code in pair} | {plan.parents[code] for code in plan.made}
    names |= dict(Organisation.objects.filter(code__in=codes - set(names)).values_list("code", "name"))
    return {
        "plan": plan,
        "made": [(names[code], code, names.get(plan.parents[code], "")) for code in plan.made[:SHOWN]],
        "changed": [
            (names[code], "，".join(f"{deeds.FIELDS[key]}：{_word(key, plan.rows[code][key])}" for key in keys))
            for code, keys in list(plan.changed.items())[:SHOWN]
        ],
        "moved": [
            (names[code], names.get(old, ""), names.get(new, ""))
            for code, (old, new) in list(plan.moved.items())[:SHOWN]
        ],
        "most": SHOWN,
    }


def _word(key: str, value: str) -> str:
    return str(dict(Organisation._meta.get_field(key).choices or ()).get(value, value))
