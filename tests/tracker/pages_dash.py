"""The pages of help for the tests that open every page."""

from __future__ import annotations

from typing import Any

OWN = {"guide-seen", "guides-again"}
"""Pages where everybody changes what is their own and nothing else."""


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {
        "requirement-help": {"pk": cast.report.pk, "key": "measures.steps"},
        "guide-seen": {"kind": "part"},
        "guides-again": {},
    }
