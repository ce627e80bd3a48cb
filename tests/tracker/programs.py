"""Programs for the tests of the interface: a token of somebody of the cast, and every operation of the document."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tracker.actions import tokens
from tracker.api.operations import tag_of
from tracker.api.reports import represent
from tracker.api.v1 import api
from tracker.models import ApiToken, Report, User
from tracker.models.calendar import today

ROOT = "/api/v1"
EVERYTHING = ("read", "write", "export")


class Program:
    """What acts for a person by a token."""

    def __init__(self, user: User, *scopes: str, token: ApiToken | None = None, secret: str = "") -> None:
        if token is None:
            until = today() + datetime.timedelta(days=30)
            token, secret = tokens.make_token("对接", scopes or EVERYTHING, until, by=user)
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        self.token, self.secret, self.client = token, secret, Client()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """One request; ``headers``: with underscores for hyphens."""
        told = {key.replace("_", "-"): value for key, value in headers.items()}
        told.setdefault("Authorization", f"Bearer {self.secret}")
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, ROOT + path, headers=told, **data)

    def get(self, path: str, **headers: str) -> Any:
        """What stands there; fails unless it is answered."""
        answer = self.send("GET", path, **headers)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    return api.get_openapi_schema(path_prefix=f"{ROOT}/")


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    method: str
    path: str
    id: str
    permission: str
    scope: str
    has_body: bool

    def __str__(self) -> str:
        return self.id


OPERATIONS = [
    Operation(method.upper(), path.removeprefix(ROOT), one["operationId"], one["x-permission"], one["x-scope"],
              "requestBody" in one)
    for path, methods in document()["paths"].items()
    for method, one in methods.items()
]  # fmt: skip


def address(operation: Operation, cast: Any) -> str:
    """The operation's address about the filled report of ``civil``."""
    values = {
        "report": cast.report.pk, "part": cast.part("measures").pk, "entry": cast.items("measures")[0].pk,
        "organisation": cast.civil.pk, "cycle": cast.cycle.pk, "requirement": "measures.steps", "step": "submit",
        "name": "summary",
    }  # fmt: skip
    return operation.path.format(**values)


def body(operation: Operation) -> Any:
    """What is sent, so that the operation does something if it is allowed to."""
    if not operation.has_body:
        return None
    return {
        "save-entry": {"text": "改过的文字。", "version": 1},
        "add-entry": {"text": "新增的文字。"},
        "take-text": {"text": "一、推进法治政府建设的主要举措和成效\n一是新的文字。\n", "replace": True},
        "declare-part": {"done": True},
        "mark": {"result": "complete", "note": "经核对"},
        "take-step": {},
    }[operation.id]


def if_match(operation: Operation, cast: Any) -> dict[str, str]:
    """The header that names the version, where one is asked for."""
    if operation.id == "remove-entry":
        return {"If_Match": '"1"'}
    if operation.id in ("take-text", "take-step"):
        return {"If_Match": report_tag(cast.report.pk)}
    return {}


def report_tag(pk: int) -> str:
    """The ETag of a report as it stands."""
    return tag_of(represent(Report.objects.select_related("cycle", "organisation", "excuse").get(pk=pk)))
