"""A person leaves: what is open with them goes to another in one step, then the account is closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.actions import accounts, activity, assignments, chain, eyes, notices, reviewers, stand_ins
from tracker.actions.refusal import Refused, require
from tracker.models import (
    Assignment,
    ChainGrant,
    EyesException,
    Membership,
    Notice,
    Report,
    ReviewAssignment,
    StandIn,
    User,
)
from tracker.models.accounts import people_with
from tracker.roles import Permission, Role
from tracker.workflow import EDITABLE, Status


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open with a person. ``notices``: threads that call them and that they have not opened."""

    memberships: tuple[Membership, ...]
    assignments: tuple[Assignment, ...]
    notices: tuple[Notice, ...]
    reports: tuple[Report, ...]
    given: tuple[StandIn, ...]
    held: tuple[StandIn, ...]
    chain: tuple[ChainGrant, ...] = ()
    reviews: tuple[ReviewAssignment, ...] = ()
    exceptions: tuple[EyesException, ...] = ()

    @property
    def anything(self) -> bool:
        """True if something would be left behind."""
        given = self.chain or self.reviews or self.exceptions
        return bool(self.memberships or self.assignments or self.notices or self.held or given)


def open_work(person: User) -> OpenWork:
    """What a person holds, was given, was asked and is writing."""
    written = Report.objects.filter(
        entries__versions__by=person, status__in=[one.value for one in EDITABLE], cycle__closed=False
    )
    related = ("report__cycle", "report__organisation")
    return OpenWork(
        memberships=tuple(person.memberships.not_over().select_related("organisation", "user")),
        assignments=tuple(
            Assignment.objects.open()
            .filter(person=person)
            .select_related(*related, "entry", "part__report__cycle", "person", "organisation")
        ),
        notices=tuple(
            Notice.objects.unread()
            .filter(person=person, comment__isnull=False, comment__resolved_at__isnull=True)
            .select_related(*related, "comment", "by")
        ),
        reports=tuple(written.select_related("cycle", "organisation").distinct().order_by("-cycle__year", "pk")),
        given=tuple(
            StandIn.objects.not_over().filter(membership__user=person).select_related("delegate", "membership__user")
        ),
        held=tuple(
            StandIn.objects.not_over()
            .filter(delegate=person)
            .select_related("delegate", "membership__user", "membership__organisation")
        ),
        chain=tuple(person.chain_grants.not_over().select_related("organisation", "user")),
        reviews=tuple(
            ReviewAssignment.objects.filter(Q(reviewer=person) | Q(stand_in=person), report__cycle__closed=False)
            .exclude(report__status=Status.CLOSED)
            .select_related(*related, "reviewer", "stand_in")
        ),
        exceptions=tuple(
            person.eyes_exceptions.in_force().select_related("organisation", "report__cycle", "user", "granted_by")
        ),
    )


def hand_over(person: User, to: User, *, by: User) -> OpenWork:
    """Move everything that is open with ``person`` to ``to``, then switch the account off: all of it or nothing.

    Roles and grants go with their days and reach; who stands in for the person, or for whom the person does, does so no more. The
    security officer's deed, wherever the person belongs or holds a role. Returns what was moved.
    """
    if person.pk == to.pk:
        raise Refused("请选择另一个人。")
    if not to.is_active:
        raise Refused(f"{to.name}的账号已停用，不能接手。")
    with transaction.atomic():
        place = accounts.require_over(by, Permission.GRANT, person)
        work = open_work(person)
        if to.pk == by.pk and work.memberships:
            raise Refused("不能把角色交给自己，请由另一位安全保密员办理。")
        for stand_in in (*work.given, *work.held):
            _end(stand_in, by)
        for membership in work.memberships:
            _move(membership, to, by)
        to = User.objects.get(pk=to.pk)  # with the roles just given
        for granted in work.chain:
            chain.hand_on(granted, to, by=by)
        for given in work.reviews:
            reviewers.hand_on(given, person, to, by=by)
        for exception in work.exceptions:
            eyes.hand_on(exception, to, by=by)
        for assignment in work.assignments:
            _reassign(assignment, to, by)
        for notice in work.notices:
            if not people_with(Permission.VIEW, notice.report.organisation).filter(pk=to.pk).exists():
                raise Refused(f"没有交接：{to.name}不能查看{notice.report}，接不了那里的意见。")
            notices.hand_on(notice, to, by=by)
        require(by, Permission.GRANT, place)
        words = (
            f"{person.name}的工作交接给{to.name}：角色{len(work.memberships)}个、任务{len(work.assignments)}项、"
            f"意见{len(work.notices)}条、审签授权{len(work.chain)}项、审核分工{len(work.reviews)}项、"
            f"例外{len(work.exceptions)}项"
        )
        activity.record(by, "handed-over", words, organisation=place)
        accounts.switch_off(person, by=by, place=place)
    return work


def _end(stand_in: StandIn, by: User) -> None:
    """End a stand-in of the leaver: of a role of theirs by right, of another's as a consequence of leaving."""
    if stand_ins.may_decide(stand_in.membership, by):
        stand_ins.end(stand_in, by=by)
    else:
        StandIn.objects.filter(pk=stand_in.pk).update(ended_at=timezone.now())
        words = f"结束代理：{stand_in.delegate.name}离任，不再代{stand_in.membership.user.name}"
        activity.record(by, "stand-in-ended", words, organisation=stand_in.membership.organisation)


def _move(membership: Membership, to: User, by: User) -> None:
    organisation, role = membership.organisation, Role(membership.role)
    days = {"since": membership.since, "until": membership.until}
    below = membership.reaches_below
    accounts.revoke(membership, by=by)
    had = Membership.objects.not_over().filter(user=to, organisation=organisation, role=role).first()
    if had is not None and (had.reaches_below or not below) and not had.until:
        return
    accounts.grant(to, organisation, role, by=by, reaches_below=below or bool(had and had.reaches_below), **days)


def _reassign(assignment: Assignment, to: User, by: User) -> None:
    organisation = assignment.report.organisation
    if not people_with(Permission.VIEW, organisation).filter(pk=to.pk).exists():
        raise Refused(f"没有交接：{to.name}不能查看{assignment.report}，接不了“{assignment.what}”。")
    assignments.hand_on(assignment, to, by=by)
