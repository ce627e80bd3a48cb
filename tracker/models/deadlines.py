"""Events the rules ask for: secrecy review, signatures, reporting upward, publication; and what is late."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

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
