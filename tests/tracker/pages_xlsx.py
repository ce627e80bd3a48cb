"""The pages of exports for the tests that open every page."""

from __future__ import annotations

from typing import Any

OWN = {"export-make"}
"""Whoever may take files has them made of what is theirs to see."""


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {"export-make": {"name": "summary"}, "export-file": {"pk": 1}}
