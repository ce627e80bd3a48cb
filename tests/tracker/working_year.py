"""The pages of the working year for the tests that open every page: their addresses, what they write, what is sent."""

from __future__ import annotations

from typing import Any

from tracker.models import TaskProgress
from tracker.roles import Permission

WRITES = {
    "cycle": Permission.RUN_CYCLE,
    "cycle-open": Permission.RUN_CYCLE,
    "cycle-dates": Permission.RUN_CYCLE,
    "cycle-close": Permission.RUN_CYCLE,
    "cycle-reviewers": Permission.RUN_CYCLE,
    "report-excuse": Permission.RUN_CYCLE,
    "progress-again": Permission.RUN_CYCLE,
    "organisation": Permission.MANAGE,
    "organisation-move": Permission.MANAGE,
    "organisation-active": Permission.MANAGE,
    "organisation-import": Permission.MANAGE,
    "organisation-list": Permission.MANAGE,
}


def addresses(cast: Any) -> dict[str, dict[str, int]]:
    """The keys in the address of each page."""
    return {
        **{key: {"pk": cast.cycle.pk} for key in ("cycle", "cycle-dates", "cycle-close", "cycle-reviewers")},
        **{key: {"pk": _work(cast).pk} for key in ("progress", "progress-again")},
        **{key: {"pk": cast.finance.pk} for key in ("organisation", "organisation-move", "organisation-active")},
        "organisation-list": {"pk": 1},
    }


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {
        "reason": "机构撤并",
        "added": cast.finance.code,
        "everyone": "1",
        "reviewer": cast.reviewer.pk,
        "parent": cast.justice.pk,
        "active": "no",
        "name": "改名",
    }


def _work(cast: Any) -> TaskProgress:
    """Work in the background that failed, begun by the coordinator."""
    found = TaskProgress.objects.first()
    arguments = {"cycle": cast.cycle.pk, "organisations": []}
    return found or TaskProgress.objects.create(
        name="open-reports",
        title="建立报告",
        state="failed",
        by=cast.coordinator,
        organisation=cast.district,
        arguments=arguments,
    )
