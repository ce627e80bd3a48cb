"""A report's form as it came back from Excel, and which row of which form became which entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tracker.models.entries import Entry


def own_fields(entry: Entry) -> dict[str, str]:
    """What an entry's own form says beside its text, by the heading of its column (the entry's rows are at hand)."""
    found: dict[str, str] = {}
    if hasattr(entry, "measure"):
        found["工作领域"] = entry.measure.area
    if hasattr(entry, "plan_item"):
        found["牵头单位"] = entry.plan_item.lead_unit
        found["完成时限"] = entry.plan_item.due_on.isoformat() if entry.plan_item.due_on else ""
    return found


class FilledWorkbook(models.Model):
    """A workbook that was read, kept from its preview until it is taken. ``data``: what its sheets say, as plain data.

    ``kind``: the form of a report (then ``report`` is it), marks on requirements, or figures of several years. ``batch``:
    files that were brought in together.
    """

    class Kind(models.TextChoices):
        """What a workbook brings."""

        FORM = "form", _("填报表")
        MARKS = "marks", _("评定表")
        FIGURES = "figures", _("历年数据表")

    kind = models.CharField(_("类型"), max_length=8, choices=Kind)
    report = models.ForeignKey("Report", models.CASCADE, null=True, related_name="filled_forms", verbose_name=_("报告"))
    name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    batch = models.CharField(max_length=32, db_index=True)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    taken_at = models.DateTimeField(_("采用时间"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("填好的表格")

    def __str__(self) -> str:
        return self.name


class FormRow(models.Model):
    """A blank row of a form that was filled: the same form taken again adds nothing. ``stamp`` names one copy of a form."""

    stamp = models.CharField(max_length=32)
    row = models.CharField(max_length=12)
    entry = models.ForeignKey("Entry", models.CASCADE, related_name="+", verbose_name=_("条目"))

    class Meta:
        verbose_name = _("表格新增")
        constraints = [models.UniqueConstraint(fields=["stamp", "row"], name="form_row_once")]

    def __str__(self) -> str:
        return f"{self.stamp}:{self.row}"
