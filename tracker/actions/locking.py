"""One report or one round, held for a deed: deeds on it come one after another, and only while the round runs."""

from __future__ import annotations

from django.db import OperationalError

from tracker.actions.refusal import Refused, require
from tracker.models import Cycle, Report, User
from tracker.roles import Permission


def locked(report: Report) -> Report:
    """The report's row, locked until the transaction ends, so that deeds on one report come one after another.

    Raises ``Refused`` once its round is over: then nothing of it changes any more.
    """
    found = Report.objects.select_for_update(of=("self",)).select_related("cycle", "organisation").get(pk=report.pk)
    _require_open(found.cycle)
    return found


def running(cycle: Cycle) -> Cycle:
    """The round's row, locked until the transaction ends. Raises ``Refused`` once the round is over."""
    found = Cycle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cycle.pk)
    _require_open(found)
    return found


def _require_open(cycle: Cycle) -> None:
    if cycle.closed:
        raise Refused(f"{cycle.year}年度工作已经结束，不能再改。要改，请统筹人重新开放这个年度。")


def require_editable(report: Report, by: User) -> None:
    """Raise unless ``by`` may edit this report and its text may be changed now."""
    require(by, Permission.EDIT, report.organisation)
    if not report.editable:
        raise Refused(f"报告现在是“{report.status_label}”，不能修改。需要修改时，请撤回或由审核人退回。")


def missed_its_turn(error: Exception) -> bool:
    """True if a deed never got its turn to write (SQLite lets one write at a time): nothing was changed by it."""
    return isinstance(error, OperationalError) and "database is locked" in str(error)
