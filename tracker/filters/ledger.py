"""Narrowing the ledger of shortcomings, plans and what came of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import ListFilter, choice, contains
from tracker.models import Entry
from tracker.models.ledger import CLOSED, OPEN, UNANSWERED

STATES = [("closed", _("已解决或已落实")), ("open", _("仍存在或未全部落实")), ("unanswered", _("未答复"))]


class LedgerFilter(ListFilter):
    """The ledger."""

    report_path = "report__"
    SEARCH = ("report__organisation_name", "text")
    FOREMOST = ("q", "year", "kind", "state")
    PHRASES: ClassVar[dict[str, Any]] = {**ListFilter.PHRASES, "state": "%s"}

    state = choice(_("办理结果"), STATES, method="by_state")
    words = contains(_("内容含"), "text")

    class Meta:
        model = Entry
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """By what a person said came of it."""
        return queryset.filter({"closed": CLOSED, "open": OPEN, "unanswered": UNANSWERED}[value])
