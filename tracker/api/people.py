"""Who the token speaks for."""

import datetime
from typing import Any

from ninja import Router, Schema
from pydantic import Field

from tracker.api.auth import ProgramRequest
from tracker.api.operations import operation
from tracker.roles import Permission

router = Router(tags=["令牌"])


class RoleOut(Schema):
    """A role held today."""

    organisation: int
    organisation_name: str
    role: str
    role_name: str
    reaches_below: bool


class MeOut(Schema):
    """The person, and what this token may do."""

    name: str
    username: str
    scopes: list[str]
    expires_on: datetime.date = Field(description="令牌有效至，含当日")
    roles: list[RoleOut]


@operation(router, "GET", "/me", permission=Permission.VIEW, answers=MeOut)
def me(request: ProgramRequest) -> dict[str, Any]:
    """令牌代表谁"""
    return {
        "name": request.user.name,
        "username": request.user.username,
        "scopes": request.auth.scopes,
        "expires_on": request.auth.expires_on,
        "roles": [
            {
                "organisation": one.organisation_id,
                "organisation_name": one.organisation.name,
                "role": one.role,
                "role_name": one.role_label,
                "reaches_below": one.reaches_below,
            }
            for one in request.user.memberships_today
        ],
    }
