"""How a round stands, for whoever runs it: how many are where, what is late, what falls due next."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count

from tracker.models.agenda import AgendaLine, Overdue, agenda, overdue, soon
from tracker.models.cycles import Cycle
from tracker.models.reports import ReportQuerySet
from tracker.workflow import Status

AHEAD = 14
"""How many days ahead a digest looks."""


@dataclass(frozen=True, slots=True)
class Standings:
    """One round on one day, as far as one person sees it."""

    owed: int
    statuses: tuple[tuple[Status, int], ...]
    late: tuple[Overdue, ...]
    ahead: tuple[AgendaLine, ...]

    @property
    def over(self) -> bool:
        """True if nothing is left to do: every report is published."""
        return all(status in (Status.PUBLISHED, Status.CLOSED) for status, _ in self.statuses)


def standings(cycle: Cycle, reports: ReportQuerySet, today: datetime.date) -> Standings:
    """How the round stands as far as these reports go."""
    mine = reports.filter(cycle=cycle).owed()
    counts = dict(mine.order_by().values_list("status").annotate(count=Count("pk")))
    ahead = [line for line in soon(agenda(mine, today), AHEAD) if not line.late]
    return Standings(
        owed=sum(counts.values()),
        statuses=tuple((status, counts[status.value]) for status in Status if counts.get(status.value)),
        late=tuple(overdue(mine, today)),
        ahead=tuple(ahead),
    )
