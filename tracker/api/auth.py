"""Who asks: the person of a token. A log-in by cookie counts for nothing here."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from tracker.actions.tokens import note_refusal, note_use
from tracker.api.errors import Problem
from tracker.models import ApiToken, User
from tracker.models.tokens import TokenScope


class ProgramRequest(HttpRequest):
    """A request behind a token that holds."""

    user: User
    auth: ApiToken


class Bearer(HttpBearer):
    """``Authorization: Bearer …`` with a token that holds and that has the scope."""

    def __init__(self, scope: TokenScope = TokenScope.READ) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """The token, or a 401 (who are you) or a 403 (not with this token) in one sentence."""
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Problem(401, "请在请求头中写明令牌：Authorization: Bearer 令牌。")
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token with this secret."""
        found = ApiToken.objects.by_secret(token)
        problem = "令牌不对，请核对是否抄写完整。" if found is None else str(found.problem or "")
        if found is None or problem:
            note_refusal(found, problem, f"{request.method} {request.path}")
            raise Problem(401, problem)
        request.user = found.user
        note_use(found)
        if self.scope not in found.scopes:
            raise Problem(403, f"这个令牌没有“{self.scope.label}”的范围。", "scope")
        return found


class TokenThrottle(SimpleRateThrottle):
    """So many requests of one token in a stretch of time (``600/min``)."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """What is counted together."""
        return f"api-rate-{request.auth.pk}"  # type: ignore[attr-defined]
