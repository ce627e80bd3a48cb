"""One report, held for a deed: deeds on it come one after another, and its text changes only when it may."""

from __future__ import annotations

from tracker.actions.refusal import Refused, require
from tracker.models import Report, User
from tracker.roles import Permission


def locked(report: Report) -> Report:
    """The report's row, locked until the transaction ends, so that deeds on one report come one after another.

    Raises ``Refused`` once its round is over: then nothing of it changes any more.
    """
    found = Report.objects.select_for_update(of=("self",)).select_related("cycle", "organisation").get(pk=report.pk)
    if found.cycle.closed:
        raise Refused(f"{found.year}年度工作已经结束，不能再改。要改，请统筹人重新开放这个年度。")
    return found


def require_editable(report: Report, by: User) -> None:
    """Raise unless ``by`` may edit this report and its text may be changed now."""
    require(by, Permission.EDIT, report.organisation)
    if not report.editable:
        raise Refused(f"报告现在是“{report.status_label}”，不能修改。需要修改时，请撤回或由审核人退回。")
