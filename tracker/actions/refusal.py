"""Why a deed was not done, in a sentence for the person who tried."""

from __future__ import annotations

from contextvars import ContextVar

from tracker.models import Entry, Organisation, User
from tracker.roles import Permission

NOTED: ContextVar[list[Refused] | None] = ContextVar("noted", default=None)
"""What was refused during a request, for the record of deeds; the middleware opens the list and reads it."""


class Refused(Exception):  # noqa: N818  (what happened, as people say it)
    """The deed was not done and nothing was changed. ``str()`` is the sentence to show."""

    def __init__(self, sentence: str, organisation: Organisation | None = None) -> None:
        super().__init__(sentence)
        self.organisation = organisation
        noted = NOTED.get()
        if noted is not None:
            noted.append(self)


class Denied(Refused):
    """The person may not do this at all (a 403, not a form error)."""


class Conflict(Refused):
    """Somebody saved the same entry in the meantime. Carries both texts; neither is lost.

    ``base``: the version that ``typed`` was typed over.
    """

    def __init__(self, current: Entry, typed: str, base: int | None = None) -> None:
        who = current.changed_by.name if current.changed_by else "他人"
        super().__init__(f"{who}已先保存了这一条（第{current.version}版）。两份文字都在下面，请合并后再保存。")
        self.current = current
        self.typed = typed
        self.base = base


def require(by: User, permission: Permission, organisation: Organisation) -> None:
    """Raise ``Denied`` unless the person has the permission at the organisation today.

    Notes whom the person stands in for at that, for the record of the deed.
    """
    if not by.can(permission, organisation):
        raise Denied(f"您没有在“{organisation.label}”进行此操作的权限。", organisation)
    by.acting_for = by.stands_in_for(permission, organisation)


def note_stand_in(by: User, organisation: Organisation, *permissions: Permission) -> None:
    """Where any one of several permissions will do: note whom the person stands in for at the first that they have."""
    held = next((one for one in permissions if by.can(one, organisation)), None)
    by.acting_for = by.stands_in_for(held, organisation) if held else None
