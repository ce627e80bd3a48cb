"""Narrowing the ledger of shortcomings, plans and what came of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.entries import ItemFilter
from tracker.filters.lists import choice, contains
from tracker.models import Entry
from tracker.models.ledger import CLOSED, OPEN, UNANSWERED

STATES = [("closed", _("已解决或已落实")), ("open", _("仍存在或未全部落实")), ("unanswered", _("未答复"))]


class LedgerFilter(ItemFilter):
    """The ledger."""

    FOREMOST = ("q", "year", "kind", "state")
    PHRASES: ClassVar[dict[str, Any]] = {**ItemFilter.PHRASES, "state": "%s"}

    state = choice(_("办理结果"), STATES, method="by_state")
    words = contains(_("内容含"), "text")

    def by_state(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """By what a person said came of it."""
        return queryset.filter({"closed": CLOSED, "open": OPEN, "unanswered": UNANSWERED}[value])
