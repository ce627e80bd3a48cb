"""Narrowing the list of what is late."""

from __future__ import annotations

from tracker.filters.lists import ListFilter
from tracker.models import Report


class OverdueFilter(ListFilter):
    """The reports whose dates are looked at, by year, name and kind."""

    class Meta:
        model = Report
        fields: list[str] = []
