"""The rules: what each checks and why, and how an administrator sets them for an organisation and those below it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

import reportsrc
from tracker.actions import rules as deeds
from tracker.actions.refusal import Refused
from tracker.forms.rules import RowForm, RowKeyForm, RuleSettingForm
from tracker.models import Organisation, RuleSetting
from tracker.models.inspections import FAMILIES, SEVERITIES
from tracker.models.rules import rules_for
from tracker.roles import Permission
from tracker.views import PersonRequest, require_reader

SECTIONS = {
    "What it does": gettext_lazy("做什么"),
    "Why": gettext_lazy("为什么"),
    "Example": gettext_lazy("例子"),
    "Remedy": gettext_lazy("怎么改"),
    "Basis": gettext_lazy("依据"),
}
ROWS_ON_A_PAGE = 40
MOST_LISTED = 60


def by_family(rows: Any, code: Any) -> list[tuple[str, list[Any]]]:
    """Rows grouped by the family of their rule, with its name, in the order of ``FAMILIES``."""
    order = list(FAMILIES)
    ranked = sorted(rows, key=lambda row: (order.index(code(row).split("-")[0]), code(row)))
    groups = groupby(ranked, key=lambda row: code(row).split("-")[0])
    return [(str(FAMILIES[family]), list(inside)) for family, inside in groups]


def rules(request: PersonRequest) -> HttpResponse:
    """Every rule with its weight, as set where the person works; and, for an administrator, the settings."""
    require_reader(request.user)
    membership = next(iter(request.user.memberships_today), None)
    here = membership.organisation if membership else None
    in_force = rules_for(here) if here else reportsrc.SHIPPED_RULES
    words = dict(SEVERITIES)
    rows = [
        {
            "check": check,
            "severity": (severity := in_force.severities.get(check.code, check.severity)).value,
            "label": words[severity.value],
            "off": check.code in in_force.ignore,
        }
        for check in reportsrc.all_checks()
    ]
    wanted = request.GET.get("q", "").strip()
    may_manage = request.user.can_anywhere(Permission.MANAGE)
    managed = list(
        Organisation.objects.visible_to(request.user, Permission.MANAGE).filter(name__icontains=wanted)[:MOST_LISTED]
    )
    versions = dict(
        RuleSetting.objects.in_force().filter(organisation__in=managed).values_list("organisation_id", "version")
    )
    context = {
        "families": by_family(rows, lambda row: row["check"].code),
        "count": len(rows),
        "here": here,
        "may_manage": may_manage,
        "wanted": wanted,
        "searchable": wanted or len(managed) == MOST_LISTED,
        "managed": [(one, versions.get(one.pk, 0)) for one in managed],
    }
    return render(request, "rules/rules.html", context)


def rule(request: PersonRequest, code: str) -> HttpResponse:
    """The manual of one rule."""
    require_reader(request.user)
    check = next((one for one in reportsrc.all_checks() if code in (one.code, one.name)), None)
    if check is None:
        raise Http404
    lists = reportsrc.term_lists()
    context = {
        "check": check,
        "family": FAMILIES[check.family],
        "severity": dict(SEVERITIES)[check.severity.value],
        "sections": [(SECTIONS[name], check.manual[name], name) for name in SECTIONS if check.manual.get(name)],
        "options": list(check.options.values()),
        "lists": [lists[name] for name in check.lists if name in lists],
    }
    return render(request, "rules/rule.html", context)


def _managed(request: PersonRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user, Permission.MANAGE), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_settings(request: PersonRequest, pk: int) -> HttpResponse:
    """Switches, weights and thresholds of one organisation, and the versions there were."""
    organisation = _managed(request, pk)
    now = deeds.settings_of(organisation)
    inherited = rules_for(organisation, itself=False)
    form = RuleSettingForm(
        request.POST if request.method == "POST" else None, shape=now.shape, version=now.version, inherited=inherited
    )
    if form.is_bound and form.is_valid():
        try:
            made = deeds.set_rules(
                organisation,
                form.shape(),
                form.cleaned_data["version"],
                by=request.user,
                note=form.cleaned_data["note"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, now, made)
            return redirect("rule-settings", pk=pk)
    shown = by_family(form.rows(), lambda row: row.check.code)
    context = {
        "organisation": organisation,
        "form": form,
        "families": [(name, rows, sum(row.changed for row in rows)) for name, rows in shown],
        "now": now,
        "lists": [(one, len(now.shape.get("lists", {}).get(one.name, ()))) for one in _local_lists()],
        "versions": RuleSetting.objects.filter(organisation=organisation).select_related("by")[:20],
    }
    return render(request, "rules/rule_settings.html", context, status=422 if form.errors else 200)


def _say(request: PersonRequest, before: RuleSetting, after: RuleSetting) -> None:
    if after.version == before.version:
        messages.info(request, _("设置没有变化。"))
    else:
        messages.success(request, _("已保存为第%(version)s版。") % {"version": after.version})


def _local_lists() -> list[reportsrc.TermList]:
    return [one for one in reportsrc.term_lists().values() if one.local]


@require_POST
def restore_rules(request: PersonRequest, pk: int, version: int) -> HttpResponse:
    """Make an earlier version the newest one."""
    organisation = _managed(request, pk)
    old = get_object_or_404(RuleSetting, organisation=organisation, version=version)
    now = deeds.settings_of(organisation)
    note = _("恢复第%(version)s版") % {"version": version}
    try:
        _say(request, now, deeds.set_rules(organisation, old.shape, now.version, by=request.user, note=note))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rule-settings", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_list(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """One list as it counts for an organisation: its own rows, those from above and as shipped; a form for a new row."""
    organisation = _managed(request, pk)
    terms = _terms(name)
    now = deeds.settings_of(organisation)
    own = now.shape.get("lists", {}).get(name, [])
    editing = next((row for row in own if row.get(terms.key) == request.GET.get("edit")), None)
    initial = {"version": now.version, **{f"row-{key}": _typed(value) for key, value in (editing or {}).items()}}
    form = RowForm(request.POST if request.method == "POST" else None, terms=terms, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            deeds.put_row(organisation, name, form.row(), form.cleaned_data["version"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已写入“%(title)s”。") % {"title": terms.title})
            return redirect("rule-list", pk=pk, name=name)
    wanted = request.GET.get("q", "").strip()
    rest = [row for row in rules_for(organisation, itself=False).rows(name) if wanted in str(list(row.values()))]
    mine = {str(row.get(terms.key)) for row in own}
    page = Paginator(rest, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "terms": terms,
        "form": form,
        "version": now.version,
        "own": [(row[terms.key], _cells(terms, row), row.get("off")) for row in own],
        "page": page,
        "rest": [(row[terms.key], _cells(terms, row), str(row[terms.key]) in mine) for row in page],
        "wanted": wanted,
    }
    return render(request, "rules/rule_list.html", context, status=422 if form.errors else 200)


def _terms(name: str) -> reportsrc.TermList:
    found = next((one for one in _local_lists() if one.name == name), None)
    if found is None:
        raise Http404
    return found


def _cells(terms: reportsrc.TermList, row: Any) -> list[str]:
    """What stands in each column, in words."""
    found = []
    for one in terms.fields:
        value = row.get(one.name, "")
        if isinstance(value, list | tuple):
            value = "、".join(map(str, value))
        elif value is True:
            value = _("是")
        elif one.kind == "choice":
            value = one.choices.get(value, value)
        found.append(str(value))
    return found


def _typed(value: Any) -> Any:
    return "、".join(value) if isinstance(value, list) else value


@require_POST
def rule_row(request: PersonRequest, pk: int, name: str, deed: str) -> HttpResponse:
    """Take the organisation's own row out (``out``), or switch a row from above off for it (``off``)."""
    organisation = _managed(request, pk)
    terms = _terms(name)
    form = RowKeyForm(request.POST)
    if not form.is_valid():
        raise Http404
    key, version = form.cleaned_data["key"], form.cleaned_data["version"]
    try:
        if deed == "out":
            deeds.take_row_out(organisation, name, key, version, by=request.user)
        else:
            deeds.put_row(organisation, name, {terms.key: key, "off": True}, version, by=request.user)
        messages.success(request, _("已保存。"))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rule-list", pk=pk, name=name)
