"""People and what they may do where."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker import roles
from tracker.models.organisations import Organisation, below
from tracker.roles import Permission, Role

ROLE_CHOICES = [(role.value, _(roles.LABELS[role])) for role in Role]


class User(AbstractUser):
    """A person. ``name`` is the whole name as written; first and last name are not used."""

    name = models.CharField(_("姓名"), max_length=60)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["name"]

    class Meta(AbstractUser.Meta):
        verbose_name = _("人员")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The whole name."""
        return self.name

    def get_short_name(self) -> str:
        """The whole name too: Chinese names are not cut."""
        return self.name

    @cached_property
    def memberships_today(self) -> list[Membership]:
        """The memberships in force today with their organisations; read once for each user object."""
        if not self.is_active:
            return []
        return list(self.memberships.in_force().select_related("organisation"))

    def reach(self, permission: Permission, relation: str) -> Q:
        """The condition that an organisation is one where this user has ``permission``.

        ``relation`` is the look-up path from the queried model to Organisation, ending in ``__`` (empty: it is
        the organisation itself). Nothing granted gives a condition that no row meets.
        """
        condition = Q(pk__in=[])
        for membership in self.memberships_today:
            if permission not in roles.ROLES[Role(membership.role)]:
                continue
            if membership.reaches_below:
                condition |= below(membership.organisation.path, f"{relation}path")
            else:
                condition |= Q(**{f"{relation}path": membership.organisation.path})
        return condition

    def can(self, permission: Permission, organisation: Organisation) -> bool:
        """True if a membership in force today grants ``permission`` at ``organisation``."""
        return any(
            permission in roles.ROLES[Role(membership.role)]
            and (
                organisation.path == membership.organisation.path
                or (membership.reaches_below and organisation.path.startswith(membership.organisation.path))
            )
            for membership in self.memberships_today
        )

    def can_anywhere(self, permission: Permission) -> bool:
        """True if some membership in force today grants ``permission``."""
        return any(permission in roles.ROLES[Role(m.role)] for m in self.memberships_today)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def in_force(self) -> MembershipQuerySet:
        """Those that hold today (in the site's time zone)."""
        today = timezone.localdate()
        return self.filter(Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today))


class Membership(models.Model):
    """A person's role at an organisation, from–until (both days included), with or without those below."""

    user = models.ForeignKey("User", models.CASCADE, related_name="memberships", verbose_name=_("人员"))
    organisation = models.ForeignKey("Organisation", models.CASCADE, related_name="memberships", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=16, choices=ROLE_CHOICES)
    reaches_below = models.BooleanField(_("含下级单位"), default=False)
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ["organisation__path", "role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {roles.LABELS[Role(self.role)]}"

    @property
    def role_label(self) -> str:
        """The role's Chinese name."""
        return roles.LABELS[Role(self.role)]
