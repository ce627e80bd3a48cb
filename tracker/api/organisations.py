"""Organisations, as far as the person sees them."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from tracker.api.auth import ProgramRequest
from tracker.api.operations import Key, operation
from tracker.api.pagination import PageQuery, page_of
from tracker.models import Organisation
from tracker.roles import Permission

router = Router(tags=["单位"])


class OrganisationOut(Schema):
    """An organisation. ``path`` orders the tree: what lies below it begins with it."""

    id: int
    name: str
    short_name: str
    kind: str
    level: str
    code: str
    region: str
    active: bool
    path: str = Field(description="在单位树中的位置：下级单位的 path 以它开头")


class OrganisationsOut(Schema):
    """A page of organisations."""

    items: list[OrganisationOut]
    next: str | None


@operation(router, "GET", "/organisations", permission=Permission.VIEW, answers=OrganisationsOut)
def organisations(request: ProgramRequest, page: Query[PageQuery]) -> dict[str, Any]:
    """单位列表，按单位树的次序"""
    found, following = page_of(Organisation.objects.visible_to(request.user), page, name="organisations", by="path")
    return {"items": found, "next": following}


@operation(router, "GET", "/organisations/{organisation}", permission=Permission.VIEW, answers=OrganisationOut)
def organisation(request: ProgramRequest, organisation: Key) -> Any:
    """一个单位"""
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=organisation)
