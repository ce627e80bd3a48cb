"""What happens to every request: its language, and that no page of a report is kept by a browser's cache."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.actions.activity import ADDRESS, record_refusal
from tracker.actions.locking import missed_its_turn
from tracker.actions.refusal import NOTED, Denied, Refused
from tracker.models import User

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the person chose otherwise with the switch; the browser's own wish is not asked."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.languages = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.languages else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class NoStoreMiddleware:
    """Pages behind the log-in are not stored on shared machines."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, marked not to be kept."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind proxies of our own (``PROXIES`` of them) what the outermost one was told."""
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if settings.PROXIES and len(told) >= settings.PROXIES:
        return told[-settings.PROXIES][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


class AddressMiddleware:
    """Where a request comes from, for the record of deeds."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the address at hand."""
        token = ADDRESS.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            ADDRESS.reset(token)


class RefusalRecordMiddleware:
    """Whoever is refused stands in the record of deeds: no permission, no such thing for them, or a deed not done."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then record what was refused on the way; a save as one types is no attempt of its own."""
        token = NOTED.set([])
        try:
            response = self.get_response(request)
            noted = NOTED.get() or []
        finally:
            NOTED.reset(token)
        denied = next((one for one in noted if isinstance(one, Denied)), None)
        hidden = response.status_code in (403, 404) and request.resolver_match is not None
        undone = noted and request.method not in ("GET", "HEAD") and "autosave" not in request.POST
        if isinstance(request.user, User) and (denied or hidden or undone):
            first = denied or (noted[0] if noted else None)
            sentence = str(first) if first else "没有权限" if response.status_code == 403 else "没有找到，或无权查看"
            record_refusal(
                request.user,
                f"{request.method} {request.path}",
                sentence,
                denied=bool(denied or hidden),
                at=first.organisation if first else None,
            )
        return response


class RefusalMiddleware:
    """A deed that was refused and that no page caught: its sentence on the page the person came from, or a 403."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn ``Denied`` into a 403 page, ``Refused`` into a message, a turn that did not come (SQLite lets one write at
        a time) into a 503 page; leave everything else alone."""
        if isinstance(exception, Denied):
            return render(request, "403.html", {"message": str(exception)}, status=403)
        if missed_its_turn(exception):
            answer = render(request, "503.html", status=503)
            answer["Retry-After"] = "10"
            return answer
        if isinstance(exception, Refused):
            messages.error(request, str(exception))
            back = request.META.get("HTTP_REFERER", "")
            safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
            return redirect(back if safe else settings.LOGIN_REDIRECT_URL)
        return None
