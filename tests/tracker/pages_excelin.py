"""The pages of workbooks that come back for the tests that open every page: addresses, what they write, what is sent."""

from __future__ import annotations

from typing import Any

from tracker.actions import form_entries, given_figures, marks_in
from tracker.models import FilledWorkbook
from tracker.roles import Permission

WRITES: dict[str, Permission] = {
    "form": Permission.EDIT,
    "forms-batch": Permission.EDIT,
    "assessments-preview": Permission.REVIEW,
    "given-figures-preview": Permission.EDIT,
}
ON_RECORD = {"report-form-file", "assessments-file", "given-figures-file"}
"""Files whose taking is put on record."""

MARKS: dict[str, Any] = {"rows": [], "faults": []}
DATA: dict[str, Any] = {"stamp": "s", "faults": [], "notes": [], "sheets": []}


def _kept(cast: Any) -> FilledWorkbook:
    """A form that the drafter brought in."""
    found = FilledWorkbook.objects.filter(kind=FilledWorkbook.Kind.FORM).first()
    return found or form_entries.keep_form(cast.report, "填报表.xlsx", "", DATA, by=cast.drafter, batch="b")


def _of_kind(kind: FilledWorkbook.Kind, cast: Any) -> FilledWorkbook:
    found = FilledWorkbook.objects.filter(kind=kind).first()
    if found is not None:
        return found
    if kind == FilledWorkbook.Kind.MARKS:
        return marks_in.keep_marks("评定表.xlsx", "", MARKS | {"rows": [mark(cast)]}, by=cast.reviewer)
    return given_figures.keep_figures("历年数据表.xlsx", "", {"faults": [], "cells": [figure(cast)]}, by=cast.drafter)


def mark(cast: Any) -> dict[str, Any]:
    """A row of a workbook of marks."""
    base = marks_in.mark_print("", "")
    told = {"report": cast.report.pk, "key": "measures.steps", "base": base, "result": "complete", "note": ""}
    return told | {"cell": "H4"}


def figure(cast: Any) -> dict[str, Any]:
    """A cell of a workbook of figures."""
    told = {"organisation": cast.civil.pk, "indicator": "review-received", "year": 2023, "cell": "E4"}
    return told | {"value": "12", "unit": "件", "source": "年度报告", "base": "", "moved": True}


def addresses(cast: Any) -> dict[str, dict[str, Any]]:
    """The keys in the address of each page."""
    return {
        "report-form": {"pk": cast.report.pk},
        "report-form-file": {"pk": cast.report.pk},
        "form": {"pk": _kept(cast).pk},
        "forms-batch": {"batch": "b"},
        "assessments-preview": {"pk": _of_kind(FilledWorkbook.Kind.MARKS, cast).pk},
        "given-figures-preview": {"pk": _of_kind(FilledWorkbook.Kind.FIGURES, cast).pk},
    }


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken."""
    return {"shown": "0"}
