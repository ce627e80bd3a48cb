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
    """Append one line; call it inside the transaction of the deed it tells of."""
    return Activity.objects.create(
        by=by,
        organisation=organisation or (report.organisation if report else None),
        report=report,
        deed=deed,
        detail=detail,
        address=ADDRESS.get(),
    )
