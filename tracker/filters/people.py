"""Narrowing the list of who holds which role."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import choice, contains, dressed
from tracker.models import Membership
from tracker.models.accounts import ROLE_CHOICES


class MembershipFilter(filters.FilterSet):
    """By person, organisation and role."""

    person = contains(_("姓名"), "user__name")
    organisation = contains(_("单位名称"), "organisation__name")
    role = choice(_("角色"), ROLE_CHOICES)

    class Meta:
        model = Membership
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        """The form, with controls as the site draws them."""
        return dressed(super().get_form_class())
