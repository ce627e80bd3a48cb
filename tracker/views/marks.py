"""Marks by workbook: the reviewer takes the requirements of reports, fills in results and notes, and brings them back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker import workflow
from tracker.actions import marks_in
from tracker.actions.refusal import Refused
from tracker.forms.offline import MOST_BYTES, WorkbookForm, choices_of
from tracker.imports import form_in, marks_book
from tracker.models import FilledWorkbook, Report
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.offline import keys_in, workbook_answer
from tracker.workbooks.reading import WorkbookError


def _reviewable(request: PersonRequest) -> QuerySet[Report]:
    """The reports that this person may judge now."""
    if not request.user.can_anywhere(Permission.REVIEW):
        raise PermissionDenied(_("您没有评定的权限。"))
    found = Report.objects.visible_to(request.user, Permission.REVIEW).filter(status__in=workflow.REVIEWABLE)
    return found.select_related("cycle", "organisation").order_by("-cycle__year", "organisation__path")


@require_safe
def marks_file(request: PersonRequest) -> HttpResponseBase:
    """The workbook of marks of the chosen reports (``report``, several); who takes it is on record."""
    wanted = keys_in(request, "report")
    found = list(_reviewable(request).filter(pk__in=wanted)[: marks_in.MOST_REPORTS])
    if not found:
        messages.error(request, _("请先选择报告。"))
        return redirect("assessments")
    name = f"逐项评定表（{found[0].organisation_name if len(found) == 1 else f'{len(found)}份报告'}）.xlsx"
    return workbook_answer(name, partial(marks_book.write, found), by=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def marks(request: PersonRequest) -> HttpResponse:
    """Take the workbook of marks, or bring it back."""
    reports = _reviewable(request)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(MOST_BYTES + 1)
        try:
            read = marks_book.read(data)
            return redirect(
                "assessments-preview", pk=marks_in.keep_marks(file.name, form_in.sha256(data), read, by=request.user).pk
            )
        except WorkbookError as error:
            form.add_error("file", str(error))
    chosen = request.GET.get("report", "")
    context = {"form": form, "reports": reports[: marks_in.MOST_REPORTS], "chosen": chosen}
    return render(request, "marks/marks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PersonRequest, pk: int) -> HttpResponse:
    """What a workbook of marks would change; a confirmation gives all of them or none."""
    kept = get_object_or_404(FilledWorkbook, pk=pk, by=request.user, taken_at=None, kind=FilledWorkbook.Kind.MARKS)
    error, choices = "", choices_of(request.POST)
    if request.method == "POST":
        try:
            count = marks_in.take_marks(kept, request.POST.get("shown", ""), choices, by=request.user)
            messages.success(request, _("已评定 %(count)s 项。") % {"count": count})
            return redirect("assessments")
        except Refused as refusal:
            error = str(refusal)
    plan = marks_in.plan_marks(kept.data, by=request.user)
    clashes = [(number, one, choices.get(number, "")) for number, one in enumerate(plan.clashes)]
    context = {"kept": kept, "plan": plan, "clashes": clashes, "error": error}
    return render(request, "marks/preview.html", context, status=422 if error else 200)
