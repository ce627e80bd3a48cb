"""A report as an official document: how it will look, the files to take, and the template it is written in."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import reportsrc
from tracker.actions import word
from tracker.actions.refusal import Denied, Refused
from tracker.forms.word import TemplateForm
from tracker.models import Organisation, TemplateChoice, WordTemplate
from tracker.models.composition import compose
from tracker.models.word import TemplateUse, template_for
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _file(data: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=DOCX)


@require_safe
def report_word(request: PersonRequest, pk: int) -> HttpResponse:
    """The report as it will stand on paper, with the files to take; printed, it is the official format."""
    found = visible_report(request, pk)
    composition = compose(found)
    template = template_for(found.organisation)
    context = {
        "report": found,
        "lines": reportsrc.lay_out(composition.document),
        "template": template,
        "can_export": request.user.can(Permission.EXPORT, found.organisation),
        "can_manage": request.user.can(Permission.MANAGE, found.organisation),
    }
    return render(request, "word/report_word.html", context)


@require_safe
def report_word_file(request: PersonRequest, pk: int, kind: str) -> HttpResponseBase:
    """The report as a file: a clean copy, or a working copy with the findings as comments; who takes it is on record."""
    found = visible_report(request, pk)
    if kind not in ("clean", "working"):
        raise Http404
    try:
        made = word.write_report(found, by=request.user, working=kind == "working")
    except Denied:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("report-word", pk=pk)
    return _file(made.data, made.name)


def _managed(request: PersonRequest, pk: int) -> Organisation:
    found: Organisation = get_object_or_404(Organisation.objects.visible_to(request.user, Permission.MANAGE), pk=pk)
    return found


def _version(organisation: Organisation, version: int) -> WordTemplate | None:
    """One version of an organisation's own template; None for version 0, the shipped one."""
    return get_object_or_404(WordTemplate, organisation=organisation, version=version) if version else None


@require_http_methods(["GET", "HEAD", "POST"])
def word_template(request: PersonRequest, pk: int) -> HttpResponse:
    """Which template counts, the versions there are, and a new one to bring; it is looked at before it is used."""
    organisation = _managed(request, pk)
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = word.keep_template(organisation, file.name, file.read(word.MOST_BYTES), by=request.user)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("word-template-version", pk=pk, version=kept.version)
    choice = TemplateChoice.objects.filter(organisation=organisation, current=True).select_related("template").first()
    context = {
        "organisation": organisation,
        "form": form,
        "mark": reportsrc.BODY_MARK,
        "use": choice.use if choice else TemplateUse.INHERITED,
        "own": choice.template if choice else None,
        "counts": template_for(organisation),
        "inherited": template_for(organisation, itself=False),
        "above": organisation.depth > 1,
        "versions": organisation.word_templates.select_related("by").defer("content", "styles"),
        "choices": organisation.template_choices.select_related("by", "template")[:20],
    }
    return render(request, "word/word_template.html", context, status=422 if form.errors else 200)


@require_safe
def word_template_version(request: PersonRequest, pk: int, version: int) -> HttpResponse:
    """What one version sets: page, fonts, sizes beside those of the official format; a sample; a button to use it."""
    organisation = _managed(request, pk)
    template = _version(organisation, version)
    if template is None:
        raise Http404
    shipped = reportsrc.check_template(reportsrc.shipped_template())
    official = {one.name: (one.font, one.size) for one in shipped.styles}
    rows = [
        (name, font, size, official.get(name), (font, size) != official.get(name))
        for name, font, size in template.styles
    ]
    names = (_("纸宽"), _("纸高"), _("上边距"), _("右边距"), _("下边距"), _("左边距"))
    page = list(zip(names, template.page, shipped.page, strict=False))
    own = TemplateChoice.objects.filter(organisation=organisation, current=True, template=template).exists()
    context = {"organisation": organisation, "template": template, "rows": rows, "page": page, "own": own}
    return render(request, "word/word_template_version.html", context)


@require_safe
def word_template_file(request: PersonRequest, pk: int, version: int, kind: str) -> FileResponse:
    """A version (0: the shipped template) as a file to work on, or a sample report written in it."""
    organisation = _managed(request, pk)
    template = _version(organisation, version)
    if kind == "sample":
        made = word.sample_of(template)
        return _file(made.data, made.name)
    if kind != "template":
        raise Http404
    if template is None:
        return _file(reportsrc.shipped_template(), "公文模板.docx")
    return _file(bytes(template.content), template.name)


@require_POST
def word_template_choose(request: PersonRequest, pk: int) -> HttpResponse:
    """Use a version of its own from now on, or what is above it, or the shipped template."""
    organisation = _managed(request, pk)
    version, use = request.POST.get("version", ""), request.POST.get("use", "")
    own = use == TemplateUse.OWN and version.isascii() and version.isdigit() and len(version) < 9
    template = _version(organisation, int(version)) if own else None
    try:
        word.choose_template(organisation, use, by=request.user, template=template)
    except Denied:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已保存，从现在起按它输出公文。"))
    return redirect("word-template", pk=pk)
