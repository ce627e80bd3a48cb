"""What the people of the demonstration district say and ask of each other."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tracker.actions import assignments, comments
from tracker.models import Assignment, Comment, Notice, Reply, Report, User


def report_of(told: Mapping[str, Any]) -> Report:
    """The report a table of the file speaks of."""
    where = {"cycle__year": told["year"], "organisation__code": told["organisation"]}
    return Report.objects.select_related("cycle", "organisation").get(**where)


def say(told: Mapping[str, Any], when: datetime.datetime, people: Mapping[str, User]) -> None:
    """A thread on the entry that holds the quote, with its answers."""
    entry = report_of(told).entries.standing().filter(text__contains=told["quote"])[0]
    said = comments.comment_on_entry(entry, told["text"], by=people[told["by"]], quote=told["quote"])
    for answer in told.get("answer", ()):
        comments.reply(said, answer["text"], by=people[answer["by"]])
    Comment.objects.filter(pk=said.pk).update(at=when)
    Reply.objects.filter(comment=said).update(at=when + datetime.timedelta(hours=2))
    Notice.objects.filter(comment=said).update(at=when)


def give(told: Mapping[str, Any], when: datetime.datetime, people: Mapping[str, User]) -> None:
    """Work on a part, for a person or for the report's own office, given and due on the days the file says."""
    report = report_of(told)
    to: dict[str, Any] = {"person": people[told["to"]]} if "to" in told else {"organisation": report.organisation}
    part = report.parts.select_related("report__cycle").get(role=told["part"])
    note = told.get("note", "")
    made = assignments.assign(report, told["due_on"], by=people[told["by"]], part=part, note=note, **to)
    Assignment.objects.filter(pk=made.pk).update(at=when)
