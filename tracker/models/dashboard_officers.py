"""What needs the attention of those who keep accounts, give roles or read the record; each sees only what is theirs."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tracker.models.accounts import Membership, StandIn
from tracker.models.organisations import Organisation, below
from tracker.models.reports import Report
from tracker.roles import Permission, Role

if TYPE_CHECKING:
    from tracker.models import User

NAMED = 8
AHEAD_DAYS = 14
UNUSED_DAYS = 180
WATCHED_DAYS = 7


@dataclass(frozen=True, slots=True)
class Matter:
    """Some things of one sort that want looking at: the first few, and how many there are."""

    found: tuple[Any, ...]
    count: int

    @classmethod
    def of(cls, queryset: Any) -> Matter:
        """The first of them, and their number (one query, or two where there are many)."""
        named = tuple(queryset[: NAMED + 1])
        return cls(named[:NAMED], len(named) if len(named) <= NAMED else queryset.count())


@dataclass(frozen=True, slots=True)
class Accounts:
    """What an administrator has to look after."""

    nobody_writes: Matter
    never_in: Matter
    unused: Matter
    gone: Matter

    @property
    def count(self) -> int:
        """How much there is in all."""
        return sum(one.count for one in (self.nobody_writes, self.never_in, self.unused, self.gone))


def accounts(user: User) -> Accounts:
    """Offices that owe a report and have nobody to write it; accounts never or long not used; retired offices with
    people in office."""
    from tracker.models import User as Person

    owing = Report.objects.owed().filter(cycle__closed=False, organisation=OuterRef("pk"))
    writers = Membership.objects.in_force().filter(role=Role.DRAFTER, user__is_active=True)
    reached = Q(pk__in=[])
    for path in writers.filter(reaches_below=True).values_list("organisation__path", flat=True):
        reached |= below(path)
    own = writers.order_by().filter(organisation=OuterRef("pk"))
    offices = Organisation.objects.filter(user.reach(Permission.MANAGE, ""), Exists(owing), ~Exists(own))
    people = Person.objects.filter(user.reach(Permission.MANAGE, "organisation__"), is_active=True)
    held = Membership.objects.in_force().filter(user=OuterRef("pk"))
    long_ago = timezone.now() - datetime.timedelta(days=UNUSED_DAYS)
    return Accounts(
        nobody_writes=Matter.of(offices.exclude(reached).order_by("path")),
        never_in=Matter.of(people.filter(Exists(held), last_login=None).order_by("name", "pk")),
        unused=Matter.of(people.filter(last_login__lt=long_ago).order_by("last_login")),
        gone=Matter.of(
            Organisation.objects.filter(user.reach(Permission.MANAGE, ""), active=False)
            .filter(Exists(Membership.objects.in_force().filter(organisation=OuterRef("pk"))))
            .order_by("path")
        ),
    )


@dataclass(frozen=True, slots=True)
class Grants:
    """What a security officer has to look after."""

    without: Matter
    ending: Matter
    standing_in: Matter

    @property
    def count(self) -> int:
        """How much there is in all."""
        return self.without.count + self.ending.count


def grants(user: User) -> Grants:
    """People without a role, roles that end soon, who stands in for whom today."""
    from tracker.models import User as Person

    people = Person.objects.filter(user.reach(Permission.GRANT, "organisation__"), is_active=True)
    held = Membership.objects.not_over().filter(user=OuterRef("pk"))
    within = user.reach(Permission.GRANT, "organisation__")
    last = timezone.localdate() + datetime.timedelta(days=AHEAD_DAYS)
    ending = Membership.objects.in_force().filter(within, until__lte=last, user__is_active=True)
    standing = StandIn.objects.in_force().filter(user.reach(Permission.GRANT, "membership__organisation__"))
    return Grants(
        without=Matter.of(people.exclude(pk=user.pk).filter(~Exists(held)).order_by("name", "pk")),
        ending=Matter.of(ending.select_related("user", "organisation").order_by("until", "pk")),
        standing_in=Matter.of(
            standing.select_related("membership__user", "membership__organisation", "delegate").order_by("until", "pk")
        ),
    )


def lately() -> datetime.datetime:
    """The beginning of what counts as lately."""
    return timezone.now() - datetime.timedelta(days=WATCHED_DAYS)
