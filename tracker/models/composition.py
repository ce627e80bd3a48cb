"""A report composed from its entries: one text, its Document, and the way back from a place to its entry."""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import reportsrc
from tracker.models.entries import Entry
from tracker.models.reports import PartDraft, Report

KEPT = 128
"""How many texts a process remembers having read and checked: this year's and last year's of a district's offices."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where a position of the composed text comes from: an entry, its version, and the offset in its text."""

    entry: Entry
    version: int
    offset: int


@dataclass(frozen=True, slots=True)
class Composition:
    """The composed text as a Document, with its entries and the start of each in the text."""

    document: reportsrc.Document
    entries: tuple[Entry, ...]
    starts: tuple[int, ...]

    @property
    def sha256(self) -> str:
        """The digest signatures and filings are bound to (of the UTF-8 text, hex)."""
        return hashlib.sha256(self.document.text.encode()).hexdigest()

    def place(self, position: int) -> EntryPlace | None:
        """The place of a position; a position in a separator belongs to the entry before it. None if there is none."""
        row = bisect.bisect_right(self.starts, position) - 1
        if row < 0:
            return None
        entry = self.entries[row]
        return EntryPlace(entry, entry.version, min(position - self.starts[row], len(entry.text)))

    def span_of(self, entry: Entry) -> reportsrc.Span | None:
        """Where an entry stands in the composed text; None if it is not in it."""
        for start, one in zip(self.starts, self.entries, strict=True):
            if one.pk == entry.pk:
                return reportsrc.Span(start, start + len(one.text))
        return None


class Keyed(Generic[T]):
    """A value that a cache knows by ``key`` (None: by being this very object)."""

    __slots__ = ("key", "value")

    def __init__(self, value: T, key: Hashable = None) -> None:
        self.value, self.key = value, id(value) if key is None else key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keyed) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=KEPT)
def _assembled(
    text: str, passages: tuple[reportsrc.Passage, ...], standard: Keyed[reportsrc.Standard]
) -> reportsrc.Document:
    """The Document of a text as it stands: as long as nobody writes, it is read once a process."""
    return reportsrc.assemble(text, passages, standard.value)


def compose_text(entries: Iterable[Entry], tail: str = "") -> str:
    """The verbatim text: separators and texts in order, then the tail."""
    return "".join(entry.separator + entry.text for entry in entries) + tail


def compose(report: Report, entries: Sequence[Entry] | None = None) -> Composition:
    """Compose a report from its standing entries (two queries, or none if ``entries`` and parts are at hand).

    The tree of parts follows the entries as they are kept, not a second guess at the text.
    """
    standing = tuple(report.entries.standing() if entries is None else entries)
    parts: dict[int | None, PartDraft] = {part.pk: part for part in report.parts.all()}
    starts, passages, pieces, at = [], [], [], 0
    for entry in standing:
        at += len(entry.separator)
        starts.append(at)
        pieces.append(entry.separator + entry.text)
        opens_part = entry.kind == "heading" and entry.level == 1 and entry.part_id in parts
        passages.append(
            reportsrc.Passage(
                kind=reportsrc.PassageKind(entry.kind),
                span=reportsrc.Span(at, at + len(entry.text)),
                level=entry.level,
                marker=entry.marker,
                role=parts[entry.part_id].role if opens_part else "",
                also=tuple(parts[entry.part_id].also) if opens_part else (),
            )
        )
        at += len(entry.text)
    text = "".join(pieces) + report.tail
    document = _assembled(text, tuple(passages), Keyed(report.standard))
    return Composition(document, standing, tuple(starts))
