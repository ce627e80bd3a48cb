"""The demonstration district: read from ``tracker/demo/district.toml`` and played through the site's own deeds.

Every deed is done by the person whose role it is; afterwards what it recorded is dated back to the day the file says.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from tracker import roles, workflow
from tracker.actions import accounts, activity, chain, cycles, organisations, public, reports, review
from tracker.actions.refusal import Refused
from tracker.imports.published_report import take_bytes
from tracker.management import demonstration_talk as talk
from tracker.management import demonstration_years as years
from tracker.models import (
    Assessment,
    ChainGrant,
    Cycle,
    Entry,
    EntryLink,
    EntryVersion,
    Filing,
    Inspection,
    Organisation,
    PartDraft,
    PlanItem,
    Report,
    Shortcoming,
    SourceFile,
    User,
)
from tracker.models.chain import chain_of
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.models.review import Result
from tracker.roles import Permission, Role
from tracker.workflow import REVIEWABLE, Status

FOLDER = Path(__file__).resolve().parent.parent / "demo"
PASSWORD = "demo-2025"
"""Everybody's password in the demonstration; a site that is in use never has these people."""

_KINDS = {
    "city-government": (OrganisationKind.GOVERNMENT, OrganisationLevel.CITY),
    "district-government": (OrganisationKind.GOVERNMENT, OrganisationLevel.COUNTY),
    "department": (OrganisationKind.DEPARTMENT, OrganisationLevel.COUNTY),
    "township": (OrganisationKind.TOWNSHIP, OrganisationLevel.TOWNSHIP),
}
_WAY = ("submit", "take", "pass", "sign", "file", "publish", "close")
"""The steps of a report that meets no obstacle."""
_STEPS_TO: dict[Status, tuple[str, ...]] = {
    Status.NOT_STARTED: (),
    Status.DRAFTING: (),
    Status.SUBMITTED: _WAY[:1],
    Status.IN_REVIEW: _WAY[:2],
    Status.RETURNED: ("submit", "take", "return"),
    Status.PASSED: _WAY[:3],
    Status.SIGNED: _WAY[:4],
    Status.FILED: _WAY[:5],
    Status.PUBLISHED: _WAY[:6],
    Status.CLOSED: _WAY,
}

_PARTY = {"publish": "column"}
"""Where the file says which place a dated step concerns."""


def description() -> dict[str, Any]:
    """The district as its file states it."""
    return tomllib.loads((FOLDER / "district.toml").read_text(encoding="utf-8"))


def logins() -> list[tuple[str, str, str]]:
    """One (role label, username, name) for each role, of people who are here and still have the common password."""
    users = {user.username: user for user in User.objects.filter(is_active=True)}
    works: dict[str, bool] = {}
    found: dict[Role, tuple[str, str, str]] = {}
    for one in description()["user"]:
        user = users.get(one["username"])
        if user is None:
            continue
        if user.password not in works:
            works[user.password] = user.check_password(PASSWORD)
        for membership in one["membership"]:
            role = Role(membership["role"])
            if works[user.password] and role not in found:
                found[role] = (roles.LABELS[role], user.username, user.name)
    return [found[role] for role in Role if role in found]


def play() -> int:
    """Fill an empty site with the district, all or nothing; returns the number of reports.

    Raises ``Refused`` if the file asks for a deed the site would refuse.
    """
    told = description()
    with transaction.atomic():
        # The office was set up a month before its first round.
        opened = [_moment(row["opened_at"]) for row in told["cycle"] if "opened_at" in row]
        with _at(min(opened, default=timezone.now()) - datetime.timedelta(days=30)):
            bodies = _organisations(told["organisation"])
            _users(told["user"], bodies)
            _chains(told.get("chain", []), bodies)
            _copies(told.get("public_copies", []), bodies)
        rounds = _cycles(told, bodies)
        players = {}
        for one in told["report"]:
            key = one["year"], one["organisation"]
            players[key] = _Player(rounds[one["year"]], bodies[one["organisation"]], one)
            players[key].play()
        for one in told.get("taken", []):
            players[one["year"], one["organisation"]].take(players[one["year"], one["source"]], one)
        for one in told.get("edited", []):
            players[one["year"], one["organisation"]].edit(one)
        people = {user.username: user for user in User.objects.all()}
        for deed, name in ((talk.give, "assignment"), (talk.say, "comment")):
            for one in told.get(name, ()):
                when = _moment(one["at"])
                with _at(when):
                    deed(one, when, people)
    return len(told["report"])


def _organisations(rows: list[dict[str, Any]]) -> dict[str, Organisation]:
    bodies: dict[str, Organisation] = {}
    for row in rows:
        kind, level = _KINDS[row["kind"]]
        parent = bodies[row["parent"]] if row.get("parent") else None
        if parent is not None and kind == OrganisationKind.DEPARTMENT:
            level = OrganisationLevel(parent.level)
        bodies[row["code"]] = organisations.create_organisation(
            by=None,
            parent=parent,
            name=row["name"],
            code=row["code"],
            kind=kind,
            level=level,
            short_name=row.get("short_name", ""),
            region=row.get("region", ""),
            issuers=row.get("issuers", []),
        )
    return bodies


def _users(rows: list[dict[str, Any]], bodies: Mapping[str, Organisation]) -> None:
    for row in rows:
        user = accounts.create_user(row["username"], row["name"], None, by=None)
        for one in row["membership"]:
            accounts.grant(
                user, bodies[one["organisation"]], Role(one["role"]), by=None, reaches_below=one.get("below", False)
            )
    # One hash for all: hashing is slow by design, and the password is printed anyway.
    User.objects.filter(username__in=[row["username"] for row in rows]).update(password=make_password(PASSWORD))


def _chains(rows: list[dict[str, Any]], bodies: Mapping[str, Organisation]) -> None:
    """Which organisations have steps inside before they hand in, and who takes them."""
    for row in rows:
        body = bodies[row["organisation"]]
        chain.set_chain(body, list(row["steps"]), by=None)
        for key, username in row["steps"].items():
            chain.grant_step(User.objects.get(username=username), body, key, by=None)


def _copies(codes: list[str], bodies: Mapping[str, Organisation]) -> None:
    """The administrator lets what these organisations publish be read without logging in."""
    for code in codes:
        people = (user for user in User.objects.all() if user.can(Permission.MANAGE, bodies[code]))
        public.switch_copies(bodies[code], True, by=next(people))


def _cycles(told: dict[str, Any], bodies: Mapping[str, Organisation]) -> dict[int, Cycle]:
    made = {}
    for row in told["cycle"]:
        owner = bodies[row["organisation"]] if "organisation" in row else Organisation.objects.all()[0]
        opened_at = _moment(row["opened_at"]) if "opened_at" in row else timezone.now()
        with _at(opened_at):
            cycle = cycles.open_cycle(row["year"], owner, by=None, handover=_handover(row.get("handover")))
        cycle.opened_at = opened_at
        Cycle.objects.filter(pk=cycle.pk).update(opened_at=opened_at)
        made[row["year"]] = cycle
    return made


def _handover(stated: Any) -> dict[str, datetime.date]:
    """Local dates by kind of organisation; a single date is for departments and townships."""
    if isinstance(stated, datetime.date):
        return {OrganisationKind.DEPARTMENT: stated, OrganisationKind.TOWNSHIP: stated}
    return dict(stated or {})


def _moment(stated: datetime.date | datetime.datetime | str, hour: int = 10) -> datetime.datetime:
    if isinstance(stated, str):
        stated = datetime.datetime.fromisoformat(stated)
    if not isinstance(stated, datetime.datetime):
        stated = datetime.datetime.combine(stated, datetime.time(hour))
    return stated if timezone.is_aware(stated) else timezone.make_aware(stated)


@contextmanager
def _at(when: datetime.datetime) -> Iterator[None]:
    """Record deeds as done at this moment: the record cannot be dated back afterwards."""
    token = activity.MOMENT.set(when)
    try:
        yield
    finally:
        activity.MOMENT.reset(token)


class _Player:
    """One report from its opening to the status the file states."""

    def __init__(self, cycle: Cycle, organisation: Organisation, told: Mapping[str, Any]) -> None:
        self.told = told
        self.status = Status(told.get("status", Status.NOT_STARTED))
        with self._dated(cycle.opened_at):
            self.report = reports.open_report(cycle, organisation, by=None)
        self.people: dict[Permission, User] = {}

    def who(self, permission: Permission) -> User:
        """The person nearest to the organisation with a permission (the one at the organisation before one above)."""
        if permission not in self.people:
            able = [
                (one.organisation.path == self.report.organisation.path, one.organisation.path, one.user)
                for user in User.objects.filter(memberships__role__in=roles.roles_with(permission)).distinct()
                for one in user.memberships_today
                if permission in roles.ROLES[Role(one.role)] and user.can(permission, self.report.organisation)
            ]
            if not able:
                raise Refused(f"演示数据中没有人可以为{self.report}做“{permission}”。")
            self.people[permission] = max(able, key=lambda row: row[:2])[2]
        return self.people[permission]

    def play(self) -> None:
        """Write, declare, step and mark as the file says."""
        steps = _STEPS_TO[self.status]
        handed_in = _moment(self.told["submitted_at"]) if "submitted_at" in self.told else None
        written = handed_in or _moment(self.told.get("drafted_at", datetime.date(self.report.year + 1, 1, 15)))
        if "file" in self.told:
            with self._dated(written - datetime.timedelta(days=3)):
                self._write()
                years.answer(self.report, self.told, by=self.who(Permission.EDIT))
            with self._dated(written - datetime.timedelta(hours=2)):
                self._declare(everything=bool(steps))
        judged = _moment(self.told["reviewed_at"], 16) if "reviewed_at" in self.told else written
        dates = {
            "submit": written,
            "take": judged - datetime.timedelta(hours=3),
            "sign": self._on("signed_on", judged),
            "file": self._on("reported_on", judged),
            "publish": self._on("published_on", judged),
            "close": self._on("published_on", judged) + datetime.timedelta(days=2),
        }
        for key in steps:
            with self._dated(dates.get(key, judged)) as when:
                if key in ("pass", "return"):
                    self._mark()
                self._step(key, when)
        if self.status in REVIEWABLE:
            with self._dated(judged):
                self._mark()

    def take(self, source: _Player, told: Mapping[str, Any]) -> None:
        """Take a passage of another report into this one; what was declared is declared again."""
        with self._dated(_moment(told["at"])):
            years.take(self.report, source.report, told, by=self.who(Permission.EDIT))
            self._declare(everything=False)

    def edit(self, told: Mapping[str, Any]) -> None:
        """Change a passage after all that came before."""
        with self._dated(_moment(told["at"])):
            years.edit(self.report, told, by=self.who(Permission.EDIT))

    def _on(self, key: str, otherwise: datetime.datetime) -> datetime.datetime:
        return _moment(self.told[key], 15) if key in self.told else otherwise

    def _write(self) -> None:
        file = FOLDER / self.told["file"]
        self.report = take_bytes(self.report, file.read_bytes(), file.name, by=self.who(Permission.EDIT))

    def _declare(self, *, everything: bool) -> None:
        wanted = self.told.get("declared")
        for part in self.report.parts.select_related("report__cycle"):
            held = everything and not wanted and part.entries.filter(kind="item").exists()
            if held or (wanted and set(wanted) & set(part.roles)):
                reports.declare_part(part, True, by=self.who(Permission.EDIT))

    def _step(self, key: str, when: datetime.datetime) -> None:
        step = workflow.STEPS[key]
        assert step.permission is not None
        said: dict[str, Any] = {"on": timezone.localdate(when)} if step.asks_date else {}
        if step.needs_reason:
            said["reason"] = self.told.get("reason", "")
        if key in _PARTY:
            said["party"] = str(self.told.get(_PARTY[key], ""))
        if key == "publish":
            said["address"] = self.told.get("address", "")
        if key == "submit":
            self._approve(when)
        if key == "sign":
            self._sign(when)
        else:
            self.report = reports.take_step(self.report, key, by=self.who(step.permission), **said)
        if key == "submit":
            self.report.submitted_on = timezone.localdate(when)
            Report.objects.filter(pk=self.report.pk).update(submitted_on=self.report.submitted_on)

    def _approve(self, when: datetime.datetime) -> None:
        """Whoever holds a step of the organisation's chain takes it."""
        for key in chain_of(self.report.organisation):
            holder = ChainGrant.objects.in_force().at(self.report.organisation).filter(step=key).first()
            if holder is None:
                raise Refused(f"演示数据中没有人办理{self.report}的“{workflow.CHAIN[key]}”。")
            on = timezone.localdate(when)
            self.report = reports.take_step(self.report, "approve", by=holder.user, items=[key], on=on)

    def _sign(self, when: datetime.datetime) -> None:
        """The principal leader signs here; where two must, both signed on paper. Then the secrecy review is recorded."""
        on, clerk = timezone.localdate(when), self.who(Permission.FILE)
        seats = workflow.signatories(self.report.organisation_kind, self.report.issuers)
        papers = self.told.get("signed_on_paper", {})
        for seat in seats:
            if seat.key in papers:
                name, post = papers[seat.key]
                said = {"party": name, "post": post, "behalf": True, "items": [seat.key]}
                self.report = reports.take_step(self.report, "sign", by=clerk, on=on, **said)
            else:
                by = self.who(Permission.SIGN)
                self.report = reports.take_step(self.report, "sign", by=by, on=on, items=[seat.key])
        self.report = reports.take_step(self.report, "secrecy", by=clerk, on=on)

    def _mark(self) -> None:
        how = self.told.get("marks", "none")
        if how == "none":
            return
        stated: Mapping[str, Any] = self.told.get("results", {})
        inspection = self.report.last_inspection
        addressed = set(inspection.addressed if inspection else [])
        # "some": what gates and stands in the first half of the list; the rest waits for the reviewer.
        wanted = [one for one in self.report.requirements if how == "complete" or one.obligation.gates]
        for one in wanted if how == "complete" else wanted[: len(wanted) // 2]:
            result = Result(stated.get(one.key, "complete" if one.key in addressed else "partial"))
            note = "" if result == Result.COMPLETE else "正文中没有找到相应内容，请核对。"
            review.mark(self.report, one.key, result, note, by=self.who(Permission.REVIEW))
        self.report.refresh_from_db()

    @contextmanager
    def _dated(self, when: datetime.datetime) -> Iterator[datetime.datetime]:
        """Record what is done as done then, and date back whatever else this report kept of it."""
        with _at(when):
            yield when
        start = timezone.now() - datetime.timedelta(hours=1)
        mine = {"report": self.report}
        EntryVersion.objects.filter(entry__report=self.report, at__gte=start).update(at=when)
        Entry.objects.filter(**mine, changed_at__gte=start).update(changed_at=when)
        EntryLink.objects.filter(entry__report=self.report, at__gte=start).update(at=when)
        own = {"entry__report__organisation": self.report.organisation}
        PlanItem.objects.filter(**own, outcome_at__gte=start).update(outcome_at=when)
        Shortcoming.objects.filter(**own, resolved_at__gte=start).update(resolved_at=when)
        Assessment.objects.filter(**mine, marked_at__gte=start).update(marked_at=when)
        Inspection.objects.filter(**mine, at__gte=start).update(at=when)
        SourceFile.objects.filter(**mine, imported_at__gte=start).update(imported_at=when)
        PartDraft.objects.filter(**mine, declared_at__gte=start).update(declared_at=when)
        Filing.objects.filter(**mine, recorded_at__gte=start).update(recorded_at=when)
        Report.objects.filter(pk=self.report.pk, status_since__gte=start).update(status_since=when)
