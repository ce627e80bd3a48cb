"""Figures of years before the system: a workbook out, filled in, and back; what was given, indicator by year."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import given_figures as deeds
from tracker.actions.refusal import Refused
from tracker.forms.offline import MOST_BYTES, WorkbookForm, choices_of
from tracker.imports import form_in
from tracker.imports import given_figures as books
from tracker.models import FilledWorkbook, GivenFigure
from tracker.views import PersonRequest
from tracker.views.offline import keys_in, workbook_answer
from tracker.workbooks.reading import WorkbookError

SHOWN = 300


def _require_giving(request: PersonRequest) -> None:
    if not deeds.may_give(request.user):
        raise PermissionDenied(_("您没有填写历年数据的权限。"))


@require_safe
def given_file(request: PersonRequest) -> HttpResponseBase:
    """The workbook of the chosen offices (``office``, several); who takes it is on record."""
    _require_giving(request)
    wanted = keys_in(request, "office")
    offices = list(deeds.offices_of(request.user).filter(pk__in=wanted)[: deeds.MOST_OFFICES])
    if not offices:
        messages.error(request, _("请先选择单位。"))
        return redirect("given-figures")
    name = f"历年数据表（{offices[0].name if len(offices) == 1 else f'{len(offices)}个单位'}）.xlsx"
    return workbook_answer(name, partial(books.write, offices), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def given(request: PersonRequest) -> HttpResponse:
    """What was given so far; take the workbook, or bring it back."""
    _require_giving(request)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(MOST_BYTES + 1)
        try:
            kept = deeds.keep_figures(file.name, form_in.sha256(data), books.read(data), by=request.user)
            return redirect("given-figures-preview", pk=kept.pk)
        except WorkbookError as error:
            form.add_error("file", str(error))
    offices = list(deeds.offices_of(request.user)[: deeds.MOST_OFFICES])
    years, rows = _table(offices)
    context = {
        "form": form,
        "offices": offices,
        "years": years,
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
    }
    return render(request, "given_figures/given.html", context, status=422 if form.errors else 200)


def _table(offices: list[Any]) -> tuple[list[int], list[dict[str, Any]]]:
    """Indicator × year of the offices: the years there are, and a row for each office's indicator."""
    titles = books.titles()
    found = GivenFigure.objects.filter(organisation__in=[one.pk for one in offices]).select_related("organisation")
    by_row: dict[tuple[int, str], list[GivenFigure]] = {}
    for one in found:
        by_row.setdefault((one.organisation_id, one.indicator), []).append(one)
    years = sorted({one.year for several in by_row.values() for one in several})
    rows = []
    for (_office, code), several in by_row.items():
        values = {one.year: f"{one.value.normalize():f}{one.unit}" for one in several}
        rows.append(
            {
                "office": several[0].organisation.name,
                "title": titles.get(code, code),
                "values": [values.get(year, "") for year in years],
                "source": "；".join(dict.fromkeys(one.source for one in several)),
            }
        )
    return years, rows


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PersonRequest, pk: int) -> HttpResponse:
    """What a workbook of figures would change; a confirmation takes all of them or none."""
    kept = get_object_or_404(FilledWorkbook, pk=pk, by=request.user, taken_at=None, kind=FilledWorkbook.Kind.FIGURES)
    error, choices = "", choices_of(request.POST)
    if request.method == "POST":
        try:
            count = deeds.take_figures(kept, books.titles(), request.POST.get("shown", ""), choices, by=request.user)
            messages.success(request, _("已采用 %(count)s 个数。") % {"count": count})
            return redirect("given-figures")
        except Refused as refusal:
            error = str(refusal)
    plan = deeds.plan_figures(kept.data, books.titles(), by=request.user)
    clashes = [(number, one, choices.get(number, "")) for number, one in enumerate(plan.clashes)]
    context = {"kept": kept, "plan": plan, "clashes": clashes, "error": error}
    return render(request, "given_figures/preview.html", context, status=422 if error else 200)
