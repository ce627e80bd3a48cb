"""Runs of the checks as stored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SEVERITIES = [("blocking", _("阻断")), ("error", _("错误")), ("warning", _("警告")), ("info", _("提示"))]

FAMILIES = {
    "STR": _("结构"),
    "FMT": _("格式"),
    "PUN": _("标点"),
    "NUM": _("数字写法"),
    "TIE": _("数据勾稽"),
    "TRM": _("法规与名称"),
    "POL": _("固定表述"),
    "PII": _("个人信息"),
    "SEC": _("保密"),
    "TXT": _("文字"),
    "DUE": _("期限"),
}
"""The families of rules, by the letters their codes begin with."""


class Inspection(models.Model):
    """One run over one report's composed text (``text_sha256``), with the counts that lists show.

    ``rules`` and ``engine`` say what the verdict was made by: the settings in force, and the checks as shipped (the
    digest of their code and lists); both None or empty on runs from before they were kept. Findings that were set
    aside are neither counted nor stored.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="inspections", verbose_name=_("报告"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(_("时机"), max_length=20, blank=True)
    text_sha256 = models.CharField(max_length=64)
    blocking = models.PositiveSmallIntegerField(default=0)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    infos = models.PositiveSmallIntegerField(default=0)
    addressed = models.JSONField(_("已覆盖的要求"), default=list)
    rules = models.ForeignKey("StoredRuleSet", models.PROTECT, null=True, related_name="+", verbose_name=_("规则设置"))
    engine = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("检查")

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d %H:%M}"


class RecordedFinding(models.Model):
    """A finding as stored. ``start``/``end`` are code points of the composed text at that time; ``entry`` holds the start."""

    inspection = models.ForeignKey("Inspection", models.CASCADE, related_name="findings")
    entry = models.ForeignKey("Entry", models.SET_NULL, null=True, blank=True, related_name="findings")
    part_role = models.CharField(_("部分"), max_length=40, blank=True)
    code = models.CharField(_("规则"), max_length=10)
    name = models.CharField(max_length=60)
    severity = models.CharField(_("程度"), max_length=10, choices=SEVERITIES)
    message = models.TextField(_("问题"))
    quote = models.TextField(_("原文"))
    related = models.JSONField(_("相关原文"), default=list)
    basis = models.TextField(_("依据"), blank=True)
    fingerprint = models.CharField(max_length=32)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["start", "pk"]
        verbose_name = _("检查发现")

    def __str__(self) -> str:
        return f"{self.code} {self.message[:40]}"


class Waiver(models.Model):
    """A finding set aside by hand, with the reason. It lasts while the finding's quotes stand (``fingerprint``) and
    until it is taken up again (``lifted_at``)."""

    report = models.ForeignKey("Report", models.CASCADE, related_name="waivers", verbose_name=_("报告"))
    fingerprint = models.CharField(max_length=32)
    code = models.CharField(_("规则"), max_length=10)
    message = models.TextField(_("问题"))
    quote = models.TextField(_("原文"), blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    lifted_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("不予处理")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "fingerprint"], condition=Q(lifted_at__isnull=True), name="waiver_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reason[:40]}"
