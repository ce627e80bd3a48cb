"""Who reviews whom: a report, or one part of it, given to a person and for some days to a stand-in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tracker.models import User
    from tracker.models.reports import ReportQuerySet


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    """Questions about who reviews."""

    def on_duty(self) -> ReviewAssignmentQuerySet:
        """With the people, to say whose work each is."""
        return self.select_related("reviewer", "stand_in")

    def falling_to(self, user: User, today: datetime.date) -> ReviewAssignmentQuerySet:
        """Those that are the person's today, as reviewer or as stand-in."""
        since = Q(stand_in_since__isnull=True) | Q(stand_in_since__lte=today)
        until = Q(stand_in_until__isnull=True) | Q(stand_in_until__gte=today)
        return self.filter(Q(reviewer=user) | (Q(stand_in=user) & since & until))


class ReviewAssignment(models.Model):
    """A report (``part_role`` empty) or one of its parts is reviewed by this person.

    It says whose work it is and takes no permission from anybody: others who may review still may.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="reviewers", verbose_name=_("报告"))
    part_role = models.CharField(_("部分"), max_length=40, blank=True)
    reviewer = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("审核人"))
    stand_in = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("代审人"))
    stand_in_since = models.DateField(_("代审自"), null=True)
    stand_in_until = models.DateField(_("代审至"), null=True)

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["part_role", "pk"]
        verbose_name = _("审核分工")
        constraints = [models.UniqueConstraint(fields=["report", "part_role"], name="reviewer_once")]

    def __str__(self) -> str:
        return str(self.reviewer)

    def stands_in(self, today: datetime.date) -> bool:
        """True if the stand-in does it today."""
        after = self.stand_in_since is None or self.stand_in_since <= today
        before = self.stand_in_until is None or today <= self.stand_in_until
        return self.stand_in_id is not None and after and before

    def on_duty(self, today: datetime.date) -> User:
        """Whose work it is today."""
        return self.stand_in if self.stand_in is not None and self.stands_in(today) else self.reviewer


def with_mine_first(reports: ReportQuerySet, user: User, today: datetime.date) -> ReportQuerySet:
    """Annotated with ``mine`` (True: given to this person today); those first, then what nobody was given."""
    given = ReviewAssignment.objects.filter(report=OuterRef("pk"))
    found = reports.annotate(mine=Exists(given.falling_to(user, today)), given=Exists(given))
    return found.order_by("-mine", "given", "-cycle__year", "organisation__path")
