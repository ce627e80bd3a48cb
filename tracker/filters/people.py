"""Narrowing the list of who holds which role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import WordFilter, choice, contains
from tracker.models import Membership
from tracker.models.accounts import ROLE_CHOICES


class MembershipFilter(WordFilter):
    """By person, organisation and role."""

    SEARCH = ("user__name", "user__username", "organisation__name", "organisation__short_name")
    FOREMOST = ("q", "role", "person", "organisation")
    PHRASES: ClassVar[dict[str, Any]] = {
        "q": _("含“%s”"),
        "person": _("姓名含“%s”"),
        "organisation": _("单位名称含“%s”"),
        "role": "%s",
    }

    person = contains(_("姓名"), "user__name")
    organisation = contains(_("单位名称"), "organisation__name")
    role = choice(_("角色"), ROLE_CHOICES)

    class Meta:
        model = Membership
        fields: list[str] = []
