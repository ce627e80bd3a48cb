"""Exports: which there are, and taking one."""

from typing import Annotated, Any

from django.http import FileResponse, Http404, QueryDict
from ninja import Path, Query, Router, Schema
from pydantic import Field

from tracker.api.auth import ProgramRequest
from tracker.api.operations import operation
from tracker.exports import all_exports, take
from tracker.models.tokens import TokenScope
from tracker.roles import Permission
from tracker.workflow import Status

router = Router(tags=["导出"])
Name = Annotated[str, Path(..., max_length=60, pattern=r"^[a-z0-9_-]+$")]
FILES = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in sorted({one.content_type.partition(";")[0] for one in all_exports()})
        }
    }
}


class ExportOut(Schema):
    """A file that can be taken."""

    name: str
    title: str
    suffix: str
    of: str = Field(description="reports 报告，report 一份报告，activity 操作记录，matrix 完整性矩阵，figures 数据指标")


class ExportsOut(Schema):
    """The files that can be taken."""

    items: list[ExportOut]


class ExportFilters(Schema):
    """What an export of reports is narrowed by."""

    year: int | None = Field(None, ge=1, le=9999, description="报告年度")
    status: Status | None = Field(None, description="状态")
    report: int | None = Field(None, ge=1, le=2**31 - 1, description="一份报告的编号，仅用于导出 report")


@operation(router, "GET", "/exports", permission=Permission.VIEW, answers=ExportsOut)
def exports(request: ProgramRequest) -> dict[str, Any]:
    """可以导出的文件"""
    found = [
        {"name": one.name, "title": str(one.title), "suffix": one.suffix, "of": one.of}
        for one in all_exports()
        if one.of != "list"
    ]
    return {"items": found}


@operation(
    router, "GET", "/exports/{name}",
    permission=Permission.EXPORT, scope=TokenScope.EXPORT, answers=None, extra={"responses": FILES},
)  # fmt: skip
def export(request: ProgramRequest, name: Name, filters: Query[ExportFilters]) -> FileResponse:
    """导出一个文件（Excel 或 CSV）；谁导出了什么记入操作记录"""
    chosen = QueryDict(mutable=True)
    for key, value in filters.model_dump(exclude_none=True).items():
        chosen[key] = str(value)
    taken = take(name, chosen, by=request.user)
    if taken is None:
        raise Http404
    return FileResponse(taken.stream, as_attachment=True, filename=taken.name, content_type=taken.content_type)
