"""Who is asked to do what by when: a whole report, a part, a requirement or an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker import roles
from tracker.models.calendar import today
from tracker.roles import Permission, Role

if TYPE_CHECKING:
    from tracker.models import User


class AssignmentState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("待办")
    DONE = "done", _("已办")
    WITHDRAWN = "withdrawn", _("已收回")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about assignments."""

    def open(self) -> AssignmentQuerySet:
        """Those that wait to be done, the oldest date first."""
        return self.filter(state=AssignmentState.OPEN).order_by("due_on", "pk")

    def of(self, user: User) -> AssignmentQuerySet:
        """Those given to a person or to an office the person works in today."""
        offices = {
            one.organisation_id
            for one in user.memberships_today
            if Permission.VIEW in roles.ROLES[Role(one.role)] and Role(one.role) not in roles.OFFICERS
        }
        return self.filter(Q(person=user) | Q(organisation__in=offices))


class Assignment(models.Model):
    """One thing given to one person or one office with a date.

    ``entry``, ``part`` and ``requirement_key`` say what; with none of them it is the whole report.
    """

    report = models.ForeignKey("Report", models.CASCADE, related_name="assignments", verbose_name=_("报告"))
    part = models.ForeignKey("PartDraft", models.CASCADE, null=True, blank=True, related_name="assignments")
    entry = models.ForeignKey("Entry", models.CASCADE, null=True, blank=True, related_name="assignments")
    requirement_key = models.CharField(_("要求"), max_length=90, blank=True)
    person = models.ForeignKey(
        "User", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("人员")
    )
    organisation = models.ForeignKey(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("单位")
    )
    due_on = models.DateField(_("期限"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AssignmentState, default=AssignmentState.OPEN)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("分派人"))
    at = models.DateTimeField(_("分派时间"), auto_now_add=True)
    closed_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("分派")
        indexes = [models.Index(fields=["state", "due_on"], name="assignment_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="assignment_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} → {self.whom}"

    @property
    def whom(self) -> str:
        """The person or the office, by name."""
        return str(self.person) if self.person else (self.organisation.label if self.organisation else "")

    @property
    def what(self) -> str:
        """What is to be done, in the words of the report or the standard."""
        if self.entry:
            text = self.entry.text
            return text if len(text) <= 40 else text[:40] + "…"
        if self.requirement_key:
            found = (one.text for one in self.report.requirements if one.key == self.requirement_key)
            return next(found, self.requirement_key)
        return self.part.name if self.part else str(_("整份报告"))

    @property
    def days_late(self) -> int:
        """How many days an open one is overdue; 0 if it is not."""
        late = (today() - self.due_on).days
        return late if self.state == AssignmentState.OPEN and late > 0 else 0

    @property
    def days_left(self) -> int:
        """How many days are left; 0 on the day itself."""
        return max(0, (self.due_on - today()).days)
