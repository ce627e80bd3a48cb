"""From last year to this: promises and questions to answer, and the wizard that brings text over part by part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import carryover
from tracker.actions.refusal import Denied, Refused
from tracker.forms.carryover import AnswerForm, ChosenForm, LinkForm, OutcomeForm, ResolutionForm
from tracker.models import Entry, EntryLink, PartDraft, Report
from tracker.models.entries import Outcome, Resolution
from tracker.models.given_figures import given_pairs
from tracker.models.inspection_run import previous_report
from tracker.models.links import LinkKind
from tracker.models.promises import open_promises
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.views.reports import visible_report


def _may_edit(request: PersonRequest, report: Report) -> bool:
    return report.editable and request.user.can(Permission.EDIT, report.organisation)


def _items(report: Report) -> QuerySet[Entry]:
    return Entry.objects.filter(report=report, removed=False, kind="item")


def _promises_page(request: PersonRequest, report: Report, **more: Any) -> dict[str, Any]:
    found = open_promises(report)
    return {
        "report": report,
        "promises": found,
        "given": given_pairs(report),
        "can_edit": _may_edit(request, report),
        "outcomes": [one for one in Outcome.choices if one[0]],
        "resolutions": [one for one in Resolution.choices if one[0]],
        **more,
    }


def promises(request: PersonRequest, pk: int) -> HttpResponse:
    """承诺与问题: last year's plans and shortcomings, each with its answer or the one the machine suggests."""
    return render(request, "carryover/promises.html", _promises_page(request, visible_report(request, pk)))


def _answered(
    request: PersonRequest, report: Report, asked: Entry, form: AnswerForm, deed: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Do a deed with a form's data, then back to the question; or the page with its sentence and what was typed."""
    if form.is_valid():
        try:
            deed(form.cleaned_data)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记录。"))
            return redirect(reverse("report-promises", args=[report.pk]) + f"#q{asked.pk}")
    context = _promises_page(request, report, failed=asked.pk, form=form)
    return render(request, "carryover/promises.html", context, status=422)


def _asked(report: Report, entry: int) -> Entry:
    """An entry of this organisation's own reports, this year's or last year's."""
    own = Entry.objects.filter(report__organisation=report.organisation_id)
    return get_object_or_404(own.filter(report__cycle__year__in=[report.year, report.year - 1]), pk=entry)


@require_POST
def answer_plan(request: PersonRequest, pk: int, entry: int) -> HttpResponse:
    """Say what became of an item of last year's plan."""
    found = visible_report(request, pk)
    plan = _asked(found, entry)
    return _answered(
        request,
        found,
        plan,
        OutcomeForm(request.POST, among=_items(found)),
        lambda data: carryover.record_outcome(
            found, plan, Outcome(data["answer"]), data["note"], by=request.user, measure=data["entry"]
        ),
    )


@require_POST
def answer_question(request: PersonRequest, pk: int, entry: int) -> HttpResponse:
    """Say whether a shortcoming of last year's is closed or still open."""
    found = visible_report(request, pk)
    lack = _asked(found, entry)
    return _answered(
        request,
        found,
        lack,
        ResolutionForm(request.POST, among=_items(found)),
        lambda data: carryover.resolve(
            found, lack, Resolution(data["answer"]), data["note"], by=request.user, entry=data["entry"]
        ),
    )


@require_POST
def link_remedy(request: PersonRequest, pk: int, entry: int) -> HttpResponse:
    """Say which planned item answers a shortcoming of the same report."""
    found = visible_report(request, pk)
    lack = _asked(found, entry)
    form = LinkForm(request.POST, among=_items(found))
    if form.is_valid():
        carryover.link(found, form.cleaned_data["entry"], lack, LinkKind.REMEDY, by=request.user)
        messages.success(request, _("已关联。"))
    else:
        messages.error(request, str(form.errors["entry"][0]))
    return redirect(reverse("report-promises", args=[pk]) + f"#q{lack.pk}")


@require_POST
def unlink(request: PersonRequest, pk: int, link: int) -> HttpResponse:
    """Take a link back."""
    found = visible_report(request, pk)
    made = get_object_or_404(EntryLink.objects.select_related("entry"), pk=link, entry__report=found)
    carryover.unlink(found, made, by=request.user)
    messages.success(request, _("已取消关联。"))
    return redirect(reverse("report-promises", args=[pk]) + f"#q{made.source_id}")


def carry(request: PersonRequest, pk: int, role: str = "") -> HttpResponse:
    """The wizard: one part of last year's text beside this year's, to tick what is brought over; then the next part."""
    found = visible_report(request, pk, Permission.EDIT)
    before = previous_report(found)
    parts = list(found.parts.select_related("report__cycle"))
    at = next((n for n, one in enumerate(parts) if one.role == (role or parts[0].role)), None) if parts else None
    if before is None or at is None:
        raise Http404
    part, sources = parts[at], _last_year(before, parts[at])
    following = reverse("report-carry", args=[pk, parts[at + 1].role]) if at + 1 < len(parts) else ""
    form = ChosenForm(request.POST if request.method == "POST" else None, among=sources)
    if form.is_bound and form.is_valid():
        try:
            made = carryover.carry(part, list(form.cleaned_data["entry"]), by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error("entry", str(refusal))
        else:
            messages.success(request, _("已带入 %(count)s 条，请按本年情况修改。") % {"count": len(made)})
            return redirect(following or reverse("report", args=[pk]))
    context = {
        "report": found,
        "before": before,
        "part": part,
        "parts": parts,
        "step": at + 1,
        "form": form,
        "chosen": request.POST.getlist("entry"),
        "sources": sources,
        "brought": _brought(found, sources),
        "mine": part.entries.standing(),
        "next": following,
        "can_edit": _may_edit(request, found),
    }
    return render(request, "carryover/carry.html", context, status=422 if form.errors else 200)


def _last_year(before: Report, part: PartDraft) -> QuerySet[Entry]:
    """What stands in this part of last year's report, its own heading aside."""
    holding = [one.pk for one in before.parts.all() if set(one.roles) & set(part.roles)]
    return before.entries.standing().filter(part__in=holding).exclude(kind="heading", level=1)


def _brought(report: Report, sources: QuerySet[Entry]) -> set[int]:
    links = EntryLink.objects.standing().taken().filter(entry__report=report, source__in=sources)
    return set(links.values_list("source_id", flat=True))
