"""The pages of due dates and reminders for the tests that open every page."""

from __future__ import annotations

from typing import Any

from tracker.roles import Permission

WRITES = {"cycle-reminders": Permission.RUN_CYCLE}

OWN = {"reminders", "calendar-token", "calendar-token-revoke"}
"""Pages where everybody changes what is their own and nothing else."""

OPEN = {"calendar-feed"}
"""Addresses for programs that cannot log in: their secret is the key, and without it there is nothing."""


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {
        "cycle-reminders": {"pk": cast.cycle.pk},
        "cycle-digest": {"pk": cast.cycle.pk},
        "calendar-feed": {"token": "nobody"},
    }


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {"before": "10、5", "after": "2", "weekday": "3", "email": "someone@example.gov.cn", "mail": "on"}
