"""The steps inside an organisation between drafting and handing in, and who takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker import roles, workflow
from tracker.models.organisations import Organisation, below
from tracker.roles import Permission, Role

if TYPE_CHECKING:
    from tracker.models import User

CHAIN_CHOICES = [(key, _(label)) for key, label in workflow.CHAIN.items()]


class ChainSetting(models.Model):
    """Which steps an organisation has (an empty list: none). Without a row it has those of the organisation above."""

    organisation = models.OneToOneField("Organisation", models.CASCADE, related_name="chain", verbose_name=_("单位"))
    steps = models.JSONField(_("审签环节"), default=list, blank=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = _("审签环节")

    def __str__(self) -> str:
        return f"{self.organisation_id} {'→'.join(self.steps)}"


def chain_of(organisation: Organisation, *, itself: bool = True) -> tuple[str, ...]:
    """The keys of the steps in force at an organisation, in their order; without ``itself``, those it would inherit
    (one query)."""
    paths = [
        organisation.path[:end] for end in range(Organisation.steplen, len(organisation.path) + 1, Organisation.steplen)
    ]
    nearest = (
        ChainSetting.objects.filter(organisation__path__in=paths if itself else paths[:-1])
        .order_by("-organisation__path")
        .first()
    )
    return tuple(key for key in workflow.CHAIN if nearest and key in nearest.steps)


class ChainGrantQuerySet(models.QuerySet["ChainGrant"]):
    """Questions about grants."""

    def in_force(self) -> ChainGrantQuerySet:
        """Those that hold today."""
        today = timezone.localdate()
        return self.filter(Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today))

    def not_over(self) -> ChainGrantQuerySet:
        """Those that hold today or will."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))

    def at(self, organisation: Organisation) -> ChainGrantQuerySet:
        """Those that count at an organisation: its own, and those above that reach below."""
        path = organisation.path
        above = [path[:end] for end in range(Organisation.steplen, len(path), Organisation.steplen)]
        return self.filter(Q(organisation__path=path) | Q(organisation__path__in=above, reaches_below=True))

    def of(self, user: User) -> ChainGrantQuerySet:
        """The person's own, and within what a role reaches those of whoever the person stands in for in that role."""
        mine = Q(user=user)
        for one in user.memberships_today:
            if one.user_id != user.pk and Permission.VIEW in roles.ROLES[Role(one.role)]:
                path = one.organisation.path
                reached = below(path, "organisation__path") if one.reaches_below else Q(organisation__path=path)
                mine |= Q(user=one.user_id) & reached
        return self.filter(mine)


class ChainGrant(models.Model):
    """A person may take one step of the chain at an organisation, from–until (both days included)."""

    user = models.ForeignKey("User", models.CASCADE, related_name="chain_grants", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        "Organisation", models.CASCADE, related_name="chain_grants", verbose_name=_("单位")
    )
    step = models.CharField(_("审签环节"), max_length=12, choices=CHAIN_CHOICES)
    reaches_below = models.BooleanField(_("含下级单位"), default=False)
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)

    objects = ChainGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("审签授权")
        ordering = ["organisation__path", "step", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "step"], name="chain_grant_once")]

    def __str__(self) -> str:
        return f"{self.user} {workflow.CHAIN.get(self.step, self.step)}"


def grant_for(user: User, organisation: Organisation, *steps: str) -> ChainGrant | None:
    """The grant in force that lets the person take one of these steps of the chain at the organisation, the person's own
    before one of somebody they stand in for (one query)."""
    if not user.is_active:
        return None
    found = ChainGrant.objects.in_force().at(organisation).of(user).filter(step__in=steps).select_related("user")
    return min(found, key=lambda one: one.user_id != user.pk, default=None)


def may_approve(user: User, organisation: Organisation, step: str) -> bool:
    """True if a grant in force lets the person take this step of the chain at the organisation (one query)."""
    return grant_for(user, organisation, step) is not None
