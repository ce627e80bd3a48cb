"""What a program is told when something was not done: one shape for every fault, its sentence in Chinese."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from pydantic import Field

import reportsrc
from tracker.actions.locking import missed_its_turn
from tracker.actions.refusal import Conflict, Denied, Refused
from tracker.models.comparison import merge_texts

CODES = {
    400: "bad-json", 401: "unauthenticated", 403: "denied", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 412: "conflict", 413: "too-large", 415: "wrong-content-type", 422: "invalid",
    428: "version-required", 429: "too-many-requests", 503: "busy",
}  # fmt: skip
"""The word for each status that a program may go by."""

NOT_FOUND = "没有找到，或无权查看。"


class Fault(Schema):
    """One thing that is wrong with a request: where, and what."""

    place: str = Field(description="出错的位置，如 body.text")
    detail: str


class ProblemOut(Schema):
    """Why a request was not done; nothing was changed."""

    status: int
    code: str = Field(description="供程序判断的代码")
    detail: str = Field(description="给人看的一句话")
    faults: list[Fault] = []


class Standing(Schema):
    """An entry's text as it stands now."""

    version: int
    text: str
    changed_by: str


class ConflictOut(ProblemOut):
    """Somebody saved first: both texts, the one both began from, and the two put together where they do not clash."""

    current: Standing | None = None
    typed: str | None = None
    base: str | None = None
    merged: str | None = Field(None, description="两处改动合在一起；互相冲突而合不拢时为空，须由人来定")


class Problem(Exception):  # noqa: N818  (what a program is told, not a fault of the server)
    """Turns a request away with a status and a sentence."""

    def __init__(self, status: int, detail: str, code: str = "", faults: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code, self.faults = status, detail, code or CODES[status], faults or []


def shape(status: int, detail: str, code: str = "", **more: Any) -> dict[str, Any]:
    """The body of an answer that says why not."""
    return {"status": status, "code": code or CODES.get(status, "refused"), "detail": detail, "faults": [], **more}


_SENTENCES = {
    "missing": "缺少这一项", "extra_forbidden": "没有这一项", "string_type": "应为文字", "int_type": "应为整数",
    "int_parsing": "应为整数", "int_parsing_size": "数字过大", "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false", "bool_parsing": "应为 true 或 false", "list_type": "应为列表",
    "dict_type": "应为对象", "model_type": "应为对象", "model_attributes_type": "应为对象",
    "string_unicode": "含有不能保存的字符", "string_pattern_mismatch": "含有不能用的字符或格式不对",
}  # fmt: skip


def _sentence(fault: dict[str, Any]) -> str:
    kind, told = str(fault["type"]), fault.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    if kind in ("string_too_long", "too_long"):
        return f"最多{told['max_length']}{'个字符' if kind == 'string_too_long' else '项'}"
    if kind in ("string_too_short", "too_short"):
        return "不能为空"
    if kind in ("enum", "literal_error"):
        return "不是可用的值"
    if kind.startswith(("date", "datetime")):
        return "应为日期，如 2026-03-01"
    bounds = {"greater_than_equal": ("ge", "不能小于"), "less_than_equal": ("le", "不能大于")}
    if kind in bounds:
        key, words = bounds[kind]
        return f"{words}{told[key]}"
    return "格式不对"


def _invalid(fault: ValidationError) -> tuple[int, dict[str, Any]]:
    places = [[str(one) for one in each["loc"] if one not in ("data", "filters")] for each in fault.errors]
    if places and all(place[0] == "path" for place in places):
        return 404, shape(404, NOT_FOUND)
    faults = [
        {"place": ".".join(place), "detail": _sentence(each)} for place, each in zip(places, fault.errors, strict=True)
    ]
    told = "；".join(f"{one['place']}：{one['detail']}" for one in faults[:3])
    return 422, shape(422, f"请求不符合要求：{told}。", faults=faults[:20])


def _conflict(conflict: Conflict, status: int) -> dict[str, Any]:
    current = conflict.current
    base = current.versions.filter(version=conflict.base or 0).values_list("text", flat=True).first()
    both = None if base is None else merge_texts(base, current.text, conflict.typed)
    merged = both.text if both and both.clean else None
    standing = {
        "version": current.version,
        "text": current.text,
        "changed_by": current.changed_by.name if current.changed_by else "",
    }
    detail = str(conflict).replace("两份文字都在下面，请合并后再保存。", "两份文字都在这里，请合并后按新的版本再保存。")
    return shape(status, detail, current=standing, typed=conflict.typed, base=base, merged=merged)


def _told(request: HttpRequest, why: Exception) -> tuple[int, dict[str, Any]]:
    if isinstance(why, Problem):
        return why.status, shape(why.status, why.detail, why.code, faults=why.faults)
    if isinstance(why, Conflict):
        status = 412 if request.headers.get("If-Match") else 409
        return status, _conflict(why, status)
    if isinstance(why, Denied):
        return 403, shape(403, str(why))
    if isinstance(why, (Refused, reportsrc.ReadError)):
        return 422, shape(422, str(why), "refused")
    if isinstance(why, ValidationError):
        return _invalid(why)
    if isinstance(why, Throttled):
        return 429, shape(429, "请求过于频繁，请稍后再试。")
    if isinstance(why, RequestDataTooBig):
        return 413, shape(413, "请求过大。")
    if isinstance(why, HttpError):
        return why.status_code, shape(why.status_code, "请求的内容不是有效的 JSON。")
    return 404, shape(404, NOT_FOUND)


TOLD = (Problem, Refused, reportsrc.ReadError, ValidationError, HttpError, RequestDataTooBig, Http404)
"""What is told to the program; anything else is a fault of the server."""


def tell(api: NinjaAPI) -> None:
    """Have every refusal answered in the one shape."""

    def answer(request: HttpRequest, why: Any) -> HttpResponse:
        status, body = _told(request, why)
        response = api.create_response(request, body, status=status)
        if status == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    def busy(request: HttpRequest, why: Any) -> HttpResponse:
        if not missed_its_turn(why):
            raise why
        told = "同时办理的人太多，这一步没有办成，什么也没有改变，请稍后再试。"
        response = api.create_response(request, shape(503, told), status=503)
        response["Retry-After"] = "10"
        return response

    api.add_exception_handler(OperationalError, busy)
    for kind in TOLD:
        api.add_exception_handler(kind, answer)
