"""Exceptions to four eyes, where an office is too small for two people: dated, with a reason, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker import workflow
from tracker.models.organisations import Organisation

if TYPE_CHECKING:
    from tracker.models import Report, User

PAIR_CHOICES = [(pair.value, _(words)) for pair, words in workflow.PAIRS.items()]


class EyesExceptionQuerySet(models.QuerySet["EyesException"]):
    """Questions about exceptions."""

    def in_force(self) -> EyesExceptionQuerySet:
        """Those that hold today."""
        return self.filter(until__gte=timezone.localdate(), ended_at=None)

    def for_report(self, report: Report) -> EyesExceptionQuerySet:
        """Those that count for a report: its organisation's own, for all its reports or for this one."""
        mine = Q(report=None) | Q(report_id=report.pk)
        return self.filter(mine, organisation_id=report.organisation_id)


class EyesException(models.Model):
    """A person may do both deeds of a pair on an organisation's reports (or one of them) until a date."""

    user = models.ForeignKey("User", models.PROTECT, related_name="eyes_exceptions", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="eyes_exceptions", verbose_name=_("单位")
    )
    report = models.ForeignKey("Report", models.CASCADE, null=True, blank=True, related_name="eyes_exceptions")
    pair = models.CharField(_("允许"), max_length=16, choices=PAIR_CHOICES)
    reason = models.CharField(_("理由"), max_length=500)
    until = models.DateField(_("至"))
    granted_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("批准人"))
    granted_at = models.DateTimeField(_("批准时间"), auto_now_add=True)
    ended_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EyesExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("回避例外")
        ordering = ["-granted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_pair_display()} {self.until}"

    @property
    def holds(self) -> bool:
        """True if it is in force today."""
        return self.ended_at is None and self.until >= timezone.localdate()


class ExceptionUse(models.Model):
    """A deed on a report that an exception allowed; one row for each kind of deed."""

    exception = models.ForeignKey("EyesException", models.CASCADE, related_name="uses")
    report = models.ForeignKey("Report", models.CASCADE, related_name="exception_uses")
    deed = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("例外的使用")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["exception", "report", "deed"], name="exception_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.exception_id} {self.deed}"


def did(user: User, report: Report, pair: workflow.EyesPair) -> bool:
    """True if the person did the first deed of a pair on a report: drafted it, or reviewed it."""
    if pair == workflow.EyesPair.DRAFT_REVIEW:
        return report.drafted_by(user)
    return (
        report.assessments.filter(marked_by=user).exists()
        or report.activities.filter(by=user, deed__in=["requirement-marked", "step-pass"]).exists()
    )


def exception_for(user: User, report: Report, pair: workflow.EyesPair) -> EyesException | None:
    """The exception in force that lets the person do both, if there is one."""
    return EyesException.objects.in_force().for_report(report).filter(user=user, pair=pair).first()


def barred(user: User, report: Report, pair: workflow.EyesPair) -> bool:
    """True if the person did the first deed of the pair and no exception lets them do the second."""
    return did(user, report, pair) and exception_for(user, report, pair) is None
