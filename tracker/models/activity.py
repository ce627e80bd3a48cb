"""Who did what, when, from where: append-only, each line sealed to the one before it.

A line's ``digest`` is made of everything it says and of the digest of the line before. Whoever alters, removes or
slips in a line must make every later digest anew; ``first_break`` finds the first line that does not follow.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ARCHIVED = "activity-archived"
"""The deed that says up to which line older ones were taken out into a file."""


def digest_of(said: dict[str, Any], previous: str) -> str:
    """The seal of a line: sha256 of what it says (plain data) and of the seal before it."""
    return hashlib.sha256(json.dumps([previous, said], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


ADMINISTRATION = frozenset(
    {
        "organisation-created",
        "organisation-changed",
        "organisation-moved",
        "organisations-imported",
        "organisation-retired",
        "organisation-restored",
        "chain-set",
        "chain-granted",
        "chain-revoked",
        "exception-moved",
        "user-created",
        "user-deactivated",
        "user-activated",
        "membership-granted",
        "membership-revoked",
        "stand-in-given",
        "stand-in-ended",
        "handed-over",
        "rules-set",
        "word-template-kept",
        "word-template-chosen",
        "public-copies-on",
        "public-copies-off",
    }
)
"""Deeds on organisations, accounts, roles and settings: what the security officer watches."""


class Activity(models.Model):
    """One deed. ``deed`` is its key (``entry-saved`` …), ``detail`` the sentence people read.

    ``subject`` names what it concerns more closely (``entry:7``, ``requirement:measures.steps``); ``changes`` holds
    {what: [before, after]} as text. ``number`` counts the sealed lines from 1 without a gap. What it points to is not
    tied to it by the database: a line stands whatever becomes of the rest, and adding one waits for no other row.
    """

    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        "User", models.PROTECT, null=True, related_name="activities", verbose_name=_("人员"), db_constraint=False
    )
    organisation = models.ForeignKey(
        "Organisation",
        models.PROTECT,
        null=True,
        related_name="activities",
        verbose_name=_("单位"),
        db_constraint=False,
    )
    report = models.ForeignKey(
        "Report",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("报告"),
        db_constraint=False,
    )
    deed = models.CharField(_("事项"), max_length=40)
    detail = models.TextField(_("内容"), blank=True)
    address = models.CharField(_("来自"), max_length=45, blank=True)
    subject = models.CharField(_("对象"), max_length=120, blank=True, default="")
    changes = models.JSONField(_("前后"), default=dict, blank=True)
    number = models.BigIntegerField(_("序号"), null=True, unique=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, default="", editable=False)
    digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("动态")
        indexes = [
            models.Index(fields=["report", "-at"], name="activity_report_at"),
            models.Index(fields=["organisation", "-at"], name="activity_organisation_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed}"

    def said(self) -> dict[str, Any]:
        """Everything the line says, as plain data; what the seal is made of and what an archive keeps."""
        return {
            "number": self.number,
            "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "by": self.by_id,
            "organisation": self.organisation_id,
            "report": self.report_id,
            "deed": self.deed,
            "detail": self.detail,
            "address": self.address,
            "subject": self.subject,
            "changes": self.changes,
        }


class ActivityHead(models.Model):
    """The end of the chain, one row: whoever adds a line holds it. ``archived``: lines up to here were taken out."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    archived = models.BigIntegerField(default=0)
    archived_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("动态链")

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class Break:
    """The first line that does not follow from those before it, and why."""

    number: int
    why: str


def follow(lines: Iterable[tuple[dict[str, Any], str, str]], number: int, digest: str) -> tuple[Break | None, int, str]:
    """Walk along (what is said, previous, digest) from the line after ``number``; where the walk broke, and its end."""
    for said, previous, sealed in lines:
        if said["number"] != number + 1:
            return Break(number + 1, f"缺少第{number + 1}条，后面是第{said['number']}条"), number, digest
        if previous != digest:
            return Break(number + 1, "与前一条不衔接"), number, digest
        if digest_of(said, previous) != sealed:
            return Break(number + 1, "内容与摘要不符"), number, digest
        number, digest = number + 1, sealed
    return None, number, digest


def first_break() -> tuple[Break | None, int]:
    """The first broken line of the record, or None, and how many sealed lines hold."""
    head = ActivityHead.objects.first() or ActivityHead()
    rows = Activity.objects.filter(number__isnull=False).order_by("number")
    start = head.archived
    if start:
        witness = {"number": str(head.archived), "digest": head.archived_digest}
        told = rows.filter(deed=ARCHIVED).values_list("changes", flat=True)
        if not any({key: after for key, (_, after) in one.items() if key in witness} == witness for one in told):
            return Break(start, "记录中没有与已归档位置相符的归档事项"), 0
    lines = ((one.said(), one.previous, one.digest) for one in rows.iterator(chunk_size=2000))
    broken, number, digest = follow(lines, start, head.archived_digest)
    if broken is None and (number, digest) != (head.number, head.digest):
        broken = Break(number + 1, f"末尾与登记的第{head.number}条不符")
    if broken is None:
        first = rows.values_list("pk", flat=True).first()
        stray = Activity.objects.filter(number__isnull=True, pk__gt=first or 0).order_by("pk").first()
        if stray is not None and first is not None:
            broken = Break(0, f"编号{stray.pk}的一行没有序号，不是系统写入的")
    return broken, number - start
