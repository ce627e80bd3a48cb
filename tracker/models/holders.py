"""Whose turn a report is: the people who hold its next step, nearest to the organisation first.

| status | who |
|---|---|
| not started, drafting, returned | who writes; where every part is done and the organisation has a chain, who takes its next step |
| submitted, in review | the reviewer it was given to (or who stands in), else who may review |
| passed | who signs; where nobody here does, who records what was signed on paper |
| signed, filed | who reports upward and publishes |
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from tracker.models.accounts import Membership, StandIn, User
from tracker.models.chain import ChainGrant, chain_of
from tracker.models.organisations import Organisation
from tracker.models.report_facts import facts_of
from tracker.models.reports import Report
from tracker.models.reviewers import ReviewAssignment
from tracker.roles import Permission, roles_with
from tracker.workflow import Status

_NEXT: dict[Status, tuple[Permission, ...]] = {
    Status.NOT_STARTED: (Permission.EDIT,),
    Status.DRAFTING: (Permission.EDIT,),
    Status.RETURNED: (Permission.EDIT,),
    Status.SUBMITTED: (Permission.REVIEW,),
    Status.IN_REVIEW: (Permission.REVIEW,),
    Status.PASSED: (Permission.SIGN, Permission.FILE),
    Status.SIGNED: (Permission.FILE,),
    Status.FILED: (Permission.FILE,),
}
"""The permissions of the next step; the second is asked where nobody has the first."""


class Holders:
    """The people of many reports, read once (a constant number of queries, and a few for each report in a chain)."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self._chains: dict[str, tuple[str, ...]] = {}
        self._by_path: dict[tuple[Permission, str], list[Membership]] = {}
        wanted = {Permission.RUN_CYCLE, *(permission for several in _NEXT.values() for permission in several)}
        roles = {role: [p for p in wanted if role in roles_with(p)] for p in wanted for role in roles_with(p)}
        rows = Membership.objects.in_force().filter(role__in=roles, user__is_active=True)
        for one in rows.select_related("user", "organisation").order_by("pk"):
            for permission in roles[one.role]:  # type: ignore[index]
                self._by_path.setdefault((permission, one.organisation.path), []).append(one)
        self._stand_ins: dict[int, list[User]] = {}
        standing_in = StandIn.objects.in_force().filter(delegate__is_active=True)
        for stand_in in standing_in.select_related("delegate"):
            self._stand_ins.setdefault(stand_in.membership_id, []).append(stand_in.delegate)

    def of(self, report: Report) -> list[User]:
        """Who holds the next step (the report's organisation, parts and reviewers should be at hand in lists)."""
        status = Status(report.status)
        if status in (Status.DRAFTING, Status.RETURNED) and (approvers := self._approvers(report)) is not None:
            return approvers
        if status in (Status.SUBMITTED, Status.IN_REVIEW) and (given := self._reviewers(report)):
            return given
        for permission in _NEXT.get(status, ()):
            if people := self.nearest(permission, report.organisation):
                return people
        return []

    def nearest(self, permission: Permission, organisation: Organisation) -> list[User]:
        """Those of the organisation itself, else of the nearest above whose role reaches below."""
        path = organisation.path
        for end in range(len(path), 0, -Organisation.steplen):
            found = self._by_path.get((permission, path[:end]), [])
            near = [one for one in found if one.reaches_below or end == len(path)]
            people = {person.pk: person for one in near for person in self._acting(one)}
            if people:
                return list(people.values())
        return []

    def _reviewers(self, report: Report) -> list[User]:
        given: Iterable[ReviewAssignment] = report.reviewers.all()
        people = {one.on_duty(self._today).pk: one.on_duty(self._today) for one in given}
        able = self._able(Permission.REVIEW, report.organisation)
        return [one for one in people.values() if one.pk in able]

    def _able(self, permission: Permission, organisation: Organisation) -> set[int]:
        """Everybody who has the permission there, near or far."""
        path = organisation.path
        return {
            person.pk
            for end in range(len(path), 0, -Organisation.steplen)
            for one in self._by_path.get((permission, path[:end]), [])
            if one.reaches_below or end == len(path)
            for person in self._acting(one)
        }

    def _acting(self, membership: Membership) -> list[User]:
        """Whose role it is, and who stands in for them now."""
        return [membership.user, *self._stand_ins.get(membership.pk, [])]

    def _approvers(self, report: Report) -> list[User] | None:
        """Who takes the next step of the chain; None where there is no chain or it is not its turn."""
        if not all(part.declared_done for part in report.parts.all()):
            return None
        path = report.organisation.path
        if path not in self._chains:
            self._chains[path] = chain_of(report.organisation)
        if not self._chains[path]:
            return None
        ahead = next((item for item in facts_of(report).chain if not item.taken), None)
        if ahead is None:
            return None
        grants = ChainGrant.objects.in_force().at(report.organisation).filter(step=ahead.key, user__is_active=True)
        return list({one.user_id: one.user for one in grants.select_related("user")}.values())
