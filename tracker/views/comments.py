"""Threads: begin one on an entry or a requirement, read it, answer, settle it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import comments as deeds
from tracker.actions import notices
from tracker.actions.refusal import Denied, Refused
from tracker.forms.comments import CommentForm, ReplyForm
from tracker.models import Comment, Report
from tracker.models.comments import MAX_QUOTE, places
from tracker.roles import Permission
from tracker.templatetags.places import place
from tracker.views import PersonRequest
from tracker.views.entries import visible_entry
from tracker.views.reports import visible_report
from tracker.workflow import Status


def _visible(request: PersonRequest, pk: int) -> Comment:
    found = Comment.objects.filter(request.user.reach(Permission.VIEW, "report__organisation__")).told()
    return get_object_or_404(found.select_related("report__cycle", "report__organisation", "by", "entry__part"), pk=pk)


def _may_comment(request: PersonRequest, report: Report) -> bool:
    return report.status != Status.CLOSED and request.user.can(Permission.COMMENT, report.organisation)


def _context(request: PersonRequest, report: Report, form: Any, **more: Any) -> dict[str, Any]:
    people = [one.name for one in deeds.listeners(report) if one.pk != request.user.pk]
    return {"report": report, "form": form, "people": people, "may_comment": _may_comment(request, report), **more}


def _say_who_was_not_reached(request: PersonRequest, report: Report, text: str) -> None:
    lost = deeds.mentioned(text, deeds.listeners(report))[1]
    for name in lost[:3]:
        messages.warning(request, _("没有找到可以查看这份报告的“@%(name)s”，没有通知到。") % {"name": name})


def _quoted(request: PersonRequest, text: str) -> dict[str, Any]:
    """The words that were selected when the page was opened: ``start`` and ``end`` in code points."""
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if not (start.isdigit() and end.isdigit() and len(start + end) < 12):
        return {}
    return {"quote": text[int(start) : int(end)][:MAX_QUOTE], "start": int(start)}


@require_http_methods(["GET", "HEAD", "POST"])
def on_entry(request: PersonRequest, pk: int) -> HttpResponse:
    """A new thread on an entry, with the words it speaks of."""
    entry = visible_entry(request, pk)
    form = CommentForm(request.POST if request.method == "POST" else None, initial=_quoted(request, entry.text))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = deeds.comment_on_entry(
                entry, data["text"], by=request.user, quote=data["quote"], start=data["start"] or 0
            )
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("quote" if "引用" in str(refusal) else "text", str(refusal))
        else:
            _say_who_was_not_reached(request, entry.report, data["text"])
            return HttpResponseRedirect(place(made))
    context = _context(request, entry.report, form, entry=entry)
    return render(request, "comments/on_entry.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def on_requirement(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """A new thread on a requirement of a report."""
    report = visible_report(request, pk)
    requirement = next((one for one in report.requirements if one.key == key), None)
    if requirement is None:
        return HttpResponse(_("这份报告没有这项要求。"), status=404)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = deeds.comment_on_requirement(report, key, form.cleaned_data["text"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            _say_who_was_not_reached(request, report, form.cleaned_data["text"])
            return HttpResponseRedirect(place(made))
    context = _context(request, report, form, requirement=requirement)
    return render(request, "comments/on_requirement.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: PersonRequest, pk: int) -> HttpResponse:
    """A thread with its answers; opening it is reading what one was told about it."""
    found = _visible(request, pk)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        notices.read_thread(found, by=request.user)
    if form.is_bound and form.is_valid():
        try:
            deeds.reply(found, form.cleaned_data["text"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            _say_who_was_not_reached(request, found.report, form.cleaned_data["text"])
            return redirect("comment", pk=pk)
    context = _context(request, found.report, form, thread=places([found])[0])
    return render(request, "comments/comment.html", context, status=422 if form.errors else 200)


@require_POST
def settle(request: PersonRequest, pk: int) -> HttpResponse:
    """Call a thread settled, or open it again; back to what it speaks of."""
    found = _visible(request, pk)
    if request.POST.get("state") == "open":
        deeds.reopen(found, by=request.user)
        return redirect("comment", pk=pk)
    deeds.resolve(found, by=request.user)
    messages.success(request, _("意见已标为解决。"))
    return HttpResponseRedirect(place(found))
