"""Pages: fetch what the person may see, form, action, redirect."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from tracker.models import User
from tracker.roles import Permission
from tracker.tables.catalogue import LISTINGS


class PersonRequest(HttpRequest):
    """A request behind the log-in: every page but the log-in itself gets one (LoginRequiredMiddleware sees to it)."""

    user: User
    htmx: HtmxDetails


def require_reader(user: User) -> None:
    """Raise ``PermissionDenied`` unless the person reads reports or keeps the site somewhere."""
    if not (user.can_anywhere(Permission.VIEW) or user.can_anywhere(Permission.MANAGE)):
        raise PermissionDenied(_("您没有查看报告的权限。"))


def require_list(name: str, user: User) -> User:
    """The person, if they see this list; else raise ``PermissionDenied`` with the sentence that says why not."""
    listing = LISTINGS[name]
    if not listing.is_seen_by(user):
        raise PermissionDenied(str(listing.refusal))
    return user
