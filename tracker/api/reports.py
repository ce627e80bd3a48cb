"""Reports: the list, one report, its text, its parts."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field, StrictBool

from tracker.actions import reports as deeds
from tracker.actions import steps
from tracker.api.auth import ProgramRequest
from tracker.api.errors import Problem
from tracker.api.operations import Key, Told, operation, tag_of, unless_known, words
from tracker.api.pagination import LARGEST, PageQuery, page_of
from tracker.imports import published_report
from tracker.models import PartDraft, Report
from tracker.models.composition import compose
from tracker.models.tokens import TokenScope
from tracker.roles import Permission
from tracker.workflow import Status

router = Router(tags=["报告"])
LONGEST_TEXT = 500_000
VERSION_REQUIRED = "请先取得报告，把它的 ETag 写在 If-Match 里再办。"


class ReportRow(Schema):
    """A report in a list."""

    id: int
    cycle: int
    year: int = Field(description="报告年度")
    organisation: int
    organisation_name: str = Field(description="建立报告时的名称")
    organisation_kind: str
    standard: str
    status: str
    status_name: str
    status_since: datetime.datetime | None


class ReportOut(ReportRow):
    """One report. ``stand`` changes with its text, its status and the events on record."""

    superior_name: str
    issuers: list[str]
    return_reason: str = Field(description="退回意见")
    next_step: str = Field(description="接下来该谁做什么")
    let_off: bool = Field(description="本年度免报")
    due: dict[str, datetime.date | None] = Field(description="handover 交稿、report 报送、publish 公开的期限")
    stand: str = Field(description="文字、状态和登记事项有变动时随之变动")


class ReportsOut(Schema):
    """A page of reports."""

    items: list[ReportRow]
    next: str | None


class ReportFilters(PageQuery):
    """What the list of reports can be narrowed by."""

    year: int | None = Field(None, ge=1, le=9999, description="报告年度")
    status: Status | None = Field(None, description="状态")
    organisation: int | None = Field(None, ge=1, le=LARGEST, description="单位的 id")


class TextOut(Schema):
    """The composed text, as it is signed and published."""

    text: str
    sha256: str


class TextIn(Told):
    """A whole text that is split into entries."""

    text: str = words(LONGEST_TEXT, ..., min_length=1)
    name: str = words(200, "接口导入.txt", min_length=1, description="文件名，记入来源")
    replace: StrictBool = Field(False, description="替换已有文字；原有文字的每个版本都会保留")


class PartOut(Schema):
    """A part of the report."""

    id: int
    role: str
    name: str
    form: str
    position: int
    state: str = Field(description="not-started、in-progress、done")


class PartsOut(Schema):
    """Its parts in order."""

    items: list[PartOut]


class DeclarationIn(Told):
    """The drafter's word."""

    done: StrictBool


def visible_report(request: ProgramRequest, pk: int) -> Report:
    """The report if this person may see it, else a 404."""
    found = Report.objects.visible_to(request.user).select_related("cycle", "organisation", "excuse")
    return get_object_or_404(found.prefetch_related("cycle__due_dates"), pk=pk)


def visible_part(request: ProgramRequest, pk: int) -> PartDraft:
    """The part if this person may see its report, else a 404."""
    found = PartDraft.objects.filter(request.user.reach(Permission.VIEW, "report__organisation__"))
    return get_object_or_404(found.select_related("report__cycle", "report__organisation"), pk=pk)


def _row(report: Report) -> dict[str, Any]:
    return {
        "id": report.pk,
        "cycle": report.cycle_id,
        "year": report.year,
        "organisation": report.organisation_id,
        "organisation_name": report.organisation_name,
        "organisation_kind": report.organisation_kind,
        "standard": report.standard_key,
        "status": report.status,
        "status_name": report.status_label,
        "status_since": report.status_since,
    }


def represent(report: Report) -> dict[str, Any]:
    """One report as it is shown; its ETag is made of this."""
    return {
        **_row(report),
        "superior_name": report.superior_name,
        "issuers": report.issuers,
        "return_reason": report.return_reason,
        "next_step": report.next_step,
        "let_off": report.let_off,
        "due": {kind: report.due(kind) for kind in ("handover", "report", "publish")},
        "stand": steps.offered_at(report),
    }


def require_known(request: ProgramRequest, report: Report) -> str:
    """The stand of the report the program has seen; a 428 if it names none, a 412 if the report has moved on."""
    named = request.headers.get("If-Match", "").strip()
    if not named or named == "*":
        raise Problem(428, VERSION_REQUIRED)
    shown = represent(report)
    if named != tag_of(shown):
        raise Problem(412, steps.STALE.format(status=report.status_label).replace("这一页打开", "您取得报告"), "stale")
    return str(shown["stand"])


def answer(response: HttpResponse, pk: int, request: ProgramRequest) -> dict[str, Any]:
    """The report as it stands after a deed, with its new ETag."""
    shown = represent(visible_report(request, pk))
    response["ETag"] = tag_of(shown)
    return shown


@operation(router, "GET", "/reports", permission=Permission.VIEW, answers=ReportsOut)
def reports(request: ProgramRequest, filters: Query[ReportFilters]) -> dict[str, Any]:
    """报告列表，可按年度、状态、单位筛选"""
    wanted = {"cycle__year": filters.year, "status": filters.status, "organisation": filters.organisation}
    found = Report.objects.visible_to(request.user).select_related("cycle")
    found = found.filter(**{key: value for key, value in wanted.items() if value is not None})
    rows, following = page_of(found, filters, name="reports")
    return {"items": [_row(one) for one in rows], "next": following}


@operation(router, "GET", "/reports/{report}", permission=Permission.VIEW, answers=ReportOut, conditional=True)
def report(request: ProgramRequest, response: HttpResponse, report: Key) -> Any:
    """一份报告；ETag 用于办理步骤和导入文字"""
    shown = represent(visible_report(request, report))
    return unless_known(request, response, tag_of(shown), shown)


@operation(router, "GET", "/reports/{report}/text", permission=Permission.VIEW, answers=TextOut)
def report_text(request: ProgramRequest, report: Key) -> dict[str, Any]:
    """报告全文"""
    composed = compose(visible_report(request, report))
    return {"text": composed.document.text, "sha256": composed.sha256}


@operation(
    router, "PUT", "/reports/{report}/text",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=ReportOut, precondition="must",
)  # fmt: skip
def take_text(request: ProgramRequest, response: HttpResponse, report: Key, told: TextIn) -> dict[str, Any]:
    """导入报告全文，拆成条目

    须在 If-Match 中写明报告的 ETag。已有文字时，只有 replace 为 true 才会替换。
    """
    found = visible_report(request, report)
    deeds.require_editable(found, request.user)
    require_known(request, found)
    published_report.take_bytes(found, told.text.encode(), told.name, by=request.user, replace=told.replace)
    return answer(response, report, request)


@operation(router, "GET", "/reports/{report}/parts", permission=Permission.VIEW, answers=PartsOut)
def parts(request: ProgramRequest, report: Key) -> dict[str, Any]:
    """报告的各部分"""
    return {"items": list(visible_report(request, report).parts.select_related("report__cycle"))}


@operation(
    router, "PUT", "/parts/{part}/declaration",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=PartOut,
)  # fmt: skip
def declare_part(request: ProgramRequest, part: Key, told: DeclarationIn) -> Any:
    """把一部分标为已完成，或标为未完成"""
    return deeds.declare_part(visible_part(request, part), told.done, by=request.user)
