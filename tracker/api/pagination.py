"""Long lists by pages: a cursor says where the last page ended, so rows that come in meanwhile shift nothing."""

from typing import Any, TypeVar

from django.core import signing
from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

from tracker.api.errors import Problem

Row = TypeVar("Row")
MOST = 200
LARGEST = 2**63 - 1
"""The largest key a database holds."""


class PageQuery(Schema):
    """What every list takes."""

    limit: int = Field(50, ge=1, le=MOST, description="每页几条")
    cursor: str | None = Field(None, min_length=1, max_length=400, description="上一页给出的 next；第一页不写")


def _place(name: str, cursor: str) -> Any:
    """Where the last page ended; a cursor of another list or of one's own making is refused."""
    try:
        own, at = signing.loads(cursor, salt="cursor")
    except signing.BadSignature:
        own, at = "", None
    if own != name:
        raise Problem(
            422, "cursor 不对：请原样使用上一页给出的 next。", faults=[{"place": "query.cursor", "detail": "不对"}]
        )
    return at


def page_of(rows: "QuerySet[Any, Row]", page: PageQuery, *, name: str, by: str = "pk") -> tuple[list[Row], str | None]:
    """One page of rows in the order of a unique column that never changes, and the cursor of the next page."""
    rows = rows.order_by(by)
    if page.cursor:
        rows = rows.filter(**{f"{by}__gt": _place(name, page.cursor)})
    found = list(rows[: page.limit + 1])
    more = len(found) > page.limit
    found = found[: page.limit]
    return found, signing.dumps([name, getattr(found[-1], by)], salt="cursor") if more else None
