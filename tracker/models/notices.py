"""What a person is told until they have read it: a mention, an answer, a reminder."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", _("提到您")
    REPLY = "reply", _("回复")
    REMINDER = "reminder", _("提醒")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def unread(self) -> NoticeQuerySet:
        """Those still to be read, the newest first."""
        return self.filter(read_at__isnull=True).order_by("-pk")


class Notice(models.Model):
    """One sentence for one person, about a report and perhaps a thread of it."""

    person = models.ForeignKey("User", models.CASCADE, related_name="notices", verbose_name=_("人员"))
    kind = models.CharField(_("类型"), max_length=10, choices=NoticeKind)
    report = models.ForeignKey("Report", models.CASCADE, related_name="notices", verbose_name=_("报告"))
    comment = models.ForeignKey("Comment", models.CASCADE, null=True, blank=True, related_name="notices")
    sentence = models.CharField(_("内容"), max_length=200)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("发出人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已阅"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("通知")
        indexes = [models.Index(fields=["person", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.sentence
