"""Which first-visit guidance a person has laid aside. Their own affair: it is not on record."""

from __future__ import annotations

from django.db import transaction

from tracker.models import User

MOST_KEPT = 100
"""More kinds of page than there are; nothing else is kept."""


def lay_aside(kind: str, *, by: User) -> None:
    """The person has read the guidance of one kind of page."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=by.pk)
        if kind not in person.guides_seen and len(person.guides_seen) < MOST_KEPT:
            person.guides_seen = [*person.guides_seen, kind]
            person.save(update_fields=["guides_seen"])


def show_again(*, by: User) -> None:
    """The person wants to see every guidance again."""
    User.objects.filter(pk=by.pk).update(guides_seen=[])
