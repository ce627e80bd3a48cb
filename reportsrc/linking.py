"""Which figure is which indicator: by its words, its unit and the topic told beside it, with a score.

Precision comes first: a figure whose words could mean something else stays unlinked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from reportsrc.catalogue import Indicator, load_catalogue
from reportsrc.document import Document, Figure
from reportsrc.nearby import Surroundings, book_of
from reportsrc.standard import EntryForm, Standard, load
from reportsrc.text import Span

LEAST = 0.6
"""Below this score a figure stays unlinked."""
SURE = 0.9
"""From this score on two figures of one indicator tell one thing."""

_SPENT = re.compile(
    r"其中|全年|今年|本年度?|20\d\d年|全区|全县|全市|全镇|我区|我县|我市|累计|实际|已经|共计|合计|总计|共|已|均|成功|依法|各类|"
    r"各|行政|案件|事项|的|了|数|次数|开展|组织|完成|办理|进行|实现|为|达到|达|是|全部|全面|集中"
)
_COUNTED = re.compile(r"[（(][^（）()]{0,12}[）)]$|(?:总数|件数|次数|人数|份数|个数|条数|数量|数)$")
_EACH = re.compile(r"平均|人均|月均|日均|户均|年均|每|中有?$|新聘")
_EACH_MARKS = frozenset("均每中聘")
_JOINED = frozenset("和与及或暨")


class LinkedFigure(NamedTuple):
    """A figure and what it counts. ``score`` is 0–1; ``indicator`` None and score 0: unlinked.

    ``word`` is the wording by which it was known; ``at`` the figure's number in the document.
    """

    figure: Figure
    indicator: Indicator | None
    score: float
    word: str = ""
    at: int = 0


def link_figures(document: Document) -> tuple[LinkedFigure, ...]:
    """Every figure of the document in text order, with its indicator or unlinked."""
    return document.once(_linked)


def name_indicator(label: str, unit: str) -> Indicator | None:
    """The indicator that a row of a table names by itself (行政复议受理件数); an empty ``unit`` fits any."""
    catalogue = load_catalogue()
    plain = _COUNTED.sub("", label.strip())
    best: tuple[int, float, Indicator] | None = None
    for one in catalogue.indicators.values():
        if one.title in (label, plain):
            return one
    topics = [catalogue.topic_of[word][0] for word in catalogue.topics.findall(plain)]
    for _, word in catalogue.find(plain):
        for one in catalogue.by_word.get(word, ()):
            if (unit and unit not in one.units) or (one.about and one.about not in topics[-2:]):
                continue
            if any(other in plain for other in one.refused):
                continue
            rest = plain.replace(word, "", 1)
            for other in catalogue.words_of.get(one.about, ()):
                rest = rest.replace(other, "")
            score = 1 - 0.05 * len(_SPENT.sub("", rest))
            if score >= SURE and (best is None or (len(word), score) > best[:2]):
                best = (len(word), score, one)
    return best[2] if best else None


def _linked(document: Document) -> tuple[LinkedFigure, ...]:
    book = document.once(book_of)
    return tuple(_link(book, at) for at in range(len(book.figures)))


def _link(book: Surroundings, at: int) -> LinkedFigure:
    figure = book.figures[at]
    if book.words[at] and figure.unit and figure.unit != "百分点" and not (figure.direction and figure.unit != "%"):
        for words, aside in ((book.labels[at], 0.0), (book.tails[at], 0.1)):
            found = _best(book, at, words, aside) if len(words) > 1 else None
            if found:
                return found
    return LinkedFigure(figure, None, 0.0, at=at)


def _best(book: Surroundings, at: int, words: str, aside: float) -> LinkedFigure | None:
    """The likeliest indicator that ``words`` name; None if none is likely enough."""
    by_word, unit = load_catalogue().by_word, book.figures[at].unit
    found: list[tuple[int, str, Indicator]] = []
    for word in book.words[at]:
        if word in by_word and word in words:
            for one in by_word[word]:
                if unit in one.units and not (one.refused and _refused(one, words)):
                    found.append((-len(word), word, one))
    if not found or _shared(book, at) or not (_EACH_MARKS.isdisjoint(words) or not _EACH.search(words)):
        return None
    if len(found) > 1:
        found.sort(key=_longest)
    best: LinkedFigure | None = None
    for _, word, one in found:
        if best and len(word) < len(best.word):
            break
        score = _score(book, at, one, word, words) - aside
        if score >= LEAST and (best is None or score > best.score):
            best = LinkedFigure(book.figures[at], one, round(score, 2), word, at)
    return best


def _refused(indicator: Indicator, words: str) -> bool:
    return any(other in words for other in indicator.refused)


def _longest(found: tuple[int, str, Indicator]) -> int:
    return found[0]


def _score(book: Surroundings, at: int, indicator: Indicator, word: str, words: str) -> float:
    """How sure it is that ``word`` in ``words`` names the indicator: its topic's nearness times what else is said."""
    near = 1.0
    rest = words.replace(word, "", 1)
    if indicator.about:
        topic, place = book.topic(at)
        if topic != indicator.about:
            return 0.0
        start = book.figures[at].span.start
        if place < start - len(words) - 2:
            near = 0.95 if place >= book.sentence_start(start) else 0.8
        else:
            for one in load_catalogue().words_of[topic]:
                rest = rest.replace(one, "")
    if not rest:
        return near
    rest = _SPENT.sub("", rest)
    if not _JOINED.isdisjoint(rest):
        return 0.0
    return near * max(0.0, 1 - 0.05 * len(rest))


def _shared(book: Surroundings, at: int) -> bool:
    """True if the figure counts several things together (司法建议、检察建议10件)."""
    label, start, text = book.labels[at], book.figures[at].span.start, book.text
    low = book.figures[at - 1].span.end if at else 0
    begins = text.rfind(label, low, start) if label else start
    if begins <= low or text[begins - 1] != "、":
        return False
    return begins - 1 > low + len(book.tails[at - 1]) if at else True


def plans_of(document: Document, standard: Standard | None) -> tuple[Span, ...]:
    """Where the parts for plans stand; ``standard`` tells which they are (default: the shipped edition)."""
    plans = {part.key for part in (standard or load()).parts if part.form is EntryForm.PLAN}
    return tuple(part.span for part in document.parts if part.role in plans)
