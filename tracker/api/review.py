"""Assessments: what a reviewer judged of each requirement."""

import datetime
from typing import Annotated, Any

from ninja import Path, Router, Schema
from pydantic import Field

from tracker.actions import review as deeds
from tracker.api.auth import ProgramRequest
from tracker.api.errors import Problem
from tracker.api.operations import Key, Told, operation, words
from tracker.api.reports import visible_report
from tracker.models import Report
from tracker.models.review import AssessmentStatus, Result
from tracker.models.tokens import TokenScope
from tracker.roles import Permission

router = Router(tags=["评定"])
RequirementKey = Annotated[str, Path(..., max_length=90, pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]


class AssessmentOut(Schema):
    """A requirement that applies, with the mark it has (``result`` empty: none yet)."""

    requirement: str
    part: str
    text: str = Field(description="要求的内容")
    obligation: str
    gates: bool = Field(description="计入完整度：法定和地方要求")
    status: str
    result: str
    note: str
    marked_by: str | None
    marked_at: datetime.datetime | None


class AssessmentsOut(Schema):
    """Every requirement of the report, in the standard's order."""

    items: list[AssessmentOut]
    completeness: float | None = Field(description="完整度，0 到 1；未评完时为空")


class MarkIn(Told):
    """A reviewer's judgement."""

    result: Result
    note: str = words(deeds.MAX_NOTE)


def _rows(report: Report, key: str = "") -> list[dict[str, Any]]:
    marks = {one.requirement_key: one for one in report.assessments.select_related("marked_by")}
    rows = []
    for requirement in report.requirements:
        if key and requirement.key != key:
            continue
        mark = marks.get(requirement.key)
        rows.append(
            {
                "requirement": requirement.key,
                "part": requirement.part,
                "text": requirement.text,
                "obligation": requirement.obligation.value,
                "gates": requirement.obligation.gates,
                "status": mark.status if mark else AssessmentStatus.TO_DO,
                "result": mark.result if mark else "",
                "note": mark.note if mark else "",
                "marked_by": mark.marked_by.name if mark and mark.marked_by else None,
                "marked_at": mark.marked_at if mark else None,
            }
        )
    return rows


def _asked(request: ProgramRequest, pk: int, key: str) -> Report:
    report = visible_report(request, pk)
    deeds.require_reviewer(report, request.user)
    if all(one.key != key for one in report.requirements):
        raise Problem(404, "这份报告没有这项要求。")
    return report


@operation(router, "GET", "/reports/{report}/assessments", permission=Permission.VIEW, answers=AssessmentsOut)
def assessments(request: ProgramRequest, report: Key) -> dict[str, Any]:
    """各项要求的评定"""
    found = visible_report(request, report)
    counted = Report.objects.with_marks().select_related("cycle").get(pk=found.pk)
    return {"items": _rows(found), "completeness": counted.completeness.ratio}


@operation(
    router, "PUT", "/reports/{report}/assessments/{requirement}",
    permission=Permission.REVIEW, scope=TokenScope.WRITE, answers=AssessmentOut,
)  # fmt: skip
def mark(request: ProgramRequest, report: Key, requirement: RequirementKey, told: MarkIn) -> Any:
    """评定一项要求；“不适用”须写明理由"""
    found = _asked(request, report, requirement)
    deeds.mark(found, requirement, told.result, told.note, by=request.user)
    return _rows(found, requirement)[0]


@operation(
    router, "DELETE", "/reports/{report}/assessments/{requirement}",
    permission=Permission.REVIEW, scope=TokenScope.WRITE, answers=AssessmentOut,
)  # fmt: skip
def clear_mark(request: ProgramRequest, report: Key, requirement: RequirementKey) -> Any:
    """取消一项评定"""
    found = _asked(request, report, requirement)
    deeds.clear_mark(found, requirement, by=request.user)
    return _rows(found, requirement)[0]
