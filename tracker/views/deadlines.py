"""Due dates: by month, as a feed for calendar programs, and what is late."""

from __future__ import annotations

import calendar as months
import datetime
import io
import re
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.actions.reminders import token_digest
from tracker.exports.calendar import write_calendar
from tracker.models import Report, User
from tracker.models.agenda import AgendaLine, agenda
from tracker.models.calendar import now, today
from tracker.roles import Permission
from tracker.tables.showing import shown_list
from tracker.views import PersonRequest, require_list

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """The due dates of a month for the reports the person sees; before them whatever is late."""
    day = today()
    asked = _MONTH.fullmatch(request.GET.get("month", ""))
    first = datetime.date(int(asked[1]), int(asked[2]), 1) if asked else day.replace(day=1)
    lines = agenda(Report.objects.visible_to(request.user), day)
    late = sorted(
        (one for one in lines if one.late and not one.due.cycle.closed), key=lambda one: one.standing.last_day
    )
    context = {
        "today": day,
        "first": first,
        "before": (first - datetime.timedelta(days=1)).replace(day=1),
        "after": (first + datetime.timedelta(days=31)).replace(day=1),
        "late": late,
        "days": _days(first, lines),
        "any": any((one.on.year, one.on.month) == (first.year, first.month) for one in lines),
        "next": next((one.on for one in lines if one.on > day and one.left), None),
    }
    return render(request, "deadlines/calendar.html", context)


def _days(first: datetime.date, lines: list[AgendaLine]) -> list[dict[str, Any]]:
    """The days of the month's weeks, each with its lines (those of other months have none)."""
    by_day = {on: list(found) for on, found in groupby(lines, key=lambda one: one.on)}
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    return [
        {
            "day": day,
            "inside": day.month == first.month,
            "lines": by_day.get(day, []) if day.month == first.month else [],
        }
        for week in weeks
        for day in week
    ]


@require_safe
def late(request: PersonRequest) -> HttpResponse:
    """Who is late with what, and by how many days."""
    user = require_list("overdue", request.user)
    context = shown_list("overdue", request, user).context()
    return render(request, "deadlines/late.html", {**context, "may_export": user.can_anywhere(Permission.EXPORT)})


@require_safe
def due_dates(request: PersonRequest) -> HttpResponse:
    """The dates of every round, with how many have done what each asks for."""
    shown = shown_list("due-dates", request, require_list("due-dates", request.user))
    return render(request, "deadlines/due_dates.html", shown.context())


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> FileResponse:
    """The due dates of whoever this secret address was made for, as far as they may see them now."""
    person = User.objects.filter(calendar_token__digest=token_digest(token), is_active=True).first()
    if person is None:
        raise Http404
    stream = io.BytesIO()
    write_calendar(Report.objects.visible_to(person), stream, by=person, when=now())
    stream.seek(0)
    kind = "text/calendar; charset=utf-8"
    return FileResponse(
        stream, filename="due-dates.ics", content_type=kind, headers={"Cache-Control": "private, no-store"}
    )
