"""问题—安排—落实: a shortcoming, what was planned against it, what was done a year later; across offices and years."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tracker.models.entries import Entry, Outcome, Resolution
from tracker.models.links import EntryLink, LinkKind

CLOSED = Q(part__form="shortcoming", shortcoming__resolution=Resolution.CLOSED) | Q(
    part__form="plan", plan_item__outcome=Outcome.DONE
)
OPEN = Q(part__form="shortcoming", shortcoming__resolution=Resolution.OPEN) | Q(
    part__form="plan", plan_item__outcome__in=[Outcome.PARTLY, Outcome.NOT_DONE]
)
UNANSWERED = Q(part__form="shortcoming", shortcoming__resolution=Resolution.UNKNOWN) | Q(
    part__form="plan", plan_item__outcome=Outcome.UNKNOWN
)


def ledger_rows() -> QuerySet[Entry]:
    """One row for each standing shortcoming, and for each planned item that answers none; newest year first.

    What hangs on a row is fetched for all rows at once and read by ``plans_of`` and ``deeds_of``.
    """
    answers_some = EntryLink.objects.filter(entry=OuterRef("pk"), kind=LinkKind.REMEDY, source__removed=False)
    lacks = Q(part__form="shortcoming", shortcoming__isnull=False)
    loose = Q(part__form="plan", plan_item__isnull=False) & ~Exists(answers_some)
    links = EntryLink.objects.standing().select_related("entry__part", "entry__plan_item")
    kept = Prefetch("linked_by", links.filter(kind=LinkKind.FULFILMENT), to_attr="fulfilments")
    remedies = links.filter(kind=LinkKind.REMEDY).prefetch_related(
        Prefetch("entry__linked_by", links.filter(kind=LinkKind.FULFILMENT), to_attr="fulfilments")
    )
    return (
        Entry.objects.filter(lacks | loose, removed=False, kind="item")
        .select_related("report__cycle", "part", "shortcoming", "plan_item")
        .prefetch_related(
            kept,
            Prefetch("linked_by", remedies, to_attr="remedies"),
            Prefetch("linked_by", links.filter(kind=LinkKind.REPLY), to_attr="replies"),
        )
        .order_by("-report__cycle__year", "report__organisation__path", "report_id", "position", "pk")
    )


def plans_of(row: Entry) -> list[Entry]:
    """The planned items of a row of the ledger."""
    if is_lack(row):
        return [one.entry for one in row.remedies]  # type: ignore[attr-defined]
    return [row]


def deeds_of(row: Entry) -> list[Entry]:
    """The measures and other entries of the next year that answer a row, each once."""
    found: Iterable[EntryLink] = [
        link
        for plan in plans_of(row)
        for link in plan.fulfilments  # type: ignore[attr-defined]
    ]
    replies = row.replies if is_lack(row) else []  # type: ignore[attr-defined]
    return list({link.entry_id: link.entry for link in (*found, *replies)}.values())


def is_lack(row: Entry) -> bool:
    """True if the row is a shortcoming, False if it is a planned item that answers none."""
    return row.part is not None and row.part.form == "shortcoming"


def state_of(row: Entry) -> tuple[str, str, str]:
    """(``closed``, ``open`` or empty; the same in a person's word; the note that person gave)."""
    if is_lack(row):
        lack = row.shortcoming
        return lack.resolution, lack.get_resolution_display(), lack.resolution_note
    plan = row.plan_item
    if not plan.outcome:
        return "", str(Resolution.UNKNOWN.label), ""
    return "closed" if plan.outcome == Outcome.DONE else "open", plan.get_outcome_display(), plan.outcome_note
