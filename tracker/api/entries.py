"""Entries: read, saved, added, removed; two who save the same one are both answered with both texts."""

import datetime
import re
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Schema
from pydantic import Field, StrictInt

from tracker.actions import entries as deeds
from tracker.actions import tokens
from tracker.actions.locking import require_editable
from tracker.api.auth import ProgramRequest
from tracker.api.errors import Problem
from tracker.api.operations import Key, Told, operation, unless_known
from tracker.api.pagination import LARGEST, PageQuery, page_of
from tracker.api.reports import visible_part, visible_report
from tracker.models import Entry, EntryVersion
from tracker.models.entries import MAX_CHARACTERS
from tracker.models.tokens import TokenScope
from tracker.roles import Permission

router = Router(tags=["条目"])
LARGEST_VERSION = 2**31 - 1


class EntryOut(Schema):
    """One passage of a report. ``position`` orders the text; ``version`` rises with each saved change."""

    id: int
    report: int
    part: int | None
    kind: str
    level: int
    marker: str
    text: str
    position: int
    version: int
    removed: bool
    changed_at: datetime.datetime
    changed_by: str | None


class EntriesOut(Schema):
    """A page of entries, by key and not by position: a row that comes in meanwhile shifts nothing."""

    items: list[EntryOut]
    next: str | None


class EntryFilters(PageQuery):
    """What the entries of a report can be narrowed by."""

    part: int | None = Field(None, ge=1, le=LARGEST, description="部分的 id")
    removed: bool = Field(False, description="列出已删除的条目")


class VersionOut(Schema):
    """An entry's text as it stood after one deed."""

    version: int
    text: str
    deed: str
    removed: bool
    by: str | None
    at: datetime.datetime


class VersionsOut(Schema):
    """A page of versions, oldest first."""

    items: list[VersionOut]
    next: str | None


class TextTold(Told):
    """An entry's text as it shall be, and the version it was written over if ``If-Match`` does not say it."""

    text: str = Field(..., max_length=MAX_CHARACTERS * 2, description=f"整条文字，最多{MAX_CHARACTERS}个字符")
    version: StrictInt | None = Field(None, ge=1, le=LARGEST_VERSION, description="写作时的版本；也可用 If-Match")


class NewEntryIn(Told):
    """An item for a part."""

    text: str = Field(..., max_length=MAX_CHARACTERS * 2, description=f"整条文字，最多{MAX_CHARACTERS}个字符")
    after: StrictInt | None = Field(None, ge=1, le=LARGEST, description="放在哪一条之后；不写为最后")


class VersionQuery(Schema):
    """The version a deed starts from, if ``If-Match`` does not say it."""

    version: int | None = Field(None, ge=1, le=LARGEST_VERSION, description="您看到的版本；也可用 If-Match")


IdempotencyKey = Annotated[
    str | None,
    Header(None, alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{1,64}$", description="重发同一请求时用同一个值"),
]


def visible_entry(request: ProgramRequest, pk: int) -> Entry:
    """The entry if this person may see its report, else a 404."""
    found = Entry.objects.filter(request.user.reach(Permission.VIEW, "report__organisation__"))
    related = ("report__cycle", "report__organisation", "part__report__cycle", "changed_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "report": entry.report_id,
        "part": entry.part_id,
        "kind": entry.kind,
        "level": entry.level,
        "marker": entry.marker,
        "text": entry.text,
        "position": entry.position,
        "version": entry.version,
        "removed": entry.removed,
        "changed_at": entry.changed_at,
        "changed_by": entry.changed_by.name if entry.changed_by else None,
    }


def _tag(entry: Entry) -> str:
    """An entry's ETag: its version, and its position, which may shift without one."""
    return f'"{entry.version}.{entry.position}"'


def _answer(response: HttpResponse, entry: Entry) -> dict[str, Any]:
    response["ETag"] = _tag(entry)
    return _shown(entry)


def _base(request: ProgramRequest, told: int | None) -> int:
    """The version a deed starts from: ``If-Match`` or ``version``; a 428 if neither says it."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        if told is None:
            raise Problem(428, "请写明您看到的版本：If-Match 写条目的 ETag，或写 version。")
        return told
    named = re.fullmatch(r'"([0-9]{1,9})(?:\.[0-9]{1,10})?"', header)
    if named is None:
        raise Problem(428, 'If-Match 应为条目的 ETag，如 "3"。')
    if told is not None and told != int(named[1]):
        raise Problem(422, "If-Match 和 version 写的版本不同。")
    return int(named[1])


@operation(router, "GET", "/reports/{report}/entries", permission=Permission.VIEW, answers=EntriesOut)
def report_entries(request: ProgramRequest, report: Key, filters: Query[EntryFilters]) -> dict[str, Any]:
    """一份报告的条目；正文次序看 position"""
    found = visible_report(request, report).entries.filter(removed=filters.removed).select_related("changed_by")
    if filters.part is not None:
        found = found.filter(part=filters.part)
    rows, following = page_of(found, filters, name=f"entries-{report}")
    return {"items": [_shown(one) for one in rows], "next": following}


@operation(router, "GET", "/entries/{entry}", permission=Permission.VIEW, answers=EntryOut, conditional=True)
def entry(request: ProgramRequest, response: HttpResponse, entry: Key) -> Any:
    """一个条目；ETag 以它的版本开头"""
    found = visible_entry(request, entry)
    return unless_known(request, response, _tag(found), _shown(found))


@operation(router, "GET", "/entries/{entry}/versions", permission=Permission.VIEW, answers=VersionsOut)
def entry_versions(request: ProgramRequest, entry: Key, page: Query[PageQuery]) -> dict[str, Any]:
    """一个条目的各个版本"""
    found = EntryVersion.objects.filter(entry=visible_entry(request, entry)).select_related("by")
    rows, following = page_of(found, page, name=f"versions-{entry}", by="version")
    told = [
        {"version": one.version, "text": one.text, "deed": one.deed, "removed": one.removed, "at": one.at,
         "by": one.by.name if one.by else None}
        for one in rows
    ]  # fmt: skip
    return {"items": told, "next": following}


@operation(
    router, "PUT", "/entries/{entry}",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=EntryOut, precondition="may",
)  # fmt: skip
def save_entry(request: ProgramRequest, response: HttpResponse, entry: Key, told: TextTold) -> dict[str, Any]:
    """保存一个条目

    写明您看到的版本（If-Match 或 version）。别人已先保存的，答 412（用 If-Match 时）或 409，并附两份文字。
    """
    found = visible_entry(request, entry)
    require_editable(found.report, request.user)
    saved = deeds.save_entry(found, told.text, _base(request, told.version), by=request.user)
    return _answer(response, saved)


@operation(
    router, "DELETE", "/entries/{entry}",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=EntryOut, precondition="may",
)  # fmt: skip
def remove_entry(
    request: ProgramRequest, response: HttpResponse, entry: Key, told: Query[VersionQuery]
) -> dict[str, Any]:
    """删除一个条目；它和它的各个版本都保留，可以恢复"""
    found = visible_entry(request, entry)
    require_editable(found.report, request.user)
    return _answer(response, deeds.remove_entry(found, _base(request, told.version), by=request.user))


@operation(
    router, "POST", "/entries/{entry}/restoration",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=EntryOut,
)  # fmt: skip
def put_entry_back(request: ProgramRequest, response: HttpResponse, entry: Key) -> dict[str, Any]:
    """恢复一个已删除的条目"""
    return _answer(response, deeds.put_back(visible_entry(request, entry), by=request.user))


@operation(
    router, "POST", "/parts/{part}/entries",
    permission=Permission.EDIT, scope=TokenScope.WRITE, answers=EntryOut,
)  # fmt: skip
def add_entry(
    request: ProgramRequest, response: HttpResponse, part: Key, told: NewEntryIn, key: IdempotencyKey = None
) -> dict[str, Any]:
    """在一部分里新增一条

    写了 Idempotency-Key 的，重发同一请求只新增一次。
    """
    found = visible_part(request, part)
    require_editable(found.report, request.user)
    after = found.entries.filter(pk=told.after, removed=False).first() if told.after else None
    if told.after and after is None:
        raise Problem(422, "这一部分没有 after 所指的条目。", faults=[{"place": "body.after", "detail": "没有这一条"}])
    if key is None:
        made = deeds.add_entry(found, told.text, by=request.user, after=after)
    else:
        made = tokens.add_once(found, told.text, key, by=request.user, token=request.auth, after=after)
    return _answer(response, made)
