"""The demonstration district: read from ``tracker/demo/district.toml`` and played through the site's own deeds.

Every deed is done by the person whose role it is; afterwards what it recorded is dated back to the day the file says.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from tracker import roles, workflow
from tracker.actions import accounts, assignments, comments, cycles, deadlines, organisations, reports, review
from tracker.actions.refusal import Refused
from tracker.imports.published_report import take_bytes
from tracker.models import (
    Activity,
    Assessment,
    Assignment,
    Comment,
    Cycle,
    Entry,
    EntryVersion,
    Filing,
    Inspection,
    Notice,
    Organisation,
    PartDraft,
    Reply,
    Report,
    SourceFile,
    User,
)
from tracker.models.calendar import today
from tracker.models.deadlines import FilingKind
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

_PARTY = {"sign": "signed_by", "file": "reported_to", "publish": "column"}
"""Where the file says whom or which place a dated step concerns."""


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
        bodies = _organisations(told["organisation"])
        _users(told["user"], bodies)
        rounds = _cycles(told, bodies)
        # The office was set up a month before its first round; each round is dated in its own line of the record.
        first = min(cycle.opened_at for cycle in rounds.values())
        Activity.objects.exclude(deed="cycle-opened").update(at=first - datetime.timedelta(days=30))
        for one in told["report"]:
            _Player(rounds[one["year"]], bodies[one["organisation"]], one).play()
        people = {user.username: user for user in User.objects.all()}
        for one in told.get("assignment", ()):
            _give(one, people)
        for one in told.get("comment", ()):
            _talk(one, people)
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


def _cycles(told: dict[str, Any], bodies: Mapping[str, Organisation]) -> dict[int, Cycle]:
    made = {}
    for row in told["cycle"]:
        owner = bodies[row["organisation"]] if "organisation" in row else Organisation.objects.all()[0]
        cycle = cycles.open_cycle(row["year"], owner, by=None, handover=_handover(row.get("handover")))
        if "opened_at" in row:
            cycle.opened_at = _moment(row["opened_at"])
            Cycle.objects.filter(pk=cycle.pk).update(opened_at=cycle.opened_at)
            Activity.objects.filter(deed="cycle-opened", detail__contains=str(cycle.year)).update(at=cycle.opened_at)
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


def _report(told: Mapping[str, Any]) -> Report:
    where = {"cycle__year": told["year"], "organisation__code": told["organisation"]}
    return Report.objects.select_related("cycle", "organisation").get(**where)


def _talk(told: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """A thread on the entry that holds the quote, with its answers."""
    report, when = _report(told), _moment(told["at"])
    entry = report.entries.standing().filter(text__contains=told["quote"])[0]
    said = comments.comment_on_entry(entry, told["text"], by=people[told["by"]], quote=told["quote"])
    for answer in told.get("answer", ()):
        comments.reply(said, answer["text"], by=people[answer["by"]])
    Comment.objects.filter(pk=said.pk).update(at=when)
    Reply.objects.filter(comment=said).update(at=when + datetime.timedelta(hours=2))
    Notice.objects.filter(comment=said).update(at=when)
    Activity.objects.filter(report=report, deed__in=["commented", "replied"]).update(at=when)


def _give(told: Mapping[str, Any], people: Mapping[str, User]) -> None:
    """Work on a part, for a person or for the report's own office, given and due on the days the file says."""
    report, when = _report(told), _moment(told["at"])
    to: dict[str, Any] = {"person": people[told["to"]]} if "to" in told else {"organisation": report.organisation}
    part = report.parts.select_related("report__cycle").get(role=told["part"])
    made = assignments.assign(report, today(), by=people[told["by"]], part=part, note=told.get("note", ""), **to)
    Assignment.objects.filter(pk=made.pk).update(at=when, due_on=told["due_on"])
    words = f"“{made.what}”分派给{made.whom}，{told['due_on']} 前办"
    Activity.objects.filter(report=report, deed="assigned", at__gte=made.at - datetime.timedelta(seconds=5)).update(
        at=when, detail=words
    )


class _Player:
    """One report from its opening to the status the file states."""

    def __init__(self, cycle: Cycle, organisation: Organisation, told: Mapping[str, Any]) -> None:
        self.told = told
        self.status = Status(told.get("status", Status.NOT_STARTED))
        self.report = reports.open_report(cycle, organisation, by=None)
        self._date(cycle.opened_at)
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
            self._write()
            self._date(written - datetime.timedelta(days=3))
            self._declare(everything=bool(steps))
            self._date(written - datetime.timedelta(hours=2))
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
            if key in ("pass", "return"):
                self._mark()
            self._step(key, dates.get(key, judged))
        if self.status in REVIEWABLE:
            self._mark()
            self._date(judged)

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
        on = timezone.localdate(when) if step.asks_date else None
        reason = self.told.get("reason", "") if step.needs_reason else ""
        by = self.who(step.permission)
        if key == "sign":
            clerk = self.who(Permission.FILE)
            deadlines.file_event(self.report, FilingKind.SECRECY_REVIEW, timezone.localdate(when), by=clerk)
        self.report = reports.take_step(
            self.report,
            key,
            by=by,
            reason=reason,
            on=on,
            party=str(
                self.told.get({"file": "reported_to", "publish": "column", "sign": "signed_by"}.get(key, ""), "")
            ),
            address=self.told.get("address", "") if key == "publish" else "",
        )
        self._date(when)

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

    def _date(self, when: datetime.datetime) -> None:
        """Date back whatever this report recorded since the last call."""
        start = timezone.now() - datetime.timedelta(hours=1)
        mine = {"report": self.report}
        Activity.objects.filter(**mine, at__gte=start).update(at=when)
        EntryVersion.objects.filter(entry__report=self.report, at__gte=start).update(at=when)
        Entry.objects.filter(**mine, changed_at__gte=start).update(changed_at=when)
        Assessment.objects.filter(**mine, marked_at__gte=start).update(marked_at=when)
        Inspection.objects.filter(**mine, at__gte=start).update(at=when)
        SourceFile.objects.filter(**mine, imported_at__gte=start).update(imported_at=when)
        PartDraft.objects.filter(**mine, declared_at__gte=start).update(declared_at=when)
        Filing.objects.filter(**mine, recorded_at__gte=start).update(recorded_at=when)
        Report.objects.filter(pk=self.report.pk, status_since__gte=start).update(status_since=when)
