"""People and what they may do where."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, QuerySet
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
    organisation = models.ForeignKey(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("所属单位")
    )
    guides_seen = models.JSONField(_("看过的使用提示"), default=list, blank=True, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS = ["name"]
    acting_for: User | None = None
    """Whom the person stood in for at the last permission that was asked for; not kept."""

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
        """The memberships in force today with their organisations, one's own before those one stands in for; read once
        for each user object (one query)."""
        if not self.is_active:
            return []
        stood_in_for = StandIn.objects.in_force().filter(delegate=self).values("membership")
        found = Membership.objects.in_force().filter(Q(user=self) | Q(pk__in=stood_in_for), user__is_active=True)
        return sorted(found.select_related("organisation", "user"), key=lambda one: one.user_id != self.pk)

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
        return any(membership.grants(permission, organisation) for membership in self.memberships_today)

    def stands_in_for(self, permission: Permission, organisation: Organisation) -> User | None:
        """Whose role a deed is done by: None if one's own membership grants it (or nothing does)."""
        able = [one for one in self.memberships_today if one.grants(permission, organisation)]
        return able[0].user if able and able[0].user_id != self.pk else None

    def can_anywhere(self, permission: Permission) -> bool:
        """True if some membership in force today grants ``permission``."""
        return any(permission in roles.ROLES[Role(m.role)] for m in self.memberships_today)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def in_force(self) -> MembershipQuerySet:
        """Those that hold today (in the site's time zone)."""
        today = timezone.localdate()
        return self.filter(Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today))

    def not_over(self) -> MembershipQuerySet:
        """Those that hold today or will."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))


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

    def grants(self, permission: Permission, organisation: Organisation) -> bool:
        """True if its role carries ``permission`` and it reaches the organisation (its days are not asked)."""
        reached = organisation.path == self.organisation.path or (
            self.reaches_below and organisation.path.startswith(self.organisation.path)
        )
        return reached and permission in roles.ROLES[Role(self.role)]


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Questions about stand-ins."""

    def in_force(self) -> StandInQuerySet:
        """Those that hold today."""
        today = timezone.localdate()
        return self.filter(ended_at__isnull=True, since__lte=today, until__gte=today)

    def not_over(self) -> StandInQuerySet:
        """Those that hold today or will."""
        return self.filter(ended_at__isnull=True, until__gte=timezone.localdate())


class StandIn(models.Model):
    """A person does for some days what another's membership allows (both days included), as themself 代某某.

    It falls with the membership; ended early it keeps its row.
    """

    membership = models.ForeignKey("Membership", models.CASCADE, related_name="stand_ins", verbose_name=_("角色"))
    delegate = models.ForeignKey("User", models.PROTECT, related_name="stand_ins", verbose_name=_("代理人"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    ended_at = models.DateTimeField(_("提前结束"), null=True, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("代理")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.delegate}代{self.membership.user}"

    @property
    def state(self) -> str:
        """``ended``, ``over``, ``coming`` or ``running``."""
        today = timezone.localdate()
        if self.ended_at:
            return "ended"
        if self.until < today:
            return "over"
        return "coming" if self.since > today else "running"


def people_with(permission: Permission, organisation: Organisation) -> QuerySet[User]:
    """The people who have ``permission`` at an organisation today, stand-ins included (one query)."""
    able = [role.value for role in roles.roles_with(permission)]
    above = Q(organisation__path__in=paths_above(organisation), reaches_below=True)
    held = Membership.objects.in_force().filter(
        Q(organisation__path=organisation.path) | above, role__in=able, user__is_active=True
    )
    stood_in = StandIn.objects.in_force().filter(membership__in=held)
    chosen = Q(pk__in=held.order_by().values("user")) | Q(pk__in=stood_in.order_by().values("delegate"))
    return User.objects.filter(chosen, is_active=True).order_by("name", "username")


def paths_above(organisation: Organisation) -> list[str]:
    """The paths of the organisations above one."""
    step = Organisation.steplen
    return [organisation.path[:end] for end in range(step, len(organisation.path), step)]


def colleagues(organisation: Organisation) -> QuerySet[User]:
    """The people who belong to an organisation, to one above it or to one below it, or hold a role there."""
    near = Q(organisation__path__in=paths_above(organisation)) | below(organisation.path, "organisation__path")
    posts = Membership.objects.not_over().filter(near)
    return User.objects.filter(near | Q(pk__in=posts.order_by().values("user")), is_active=True).order_by(
        "name", "username"
    )
