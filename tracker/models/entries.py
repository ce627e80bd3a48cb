"""Every passage of a report in order, every version of each, and the required parts as data beside them."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_CHARACTERS = 20_000
"""The longest an entry may be, in code points."""
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Characters that nobody sees and no text holds."""


class EntryKind(models.TextChoices):
    """What a passage is; the values are those of ``reportsrc.PassageKind``."""

    HEADER = "header", _("网页信息")
    TITLE = "title", _("标题")
    ADDRESSEE = "addressee", _("主送机关")
    PREAMBLE = "preamble", _("引言")
    HEADING = "heading", _("标题行")
    INTRO = "intro", _("导语")
    LEAD = "lead", _("段首")
    ITEM = "item", _("条目")
    CLOSING = "closing", _("结尾")
    SIGNATURE = "signature", _("落款")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Questions about entries."""

    def standing(self) -> EntryQuerySet:
        """Those that belong to the text now, in order."""
        return self.filter(removed=False).order_by("position", "pk")


class Entry(models.Model):
    """One passage. ``text`` is the whole passage, marker included; ``separator`` the white space before it.

    ``version`` counts from 1 and rises with each saved change; a save names the version it started from.
    A removed entry keeps its row and its versions and can be put back.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="entries", verbose_name=_("报告"))
    part = models.ForeignKey(
        "PartDraft", models.CASCADE, null=True, blank=True, related_name="entries", verbose_name=_("部分")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=EntryKind)
    level = models.PositiveSmallIntegerField(default=0)
    marker = models.CharField(_("序号"), max_length=16, blank=True)
    text = models.TextField(_("文字"))
    separator = models.CharField(max_length=2000, blank=True)
    position = models.PositiveIntegerField(db_index=True)
    version = models.PositiveIntegerField(default=1)
    removed = models.BooleanField(default=False)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)
    changed_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("修改人"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("条目")
        indexes = [
            models.Index(fields=["report", "removed", "position"], name="entry_report_position"),
            models.Index(fields=["part", "removed", "kind", "position"], name="entry_part_list"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def lead(self) -> str:
        """The first sentence if more follows, else empty."""
        cut = self.text.find("。")
        return self.text[: cut + 1] if 0 <= cut < len(self.text.rstrip()) - 1 else ""


class Deed(models.TextChoices):
    """How a version came about."""

    IMPORTED = "imported", _("导入")
    ADDED = "added", _("新增")
    EDITED = "edited", _("修改")
    SPLIT = "split", _("拆分")
    MERGED = "merged", _("合并")
    MOVED = "moved", _("移动")
    RECLASSIFIED = "reclassified", _("调整类型")
    REMOVED = "removed", _("删除")
    RESTORED = "restored", _("恢复")


class EntryVersion(models.Model):
    """An entry's text as it stood after one deed: append-only. ``removed``: the deed took the entry out of the text."""

    entry = models.ForeignKey("Entry", models.CASCADE, related_name="versions", verbose_name=_("条目"))
    version = models.PositiveIntegerField(_("版本"))
    text = models.TextField(_("文字"))
    deed = models.CharField(_("方式"), max_length=14, choices=Deed)
    removed = models.BooleanField(default=False)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="entry_versions", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("版本")
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="entry_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"


class Measure(models.Model):
    """A measure taken and its result: an item of a part whose form is ``measure``."""

    entry = models.OneToOneField("Entry", models.CASCADE, primary_key=True, related_name="measure")
    area = models.CharField(_("工作领域"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("举措")

    def __str__(self) -> str:
        return str(self.entry)


class Resolution(models.TextChoices):
    """What a shortcoming came to a year later."""

    UNKNOWN = "", _("未答复")
    CLOSED = "closed", _("已解决")
    OPEN = "open", _("仍存在")


class Shortcoming(models.Model):
    """A shortcoming, and where in its entry's text the cause stands (both None: 原因尚未写进正文).

    ``resolution`` is said a year later, in the round of the next report, with a note.
    """

    entry = models.OneToOneField("Entry", models.CASCADE, primary_key=True, related_name="shortcoming")
    cause_start = models.PositiveIntegerField(null=True, blank=True)
    cause_end = models.PositiveIntegerField(null=True, blank=True)
    resolution = models.CharField(_("整改情况"), max_length=8, choices=Resolution, blank=True, default="")
    resolution_note = models.CharField(_("整改说明"), max_length=500, blank=True)
    resolved_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("不足")

    def __str__(self) -> str:
        return str(self.entry)

    @property
    def cause(self) -> str:
        """The words that state the cause, or empty."""
        if self.cause_start is None or self.cause_end is None:
            return ""
        return self.entry.text[self.cause_start : self.cause_end]


class Duty(models.Model):
    """An item of the part on the principal leaders' duties."""

    entry = models.OneToOneField("Entry", models.CASCADE, primary_key=True, related_name="duty")

    class Meta:
        verbose_name = _("履职")
        verbose_name_plural = _("履职")

    def __str__(self) -> str:
        return str(self.entry)


class Leader(models.TextChoices):
    """Which principal leader acted."""

    PARTY = "party", _("党委主要负责人")
    GOVERNMENT = "government", _("政府主要负责人")
    BOTH = "both", _("党政主要负责人")
    NOT_SAID = "not-said", _("未写明")


class ActKind(models.TextChoices):
    """What kind of act it was."""

    HEARING = "hearing", _("听取汇报")
    STUDY = "study", _("学法")
    MEETING = "meeting", _("会议研究")
    DEPLOYMENT = "deployment", _("部署督办")
    ACCOUNT = "account", _("述法")
    COURT = "court", _("出庭应诉")
    OTHER = "other", _("其他")


class DutyAct(models.Model):
    """One act of a principal leader told in a duty; ``times`` is how often, if the text says so.

    What a person has confirmed is not read anew when the text changes.
    """

    duty = models.ForeignKey("Duty", models.CASCADE, related_name="acts")
    leader = models.CharField(_("负责人"), max_length=12, choices=Leader, default=Leader.NOT_SAID)
    kind = models.CharField(_("事项"), max_length=12, choices=ActKind)
    times = models.PositiveIntegerField(_("次数"), null=True, blank=True)
    words = models.CharField(_("原文"), max_length=200, blank=True)
    confirmed = models.BooleanField(_("已核对"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("履职事项")

    def __str__(self) -> str:
        return f"{self.get_leader_display()} {self.get_kind_display()}"


class Outcome(models.TextChoices):
    """What became of a planned item a year later."""

    UNKNOWN = "", _("未登记")
    DONE = "done", _("已落实")
    PARTLY = "partly", _("部分落实")
    NOT_DONE = "not-done", _("未落实")


class PlanItem(models.Model):
    """An item of next year's plan."""

    entry = models.OneToOneField("Entry", models.CASCADE, primary_key=True, related_name="plan_item")
    lead_unit = models.CharField(_("牵头单位"), max_length=120, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    outcome = models.CharField(_("落实情况"), max_length=10, choices=Outcome, blank=True, default="")
    outcome_note = models.CharField(_("落实说明"), max_length=500, blank=True)
    outcome_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("安排")

    def __str__(self) -> str:
        return str(self.entry)
