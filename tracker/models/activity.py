"""Who did what, when, from where: append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

ADMINISTRATION = frozenset(
    {
        "organisation-created",
        "user-created",
        "user-deactivated",
        "user-activated",
        "membership-granted",
        "membership-revoked",
        "stand-in-given",
        "stand-in-ended",
        "handed-over",
        "rules-set",
    }
)
"""Deeds on organisations, accounts, roles and settings: what the security officer watches."""


class Activity(models.Model):
    """One deed. ``deed`` is its key (``entry-saved`` …), ``detail`` the sentence people read."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="activities", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "Organisation", models.CASCADE, null=True, related_name="activities", verbose_name=_("单位")
    )
    report = models.ForeignKey(
        "Report", models.CASCADE, null=True, blank=True, related_name="activities", verbose_name=_("报告")
    )
    deed = models.CharField(_("事项"), max_length=40)
    detail = models.TextField(_("内容"), blank=True)
    address = models.CharField(_("来自"), max_length=45, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("动态")
        indexes = [models.Index(fields=["report", "-at"], name="activity_report_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed}"
