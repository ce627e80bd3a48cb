"""Schemathesis reads the document and tries every operation: sound and unsound requests, as one who may do much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation

from tests.tracker.conftest import gather
from tests.tracker.programs import Program, document
from tracker.actions import accounts
from tracker.roles import OFFICERS, Role
from tracker.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOUND = ["2xx", "304", "401", "403", "404", "409", "412", "422", "428"]
"""A request of the right shape may still come too late, name nothing there is, or break a rule of the site."""
UNSOUND = ["400", "401", "403", "404", "405", "406", "412", "415", "422", "428"]

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 7,
        "checks": {
            "positive_data_acceptance": {"expected-statuses": SOUND},
            "negative_data_rejection": {"expected-statuses": UNSOUND},
            "missing_required_header": {"expected-statuses": ["401", "403", "404", "422", "428"]},
        },
    }
)
schema = schemathesis.openapi.from_dict(document(), config=CONFIG)
schema.app = application


@dataclass(frozen=True)
class Tried:
    """What the operations are tried on, and the program that tries them."""

    program: Program
    keys: dict[str, int]


@pytest.fixture(scope="module")
def tried(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tried]:
    """One cast for every operation, and somebody who has every role; all of it is undone at the end."""
    # The ends of a request would close the connection that holds the transaction.
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        cast = gather()
        for role in set(Role) - OFFICERS:
            accounts.grant(cast.drafter, cast.city, role, by=None, reaches_below=True)
        keys = {
            "report": cast.report.pk, "part": cast.part("measures").pk, "entry": cast.items("measures")[0].pk,
            "organisation": cast.civil.pk, "cycle": cast.cycle.pk,
        }  # fmt: skip
        yield Tried(Program(cast.drafter), keys)
        transaction.set_rollback(True)
    for end in ends:
        end.connect(close_old_connections)


def _is_sound(case: schemathesis.Case, place: ParameterLocation) -> bool:
    """True unless this place of the request was made unsound on purpose."""
    made = case.meta.components.get(place) if case.meta else None
    return made is None or not made.mode.is_negative


@schema.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_document_says(case: schemathesis.Case, tried: Tried) -> None:
    for name in set(case.path_parameters or {}) & set(tried.keys):
        if _is_sound(case, ParameterLocation.PATH):
            case.path_parameters[name] = tried.keys[name]
    own = {"Authorization": f"Bearer {tried.program.secret}"} if _is_sound(case, ParameterLocation.HEADER) else {}
    case.call_and_validate(headers=own)
