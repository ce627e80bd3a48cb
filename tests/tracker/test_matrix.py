"""Every address × everybody × GET and POST, from the URL configuration itself: a new page cannot be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction
from django.test import Client

from tests.tracker import pages_excelin, pages_word, talk_pages
from tests.tracker.conftest import everything
from tests.tracker.pages import NAMES, OPEN, OWN, WRITES, address, payload
from tracker.models import User
from tracker.roles import ROLES, Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LOOKED = {200, 302, 403, 404, 405}
SENT = {200, 302, 400, 403, 404, 405, 409, 412, 422}
"""What a page may answer to a form; a fault of the server never."""


ON_RECORD = {"export", "comment", *pages_word.ON_RECORD, *pages_excelin.ON_RECORD}
"""Pages that put on record who took them, or that they were read."""


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_in_without_logging_in(
    name: str, cast, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    where = address(name, cast)
    with unchanged():
        for answer in (Client().get(where), Client().post(where, payload(cast))):
            if name in OPEN:
                assert answer.status_code in (404, 405)
                continue
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")


ABOUT_ONE_REPORT = (
    "report",
    "part",
    "entry",
    "review",
    "mark",
    "import",
    "propose",
    "finding-",
    *talk_pages.ABOUT_ONE_REPORT,
)
LISTS = {"reports", "requirements"}


@pytest.mark.parametrize("name", [one for one in NAMES if one.startswith(ABOUT_ONE_REPORT) and one not in LISTS])
def test_another_offices_member_and_an_outsider_are_told_nothing_and_change_nothing(
    name: str, cast, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    where = address(name, cast)
    data, strangers = payload(cast), [(_client(user), user) for user in (cast.outsider, cast.neighbour)]
    with unchanged():
        for client, user in strangers:
            assert client.get(where).status_code in (404, 405), user.username
            assert client.post(where, data).status_code in (404, 405), user.username


def _may_write(name: str, role: Role | None) -> bool:
    if role is None or name in OWN:
        return name in OWN
    return WRITES.get(name) in ROLES[role] or role in talk_pages.OWNERS.get(name, ())


@pytest.mark.parametrize("name", NAMES)
def test_no_page_fails_for_anybody_looking_changes_nothing_nor_does_a_form_without_its_permission(
    name: str, cast
) -> None:
    where = address(name, cast)
    data = payload(cast)
    everybody = [*((cast[role], role) for role in Role), (cast.outsider, None), (cast.neighbour, None)]
    clients = [(_client(user), user, role) for user, role in everybody]
    before = everything()
    with transaction.atomic():
        for client, user, _role in clients:
            assert client.get(where).status_code in LOOKED, user.username
        if name not in ON_RECORD:
            assert everything() == before, "looking changed something"
        transaction.set_rollback(True)
    with transaction.atomic():
        barred = [(client, user) for client, user, role in clients if not _may_write(name, role)]
        for client, user in barred:
            assert client.post(where, data).status_code in SENT, user.username
        assert everything() == before, f"changed by one of {[user.username for _client, user in barred]}"
        transaction.set_rollback(True)
    for client, user, role in clients:
        if _may_write(name, role):
            with transaction.atomic():
                assert client.post(where, data).status_code in SENT, user.username
                transaction.set_rollback(True)
