"""What changed between two texts, character by character, for the eye."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a comparison: ``kind`` is ``same``, ``added`` or ``dropped``."""

    kind: str
    text: str


def changes_between(old: str, new: str) -> list[Change]:
    """The stretches that lead from ``old`` to ``new`` in order; joined without the added ones they are ``old``."""
    found: list[Change] = []
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            found.append(Change("same", old[code.src_start : code.src_end]))
            continue
        if code.src_start < code.src_end:
            found.append(Change("dropped", old[code.src_start : code.src_end]))
        if code.dest_start < code.dest_end:
            found.append(Change("added", new[code.dest_start : code.dest_end]))
    return found
