"""The steps of a report: which there are, what they lack, taking one."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field, StrictBool

from tracker import workflow
from tracker.actions import steps as deeds
from tracker.actions.refusal import Denied, Refused
from tracker.api.auth import ProgramRequest
from tracker.api.errors import Problem
from tracker.api.operations import Day, Key, Told, operation, words
from tracker.api.reports import ReportOut, answer, require_known, visible_report
from tracker.models.report_facts import facts_of
from tracker.models.tokens import TokenScope
from tracker.roles import Permission

router = Router(tags=["流程"])


class StepOut(Schema):
    """A step from where the report stands."""

    key: str
    name: str
    may: bool = Field(description="本人可以办理")
    may_on_behalf: bool = Field(description="本人可以代为登记纸上已办的")
    who: str = Field(description="由谁办理")
    lacks: list[str] = Field(description="办理前还差什么")
    items: list[str] = Field(description="逐项登记的，尚未登记的各项")
    needs_reason: bool
    asks_date: bool


class StepsOut(Schema):
    """The steps from where the report stands."""

    items: list[StepOut]


class StepIn(Told):
    """What a step is told."""

    reason: str = words(2000, description="理由")
    on: Day | None = Field(None, description="日期")
    party: str = words(60, description="办理人")
    post: str = words(80, description="办理人职务")
    address: str = words(500, description="网址或栏目")
    items: list[str] = Field([], max_length=20, description="登记哪几项；不写为全部")
    behalf: StrictBool = Field(False, description="纸上已办，代为登记")
    excused: StrictBool = Field(False, description="不需报送这些对象")


@operation(router, "GET", "/reports/{report}/steps", permission=Permission.VIEW, answers=StepsOut)
def report_steps(request: ProgramRequest, report: Key) -> dict[str, Any]:
    """现在可以走的步骤，各差什么"""
    found = visible_report(request, report)
    return {
        "items": [
            {
                "key": one.step.key,
                "name": one.step.label,
                "may": one.may,
                "may_on_behalf": one.behalf,
                "who": one.who,
                "lacks": [lack.message for lack in one.lacks],
                "items": [item.key for item in one.items],
                "needs_reason": one.step.needs_reason,
                "asks_date": one.step.asks_date,
            }
            for one in deeds.offers(found, request.user, facts_of(found))
        ]
    }


@operation(
    router, "POST", "/reports/{report}/steps/{step}",
    permission=Permission.VIEW, scope=TokenScope.WRITE, answers=ReportOut, precondition="must",
)  # fmt: skip
def take_step(request: ProgramRequest, response: HttpResponse, report: Key, step: str, told: StepIn) -> dict[str, Any]:
    """办理一步

    须在 If-Match 中写明报告的 ETag：报告在此之后有变动的，这一步不办（412）。每一步要求的权限与页面相同。
    """
    found = visible_report(request, report)
    if step not in workflow.STEPS:
        raise Problem(404, "没有这一步。")
    stand = _stand(request, found, step)
    try:
        deeds.take_step(found, step, by=request.user, token=stand, **told.model_dump())
    except Denied:
        raise
    except Refused as refused:
        if deeds.offered_at(found) != stand:
            raise Problem(412, str(refused), "stale") from refused
        raise
    return answer(response, report, request)


def _stand(request: ProgramRequest, found: Any, step: str) -> str:
    """How the report stood when the program saw it; who may not take the step at all is told that first."""
    permission = workflow.STEPS[step].permission
    if permission is not None and not request.user.can(permission, found.organisation):
        from_paper = workflow.STEPS[step].on_paper and request.user.can(Permission.FILE, found.organisation)
        if not from_paper:
            raise Denied(f"您没有在“{found.organisation.label}”进行此操作的权限。", found.organisation)
    return require_known(request, found)
