"""The page of tokens: made, shown once, listed for who manages people, revoked."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.tracker.programs import Program
from tracker.actions.tokens import revoke_token
from tracker.models import Activity, ApiToken, User
from tracker.models.calendar import today
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _made(client: Client, **told: object) -> str:
    until = today() + datetime.timedelta(days=30)
    page = client.post(
        reverse("tokens"), {"name": "对接", "scopes": ["write"], "expires_on": until.isoformat(), **told}
    )
    return page.content.decode()


def test_a_tokens_secret_is_shown_once_and_opens_the_interface(cast) -> None:
    client = _client(cast.drafter)
    secret = _made(client).split('<code class="secret text-break user-select-all">')[1].split("<")[0]
    token = ApiToken.objects.get()
    assert Program(cast.drafter, token=token, secret=secret).get("/me")["scopes"] == ["read", "write"]
    assert secret not in client.get(reverse("tokens")).content.decode()
    assert Activity.objects.filter(deed="token-made", by=cast.drafter).exists()


@pytest.mark.parametrize(
    "told", [{"name": ""}, {"expires_on": "明天"}, {"expires_on": "2999-01-01"}, {"scopes": ["all"]}]
)
def test_what_cannot_be_a_token_is_a_sentence_on_the_form(told: dict[str, object], cast) -> None:
    page = _made(_client(cast.drafter), **told)
    assert "错误：" in page and not ApiToken.objects.exists()


def test_whoever_manages_people_sees_and_revokes_their_tokens_and_nobody_else_does(cast) -> None:
    program = Program(cast.drafter)
    revoke = reverse("token-revoke", args=[program.token.pk])
    for user in (cast.outsider, cast.neighbour, cast.leader, cast[Role.AUDITOR]):
        client = _client(user)
        assert program.token.prefix not in client.get(reverse("tokens")).content.decode()
        assert client.post(revoke).status_code == 404
    administrator = _client(cast[Role.ADMINISTRATOR])
    page = administrator.get(reverse("tokens")).content.decode()
    assert program.token.prefix in page and "田笔" in page
    assert administrator.post(revoke).status_code == 302
    assert program.send("GET", "/me").status_code == 401
    assert Activity.objects.get(deed="token-revoked").by == cast[Role.ADMINISTRATOR]
    administrator.post(revoke)
    assert Activity.objects.filter(deed="token-revoked").count() == 1


def test_ones_own_token_is_revoked_on_ones_own_page(cast) -> None:
    program = Program(cast.drafter)
    assert _client(cast.drafter).post(reverse("token-revoke", args=[program.token.pk])).status_code == 302
    assert "已撤销" in _client(cast.drafter).get(reverse("tokens")).content.decode()


def test_the_description_asks_no_other_host(cast) -> None:
    page = _client(cast.drafter).get(reverse("api-docs")).content.decode()
    assert "ninja/swagger-ui-bundle.js" in page and "//" not in page.replace("</", "")


def test_a_token_that_does_not_hold_is_put_on_record_once_a_minute(cast) -> None:
    cache.clear()
    program = Program(cast.drafter)
    revoke_token(program.token, by=cast.drafter)
    for _again in range(3):
        assert program.send("GET", "/me").status_code == 401
    line = Activity.objects.get(deed="token-refused")
    assert line.by is None and line.organisation == cast.civil
    assert "GET /api/v1/me" in line.detail and "田笔的令牌" in line.detail
    cache.clear()
    assert Client().get("/api/v1/me", headers={"Authorization": "Bearer frt_nobody"}).status_code == 401
    assert Activity.objects.filter(deed="token-refused").count() == 2
    cache.clear()
