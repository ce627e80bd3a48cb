"""What a check returns: a finding at a place, with the other places it speaks of and, where safe, a fix."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from reportsrc.text import Span


class Severity(StrEnum):
    """How much a finding weighs: B, E, W, I of the catalogue of rules."""

    BLOCKING = "blocking"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the heaviest, 3 for the lightest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """A quoted stretch of the text."""

    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A safe correction: replace ``span`` by ``replacement``. ``label`` says what it does, in Chinese."""

    span: Span
    replacement: str
    label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place. ``quote`` is always ``span.of(text)``; ``count`` > 1 for a grouped finding."""

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    quote: str
    related: tuple[Place, ...] = ()
    basis: str = ""
    fix: Fix | None = None
    count: int = 1

    def fingerprint(self, ordinal: int = 0) -> str:
        """A stable name that lasts while the quotes stand: code, all quotes, ordinal among equals (hex, 32)."""
        parts = [self.code, self.quote, *(place.quote for place in self.related), str(ordinal)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


MOST_APART = 5
MOST_PLACES = 20


def together(found: Iterable[Finding], message: str) -> Iterator[Finding]:
    """``found`` as it is; more than ``MOST_APART`` of one severity become one finding at the first place.

    ``message`` has ``{}`` for their number. The one finding names the other places and has no fix.
    """
    by_severity: dict[Severity, list[Finding]] = {}
    for one in found:
        by_severity.setdefault(one.severity, []).append(one)
    for alike in by_severity.values():
        if len(alike) <= MOST_APART:
            yield from alike
            continue
        places = tuple(Place(one.span, one.quote) for one in alike[1:MOST_PLACES])
        yield replace(
            alike[0], message=message.replace("{}", str(len(alike))), related=places, fix=None, count=len(alike)
        )
