"""Findings: what the last run of the checks found, and asking for another run."""

import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from tracker.actions import inspections as deeds
from tracker.api.auth import ProgramRequest
from tracker.api.operations import Key, operation
from tracker.api.pagination import PageQuery, page_of
from tracker.api.reports import visible_report
from tracker.models import Inspection, RecordedFinding
from tracker.models.tokens import TokenScope
from tracker.roles import Permission

router = Router(tags=["检查发现"])


class InspectionOut(Schema):
    """One run of the checks over the composed text."""

    id: int
    at: datetime.datetime
    text_sha256: str = Field(description="检查时全文的摘要；与 /text 的 sha256 不同，说明检查之后又有改动")
    blocking: int
    errors: int
    warnings: int
    infos: int


class RelatedOut(Schema):
    """Another place a finding speaks of."""

    quote: str
    start: int
    end: int


class FindingOut(Schema):
    """A finding; ``start`` and ``end`` count code points of the composed text."""

    id: int
    code: str
    name: str
    severity: str
    message: str
    quote: str
    entry: int | None
    part: str
    related: list[RelatedOut]
    basis: str
    fingerprint: str
    start: int
    end: int
    count: int


class FindingsOut(Schema):
    """A page of findings of the last run (``inspection`` null: never run)."""

    inspection: InspectionOut | None
    items: list[FindingOut]
    next: str | None


def _shown(one: RecordedFinding) -> dict[str, Any]:
    plain = {
        key: getattr(one, key)
        for key in ("code", "name", "severity", "message", "quote", "related", "basis", "fingerprint", "start", "end")
    }
    return {**plain, "id": one.pk, "entry": one.entry_id, "part": one.part_role, "count": one.count}


@operation(router, "GET", "/reports/{report}/findings", permission=Permission.VIEW, answers=FindingsOut)
def findings(request: ProgramRequest, report: Key, page: Query[PageQuery]) -> dict[str, Any]:
    """最近一次检查的发现"""
    last = visible_report(request, report).last_inspection
    rows, following = page_of(
        RecordedFinding.objects.filter(inspection=last) if last else RecordedFinding.objects.none(),
        page,
        name=f"findings-{last.pk if last else 0}",
    )
    return {"inspection": last, "items": [_shown(one) for one in rows], "next": following}


@operation(
    router, "POST", "/reports/{report}/inspections",
    permission=Permission.VIEW, scope=TokenScope.WRITE, answers=InspectionOut,
)  # fmt: skip
def inspect(request: ProgramRequest, report: Key) -> Inspection:
    """检查整份报告，存为最近一次检查"""
    return deeds.inspect(visible_report(request, report), by=request.user, occasion="接口检查")
