"""Two reports side by side: what was carried over, revised, moved, new or dropped, and what answers what.

Sentences are compared as they read: both widths of a mark are one, white space and the number before an item do not
count. Which sentence became which is found in four steps, the surest first: the same words; the same words but for
the figures; the most similar by the pieces of two characters they share, confirmed by Indel similarity; the rest is
new or dropped. Every step is bounded, so time grows with the length of the two texts.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Place
from reportsrc.markers import marker_of
from reportsrc.text import Span, fold, sentences

ALIKE = 0.6
"""Least Indel similarity of two sentences that count as one revised."""
PROMISES = (0.1, 0.15)
"""Least score at which a measure may answer a plan item, and at which it is taken to."""
REMEDIES = (0.03, 0.06)
"""The same for a plan item that answers a shortcoming: the two share fewer words, for one says what is wrong and the
other what will be done. Both were set on the demonstration reports and, as contrast, on pairs of unrelated offices."""
_LONGEST = 600
_CANDIDATES = 6
_MOST_SHARED = 40
_SHORTEST = 6


class SentenceChange(StrEnum):
    """What became of a sentence."""

    SAME = "same"
    REVISED = "revised"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of the old report, of the new one, or of both. ``score`` is 1 for the same words, 0 for one side only.

    ``figures_only``: the two differ in nothing but digits. ``moved``: both are there, but in another order.
    """

    change: SentenceChange
    old: Place | None
    new: Place | None
    score: float = 0.0
    figures_only: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An item and what answers it best: ``by`` is None where nothing does, ``sure`` False where it only may.

    ``score`` is a cosine, 0…1; what it takes differs from question to question (``PROMISES``, ``REMEDIES``).
    """

    item: Place
    by: Place | None
    score: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of every sentence, and which items were answered.

    ``pairs`` stand in the order of the new report, dropped ones behind the sentence they followed. ``promises``: last
    year's plan items and the measures of this year that answer them. ``remedies``: this year's shortcomings and the
    plan items of the same report that answer them.
    """

    pairs: tuple[Pair, ...]
    promises: tuple[Answer, ...]
    remedies: tuple[Answer, ...]

    def count(self, change: SentenceChange) -> int:
        """How many sentences this became of."""
        return sum(1 for pair in self.pairs if pair.change is change)


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: Place
    key: str
    masked: str
    row: int


_DIGITS = re.compile(r"\d[\d.,]*+|[〇一二三四五六七八九十百千]{2,}+")
_TOLD = (PassageKind.HEADING, PassageKind.INTRO, PassageKind.LEAD, PassageKind.ITEM, PassageKind.CLOSING)
_YEARS = re.compile(r"20\d\d年度?")
_QUOTED = re.compile(r"《[^》]{0,120}+》|“[^”]{0,120}+”")
_EDGE = " \t。；;.，,：:、"


def _key(words: str) -> str:
    marker = marker_of(words)
    return "".join(fold(words[len(marker) :]).split()).strip(_EDGE)


def _sentences(document: Document) -> list[_Sentence]:
    found: list[_Sentence] = []
    for passage in document.passages:
        if passage.kind in (PassageKind.HEADER, PassageKind.TITLE, PassageKind.ADDRESSEE, PassageKind.SIGNATURE):
            continue
        for span in sentences(document.text, passage.span.start, passage.span.end):
            key = _key(span.of(document.text))
            if len(key) >= _SHORTEST:
                place = Place(span, span.of(document.text))
                found.append(_Sentence(place, key, _DIGITS.sub("#", key), len(found)))
    return found


COPIED = 24
"""Least length of a sentence that cannot stand in two reports by chance (characters, marks and spaces aside)."""


def sentence_prints(document: Document) -> dict[int, Span]:
    """A 63-bit name of every longer sentence of the body, and where it stands; equal names mean equal words.

    Headings of parts, words inside 《》 and “” (titles and slogans are everyone's) and the years do not count: a sentence must
    have ``COPIED`` characters without them. The names last: they can be kept and looked up among those of others.
    """
    found: dict[int, Span] = {}
    text = document.text
    for passage in document.passages:
        if passage.kind not in _TOLD or (passage.kind is PassageKind.HEADING and passage.level == 1):
            continue
        for span in sentences(text, passage.span.start, passage.span.end):
            words = span.of(text)
            key = _QUOTED.sub("", _key(words))
            if len(_YEARS.sub("", key)) >= COPIED:
                digest = hashlib.blake2b(_YEARS.sub("#", key).encode(), digest_size=8).digest()
                start = span.start + len(marker_of(words))
                found.setdefault(int.from_bytes(digest) >> 1, Span(start, span.end))
    return found


def compare(old: Document, new: Document) -> Comparison:
    """What became of the sentences of ``old`` in ``new``; which plan items and shortcomings are answered."""
    return Comparison(
        tuple(compare_sentences(old, new)),
        answers(_items(old, "plans"), _items(new, "measures"), *PROMISES),
        answers(_items(new, "shortcomings"), _items(new, "plans"), *REMEDIES),
    )


def compare_sentences(old: Document, new: Document) -> list[Pair]:
    """Every sentence of both bodies once, headings included, in the order of the new report."""
    before, after = _sentences(old), _sentences(new)
    matched: dict[int, tuple[int, float, bool]] = {}
    _match_equal(before, after, matched, lambda one: one.key)
    _match_equal(before, after, matched, lambda one: one.masked)
    _match_alike(before, after, matched)
    in_order = _longest_rising([(new_row, matched[new_row][0], len(after[new_row].key)) for new_row in sorted(matched)])
    following: defaultdict[int, list[Pair]] = defaultdict(list)
    came_from = {old_row: new_row for new_row, (old_row, _, _) in matched.items()}
    behind = -1
    for one in before:
        if one.row in came_from:
            behind = came_from[one.row]
        else:
            following[behind].append(Pair(SentenceChange.DROPPED, one.place, None))
    pairs = [*following[-1]]
    for one in after:
        if one.row not in matched:
            pairs.append(Pair(SentenceChange.NEW, None, one.place))
        else:
            old_row, score, figures_only = matched[one.row]
            change = SentenceChange.SAME if score == 1.0 else SentenceChange.REVISED
            pairs.append(Pair(change, before[old_row].place, one.place, score, figures_only, one.row not in in_order))
        pairs += following[one.row]
    return pairs


def _match_equal(
    before: Sequence[_Sentence],
    after: Sequence[_Sentence],
    matched: dict[int, tuple[int, float, bool]],
    key: Callable[[_Sentence], str],
) -> None:
    """Pair what has the same key, in text order; only what is still alone is looked at."""
    taken = {old_row for old_row, _, _ in matched.values()}
    waiting: defaultdict[str, deque[_Sentence]] = defaultdict(deque)
    for one in before:
        if one.row not in taken:
            waiting[key(one)].append(one)
    for one in after:
        if one.row in matched or not (there := waiting.get(key(one))):
            continue
        mate = there.popleft()
        if mate.key == one.key:
            matched[one.row] = (mate.row, 1.0, False)
        else:
            score = fuzz.ratio(mate.key[:_LONGEST], one.key[:_LONGEST]) / 100
            matched[one.row] = (mate.row, min(score, 0.99), True)


def _pieces(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(len(words) - 1)}


def _match_alike(
    before: Sequence[_Sentence], after: Sequence[_Sentence], matched: dict[int, tuple[int, float, bool]]
) -> None:
    """Pair the most similar of what is still alone, the surest pairs first."""
    taken = {old_row for old_row, _, _ in matched.values()}
    index: defaultdict[str, list[int]] = defaultdict(list)
    for one in before:
        if one.row not in taken:
            for piece in _pieces(one.masked[:_LONGEST]):
                index[piece].append(one.row)
    found: list[tuple[float, int, int, int]] = []
    for one in after:
        if one.row in matched:
            continue
        shared: Counter[int] = Counter()
        for piece in _pieces(one.masked[:_LONGEST]):
            rows = index.get(piece, ())
            if len(rows) <= _MOST_SHARED:
                shared.update(rows)
        for old_row, _ in shared.most_common(_CANDIDATES):
            score = fuzz.ratio(before[old_row].masked[:_LONGEST], one.masked[:_LONGEST], score_cutoff=ALIKE * 100) / 100
            if score >= ALIKE:
                found.append((-score, abs(old_row - one.row), one.row, old_row))
    for minus, _, new_row, old_row in sorted(found):
        if new_row not in matched and old_row not in taken:
            matched[new_row] = (old_row, min(-minus, 0.99), False)
            taken.add(old_row)


def _longest_rising(rows: Sequence[tuple[int, int, int]]) -> set[int]:
    """Of (new row, old row, weight) in new order: the new rows of the heaviest run whose old rows only rise.

    What lies outside it was moved. O(n log n): a Fenwick tree over the old rows holds the best weight up to each.
    """
    size = max((old for _, old, _ in rows), default=-1) + 2
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    weights: list[int] = []
    came: list[int] = []
    for at, (_, old, weight) in enumerate(rows):
        top, place = (0, -1), old
        while place > 0:
            top = max(top, best[place])
            place -= place & -place
        weights.append(top[0] + weight)
        came.append(top[1])
        place = old + 1
        while place <= size:
            best[place] = max(best[place], (weights[at], at))
            place += place & -place
    kept: set[int] = set()
    at = max(range(len(rows)), key=weights.__getitem__, default=-1)
    while at >= 0:
        kept.add(rows[at][0])
        at = came[at]
    return kept


def _items(document: Document, role: str) -> list[Place]:
    """What a part says item by item: its items; a section without items as a whole; else its sentences."""
    found: list[Span] = []
    for part in document.parts:
        if role not in part.roles:
            continue
        inner = [item.span for item in part.items]
        for section in part.sections:
            inner += [item.span for item in section.items] or [section.span]
        if not inner and part.body_span:
            inner = list(sentences(document.text, part.body_span.start, part.body_span.end))
        found += sorted(inner)
    return [Place(span, span.of(document.text)) for span in found]


def answers(items: Sequence[Place], by: Sequence[Place], may: float, sure: float) -> tuple[Answer, ...]:
    """For every item the place of ``by`` that answers it best, or none; ``may`` and ``sure`` are the least scores.

    Cosine over pieces of two characters, each weighed by how rare it is on both sides (the logarithm of the share of
    items that have it), so that what every sentence of such reports says (推进、工作、机制) counts next to nothing.
    """
    mine = [_pieces(_bare(one.quote)) for one in items]
    theirs = [_pieces(_bare(one.quote)) for one in by]
    spread = Counter(piece for pieces in (*mine, *theirs) for piece in pieces)
    total = len(mine) + len(theirs)
    weight = {piece: math.log((total + 1) / count) ** 2 for piece, count in spread.items()}
    sizes = [sum(weight[piece] for piece in pieces) for pieces in theirs]
    index: defaultdict[str, list[int]] = defaultdict(list)
    for row, pieces in enumerate(theirs):
        for piece in pieces:
            index[piece].append(row)
    found: list[Answer] = []
    for one, pieces in zip(items, mine, strict=True):
        own = sum(weight[piece] for piece in pieces)
        shared: defaultdict[int, float] = defaultdict(float)
        for piece in pieces:
            for row in index.get(piece, ()):
                shared[row] += weight[piece]
        scored = [(share / math.sqrt(own * sizes[row]), -row) for row, share in shared.items() if own and sizes[row]]
        score, row = max(scored, default=(0.0, 0))
        found.append(Answer(one, by[-row] if score >= may else None, round(score, 2), score >= sure))
    return tuple(found)


def _bare(words: str) -> str:
    return "".join(c for c in _DIGITS.sub("#", _key(words)) if c.isalnum())
