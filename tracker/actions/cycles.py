"""Opening a year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction

import reportsrc
from tracker.actions import activity
from tracker.actions.refusal import Refused, require
from tracker.actions.reports import open_report
from tracker.models import Cycle, CycleDueDate, Organisation, User
from tracker.models.cycles import DueDateKind
from tracker.models.standards import load_standard
from tracker.roles import Permission


def open_cycle(
    year: int,
    organisation: Organisation,
    *,
    by: User | None,
    standard_key: str = reportsrc.DEFAULT_STANDARD,
    owing: Iterable[Organisation] = (),
    handover: Mapping[str, datetime.date] | None = None,
) -> Cycle:
    """Open the round of a reported year below an organisation, with a report for each owing one.

    Statutory dates come from the edition; ``handover`` gives the local 交稿 date by kind of organisation.
    """
    if by is not None:
        require(by, Permission.RUN_CYCLE, organisation)
    if not 2000 <= year <= 2100:
        raise Refused("报告年度应在2000至2100之间。")
    standard = load_standard(standard_key)
    with transaction.atomic():
        if Cycle.objects.filter(year=year, organisation=organisation).exists():
            raise Refused(f"{organisation.name}的{year}年度已经开启。")
        cycle = Cycle.objects.create(year=year, organisation=organisation, standard_key=standard.key, opened_by=by)
        dates = [
            CycleDueDate(cycle=cycle, kind=due.kind, organisation_kind=kind, on=due.on(year), inclusive=due.inclusive)
            for due in standard.due_dates
            for kind in due.applies_to
        ]
        dates += [
            CycleDueDate(cycle=cycle, kind=DueDateKind.HANDOVER, organisation_kind=kind, on=on)
            for kind, on in (handover or {}).items()
        ]
        CycleDueDate.objects.bulk_create(dates, ignore_conflicts=True)
        activity.record(by, "cycle-opened", f"开启{year}年度", organisation=organisation)
        for one in owing:
            open_report(cycle, one, by=by)
    return cycle
