"""A reported year's round under one edition of the standard."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models.deadlines import Standing, standing
from tracker.models.organisations import OrganisationKind
from tracker.models.standards import load_standard

REPORTING_KINDS = (OrganisationKind.GOVERNMENT, OrganisationKind.DEPARTMENT, OrganisationKind.TOWNSHIP)
"""The kinds of organisation that owe a report."""


LAW_GOV_REPORT = "annual-report"
"""The kind of report most rounds are of."""


class Cycle(models.Model):
    """The round for one reported year and one kind of report below one organisation. Due dates lie in the year after."""

    year = models.PositiveSmallIntegerField(_("报告年度"))
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="cycles", verbose_name=_("组织单位"))
    standard_key = models.CharField(_("标准"), max_length=60)
    document_kind = models.CharField(_("文种"), max_length=60, default=LAW_GOV_REPORT)
    opened_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("开启人"))
    opened_at = models.DateTimeField(_("开启时间"), auto_now_add=True)
    closed = models.BooleanField(_("已结束"), default=False)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("年度工作")
        constraints = [models.UniqueConstraint(fields=["year", "organisation", "document_kind"], name="cycle_once")]

    def __str__(self) -> str:
        return f"{self.year}年度"

    @property
    def standard(self) -> reportsrc.Standard:
        """The edition this round is under."""
        return load_standard(self.standard_key)

    def due_date(self, date_kind: str, organisation_kind: str) -> CycleDueDate | None:
        """The round's own date of a kind for a kind of organisation, with whether the day itself counts."""
        return next(
            (d for d in self.due_dates.all() if d.kind == date_kind and d.organisation_kind == organisation_kind), None
        )

    def due(self, date_kind: str, organisation_kind: str) -> datetime.date | None:
        """The due date of a kind for a kind of organisation, from the round's own dates."""
        found = self.due_date(date_kind, organisation_kind)
        return found.on if found else None


class DueDateKind(models.TextChoices):
    """The three dates clerks live by."""

    HANDOVER = "handover", _("交稿")
    REPORT = "report", _("报送")
    PUBLISH = "publish", _("公开")


class CycleDueDate(models.Model):
    """One date of a round for one kind of organisation; the day itself counts unless ``inclusive`` is off."""

    cycle = models.ForeignKey("Cycle", models.CASCADE, related_name="due_dates")
    kind = models.CharField(_("事项"), max_length=10, choices=DueDateKind)
    organisation_kind = models.CharField(_("单位类别"), max_length=12, choices=OrganisationKind)
    on = models.DateField(_("日期"))
    inclusive = models.BooleanField(_("含当日"), default=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("时限")
        constraints = [models.UniqueConstraint(fields=["cycle", "kind", "organisation_kind"], name="due_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    def standing(self, done: datetime.date | None, today: datetime.date) -> Standing:
        """How an event (its filed date; None: not yet) stands to this date."""
        found = standing(done, self.on, today, inclusive=self.inclusive)
        assert found is not None
        return found


class Excuse(models.Model):
    """Why an organisation owes no report this year after all. The report and what was written in it stay."""

    report = models.OneToOneField("Report", models.CASCADE, related_name="excuse", verbose_name=_("报告"))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("免报")

    def __str__(self) -> str:
        return self.reason
