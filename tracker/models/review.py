"""What a reviewer judges, what a drafter proposes, and the one rule of completeness."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Result(models.TextChoices):
    """A reviewer's judgement of one requirement."""

    COMPLETE = "complete", _("完整")
    PARTIAL = "partial", pgettext_lazy("result", "部分")
    MISSING = "missing", _("缺失")
    NOT_APPLICABLE = "not-applicable", _("不适用")


class AssessmentStatus(models.TextChoices):
    """How far the judging of a requirement is."""

    TO_DO = "to-do", _("未评定")
    IN_PROGRESS = "in-progress", _("评定中")
    DONE = "done", _("已评定")


@dataclass(frozen=True, slots=True)
class Completeness:
    """完整度 = requirements marked 完整 ÷ requirements that apply and gate, as judged by the reviewer.

    部分 counts 0 and is shown separately; 不适用 leaves the denominator; what is not yet marked is never shown as 0 %.
    """

    gating: int
    complete: int
    partial: int
    missing: int
    excused: int

    @property
    def applying(self) -> int:
        """Requirements that gate and apply."""
        return self.gating - self.excused

    @property
    def unmarked(self) -> int:
        """Those among them without a mark."""
        return self.applying - self.complete - self.partial - self.missing

    @property
    def judged(self) -> bool:
        """True once every gating requirement is marked."""
        return self.unmarked == 0

    @property
    def ratio(self) -> float | None:
        """Between 0 and 1; None until everything is judged, or if nothing applies."""
        return self.complete / self.applying if self.judged and self.applying else None

    def __str__(self) -> str:
        """As shown everywhere: 尚未评定, 已评 5/9, or 89%（8/9，部分1）."""
        marked = self.applying - self.unmarked
        if marked == 0 and self.applying:
            return str(_("尚未评定"))
        if not self.judged:
            return str(_("已评 %(marked)s/%(all)s") % {"marked": marked, "all": self.applying})
        if self.ratio is None:
            return str(_("无适用要求"))
        share = f"{int(self.ratio * 100)}%"
        if self.partial:
            return str(
                _("%(share)s（%(done)s/%(all)s，部分 %(partial)s）")
                % {"share": share, "done": self.complete, "all": self.applying, "partial": self.partial}
            )
        return str(_("%(share)s（%(done)s/%(all)s）") % {"share": share, "done": self.complete, "all": self.applying})


class Assessment(models.Model):
    """A reviewer's mark on one requirement of one report. A row exists from the first touch.

    ``gates`` and ``part_role`` are copied from the frozen edition so that counting needs no look-up. ``evidence`` are
    the quotes the reviewer saw located. Two axes: ``status`` how far, ``result`` which way (empty until judged).
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="assessments", verbose_name=_("报告"))
    requirement_key = models.CharField(_("要求"), max_length=90)
    part_role = models.CharField(_("部分"), max_length=40)
    gates = models.BooleanField(default=False)
    status = models.CharField(_("进度"), max_length=12, choices=AssessmentStatus, default=AssessmentStatus.TO_DO)
    result = models.CharField(_("评定"), max_length=16, choices=Result, blank=True, default="")
    note = models.TextField(_("意见"), blank=True)
    evidence = models.JSONField(_("所见原文"), default=list)
    marked_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("评定人"))
    marked_at = models.DateTimeField(_("评定时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("评定")
        constraints = [models.UniqueConstraint(fields=["report", "requirement_key"], name="assessment_once")]
        indexes = [
            models.Index(fields=["report", "gates", "result"], name="assessment_counts"),
            models.Index(fields=["requirement_key", "report", "result"], name="assessment_by_requirement"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_key} {self.get_result_display()}"


class Proposal(models.Model):
    """A drafter's proposal that a requirement does not apply, with the reason; the reviewer decides."""

    report = models.ForeignKey("Report", models.CASCADE, related_name="proposals", verbose_name=_("报告"))
    requirement_key = models.CharField(_("要求"), max_length=90)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("不适用建议")
        constraints = [models.UniqueConstraint(fields=["report", "requirement_key"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.requirement_key} {self.reason[:20]}"
