"""What stands beside each figure of a document: its words, its sentence and item, its time, its topic.

Everything is cut once a document (``document.once(book_of)``), most of it only when it is asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

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
SENTENCE = 200
_TIME = re.compile(
    r"(2(?<![0-9—–\-~～]2)0[0-9]{2})年(?!版|—|–|-|~|～)|(去年|上年|上一年|同期)|(今年|本年)"
    r"|(上半年|下半年|[一二三四1-4]季度|[0-9](?<![0-9][0-9])[0-9]?[—–\-~～][0-9]{1,2}月)"
)
_PAIRS = (("《", "》"), ("（", "）"), ("(", ")"))
_COMPARED = frozenset("较比与同")
_CARRIED = ("结转", "旧存", "未结", "未审结", "未办结", "度结转", "积存")

_OPENING = re.compile(r"(?:全年|今年|去年|上年|本年度?|20\d\d年度?|全[区县市镇]|我[区县市]|累计|[共总]计|共|已)*+")

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


def bare(label: str) -> str:
    """A label without the words that only open it (全年共…)."""
    opening = _OPENING.match(label)
    return label[opening.end() :] if opening else label


class _Told(NamedTuple):
    """A year or a part of a year named at ``place``; in brackets that close at ``closed`` (-1: not in brackets)."""

    place: int
    closed: int
    year: int | None
    period: str


def _times_told(text: str, start: int, stop: int, reported: int) -> list[_Told]:
    """What ``[start, stop)`` says of time; a year that is only compared with (较2022年) or from which
    something was carried over (2022年结转) tells nothing."""
    found = []
    for match in _TIME.finditer(text, start, stop):
        place = match.start()
        if match[4]:
            found.append(_Told(place, -1, None, match[4]))
        elif text[place - 1 : place] not in _COMPARED and not text.startswith(_CARRIED, match.end()):
            year = int(match[1]) if match[1] else reported - 1 if match[2] else reported
            closed = -1
            for left, right in _PAIRS:
                if text.rfind(left, start, place) > text.rfind(right, start, place):
                    closed = max(closed, text.find(right, match.end(), stop))
            found.append(_Told(place, closed, year, ""))
    return found


class Surroundings:
    """The figures of one document with what stands beside them. Figures are named by their number in text order.

    ``labels`` are the words before each, ``tails`` those after it, ``words`` the catalogue's words in both, ``of_word``
    the figures beside which a word stands; ``found`` is where other rooms keep what they worked out.
    """

    __slots__ = (
        "_passages", "_sentences", "_starts", "_times", "_topics", "document", "figures", "found", "labels", "of_word",
        "tails", "text", "words", "year",
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
        self._times: dict[int, list[_Told]] = {}
        self.labels: list[str] = []
        self.tails: list[str] = []
        self.words: list[list[str]] = []
        self.of_word: dict[str, list[int]] = {}
        ends = [figure.span.start for figure in figures[1:]]
        ends.append(len(text))
        low = 0
        for figure, high in zip(figures, ends, strict=False):
            span = figure.span
            self.labels.append(words_before(text, low, span.start))
            low = span.end
            self.tails.append(words_after(text, low, high))
            self.words.append([])
        self._find_words()

    def _find_words(self) -> None:
        """Find the catalogue's words beside all figures in one go."""
        beside = [f"{label}\n{tail}" for label, tail in zip(self.labels, self.tails, strict=True)]
        of_word, number, stop = self.of_word, -1, -1
        for place, word in load_catalogue().find("\n".join(beside)):
            while place > stop:
                number += 1
                stop += len(beside[number]) + 1
            self.words[number].append(word)
            of_word.setdefault(word, []).append(number)

    def sentence(self, position: int) -> int:
        """The number of the sentence that begins at or before ``position``; -1 before the first."""
        return bisect_right(self._starts, position) - 1

    def sentence_span(self, position: int) -> Span:
        """The sentence that begins at or before ``position``."""
        number = self.sentence(position)
        return self._sentences[number] if number >= 0 else Span(0, position)

    def sentence_start(self, position: int) -> int:
        """Where that sentence begins, at most 200 characters back."""
        return max(self.sentence_span(position).start, position - SENTENCE)

    def passage(self, position: int) -> int:
        """The number of the passage that begins at or before ``position``; -1 before the first."""
        return bisect_right(self._passages, position) - 1

    def when(self, figure: Figure) -> When:
        """The year and the part of the year a figure speaks of: as named last before it in its sentence, at most 200
        characters back, else the reported year. A year in a title or in brackets before it tells nothing."""
        start = figure.span.start
        number = self.sentence(start)
        told = self._times.get(number)
        if told is None:
            span = self._sentences[number] if number >= 0 else Span(0, start)
            told = self._times[number] = _times_told(self.text, span.start, span.end, self.year)
        year, period = self.year, ""
        for one in told:
            if one.place >= start:
                break
            if one.place < start - SENTENCE:
                continue
            if one.year is None:
                period = one.period
            elif one.closed < 0 or one.closed >= start:
                year = one.year
        return year, period

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


def book_of(document: Document) -> Surroundings:
    """The document's figures with what stands beside them; ask with ``document.once(book_of)``."""
    return Surroundings(document)
