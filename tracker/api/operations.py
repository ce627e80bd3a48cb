"""How an operation is declared: its scope and permission stand in the document, its refusals in one shape."""

import datetime
import hashlib
import inspect
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_args

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from ninja.params.models import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tracker.api.auth import Bearer
from tracker.api.errors import ConflictOut, Problem, ProblemOut
from tracker.api.pagination import LARGEST
from tracker.models.tokens import TokenScope
from tracker.roles import Permission

Key = Annotated[int, Path(..., ge=1, le=LARGEST)]
"""The key of a row in an address; what no database can hold is simply not found."""

CLEAN = "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"
"""Words without control characters."""


def words(longest: int, default: Any = "", **more: Any) -> Any:
    """A field of words: so many characters at most, none of them a control character."""
    return Field(default, max_length=longest, pattern=CLEAN, **more)


class Told(Schema):
    """The body of a request: what is not asked for is refused."""

    model_config = ConfigDict(extra="forbid")


def _iso(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("not a date")
    return value


Day = Annotated[datetime.date, BeforeValidator(_iso, json_schema_input_type=datetime.date)]
"""A date, written 2026-03-01 and in no other way."""


def _asked(view: Callable[..., Any]) -> set[str]:
    """The names a view takes from the query."""
    found: set[str] = set()
    for parameter in inspect.signature(view).parameters.values():
        kind, *more = get_args(parameter.annotation) or (parameter.annotation,)
        if any(isinstance(one, Query) for one in more) and issubclass(kind, BaseModel):
            found |= set(kind.model_fields)
    return found


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": description,
        "required": required,
        "schema": {"type": "string"},
    }


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    permission: Permission,
    scope: TokenScope = TokenScope.READ,
    answers: Any,
    conditional: bool = False,
    precondition: str = "",
    extra: dict[str, Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated function as an operation.

    ``permission``: what the person needs besides seeing the thing; ``conditional``: it answers 304 to ``If-None-Match``;
    ``precondition``: it begins from a version, which ``may`` or ``must`` stand in ``If-Match``, and may come too late.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        asked = _asked(view)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if unknown := sorted(set(request.GET) - asked):
                faults = [{"place": f"query.{one[:60]}", "detail": "没有这一项"} for one in unknown[:20]]
                raise Problem(422, f"没有“{unknown[0][:60]}”这个参数。", faults=faults)
            return view(request, *args, **kwargs)

        response: dict[Any, Any] = {200: answers, frozenset({400, 401, 403, 404, 413, 415, 422, 429}): ProblemOut}
        told: dict[str, Any] = {"x-permission": permission.value, "x-scope": scope.value, **(extra or {})}
        if conditional:
            response[304] = None
            told["parameters"] = [_header("If-None-Match", "已有的 ETag；没有变动则答 304")]
        if precondition:
            response[frozenset({409, 412})] = ConflictOut
            response[428] = ProblemOut
            told["parameters"] = [_header("If-Match", "您看到的 ETag", required=precondition == "must")]
        declared = router.api_operation(
            [method],
            path,
            auth=Bearer(scope),
            response=response,
            operation_id=view.__name__.replace("_", "-"),
            summary=(inspect.getdoc(view) or "").partition("\n")[0],
            description=(inspect.getdoc(view) or "").partition("\n\n")[2] or None,
            openapi_extra=told,
        )
        return declared(checked)

    return declare


def tag_of(body: Any) -> str:
    """The ETag of a representation: it changes exactly when the representation does."""
    plain = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return '"' + hashlib.sha256(plain.encode()).hexdigest()[:16] + '"'


def _listed(header: str) -> list[str]:
    return [one.strip().removeprefix("W/") for one in header.split(",")]


def unless_known(request: HttpRequest, response: HttpResponse, tag: str, body: Any) -> Any:
    """The body with its ETag, or a 304 if the program has it already."""
    if tag in _listed(request.headers.get("If-None-Match", "")):
        known = HttpResponse(status=304)
        known["ETag"] = tag
        return known
    response["ETag"] = tag
    return body
