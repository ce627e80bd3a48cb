"""Who has a part open right now."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

GONE_AFTER = datetime.timedelta(seconds=60)
"""Whose page has not asked for so long has left."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Questions about presence."""

    def now(self) -> PresenceQuerySet:
        """Those who are there, the ones who write first."""
        return (
            self.filter(seen_at__gt=timezone.now() - GONE_AFTER)
            .select_related("user")
            .order_by("-writes", "user__name")
        )


class Presence(models.Model):
    """A person has a part open; ``writes``: with an entry open for editing. Kept no longer than it is of use."""

    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    part = models.ForeignKey("PartDraft", models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(_("最近"), db_index=True)
    writes = models.BooleanField(default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("在场")
        constraints = [models.UniqueConstraint(fields=["part", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.part_id}"
