"""期限日历: the due dates of reports as an iCalendar file (RFC 5545), to be taken once or subscribed to."""

from __future__ import annotations

import datetime
import uuid
from typing import IO

import icalendar
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export
from tracker.models import Report, User
from tracker.models.agenda import AgendaLine, agenda
from tracker.models.reports import ReportQuerySet

_NAMES = uuid.UUID("3f0d9a5e-6a0e-5c2b-9d52-6b7f3a1c8e40")
KEEP = 366
"""Dates longer ago than this are left out."""


@export(
    "calendar",
    title=_("期限日历"),
    suffix="ics",
    content_type="text/calendar; charset=utf-8",
    says=_("各项期限，可以放进日历软件。"),
    at_once=100_000,
    rank=80,
)
def write_calendar(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the due dates of ``reports`` to ``stream``; in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        day = timezone.localdate(when)
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        book = icalendar.Calendar()
        book.add("prodid", "-//annual-report-tracker//due dates//ZH")
        book.add("version", "2.0")
        book.add("calscale", "GREGORIAN")
        book.add("x-wr-calname", "年度报告期限")
        book.add("refresh-interval", datetime.timedelta(hours=6), parameters={"value": "DURATION"})
        for line in agenda(selected, day, apart=True):
            if line.on >= day - datetime.timedelta(days=KEEP):
                book.add_component(_event(line, when))
        stream.write(book.to_ical())


def _event(line: AgendaLine, when: datetime.datetime) -> icalendar.Event:
    due, cycle = line.due, line.due.cycle
    event = icalendar.Event()
    event.add(
        "uid", str(uuid.uuid5(_NAMES, f"{cycle.pk}/{cycle.opened_at.isoformat()}/{due.kind}/{due.organisation_kind}"))
    )
    event.add("dtstamp", when.astimezone(datetime.UTC))
    event.add("dtstart", line.on)
    event.add("summary", f"{line.label}期限" + ("" if due.inclusive else "（不含当日）") + f"：{line.who}")
    said = [f"{cycle.organisation.name}{cycle.year}年度　{due.get_organisation_kind_display()}"]
    said.append(f"还有{line.left}个单位没有{line.label}，{line.standing}" if line.left else "都已完成")
    if settings.SITE_URL:
        event.add("url", f"{settings.SITE_URL}/calendar/")
    event.add("description", "\n".join(said))
    event.add("transp", "TRANSPARENT")
    return event
