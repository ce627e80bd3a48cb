"""Where a text addresses a requirement: evidence spans, sentence by sentence.

What a requirement looks for is data (``Requirement.words``, ``Standard.masks``); nothing here knows a single
requirement. Coverage locates, it does not judge: whether what stands there is enough is a reviewer's mark.

Words are looked for in a view of the text that has the text's own positions: both widths of marks made one, masked
phrases and everything inside 《》 blanked (a document's title is no account of what was done). ``《规划`` is a title
with 规划 in it; ``#`` is any figure, ``#件`` a figure with that unit. Part headings are never evidence; a section's
heading is, through the first sentence below it, where no sentence of the text is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reportsrc.document import Document, Figure, Part, PassageKind
from reportsrc.standard import EntryForm, Requirement, Standard
from reportsrc.text import Span, fold, sentences

MOST_SPANS = 5
"""The most evidence spans kept for one requirement."""

_BLANK = "\x00"
_NOWHERE: frozenset[int] = frozenset()
_TITLE = re.compile(r"《[^《》\r\n]{1,120}+》")
_BODY = (PassageKind.PREAMBLE, PassageKind.INTRO, PassageKind.LEAD, PassageKind.ITEM, PassageKind.CLOSING)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where one requirement is addressed: at most ``MOST_SPANS`` sentences, the strongest, given in text order.

    ``figures`` are the document's figures inside these sentences whose unit the requirement expects; empty where it
    expects none or none stands there.
    """

    requirement: Requirement
    spans: tuple[Span, ...]
    figures: tuple[Figure, ...]

    @property
    def addressed(self) -> bool:
        """True if at least one place was found."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence, or a section heading standing for the first sentence below it (``answer``)."""

    span: Span
    answer: Span
    part: int
    heading: bool = False


@cache
def _alternatives(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """``("a", "b+c")`` → ``(("a",), ("b", "c"))``, folded."""
    return tuple(tuple(fold(piece) for piece in word.split("+") if piece) for word in words)


@cache
def _masks(masks: tuple[str, ...]) -> tuple[str, ...]:
    """Masks folded like the text, longest first, so that a longer one is never broken by a shorter."""
    return tuple(sorted((fold(mask) for mask in masks), key=len, reverse=True))


class _Index:
    """The places of one document and a lookup of words in them; each word is searched once."""

    def __init__(self, document: Document, figures: Sequence[Figure], masks: tuple[str, ...]) -> None:
        folded = fold(document.text)
        self._folded = folded
        self._figures = figures
        self._titles = [Span(*match.span()) for match in _TITLE.finditer(folded)]
        view = _TITLE.sub(lambda m: "《" + _BLANK * (m.end() - m.start() - 2) + "》", folded)
        for mask in _masks(masks):
            if mask in view:
                view = view.replace(mask, _BLANK * len(mask))
        self._view = view
        self.places = tuple(_places(document))
        self._starts = [place.span.start for place in self.places]
        self._found: dict[str, frozenset[int]] = {}

    def having(self, word: str) -> frozenset[int]:
        """The numbers of the places in which ``word`` stands whole."""
        known = self._found.get(word)
        if known is None:
            known = self._found[word] = self._search(word)
        return known

    def _search(self, word: str) -> frozenset[int]:
        if word[0] == "#":
            return self._at(one.span for one in self._figures if word in ("#", f"#{one.unit}"))
        if word[0] == "《":
            return self._at(span for span in self._titles if word[1:] in span.of(self._folded))
        at = self._view.find(word)
        if at < 0:
            return _NOWHERE
        spans = []
        while at >= 0:
            spans.append(Span(at, at + len(word)))
            at = self._view.find(word, at + len(word))
        return self._at(spans)

    def _at(self, spans: Iterable[Span]) -> frozenset[int]:
        found = set()
        for span in spans:
            number = bisect_right(self._starts, span.start) - 1
            if number >= 0 and span.end <= self.places[number].span.end:
                found.add(number)
        return frozenset(found)

    def matching(self, words: tuple[str, ...]) -> dict[int, int]:
        """Place number → how many of the alternatives stand in it."""
        hits: dict[int, int] = {}
        for pieces in _alternatives(words):
            found = self.having(pieces[0])
            for piece in pieces[1:]:
                if not found:
                    break
                found = found & self.having(piece)
            for number in found:
                hits[number] = hits.get(number, 0) + 1
        return hits


def _places(document: Document) -> Iterator[_Place]:
    """Every sentence of the body and every section heading that has a body, in text order, with its part's number
    (-1 before the first part)."""
    starts = [part.span.start for part in document.parts]
    waiting: Span | None = None
    for passage in document.passages:
        part = bisect_right(starts, passage.span.start) - 1
        if passage.kind is PassageKind.HEADING:
            waiting = passage.span if passage.level >= 2 else None
        elif passage.kind in _BODY:
            for span in sentences(document.text, passage.span.start, passage.span.end):
                if waiting is not None:
                    yield _Place(waiting, span, part, heading=True)
                    waiting = None
                yield _Place(span, span, part)


def _scope(document: Document, standard: Standard, keys: Sequence[str]) -> frozenset[int] | None:
    """The numbers of the parts in which to look; None for the whole text.

    Topical parts count as measures. Where no part has the role, its content may stand inside another part, and the
    whole text is searched; not so if the document says the content is missing, or if the part is an optional one.
    """
    if not keys:
        return None
    forms = {part.form for part in standard.parts if part.key in keys}
    named = {part.key for part in standard.parts}
    found = frozenset(
        number for number, part in enumerate(document.parts) if _within(part, keys, named, EntryForm.MEASURE in forms)
    )
    if found:
        return found
    inside = any(state.startswith("inside:") and state.rpartition(">")[2] in keys for state in document.states)
    required = any(part.required for part in standard.parts if part.key in keys)
    missing = all(f"missing:{key}" in document.states for key in keys)
    return None if inside or (required and not missing) else found


def _within(part: Part, keys: Sequence[str], named: set[str], topical: bool) -> bool:
    return any(role in keys or (topical and role not in named) for role in part.roles)


def _figures_in(figures: Sequence[Figure], starts: Sequence[int], span: Span) -> Iterator[Figure]:
    for number in range(bisect_left(starts, span.start), bisect_left(starts, span.end)):
        if span.covers(figures[number].span):
            yield figures[number]


def address(document: Document, standard: Standard, kind: str) -> tuple[Coverage, ...]:
    """Where ``document`` addresses each requirement of ``standard`` that applies to ``kind`` of organisation.

    One ``Coverage`` a requirement, in the standard's order; spans are sentences of the verbatim text. Stronger is a
    sentence in which more of the requirement's alternatives stand, then one with a figure in an expected unit, then
    the earlier one.
    """
    figures = sorted(document.figures, key=lambda figure: figure.span)
    index = _Index(document, figures, standard.masks)
    starts = [figure.span.start for figure in figures]
    scopes: dict[tuple[str, ...], frozenset[int] | None] = {}
    results = []
    for requirement in standard.for_kind(kind):
        if requirement.scope not in scopes:
            scopes[requirement.scope] = _scope(document, standard, requirement.scope)
        scope = scopes[requirement.scope]
        hits = {
            number: count
            for number, count in index.matching(requirement.words).items()
            if scope is None or index.places[number].part in scope
        }
        body = {number: count for number, count in hits.items() if not index.places[number].heading}
        units = frozenset(requirement.figures)
        ranked = []
        for number, count in (body or hits).items():
            span = index.places[number].answer
            numbers = [one for one in _figures_in(figures, starts, span) if one.unit in units] if units else []
            ranked.append((-count, not numbers, span, numbers))
        ranked.sort(key=lambda one: one[:3])
        best = sorted(ranked[:MOST_SPANS], key=lambda one: one[2])
        results.append(
            Coverage(
                requirement,
                tuple(span for _, _, span, _ in best),
                tuple(figure for _, _, _, numbers in best for figure in numbers),
            )
        )
    return tuple(results)
