"""The rounds a person runs."""

import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from tracker.actions.refusal import Denied
from tracker.api.auth import ProgramRequest
from tracker.api.operations import Key, operation
from tracker.api.pagination import PageQuery, page_of
from tracker.models import Cycle
from tracker.roles import Permission

router = Router(tags=["年度工作"])


class DueDateOut(Schema):
    """A date of the round for one kind of organisation."""

    kind: str = Field(description="handover 交稿、report 报送、publish 公开")
    organisation_kind: str
    on: datetime.date
    inclusive: bool = Field(description="当日是否算在期限内")


class CycleOut(Schema):
    """The round for one reported year."""

    id: int
    year: int = Field(description="报告年度")
    organisation: int
    standard: str
    opened_at: datetime.datetime
    closed: bool
    reports: int = Field(description="应报的报告数，不含免报")
    due_dates: list[DueDateOut]


class CyclesOut(Schema):
    """A page of rounds."""

    items: list[CycleOut]
    next: str | None


def _run_by(request: ProgramRequest) -> "QuerySet[Cycle]":
    if not request.user.can_anywhere(Permission.RUN_CYCLE):
        raise Denied("您没有查看年度工作的权限。")
    found = Cycle.objects.filter(request.user.reach(Permission.RUN_CYCLE, "organisation__"))
    return found.annotate(owed=Count("reports", Q(reports__excuse__isnull=True))).prefetch_related("due_dates")


def _shown(cycle: Any) -> dict[str, Any]:
    return {
        "id": cycle.pk,
        "year": cycle.year,
        "organisation": cycle.organisation_id,
        "standard": cycle.standard_key,
        "opened_at": cycle.opened_at,
        "closed": cycle.closed,
        "reports": cycle.owed,
        "due_dates": list(cycle.due_dates.all()),
    }


@operation(router, "GET", "/cycles", permission=Permission.RUN_CYCLE, answers=CyclesOut)
def cycles(request: ProgramRequest, page: Query[PageQuery]) -> dict[str, Any]:
    """年度工作列表"""
    found, following = page_of(_run_by(request), page, name="cycles")
    return {"items": [_shown(one) for one in found], "next": following}


@operation(router, "GET", "/cycles/{cycle}", permission=Permission.RUN_CYCLE, answers=CycleOut)
def cycle(request: ProgramRequest, cycle: Key) -> dict[str, Any]:
    """一个年度的工作和时限"""
    return _shown(get_object_or_404(_run_by(request), pk=cycle))
