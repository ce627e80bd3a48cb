"""The pages of tokens for the tests that open every page: their addresses, what they write, what is sent."""

from __future__ import annotations

import datetime
from typing import Any

from tracker.actions import accounts, tokens
from tracker.models import ApiToken
from tracker.models.calendar import today
from tracker.roles import Permission, Role

WRITES = {"tokens": Permission.VIEW, "token-revoke": Permission.MANAGE}


def addresses(cast: Any) -> dict[str, dict[str, int]]:
    """The keys in the address of each page."""
    return {"token-revoke": {"pk": _token(cast).pk}}


def payload(cast: Any) -> dict[str, Any]:
    """What the forms would do if they were taken. Everybody may make a token of their own, so none is asked for here
    (a date long past); ``test_tokens`` makes them."""
    return {"scopes": "write", "expires_on": "2000-01-01"}


def _token(cast: Any) -> ApiToken:
    """A token of somebody of ``civil`` who is nobody of the cast."""
    found = ApiToken.objects.first()
    if found is None:
        person = accounts.create_user("clerk", "文员", cast.password, by=None)
        accounts.grant(person, cast.civil, Role.DRAFTER, by=None)
        found, _secret = tokens.make_token("对接", (), today() + datetime.timedelta(days=9), by=person)
    return found
