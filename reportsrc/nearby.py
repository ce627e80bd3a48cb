"""What stands beside each figure of a document: its words, its sentence and item, its time, its topic.

Everything is cut once a document (``document.once(book_of)``), most of it only when it is asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

from reportsrc.catalogue import load_catalogue
from reportsrc.document import Document, Figure, sentences_of
from reportsrc.text import Span

_CUT = frozenset("，,。；;：:、！？!?\r\n（(")
_END = frozenset("，,。；;：:、！？!?\r\n（(中里")
_SPACES = frozenset(" \u3000\u00a0")
LABEL = 48
TAIL = 12
ASIDE = 32
TOPIC = 300
_YEAR = re.compile(r"(?<![0-9—–\-~～])(20[0-9]{2})年(?!版|—|–|-|~|～)|(去年|上年|上一年|同期)|(今年|本年)")
_PERIOD = re.compile(r"上半年|下半年|[一二三四1-4]季度|(?<![0-9])[0-9]{1,2}[—–\-~～][0-9]{1,2}月")
_PAIRS = (("《", "》"), ("（", "）"), ("(", ")"))
_COMPARED = frozenset("较比与同")

When = tuple[int, str]
"""The year and the part of the year a figure speaks of."""


def words_before(text: str, low: int, start: int) -> str:
    """The words that name the number at ``start``: back to a mark or to ``low``, an aside in brackets left out."""
    low = max(low, start - LABEL)
    end = start
    while end > low and text[end - 1] in _SPACES:
        end -= 1
    if end > low and text[end - 1] in "）)":
        floor = max(low, end - ASIDE)
        opened = max(text.rfind("（", floor, end), text.rfind("(", floor, end))
        if opened >= 0:
            end = opened
    begin = end
    while begin > low and text[begin - 1] not in _CUT:
        begin -= 1
    return text[begin:end].strip()


def words_after(text: str, end: int, high: int) -> str:
    """The words after a number that ends at ``end``: up to a mark, a bracket, 中 or ``high``."""
    high = min(end + TAIL, high)
    stop = end
    while stop < high and text[stop] not in _END:
        stop += 1
    return text[end:stop]


def time_told(text: str, start: int, stop: int, reported: int) -> When:
    """The year and the part of the year named last in ``[start, stop)``; the reported year if none is.

    A year in a title or in brackets, or one that is only compared with (较2022年), tells nothing.
    """
    year = reported
    for match in _YEAR.finditer(text, start, stop):
        inside = any(
            text.rfind(left, start, match.start()) > text.rfind(right, start, match.start())
            and text.find(right, match.end(), stop) >= 0
            for left, right in _PAIRS
        )
        if not inside and text[match.start() - 1 : match.start()] not in _COMPARED:
            year = int(match[1]) if match[1] else reported - 1 if match[2] else reported
    period = _PERIOD.findall(text, start, stop)
    return year, period[-1] if period else ""


class Book:
    """The figures of one document with what stands beside them. Figures are named by their number in text order."""

    __slots__ = (
        "_passages",
        "_sentences",
        "_starts",
        "_topics",
        "document",
        "figures",
        "found",
        "labels",
        "tails",
        "text",
        "words",
        "year",
    )  # fmt: skip

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = text = document.text
        self.figures = figures = document.figures
        self.year = document.year or 0
        self.found: dict[object, object] = {}
        self._sentences = document.once(sentences_of).spans
        self._starts = [span.start for span in self._sentences]
        self._passages = [passage.span.start for passage in document.passages]
        self._topics: dict[int, tuple[list[int], list[tuple[str, str, int]]]] = {}
        self.labels: list[str] = []
        self.tails: list[str] = []
        self.words: list[tuple[str, ...]] = []
        words_in = load_catalogue().words_in
        low, last = 0, len(figures) - 1
        for at, figure in enumerate(figures):
            span = figure.span
            label = words_before(text, low, span.start)
            low = span.end
            tail = words_after(text, low, figures[at + 1].span.start if at < last else len(text))
            self.labels.append(label)
            self.tails.append(tail)
            self.words.append(words_in(label) + words_in(tail))

    def sentence(self, position: int) -> int:
        """The number of the sentence that begins at or before ``position``; -1 before the first."""
        return bisect_right(self._starts, position) - 1

    def sentence_span(self, position: int) -> Span:
        """The sentence that begins at or before ``position``."""
        number = self.sentence(position)
        return self._sentences[number] if number >= 0 else Span(0, position)

    def sentence_start(self, position: int) -> int:
        """Where that sentence begins, at most 200 characters back."""
        return max(self.sentence_span(position).start, position - 200)

    def passage(self, position: int) -> int:
        """The number of the passage that begins at or before ``position``; -1 before the first."""
        return bisect_right(self._passages, position) - 1

    def when(self, figure: Figure) -> When:
        """The year and the part of the year a figure speaks of."""
        start = figure.span.start
        return time_told(self.text, self.sentence_start(start), start, self.year)

    def domain(self, at: int) -> str:
        """The domain named last before a figure in its passage, else right after it; empty if none is."""
        start = self.figures[at].span.start
        places, told = self._topics_of(start)
        for number in range(bisect_right(places, start) - 1, -1, -1):
            if places[number] < start - TOPIC:
                break
            if told[number][1] and told[number][2] <= start:
                return told[number][1]
        return self._in_tail(at)[1]

    def topic(self, at: int) -> tuple[str, int]:
        """``(topic, place)`` of what a figure is about: named last before it in its passage, else right after it.

        ``place`` is where that word begins; -1 and an empty topic if none is named.
        """
        start = self.figures[at].span.start
        places, told = self._topics_of(start)
        number = bisect_right(places, start) - 1
        while number >= 0 and told[number][2] > start:
            number -= 1
        if number >= 0 and places[number] >= start - TOPIC:
            return told[number][0], places[number]
        topic = self._in_tail(at)[0]
        return topic, start if topic else -1

    def _in_tail(self, at: int) -> tuple[str, str]:
        catalogue = load_catalogue()
        found = catalogue.topics.search(self.tails[at])
        return catalogue.topic_of[found[0]] if found else ("", "")

    def _topics_of(self, position: int) -> tuple[list[int], list[tuple[str, str, int]]]:
        """Where the passage at ``position`` names topics, and ``(topic, domain, end)`` of each."""
        number = self.passage(position)
        known = self._topics.get(number)
        if known is None:
            catalogue, passages = load_catalogue(), self._passages
            start = passages[number] if number >= 0 else 0
            end = passages[number + 1] if number + 1 < len(passages) else len(self.text)
            places: list[int] = []
            told: list[tuple[str, str, int]] = []
            topic_of: Mapping[str, tuple[str, str]] = catalogue.topic_of
            for match in catalogue.topics.finditer(self.text, start, end):
                places.append(match.start())
                told.append((*topic_of[match[0]], match.end()))
            known = self._topics[number] = places, told
        return known


def book_of(document: Document) -> Book:
    """The document's figures with what stands beside them; ask with ``document.once(book_of)``."""
    return Book(document)
