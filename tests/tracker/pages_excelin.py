"""The pages of workbooks that come back for the tests that open every page: addresses, what they write, what is sent."""

from __future__ import annotations

from typing import Any

from tracker.actions import form_entries
from tracker.models import FilledWorkbook
from tracker.roles import Permission

WRITES: dict[str, Permission] = {"form": Permission.EDIT, "forms-batch": Permission.EDIT}
ON_RECORD = {"report-form-file"}
"""Files whose taking is put on record."""

DATA: dict[str, Any] = {"stamp": "s", "faults": [], "notes": [], "sheets": []}


def _kept(cast: Any) -> FilledWorkbook:
    """A form that the drafter brought in."""
    found = FilledWorkbook.objects.filter(kind=FilledWorkbook.Kind.FORM).first()
    return found or form_entries.keep_form(cast.report, "填报表.xlsx", "", DATA, by=cast.drafter, batch="b")


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {
        "report-form": {"pk": cast.report.pk},
        "report-form-file": {"pk": cast.report.pk},
        "form": {"pk": _kept(cast).pk},
        "forms-batch": {"batch": "b"},
    }


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {"shown": "0"}
