"""Filing the events the rules ask for."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from tracker.actions import activity
from tracker.actions.refusal import Refused
from tracker.models import Filing, Report, User
from tracker.models.calendar import today
from tracker.models.composition import compose
from tracker.models.deadlines import FilingKind


def file_event(
    report: Report, kind: FilingKind, on: datetime.date, *, by: User, party: str = "", address: str = ""
) -> Filing:
    """File one event with its date, bound to the text as it stands. The caller has checked the permission of the step.

    Raises ``Refused`` on a date in the future or before the reported year.
    """
    with translation.override(settings.LANGUAGE_CODE):  # what is said and recorded stays Chinese
        name = str(kind.label)
    if on > today():
        raise Refused(f"{name}日期{on:%Y-%m-%d}还没有到。")
    if on.year < report.year:
        raise Refused(f"{name}日期{on:%Y-%m-%d}早于报告年度。")
    with transaction.atomic():
        filing = Filing.objects.create(
            report=report,
            kind=kind,
            on=on,
            party=party.strip()[:200],
            address=address.strip()[:500],
            text_sha256=compose(report).sha256,
            recorded_by=by,
        )
        activity.record(by, "event-filed", f"{name} {on:%Y-%m-%d}", report=report)
    return filing
