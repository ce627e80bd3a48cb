"""Files that were made of what a person may see: for its maker alone, for some days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tracker.models import User

KEPT_FOR = datetime.timedelta(days=7)
"""So long a made file can be fetched."""


class MadeFileQuerySet(models.QuerySet["MadeFile"]):
    """Questions about made files."""

    def visible_to(self, user: User) -> MadeFileQuerySet:
        """One's own and nobody else's: what a file holds is what its maker may see."""
        return self.filter(by=user)

    def expired(self) -> MadeFileQuerySet:
        """Those whose days are over and whose bytes are still there."""
        return self.filter(expires_at__lt=timezone.now()).exclude(file="")


class MadeFile(models.Model):
    """One export made in the background: what it is, narrowed by what, its bytes until they expire.

    ``export`` is the export's name, ``query`` what narrowed it as the address says it, ``scope`` the same in words.
    ``file`` is empty before it is made and after it has expired.
    """

    export = models.CharField(_("导出"), max_length=40)
    title = models.CharField(_("文件名"), max_length=200)
    query = models.TextField(blank=True)
    scope = models.TextField(_("范围"), blank=True)
    site = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="exports/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("字节数"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("导出人"))
    task = models.ForeignKey("TaskProgress", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    made_at = models.DateTimeField(_("生成时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("保留至"), null=True, blank=True)

    objects = MadeFileQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("导出文件")

    def __str__(self) -> str:
        return self.title

    @property
    def gone(self) -> bool:
        """True once its days are over, whether or not its bytes were removed yet."""
        return self.expires_at is not None and (not self.file or self.expires_at < timezone.now())

    @property
    def ready(self) -> bool:
        """True while it can be fetched."""
        return bool(self.file) and not self.gone
