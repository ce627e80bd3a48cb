"""Events the rules ask for: secrecy review, signatures, reporting upward, publication."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilingKind(models.TextChoices):
    """What was filed."""

    SECRECY_REVIEW = "secrecy-review", _("保密审查")
    SIGNATURE = "signature", _("签发")
    REPORT = "report", _("报送")
    PUBLICATION = "publication", _("公开")


class Filing(models.Model):
    """One event with its date, bound to the text as it stood (sha256 of the composed text)."""

    report = models.ForeignKey("Report", models.CASCADE, related_name="filings", verbose_name=_("报告"))
    kind = models.CharField(_("事项"), max_length=16, choices=FilingKind)
    on = models.DateField(_("日期"))
    party = models.CharField(_("对象"), max_length=200, blank=True, help_text=_("签发人、报送对象或公开栏目"))
    address = models.URLField(_("网址"), max_length=500, blank=True)
    text_sha256 = models.CharField(_("文本摘要"), max_length=64)
    recorded_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("登记")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
