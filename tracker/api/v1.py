"""``/api/v1/``: the operations together, and the door they all lie behind."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from tracker.api import cycles, entries, exports, inspections, organisations, people, reports, review, steps
from tracker.api.auth import Bearer, TokenThrottle
from tracker.api.errors import NOT_FOUND, Problem, shape, tell

BODIES = ("POST", "PUT", "PATCH", "DELETE")


class Plain(JSONRenderer):
    """JSON in which Chinese stays readable."""

    json_dumps_params = {"ensure_ascii": False}


class Strict(Parser):
    """JSON and nothing that only looks like it (NaN, Infinity)."""

    def parse_body(self, request: HttpRequest) -> Any:
        """What the body says."""

        def refuse(word: str) -> None:
            raise ValueError(word)

        return json.loads(request.body.decode(), parse_constant=refuse)


api = NinjaAPI(
    title="法治政府建设年度报告 · 接口",
    version="1",
    description="与页面同样的内容、同样的权限、同样的办理规则。令牌在“接口令牌”页建立，写在请求头 Authorization: Bearer 里。",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    renderer=Plain(),
    parser=Strict(),
    throttle=[TokenThrottle(settings.API_RATE)] if settings.API_RATE else [],
)
tell(api)
for room in (people, cycles, organisations, reports, entries, review, inspections, steps, exports):
    api.add_router("", room.router)


def _said(status: int, detail: str) -> HttpResponse:
    return JsonResponse(shape(status, detail), status=status, json_dumps_params={"ensure_ascii": False})


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What holds for every operation: no cookie counts, a body is JSON, and every refusal has the one shape."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.user = AnonymousUser()
        sends = request.method in BODIES and request.META.get("CONTENT_LENGTH") not in (None, "", "0")
        if sends and request.content_type != "application/json":
            return _said(415, "请求的内容应为 JSON（Content-Type: application/json）。")
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            told = _said(405, "这个地址不支持这种请求。")
            told["Allow"] = response["Allow"]
            return told
        return response

    return behind


def _nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    return _said(404, NOT_FOUND)


@login_not_required
def _document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for whoever is logged in and for programs with a token."""
    if not request.user.is_authenticated:
        try:
            Bearer()(request)
        except Problem as problem:
            return _said(problem.status, problem.detail)
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})


def _urls() -> list[URLPattern]:
    found = [path("openapi.json", _document, name="openapi-json")]
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern) and pattern.callback is not None
        view = _nothing if pattern.name == "api-root" else pattern.callback
        found.append(URLPattern(pattern.pattern, _door(view), pattern.default_args, pattern.name))
    return [*found, path("<path:rest>", _door(_nothing), name="nothing")]


urls = (_urls(), "ninja", "api-v1")
