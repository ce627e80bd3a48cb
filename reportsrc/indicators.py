"""Which rate is made of which two numbers, anywhere in a report, and whether they agree.

The catalogue is data (``terms/indicators.toml``). A printed rate is linked to a part and a base by the words beside
the numbers: in its own sentence first, then in its own item, then in the whole report. Numbers are compared as
intervals, half a unit of the last printed decimal either way; counts are exact. If any reading agrees, they agree:
silence is preferred to a false alarm.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportsrc.document import Document, Figure
from reportsrc.rates import Indicator, agree, alike, load_catalogue, share, time_told, words_after, words_before
from reportsrc.standard import EntryForm, Standard, load
from reportsrc.text import sentences

MOST = 12
"""The most numbers of one kind that are tried for one rate in one place."""

_FILLER = re.compile(r"^(?:其中|全年|全区|全县|全市|累计|实际|已经|已|共|均|成功|依法)++")
_NOT_LEVEL = re.compile(
    r"由$|从$|低于|高于|不超|不低|超过|控制|目标|力争|同比|环比|较|比|以内|确保|不得|预计|平均|全国|全省|全市平均"
)
_NEXT_LEVEL = re.compile(r"^(?:下降|上升|降低|降|升|提高|提升|增加|减少|增长)?(?:到|至|为)$")
_GENERIC = re.compile(r"([\u4e00-\u9fff]{2,8}率)(?:[\u4e00-\u9fff]{0,4})$")
_SURVEYED = re.compile("满意|知晓|认可|支持率|增长|增速|贡献|利率|汇率|税率|费率")


@dataclass(frozen=True, slots=True)
class Relation:
    """A printed rate and the numbers it is made of.

    ``parts`` over ``bases`` (more than one: their sum) is ``computed`` per cent, rounded to the printed decimals, one
    more where that is needed to see a difference. ``near``: all stand in the rate's own sentence; ``one_base``: that
    sentence offers no other base and no other part.
    """

    indicator: str
    rate_word: str
    part_word: str
    base_word: str
    rate: Figure
    parts: tuple[Figure, ...]
    bases: tuple[Figure, ...]
    computed: Decimal
    ties: bool
    near: bool
    one_base: bool

    @property
    def sentence(self) -> str:
        """What was compared, in one Chinese phrase."""
        base = "＋".join(one.text for one in self.bases)
        part = "＋".join(one.text for one in self.parts)
        verdict = "一致" if self.ties else "不一致"
        return (
            f"{self.base_word}{base}、{self.part_word}{part}为{self.computed}%，"
            f"与{self.rate_word}{self.rate.text}{verdict}"
        )


@dataclass(frozen=True, slots=True)
class _Number:
    """A count that can be a part or a base of one indicator. ``fit`` (0–1): how much of its label the word is."""

    figure: Figure
    word: str
    weak: bool
    fit: float
    sentence: int
    passage: int
    when: tuple[int, str]
    domain: str


@dataclass(frozen=True, slots=True)
class _Rate:
    figure: Figure
    word: str
    indicator: Indicator
    at: int
    when: tuple[int, str]


class _Book:
    """The figures of one document with what stands beside them; every label is cut once."""

    def __init__(self, document: Document, standard: Standard | None) -> None:
        self.document = document
        self.text = document.text
        self.figures = document.figures
        self.catalogue = load_catalogue()
        plans = {part.key for part in (standard or load()).parts if part.form is EntryForm.PLAN}
        self.plans = [part.span for part in document.parts if part.role in plans]
        self._sentences: list[int] | None = None
        self._passages = [passage.span.start for passage in document.passages]
        self._labels: dict[int, str] = {}
        self._numbers: dict[str, tuple[list[_Number], list[_Number]]] = {}
        self._places: dict[str, list[tuple[list[_Number], list[_Number]]]] = {}

    def planned(self, figure: Figure) -> bool:
        return any(span.covers(figure.span) for span in self.plans)

    def label(self, at: int) -> str:
        """The words before figure number ``at``: back to a mark or to the figure before, an aside left out."""
        if at not in self._labels:
            start = self.figures[at].span.start
            low = self.figures[at - 1].span.end if at else 0
            self._labels[at] = words_before(self.text, low, start)
        return self._labels[at]

    def after(self, at: int) -> str:
        """The words after figure number ``at``, up to a mark, 中 or the next figure."""
        high = self.figures[at + 1].span.start if at + 1 < len(self.figures) else len(self.text)
        return words_after(self.text, self.figures[at].span.end, high)

    def sentence(self, position: int) -> int:
        if self._sentences is None:
            self._sentences = [span.start for span in sentences(self.text)]
        return bisect_right(self._sentences, position) - 1

    def sentence_start(self, position: int) -> int:
        number = self.sentence(position)
        return max(self._sentences[number] if self._sentences and number >= 0 else 0, position - 200)

    def passage(self, position: int) -> int:
        return bisect_right(self._passages, position) - 1

    def when(self, figure: Figure) -> tuple[int, str]:
        """The year and the part of the year a figure speaks of."""
        start = figure.span.start
        return time_told(self.text, self.sentence_start(start), start, self.document.year or 0)

    def domain(self, at: int) -> str:
        """The domain named last before a figure in its passage, else right after it; empty if none is."""
        figure = self.figures[at]
        number = self.passage(figure.span.start)
        start = max(self._passages[number] if number >= 0 else 0, figure.span.start - 300)
        found = ""
        for match in self.catalogue.domains.finditer(self.text, start, figure.span.start):
            found = match[0]
        later = None if found else self.catalogue.domains.search(self.after(at))
        if later:
            found = later[0]
        return self.catalogue.domain_of.get(found, "")

    def rates(self) -> Iterator[_Rate]:
        """The rates of the catalogue that the text prints as levels of the year, outside plans."""
        coming = ""
        for at, figure in enumerate(self.figures):
            before, coming = coming, ""
            if figure.unit != "%" or figure.approximator:
                continue
            label = self.label(at)
            if before and _NEXT_LEVEL.match(label) and not self.planned(figure):
                yield _Rate(figure, before, self.catalogue.by_rate[before], at, (self.document.year or 0, ""))
                continue
            found = list(self.catalogue.rates.finditer(label))
            if not found or len(label) - found[-1].end() > 8:
                continue
            word = found[-1][0]
            if label.startswith(("由", "从"), found[-1].end()):
                coming = word
            elif not (figure.direction or self.planned(figure) or _NOT_LEVEL.search(label)):
                yield _Rate(figure, word, self.catalogue.by_rate[word], at, self.when(figure))

    def numbers(self, indicator: Indicator) -> tuple[list[_Number], list[_Number]]:
        """The parts and the bases of an indicator in text order."""
        known = self._numbers.get(indicator.name)
        if known is None:
            known = self._numbers[indicator.name] = ([], [])
            for at, figure in enumerate(self.figures):
                if self._countable(figure, indicator):
                    self._sort_in(at, indicator, known)
        return known

    def places(self, indicator: Indicator) -> list[tuple[list[_Number], list[_Number]]]:
        """Where parts and strong bases of an indicator stand in one sentence or two neighbouring ones of one item."""
        known = self._places.get(indicator.name)
        if known is None:
            known = self._places[indicator.name] = list(_groups(*self.numbers(indicator)))
        return known

    def _countable(self, figure: Figure, indicator: Indicator) -> bool:
        if figure.unit in ("%", "‰", "百分点", "", "元", "倍", "成") or figure.approximator or figure.direction:
            return False
        return not indicator.units or figure.unit in indicator.units

    def _sort_in(self, at: int, indicator: Indicator, into: tuple[list[_Number], list[_Number]]) -> None:
        figure = self.figures[at]
        for words in (self.label(at), self.after(at)):
            found = indicator.words.findall(words)
            if not found:
                continue
            parts = [word for word in found if indicator.kinds[word] == "parts"]
            bases = [word for word in found if indicator.kinds[word] in ("bases", "weak")]
            if not parts and not bases:
                continue
            if self.planned(figure):
                return
            strong = [one for one in bases if indicator.kinds[one] == "bases"]
            word = max(parts, key=len) if parts else (strong or bases)[-1]
            weak = not parts and not strong
            fit = len(word) / max(1, len(_FILLER.sub("", words)))
            into[0 if parts else 1].append(self._number(at, word, weak, fit))
            return
        if self.text.startswith("中", figure.span.end) and not self.planned(figure):
            into[1].append(self._number(at, "", False, 0))

    def _number(self, at: int, word: str, weak: bool, fit: float) -> _Number:
        figure, place = self.figures[at], self.figures[at].span.start
        return _Number(
            figure, word, weak, fit, self.sentence(place), self.passage(place), self.when(figure), self.domain(at)
        )

    def counts_near(self, at: int) -> list[Figure]:
        """The exact counts beside rate number ``at`` in its item, nearest figures only."""
        passage = self.passage(self.figures[at].span.start)
        near = self.figures[max(0, at - MOST) : at + 3]
        return [
            one
            for one in near
            if one.unit != "%" and not one.approximator and one.value and self.passage(one.span.start) == passage
        ]


def relations(document: Document, standard: Standard | None = None) -> tuple[Relation, ...]:
    """Every rate of the catalogue that could be linked to its numbers, in text order; see ``Relation.ties``.

    ``standard`` tells which parts are plans (default: the shipped edition); what stands there is no fact yet.
    """
    return tuple(_related(_Book(document, standard)))


def _related(book: _Book) -> Iterator[Relation]:
    for rate in book.rates():
        relation = _relate(book, rate)
        if relation:
            yield relation


def rates_without_base(document: Document, standard: Standard | None = None) -> tuple[Figure, ...]:
    """Rates printed with decimals for which no two numbers of their sentence or of the catalogue give a base."""
    book = _Book(document, standard)
    found = []
    for at, figure in enumerate(document.figures):
        if figure.unit != "%" or not figure.decimals or figure.approximator or figure.direction:
            continue
        label = book.label(at)
        if not _GENERIC.search(label) or _NOT_LEVEL.search(label) or _SURVEYED.search(label):
            continue
        if not book.planned(figure) and not _made_of_neighbours(book, at):
            found.append(figure)
    linked = {one.rate.span for one in _related(book)} if found else set()
    return tuple(one for one in found if one.span not in linked)


def _made_of_neighbours(book: _Book, at: int) -> bool:
    """True if two counts of one unit in the rate's item give the rate."""
    rate, counts = book.figures[at], book.counts_near(at)
    return any(
        alike(below, above) and above.value <= below.value and agree([above], [below], rate)
        for above in counts
        for below in counts
        if above is not below
    )


def _relate(book: _Book, rate: _Rate) -> Relation | None:
    parts, bases = book.numbers(rate.indicator)
    if not parts or not bases:
        return None
    place = rate.figure.span.start
    sentence, passage = book.sentence(place), book.passage(place)
    domain = rate.indicator.domain or book.domain(rate.at)

    def fitting(numbers: Iterable[_Number], *, wide: bool = False) -> list[_Number]:
        kept = []
        for one in numbers:
            about = rate.indicator.domain if wide and rate.indicator.domain and not one.domain else one.domain
            if one.when != rate.when or (about != domain if wide else bool(about and domain and about != domain)):
                continue
            kept.append(one)
        return kept

    def within(numbers: Sequence[_Number], *, same_sentence: bool) -> list[_Number]:
        middle = bisect_right(numbers, place, key=lambda one: one.figure.span.start)
        around = numbers[max(0, middle - MOST) : middle + MOST]
        chosen = [one for one in around if (one.sentence == sentence if same_sentence else one.passage == passage)]
        chosen.sort(key=lambda one: abs(one.figure.span.start - place))
        return sorted(fitting(chosen[:MOST]), key=lambda one: one.figure.span)

    near = _best(rate, within(parts, same_sentence=True), within(bases, same_sentence=True), near=True)
    if near and near.ties:
        return near
    item = _best(rate, within(parts, same_sentence=False), within(bases, same_sentence=False), near=False)
    if item and item.ties:
        return item
    far: Relation | None = None
    if domain:
        for group_parts, group_bases in book.places(rate.indicator):
            one = _best(rate, fitting(group_parts, wide=True), fitting(group_bases, wide=True), near=False)
            if one and one.ties:
                return one
            far = far or one
    if _made_of_neighbours(book, rate.at):
        return None
    if near and near.one_base:
        rivals = [one for one in book.counts_near(rate.at) if one.unit == near.bases[0].unit]
        near = replace(near, one_base=sum(book.sentence(one.span.start) == sentence for one in rivals) == 2)
    return near or item or far


def _groups(parts: Sequence[_Number], bases: Sequence[_Number]) -> Iterator[tuple[list[_Number], list[_Number]]]:
    """Parts and strong bases that stand in one sentence or two neighbouring ones of one item; a few such places."""
    by_passage: dict[int, tuple[list[_Number], list[_Number]]] = {}
    for index, numbers in enumerate((parts, bases)):
        for one in numbers:
            if not one.weak:
                by_passage.setdefault(one.passage, ([], []))[index].append(one)
    both = [
        (group_parts[:MOST], group_bases)
        for group_parts, group_bases in by_passage.values()
        if group_parts and group_bases
    ]
    for few, group_bases in both[:MOST]:
        close = [one for one in group_bases if any(abs(one.sentence - other.sentence) <= 1 for other in few)]
        if close:
            yield few, close[:MOST]


def _best(rate: _Rate, parts: list[_Number], bases: list[_Number], *, near: bool) -> Relation | None:
    """The relation of these parts and bases to the rate: one that agrees, else the most specific; None if unclear."""
    pairs = [
        (part, base)
        for part in parts
        for base in bases
        if alike(part.figure, base.figure) and part.figure.value <= base.figure.value and base.figure.value
    ]
    if not pairs:
        return None
    for part, base in pairs:
        if agree([part.figure], [base.figure], rate.figure):
            return _relation(rate, [part], [base], near=near, ties=True, alone=len(pairs) == 1)
    for above, below in _sums(parts, bases):
        if agree([one.figure for one in above], [one.figure for one in below], rate.figure):
            return _relation(rate, above, below, near=near, ties=True, alone=False)
    pairs = [(part, base) for part, base in pairs if part.figure.unit == base.figure.unit]
    if not pairs:
        return None
    top = max(part.fit for part, _ in pairs)
    clear = {part.figure.value for part, _ in pairs if part.fit >= top - 0.01}
    if len(clear) > 1:
        return None
    place = rate.figure.span.start
    part, base = min(
        pairs,
        key=lambda pair: (
            pair[0].fit < top - 0.01,
            pair[1].weak,
            abs(pair[0].sentence - pair[1].sentence),
            pair[1].figure.span > pair[0].figure.span,
            abs(pair[1].figure.span.start - place),
        ),
    )
    return _relation(rate, [part], [base], near=near, ties=False, alone=len(pairs) == 1 and not base.weak)


def _sums(parts: list[_Number], bases: list[_Number]) -> Iterator[tuple[list[_Number], list[_Number]]]:
    """Sums that may be meant: all parts over one base, one part over all bases."""
    if len({one.figure.unit for one in (*parts, *bases)}) == 1:
        if len(parts) > 1:
            yield from ((parts, [base]) for base in bases)
        if len(bases) > 1:
            yield from (([part], bases) for part in parts)


def _relation(
    rate: _Rate, parts: Sequence[_Number], bases: Sequence[_Number], *, near: bool, ties: bool, alone: bool
) -> Relation:
    above, below = tuple(one.figure for one in parts), tuple(one.figure for one in bases)
    return Relation(
        rate.indicator.name,
        rate.word,
        parts[0].word,
        bases[0].word,
        rate.figure,
        above,
        below,
        share(above, below, rate.figure),
        ties,
        near,
        near and alone,
    )
