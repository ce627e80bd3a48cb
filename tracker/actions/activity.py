"""The record of deeds. The address a request came from is set by the middleware for the time of the request."""

from __future__ import annotations

from contextvars import ContextVar

from tracker.models import Activity, Organisation, Report, User

ADDRESS: ContextVar[str] = ContextVar("address", default="")


def record(
    by: User | None,
    deed: str,
    detail: str = "",
    *,
    report: Report | None = None,
    organisation: Organisation | None = None,
) -> Activity:
    """Append one line; call it inside the transaction of the deed it tells of.

    What a stand-in does is theirs, and says for whom: 代某某.
    """
    giver = getattr(by, "acting_for", None)
    return Activity.objects.create(
        by=by,
        organisation=organisation or (report.organisation if report else None),
        report=report,
        deed=deed,
        detail=f"代{giver.name}：{detail}" if giver else detail,
        address=ADDRESS.get(),
    )
