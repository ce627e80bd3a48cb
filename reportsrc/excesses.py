"""Parts that are greater than their total: after 其中, by the catalogue, and beside the base of a rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportsrc.catalogue import RateKind, load_catalogue
from reportsrc.document import Document, Figure
from reportsrc.intervals import above, exact
from reportsrc.linking import LinkedFigure, link_figures
from reportsrc.nearby import Surroundings, book_of
from reportsrc.sums import AMONG, CARRIED, TOTAL_WORDS, above_their_total, in_short

REACH = 200
LIKELY = 0.75
ASIDE = 14
"""How far after a part what was carried over may be told: 审结14件，含上年结转3件."""


@dataclass(frozen=True, slots=True)
class Excess:
    """A part that is greater than what it is a part of; ``words`` says both in short."""

    part: Figure
    total: Figure
    part_words: str
    total_words: str


def parts_above_total(document: Document) -> tuple[Excess, ...]:
    """Every part that is greater than what it is said to be a part of, in text order.

    Where the sentence speaks of what was carried over from earlier, nothing is said.
    """
    return document.once(_excesses)


def _excesses(document: Document) -> tuple[Excess, ...]:
    book = document.once(book_of)
    pairs = {one.part: one.total for one in above_their_total(document)}
    for part, total in (*_of_indicators(book, link_figures(document)), *_of_rates(book)):
        pairs.setdefault(part, total)
    return tuple(
        Excess(book.figures[part], book.figures[total], in_short(book, part), in_short(book, total))
        for part, total in sorted(pairs.items())
    )


def _of_indicators(book: Surroundings, links: tuple[LinkedFigure, ...]) -> Iterator[tuple[int, int]]:
    """办结 above 受理: what the catalogue says cannot be."""
    last: dict[str, LinkedFigure] = {}
    for one in links:
        if one.indicator is None or one.score < LIKELY or not exact(one.figure):
            continue
        for code in one.indicator.at_most:
            base = _whole(book, last.get(code), one)
            if base and _comparable(book, one, base) and above(one.figure, base.figure):
                yield one.at, base.at
                break
        if not book.tails[one.at].startswith("中"):
            last[one.indicator.code] = one


def _whole(book: Surroundings, base: LinkedFigure | None, part: LinkedFigure) -> LinkedFigure | None:
    """The base, or None if a total of it and others (合计278件) is told before the part."""
    if base is None:
        return None
    for at in range(base.at + 1, part.at):
        if book.labels[at] in TOTAL_WORDS and book.figures[at].unit == part.figure.unit:
            return None
    return base


def _of_rates(book: Surroundings) -> Iterator[tuple[int, int]]:
    """发现问题64个，整改到位66个: of a rate whose part and base cannot be of two matters."""
    within = load_catalogue().within
    for at in range(1, len(book.figures)):
        kind = within.get(book.labels[at].removeprefix("已"))
        if kind is None:
            continue
        under = at - 1
        while under and at - under < 8 and not _names_base(kind, book.labels[under]):
            under -= 1
        one, base = book.figures[at], book.figures[under]
        if one.unit != base.unit or not (exact(one) and exact(base) and above(one, base)):
            continue
        start = book.sentence_start(one.span.start)
        if under < at - 1 and AMONG not in book.labels[under + 1]:
            continue
        if (
            _names_base(kind, book.labels[under])
            and start <= base.span.start
            and not CARRIED.search(book.text, start, one.span.end + ASIDE)
        ):
            yield at, under


def _names_base(kind: RateKind, label: str) -> bool:
    return any(kind.kinds[word] == "bases" for word in kind.words.findall(label))


def _comparable(book: Surroundings, part: LinkedFigure, base: LinkedFigure) -> bool:
    text = book.text
    here, there = part.figure.span, base.figure.span
    start = book.sentence_start(there.start)
    if part.figure.unit != base.figure.unit or book.passage(here.start) != book.passage(there.start):
        return False
    if here.start - there.end > REACH or book.sentence(here.start) - book.sentence(there.start) > 1:
        return False
    if AMONG in text[start : there.start] or "新收" in base.word:
        return False
    return not CARRIED.search(text, start, here.end) and book.when(part.figure) == book.when(base.figure)
