"""Every operation of the document × everybody: a new operation cannot be forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.tracker.conftest import everything
from tests.tracker.programs import OPERATIONS, ROOT, Operation, Program, address, body, if_match
from tracker.models import User
from tracker.roles import ROLES, Permission, Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_nobody_gets_in_without_a_token_nor_by_a_cookie(operation: Operation, cast, unchanged) -> None:
    logged_in = Client()
    logged_in.force_login(cast.drafter)
    where, sent = address(operation, cast), body(operation)
    data = {} if sent is None else {"data": json.dumps(sent), "content_type": "application/json"}
    with unchanged():
        for client in (Client(), logged_in):
            answer = client.generic(operation.method, ROOT + where, **data)
            assert answer.status_code == 401
            assert answer.json()["code"] == "unauthenticated" and answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_asks_everybody_for_its_permission_and_changes_nothing_without_it(
    operation: Operation, cast
) -> None:
    if operation.permission == Permission.REVIEW:
        cast.submit()
    where, sent, headers = address(operation, cast), body(operation), if_match(operation, cast)
    everybody = [*((cast[role], role) for role in Role), (cast.outsider, None), (cast.neighbour, None)]
    programs = [(Program(user), user, role) for user, role in everybody]
    before = everything()
    for program, user, role in programs:
        with transaction.atomic():
            answer = program.send(operation.method, where, sent, **headers)
            _expect(answer, operation, user, role)
            if operation.scope == "read" or answer.status_code != 200:
                assert everything() == before, user.username
            transaction.set_rollback(True)


def _granted(operation: Operation, role: Role | None) -> bool:
    return role is not None and operation.permission in ROLES[role]


def _expect(answer: Any, operation: Operation, user: User, role: Role | None) -> None:
    """403 without the permission, 404 outside one's view, and never a fault of the server."""
    said = (user.username, answer.status_code, answer.content.decode()[:200] if not answer.streaming else "")
    if _granted(operation, role):
        allowed = {200, 403, 422} if operation.id == "take-step" else {200}
        assert answer.status_code in allowed, said
    elif role is not None and Permission.VIEW in ROLES[role]:
        assert answer.status_code == 403 and answer.json()["code"] == "denied", said
    elif "{" in operation.path and operation.id != "export":
        assert answer.status_code in (403, 404), said
        assert "民政局" not in answer.content.decode(), said
    else:
        assert answer.status_code in (200, 403), said


WRITES = [one for one in OPERATIONS if one.scope != "read"]


@pytest.mark.parametrize("operation", WRITES, ids=str)
def test_a_token_does_nothing_outside_its_scope(operation: Operation, cast, unchanged) -> None:
    program = Program(cast[Role.DRAFTER], "read")
    with unchanged():
        answer = program.send(operation.method, address(operation, cast), body(operation), **if_match(operation, cast))
    assert answer.status_code == 403 and answer.json()["code"] == "scope"


def test_what_does_not_read_only_is_a_scope_of_its_own() -> None:
    assert {one.id for one in OPERATIONS if one.method != "GET"} <= {one.id for one in WRITES}
