"""The pages of lists for the tests that open every page: their addresses, what they write, what is sent."""

from __future__ import annotations

from typing import Any

from tracker.actions import listings
from tracker.models import SavedView
from tracker.roles import Permission

WRITES = {"findings": Permission.VIEW}


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    view = SavedView.objects.first() or listings.keep_view("reports", "未开始的", "status=not-started", by=cast.drafter)
    return {
        "list-columns": {"name": "reports"},
        "list-size": {"name": "reports"},
        "list-keep": {"name": "reports"},
        "list-view": {"pk": view.pk},
    }


OWN = {"list-columns", "list-size", "list-keep", "list-view"}
"""Pages where everybody changes what is their own and nothing else."""


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {"per_page": "25", "order": ["status", "year"], "shown": ["status", "year"], "query": "kind=department"}
