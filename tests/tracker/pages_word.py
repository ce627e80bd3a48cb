"""The pages of official documents and public copies for the tests that open every page."""

from __future__ import annotations

from typing import Any

from tracker.roles import Permission

WRITES = {
    "report-word-file": Permission.EXPORT,
    "word-template": Permission.MANAGE,
    "word-template-choose": Permission.MANAGE,
    "organisation-public": Permission.MANAGE,
}

OPEN = {"public-index", "public-report", "public-report-json"}
"""Addresses for anybody: until an administrator opens them they answer that there is nothing."""

ON_RECORD = {"report-word-file"}


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {
        "report-word-file": {"pk": cast.report.pk, "kind": "clean"},
        "word-template": {"pk": cast.district.pk},
        "word-template-choose": {"pk": cast.district.pk},
        "word-template-version": {"pk": cast.district.pk, "version": 1},
        "word-template-file": {"pk": cast.district.pk, "version": 0, "kind": "template"},
        "organisation-public": {"pk": cast.district.pk},
        "public-index": {"code": cast.civil.code},
        "public-report": {"code": cast.civil.code, "year": 2024},
        "public-report-json": {"code": cast.civil.code, "year": 2024},
    }


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {"use": "shipped", "on": "yes"}
