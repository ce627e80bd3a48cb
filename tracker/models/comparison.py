"""What changed between two texts: sentences first, then the characters inside the changed ones; and what two people
changed at the same time, laid together over the text both began with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

ALIKE = 40.0
"""Least similarity of two sentences that are shown as one changed; below it the old one went and the new one came."""
_NEAR = 30
_SENTENCE = re.compile(r"[^。！？；;\n]*+(?:[。！？；;\n]++[”’）」』)]*+|$)")
_TOKEN = re.compile(r"[0-9０-９]++(?:[.,，．][0-9０-９]++)*+|[A-Za-z]++|.", re.DOTALL)
_DIGIT = re.compile(r"[0-9０-９.]*")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a comparison: ``kind`` is ``same``, ``added`` or ``dropped``."""

    kind: str
    text: str


def changes_between(old: str, new: str) -> list[Change]:
    """The stretches that lead from ``old`` to ``new`` in order; joined without the added ones they are ``old``.

    Equal sentences are found first, so that a sentence put in between is one stretch; inside a changed sentence what
    counts is the character, and of a figure the single digit.
    """
    before, after = _sentences(old), _sentences(new)
    found: list[Change] = []
    for same, (a, b), (c, d) in _blocks(before, after):
        if same:
            found.append(Change("same", "".join(before[a:b])))
        else:
            found += _inside(before[a:b], after[c:d])
    return _joined(found)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """The stretches that are equal and those that differ, each as (equal, its place in old, its place in new)."""
    a = c = 0
    for one in Indel.opcodes(old, new):
        if one.tag == "equal":
            if (a, c) != (one.src_start, one.dest_start):
                yield False, (a, one.src_start), (c, one.dest_start)
            yield True, (one.src_start, one.src_end), (one.dest_start, one.dest_end)
            a, c = one.src_end, one.dest_end
    if (a, c) != (len(old), len(new)):
        yield False, (a, len(old)), (c, len(new))


def _sentences(text: str) -> list[str]:
    return [found.group() for found in _SENTENCE.finditer(text) if found.group()]


def _inside(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Changed sentences: each paired with the first of the others that is like it, the order kept."""
    at = 0
    for one in after:
        near = range(at, min(len(before), at + _NEAR))
        mate = next((row for row in near if _alike(before[row], one)), None)
        if mate is None:
            yield Change("added", one)
            continue
        yield from (Change("dropped", gone) for gone in before[at:mate])
        yield from _characters(before[mate], one)
        at = mate + 1
    yield from (Change("dropped", gone) for gone in before[at:])


def _alike(old: str, new: str) -> bool:
    """Whether one sentence became the other, as far as the eye is concerned; lengths that cannot are not looked at."""
    longest = 200 * min(len(old), len(new)) / (len(old) + len(new))
    return longest >= ALIKE and fuzz.ratio(old, new) >= ALIKE


def _characters(old: str, new: str) -> Iterator[Change]:
    """Character by character. A lone character that two changes happen to share is no anchor for the eye, a digit is."""
    blocks = [(same, old[a:b], new[c:d]) for same, (a, b), (c, d) in _blocks(old, new)]
    gone = come = ""
    for at, (same, left, right) in enumerate(blocks):
        lone = len(left) == 1 and gone and come and at + 1 < len(blocks)
        if same and not (lone and not _DIGIT.fullmatch(gone + left + come)):
            yield from _pair(gone, come)
            gone = come = ""
            yield Change("same", left)
        else:
            gone, come = gone + left, come + right
    yield from _pair(gone, come)


def _pair(gone: str, come: str) -> Iterator[Change]:
    if gone:
        yield Change("dropped", gone)
    if come:
        yield Change("added", come)


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Neighbours of one kind as one stretch, what went before what came."""
    found: list[Change] = []
    gone = come = ""
    for one in [*changes, Change("same", "")]:
        if one.kind == "dropped":
            gone += one.text
        elif one.kind == "added":
            come += one.text
        else:
            found += _pair(gone, come)
            gone = come = ""
            if found and found[-1].kind == "same":
                found[-1] = Change("same", found[-1].text + one.text)
            elif one.text:
                found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Clash:
    """A place both changed, each otherwise: what stood there, what one wrote and what the other."""

    base: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two people's changes laid together. ``text`` holds both where they do not touch, and ``mine`` where they clash."""

    text: str
    clashes: tuple[Clash, ...]

    @property
    def clean(self) -> bool:
        """True if everything both changed is in ``text``."""
        return not self.clashes


def merge_texts(base: str, theirs: str, mine: str) -> Merge:
    """Lay the changes of ``theirs`` and ``mine`` over ``base``. A figure and a Latin word count as one piece: two people
    who changed different digits of one figure clash, for neither meant what both together would say."""
    pieces = _TOKEN.findall(base)
    edits = [(*one, "theirs") for one in _edits(pieces, theirs)] + [(*one, "mine") for one in _edits(pieces, mine)]
    edits.sort(key=lambda one: (one[0], one[1]))
    text, clashes, at = "", [], 0
    while edits:
        group = [edits.pop(0)]
        start, end = group[0][0], group[0][1]
        while edits and edits[0][0] <= end:
            group.append(edits.pop(0))
            end = max(end, group[-1][1])
        text += "".join(pieces[at:start])
        sides = {side: _applied(pieces, group, start, end, side) for side in ("theirs", "mine")}
        was = "".join(pieces[start:end])
        if len({one[3] for one in group}) == 2 and sides["theirs"] != sides["mine"]:
            clashes.append(Clash(was, sides["theirs"], sides["mine"]))
            text += sides["mine"]
        else:
            text += sides["theirs"] if any(one[3] == "theirs" for one in group) else sides["mine"]
        at = end
    return Merge(text + "".join(pieces[at:]), tuple(clashes))


def _edits(pieces: Sequence[str], text: str) -> list[tuple[int, int, str]]:
    """(from, to, words): what a text has in the place of which pieces."""
    other = _TOKEN.findall(text)
    return [(a, b, "".join(other[c:d])) for same, (a, b), (c, d) in _blocks(pieces, other) if not same]


def _applied(pieces: Sequence[str], group: Sequence[tuple[int, int, str, str]], start: int, end: int, side: str) -> str:
    """The stretch of the base from ``start`` to ``end`` as one side has it."""
    text, at = "", start
    for first, last, words, whose in group:
        if whose == side:
            text += "".join(pieces[at:first]) + words
            at = last
    return text + "".join(pieces[at:end])
