"""What leads from one entry to another: a plan to the shortcoming it answers, a measure to the promise it keeps, a
passage to where it was taken from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """What the later entry is to the earlier one."""

    REMEDY = "remedy", _("安排回应不足")
    FULFILMENT = "fulfilment", _("举措落实上年安排")
    REPLY = "reply", _("答复上年不足")
    TAKEN = "taken", _("取自其他条目")


class EntryLinkQuerySet(models.QuerySet["EntryLink"]):
    """Questions about links."""

    def standing(self) -> EntryLinkQuerySet:
        """Those whose later entry still belongs to its text."""
        return self.filter(entry__removed=False)

    def taken(self) -> EntryLinkQuerySet:
        """Those that say where a passage was taken from."""
        return self.filter(kind=LinkKind.TAKEN)


class EntryLink(models.Model):
    """``entry`` answers, keeps or was taken from ``source``, which stood at ``source_version`` then. Many to many."""

    entry = models.ForeignKey("Entry", models.CASCADE, related_name="links", verbose_name=_("条目"))
    source = models.ForeignKey("Entry", models.CASCADE, related_name="linked_by", verbose_name=_("来源"))
    kind = models.CharField(_("关系"), max_length=12, choices=LinkKind)
    source_version = models.PositiveIntegerField(_("来源版本"))
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = EntryLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("关联")
        constraints = [models.UniqueConstraint(fields=["entry", "source", "kind"], name="entry_link_once")]
        indexes = [models.Index(fields=["source", "kind"], name="entry_link_source")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.get_kind_display()} {self.source_id}"

    @property
    def changed(self) -> bool:
        """True if the source was changed since it was taken."""
        return self.source.version != self.source_version
