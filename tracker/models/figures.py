"""Numbers in entries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportFigure(models.Model):
    """A number as it stands in an entry: ``start``/``end`` are code points in the entry's text.

    ``value`` has 万/亿 multiplied out; ``indicator`` is empty where it was not linked; ``base`` and ``scope`` say what a
    rate is a share of; ``confirmed`` is a person's word that value and indicator are right.
    """

    entry = models.ForeignKey("Entry", models.CASCADE, related_name="figures", verbose_name=_("条目"))
    words = models.CharField(_("原文"), max_length=80)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("单位"), max_length=12)
    approximator = models.CharField(_("约数"), max_length=8, blank=True)
    direction = models.CharField(_("增减"), max_length=10, blank=True)
    indicator = models.CharField(_("指标"), max_length=60, blank=True)
    base = models.CharField(_("基数"), max_length=120, blank=True)
    scope = models.CharField(_("口径"), max_length=120, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    confirmed = models.BooleanField(_("已核对"), default=False)

    class Meta:
        ordering = ["entry__position", "start"]
        verbose_name = _("数据")
        indexes = [models.Index(fields=["indicator", "entry"], name="figure_by_indicator")]

    def __str__(self) -> str:
        return self.words
