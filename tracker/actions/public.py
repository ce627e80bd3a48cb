"""Switching the public copies of an organisation's published reports on and off."""

from __future__ import annotations

from django.db import transaction

from tracker.actions import activity
from tracker.actions.refusal import require
from tracker.models import Organisation, PublicSwitch, User
from tracker.roles import Permission


def switch_copies(organisation: Organisation, on: bool, *, by: User) -> bool:
    """Let the published reports of an organisation be read without logging in, or not; True if that is a change."""
    require(by, Permission.MANAGE, organisation)
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        before = PublicSwitch.objects.filter(organisation=organisation).first()
        if on == (before is not None and before.on):
            return False
        PublicSwitch.objects.update_or_create(organisation=organisation, defaults={"on": on, "by": by})
        words = "开放公开副本" if on else "关闭公开副本"
        activity.record(by, "public-copies-on" if on else "public-copies-off", words, organisation=organisation)
    return True
