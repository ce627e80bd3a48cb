"""Pages: fetch what the person may see, form, action, redirect."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tracker.models import User


class PersonRequest(HttpRequest):
    """A request behind the log-in: every page but the log-in itself gets one (LoginRequiredMiddleware sees to it)."""

    user: User
    htmx: HtmxDetails
