"""Bringing in a published report or a document: read, shown, and taken only when confirmed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

import reportsrc
from tracker.actions import reports
from tracker.actions.refusal import Refused
from tracker.forms.reports import UploadForm
from tracker.imports import published_report
from tracker.models import Report
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report


def upload(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose a file; a file that cannot be read gets one clear sentence and nothing is stored."""
    report = visible_report(request, pk, Permission.EDIT)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reports.require_editable(report, request.user)
            if file.size > settings.REPORT_UPLOAD_MAX_BYTES:
                limit = settings.REPORT_UPLOAD_MAX_BYTES // 2**20
                raise Refused(_("文件超过 %(limit)s MB，请确认是报告正文。") % {"limit": limit})
            source = published_report.keep(report, file.read(), file.name, by=request.user)
            return redirect("import-preview", pk=pk, source=source.pk)
        except (Refused, reportsrc.ReadError) as refusal:
            form.add_error("file", str(refusal))
    has_text = report.entries.filter(removed=False).exists()
    context = {"report": report, "form": form, "has_text": has_text}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


def preview(request: PersonRequest, pk: int, source: int) -> HttpResponse:
    """What was understood of the file and what was not; a confirmation takes it."""
    report: Report = visible_report(request, pk, Permission.EDIT)
    kept = report.sources.filter(pk=source, taken=False).first()
    if kept is None:
        messages.error(request, _("这个文件已经采用或已被新的文件取代，请重新选择。"))
        return redirect("import", pk=pk)
    shown = published_report.preview(bytes(kept.content), kept.name, report.standard)
    error = ""
    if request.method == "POST":
        try:
            published_report.take(report, kept, by=request.user, replace=bool(request.POST.get("replace")))
            messages.success(request, _("已导入。请逐部分核对。"))
            return redirect("report", pk=pk)
        except Refused as refusal:
            error = str(refusal)
    context = {
        "report": report,
        "source": kept,
        "preview": shown,
        "doubtful": (*published_report.mismatches(report, shown.document), *shown.doubtful),
        "error": error,
        "has_text": report.entries.filter(removed=False).exists(),
    }
    return render(request, "imports/preview.html", context, status=422 if error else 200)
