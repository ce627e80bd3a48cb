"""The matrix, the figures compared and the charts for the tests that open every page: their addresses; they write nothing."""

from __future__ import annotations

from typing import Any


def addresses(cast: Any) -> dict[str, dict[str, str]]:
    """The keys in the address of each page."""
    return {"indicator": {"code": "penalties"}, "chart": {"key": "parts"}}
