"""Being told in time: a person's calendar address and mail, a round's days, its digest."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions import reminders as deeds
from tracker.actions.refusal import Denied, Refused
from tracker.forms.reminders import ContactForm, ScheduleForm
from tracker.models import CalendarToken, Cycle, Letter, MailRefusal, Report
from tracker.models.calendar import today
from tracker.models.digest import standings
from tracker.models.reminders import mail_is_set_up, schedule_of
from tracker.roles import Permission
from tracker.views import PersonRequest
from tracker.workflow import LABELS

SHOWN = 50
"""The most letters listed on a page."""


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: PersonRequest) -> HttpResponse:
    """A person's own address and wish for letters; the address for calendar programs."""
    user = request.user
    initial = {"email": user.email, "mail": not MailRefusal.objects.filter(person=user).exists()}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            deeds.choose_mail(form.cleaned_data["email"], form.cleaned_data["mail"], by=user)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("reminders")
    return _own_page(request, form, status=422 if form.errors else 200)


def _own_page(request: PersonRequest, form: ContactForm, *, status: int = 200, address: str = "") -> HttpResponse:
    context = {
        "form": form,
        "address": address,
        "token": CalendarToken.objects.filter(person=request.user).first(),
        "mail_is_set_up": mail_is_set_up(),
        "letters": Letter.objects.filter(person=request.user)[:10],
    }
    return render(request, "reminders/reminders.html", context, status=status)


@require_POST
def calendar_token(request: PersonRequest) -> HttpResponse:
    """A new secret address for calendar programs, shown this once."""
    token = deeds.make_calendar_token(by=request.user)
    path = reverse("calendar-feed", args=[token])
    address = settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
    refused = MailRefusal.objects.filter(person=request.user).exists()
    form = ContactForm(initial={"email": request.user.email, "mail": not refused})
    return _own_page(request, form, address=address)


@require_POST
def calendar_token_revoke(request: PersonRequest) -> HttpResponse:
    """End the secret address."""
    deeds.revoke_calendar_token(by=request.user)
    messages.success(request, _("订阅地址已停用。"))
    return redirect("reminders")


def _cycle(request: PersonRequest, pk: int) -> Cycle:
    found = Cycle.objects.filter(request.user.reach(Permission.RUN_CYCLE, "organisation__"))
    return get_object_or_404(found.select_related("organisation", "reminder_setting"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_reminders(request: PersonRequest, pk: int) -> HttpResponse:
    """The days on which the people of a round are told, and the letters that went."""
    cycle = _cycle(request, pk)
    schedule = schedule_of(cycle)
    form = ScheduleForm(request.POST if request.method == "POST" else None, initial=ScheduleForm.initial_of(schedule))
    if form.is_bound and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            deeds.set_reminders(cycle, data["before"], data["after"], data["weekday"], by=request.user)
        except Denied:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect("cycle-reminders", pk=pk)
    letters = Letter.objects.about(cycle).select_related("person")[:SHOWN]
    context = {
        "cycle": cycle,
        "form": form,
        "schedule": schedule,
        "letters": letters,
        "mail_is_set_up": mail_is_set_up(),
    }
    return render(request, "reminders/cycle_reminders.html", context, status=422 if form.errors else 200)


@require_safe
def cycle_digest(request: PersonRequest, pk: int) -> HttpResponse:
    """How a round stands: how many are where, what is late, what falls due next."""
    cycle = _cycle(request, pk)
    found = standings(cycle, Report.objects.visible_to(request.user), today())
    statuses = [(status.value, _(LABELS[status]), count) for status, count in found.statuses]
    context = {"cycle": cycle, "found": found, "statuses": statuses, "late": found.late[:SHOWN], "today": today()}
    return render(request, "reminders/cycle_digest.html", context)
