"""Events the rules ask for: approvals inside, secrecy review, signatures, reporting upward, publication; what is late."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilingKind(models.TextChoices):
    """What was filed."""

    APPROVAL = "approval", _("审签")
    SECRECY_REVIEW = "secrecy-review", _("保密审查")
    SIGNATURE = "signature", _("签发")
    REPORT = "report", _("报送")
    OVERRIDE = "override", _("放行")
    PUBLICATION = "publication", _("公开")


class FilingQuerySet(models.QuerySet["Filing"]):
    """Questions about filings."""

    def standing(self) -> FilingQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at=None)


class Filing(models.Model):
    """One event with its date, bound to the text as it stood (sha256 of the composed text).

    ``key`` and ``label`` say which of several it is (a step of the chain, a signature, an addressee). ``party`` and
    ``post`` name who did it, or to whom or where. ``on_behalf``: done on paper and recorded by somebody else.
    ``excused``: an addressee this report does not go to, with the reason. ``details``: what an override lets pass.
    An event is never deleted: it is revoked, with when, by whom and why.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="filings", verbose_name=_("报告"))
    kind = models.CharField(_("事项"), max_length=16, choices=FilingKind)
    key = models.CharField(max_length=40, blank=True)
    label = models.CharField(_("环节"), max_length=200, blank=True)
    on = models.DateField(_("日期"))
    party = models.CharField(_("对象"), max_length=200, blank=True, help_text=_("签发人、报送对象或公开栏目"))
    post = models.CharField(_("职务"), max_length=80, blank=True)
    address = models.URLField(_("网址"), max_length=500, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    excused = models.BooleanField(_("不需报送"), default=False)
    details = models.JSONField(default=list, blank=True)
    on_behalf = models.BooleanField(_("代为登记"), default=False)
    scan = models.ForeignKey("Scan", models.PROTECT, null=True, blank=True, related_name="filings")
    text_sha256 = models.CharField(_("文本摘要"), max_length=64)
    recorded_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    revoked_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.CharField(_("失效原因"), max_length=2000, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("登记")
        indexes = [models.Index(fields=["-on", "-id"], name="filing_list")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Scan(models.Model):
    """A scanned paper that shows an event recorded on behalf: bytes, digest; never changed."""

    report = models.ForeignKey("Report", models.CASCADE, related_name="scans", verbose_name=_("报告"))
    name = models.CharField(_("文件名"), max_length=255)
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.CharField(max_length=64)
    kept_by = models.ForeignKey("User", models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("扫描件")

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Standing:
    """How an event stands to its due date. ``last_day``: the last day on which it is in time; ``days``: how late."""

    last_day: datetime.date
    done: datetime.date | None
    days: int

    @property
    def late(self) -> bool:
        """True if it was done too late, or is not done and the day has passed."""
        return self.days > 0

    def __str__(self) -> str:
        """As shown everywhere: 按期, 未到期 or 逾期3天."""
        if self.days:
            return str(_("逾期%(days)s天") % {"days": self.days})
        return str(_("按期") if self.done else _("未到期"))


def standing(
    done: datetime.date | None, due: datetime.date | None, today: datetime.date, *, inclusive: bool | None = True
) -> Standing | None:
    """The one judgement of lateness: the filed date of an event (None: not yet) against its due date; None without one.

    Only what was filed counts: for reporting the first ``Filing`` of that kind, never the date a text carries.
    ``inclusive``: the due day itself is still in time.
    """
    if due is None:
        return None
    last_day = due - datetime.timedelta(days=0 if inclusive is None or inclusive else 1)
    return Standing(last_day, done, max(0, ((done or today) - last_day).days))
