"""Which rate is made of which two numbers, anywhere in a report, and whether they agree.

A printed rate is linked to a part and a base by the words beside the numbers: in its own sentence first, then in its
own item, then in the whole report. If any reading agrees, they agree: silence is preferred to a false alarm.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from reportsrc.catalogue import RateKind, load_catalogue
from reportsrc.document import Document, Figure
from reportsrc.intervals import Relation, agree, alike, share
from reportsrc.linking import plans_of
from reportsrc.nearby import Surroundings, When, book_of
from reportsrc.slips import slip_of_rate
from reportsrc.standard import Standard
from reportsrc.text import Span

MOST = 12
"""The most numbers of one kind that are tried for one rate in one place."""

_FILLER = re.compile(r"^(?:其中|全年|全区|全县|全市|累计|实际|已经|已|共|均|成功|依法)++")
_NOT_LEVEL = re.compile(
    r"由$|从$|低于|高于|不超|不低|超过|控制|目标|力争|同比|环比|较|比|以内|确保|不得|预计|平均|全国|全省|全市平均|其中|正职|主要负责人|一把手"
)
_NEXT_LEVEL = re.compile(r"^(?:下降|上升|降低|降|升|提高|提升|增加|减少|增长)?(?:到|至|为)$")
_CARRIED = re.compile("结转|旧存|积存|存案|上年未[审办]?结|往年")
_GENERIC = re.compile(r"([\u4e00-\u9fff]{2,8}率)(?:[\u4e00-\u9fff]{0,4})$")
_SURVEYED = re.compile("满意|知晓|认可|支持率|增长|增速|贡献|利率|汇率|税率|费率")
_NOT_COUNTED = frozenset(("%", "‰", "百分点", "", "元", "倍", "成"))


class _Number(NamedTuple):
    """A count that can be a part or a base of one kind of rate. ``fit`` (0–1): how much of its label the word is."""

    figure: Figure
    word: str
    weak: bool
    fit: float
    sentence: int
    passage: int
    when: When
    domain: str


class _Rate(NamedTuple):
    figure: Figure
    word: str
    kind: RateKind
    at: int
    when: When


class _Rates:
    """The rates of one document and the numbers that can make them."""

    def __init__(self, book: Surroundings, plans: Sequence[Span]) -> None:
        self.book = book
        self.figures = book.figures
        self.plans = plans
        self._numbers: dict[str, tuple[list[_Number], list[_Number]]] = {}
        self._places: dict[str, list[tuple[list[_Number], list[_Number]]]] = {}
        text = book.text
        self._among = {at for at, one in enumerate(book.figures) if text[one.span.end : one.span.end + 1] == "中"}
        self.related = tuple(self._related())

    def planned(self, figure: Figure) -> bool:
        """True if the figure stands in a part for plans: no fact yet."""
        return any(span.covers(figure.span) for span in self.plans)

    def _related(self) -> Iterator[Relation]:
        """What was linked. Two numbers that make one rate of an item make no other one there that has its own words."""
        found = [(rate, relation) for rate in self.rates() if (relation := _relate(self, rate))]
        first: dict[tuple[int, Span, Span], _Rate] = {}
        for rate, relation in sorted(found, key=lambda one: not one[1].ties):
            first.setdefault(self._pair(rate, relation), rate)
        for rate, relation in found:
            maker = first[self._pair(rate, relation)]
            if relation.ties or maker is rate or self.book.labels[maker.at] == self.book.labels[rate.at]:
                yield relation

    def _pair(self, rate: _Rate, relation: Relation) -> tuple[int, Span, Span]:
        return self.book.passage(rate.figure.span.start), relation.parts[0].span, relation.bases[0].span

    def carried_into(self, relation: Relation) -> bool:
        """True if what was carried over and is told beside the base makes the rate right: 新收912件，旧存87件."""
        book, base = self.book, relation.bases[0]
        at = bisect_right(self.figures, base.span.start, key=lambda one: one.span.start) - 1
        for near in range(max(0, at - 3), min(len(self.figures), at + 4)):
            one = self.figures[near]
            beside = near != at and one.unit == base.unit and not one.approximator
            if beside and _CARRIED.search(book.labels[near]) and agree(relation.parts, [base, one], relation.rate):
                return book.passage(one.span.start) == book.passage(base.span.start)
        return False

    def rates(self) -> Iterator[_Rate]:
        """The rates of the catalogue that the text prints as levels of the year, outside plans."""
        coming, catalogue, book = "", load_catalogue(), self.book
        for at, figure in enumerate(self.figures):
            before, coming = coming, ""
            if figure.unit != "%" or figure.approximator:
                continue
            label = book.labels[at]
            if before and _NEXT_LEVEL.match(label) and not self.planned(figure):
                yield _Rate(figure, before, catalogue.by_rate[before], at, (book.year, ""))
                continue
            found = list(catalogue.rates.finditer(label)) if "率" in label or "比" in label else []
            if not found or len(label) - found[-1].end() > 8:
                continue
            word = found[-1][0]
            if label.startswith(("由", "从"), found[-1].end()):
                coming = word
            elif not (figure.direction or self.planned(figure) or _NOT_LEVEL.search(label)):
                yield _Rate(figure, word, catalogue.by_rate[word], at, book.when(figure))

    def numbers(self, kind: RateKind) -> tuple[list[_Number], list[_Number]]:
        """The parts and the bases of a kind of rate in text order."""
        known = self._numbers.get(kind.name)
        if known is None:
            known = self._numbers[kind.name] = ([], [])
            kinds = kind.kinds
            near = {at for word, places in self.book.of_word.items() if word in kinds for at in places}
            for at in sorted(near | self._among):
                figure = self.figures[at]
                if self._countable(figure, kind):
                    self._sort_in(at, kind, known, at in near)
        return known

    def places(self, kind: RateKind) -> list[tuple[list[_Number], list[_Number]]]:
        """Where parts and strong bases of a kind stand in one sentence or two neighbouring ones of one item."""
        known = self._places.get(kind.name)
        if known is None:
            known = self._places[kind.name] = list(_groups(*self.numbers(kind)))
        return known

    def _countable(self, figure: Figure, kind: RateKind) -> bool:
        if figure.unit in _NOT_COUNTED or figure.approximator or figure.direction:
            return False
        return not kind.units or figure.unit in kind.units

    def _sort_in(self, at: int, kind: RateKind, into: tuple[list[_Number], list[_Number]], named: bool) -> None:
        figure, book = self.figures[at], self.book
        if named:
            for words in (book.labels[at], book.tails[at]):
                found = kind.words.findall(words)
                if not found:
                    continue
                parts = [word for word in found if kind.kinds[word] == "parts"]
                bases = [word for word in found if kind.kinds[word] in ("bases", "weak")]
                if not parts and not bases:
                    continue
                if self.planned(figure):
                    return
                strong = [one for one in bases if kind.kinds[one] == "bases"]
                word = max(parts, key=len) if parts else (strong or bases)[-1]
                weak = not parts and not strong
                fit = len(word) / max(1, len(_FILLER.sub("", words)))
                into[0 if parts else 1].append(self._number(at, word, weak, fit))
                return
        if book.text.startswith("中", figure.span.end) and not self.planned(figure):
            into[1].append(self._number(at, "", False, 0))

    def _number(self, at: int, word: str, weak: bool, fit: float) -> _Number:
        book, figure = self.book, self.figures[at]
        place = figure.span.start
        return _Number(
            figure, word, weak, fit, book.sentence(place), book.passage(place), book.when(figure), book.domain(at)
        )

    def counts_near(self, at: int) -> list[Figure]:
        """The exact counts beside rate number ``at`` in its item, nearest figures only."""
        passage = self.book.passage(self.figures[at].span.start)
        near = self.figures[max(0, at - MOST) : at + 3]
        return [
            one
            for one in near
            if one.unit != "%" and not one.approximator and one.value and self.book.passage(one.span.start) == passage
        ]


def _rates_of(document: Document, standard: Standard | None) -> _Rates:
    """The document's rates, worked out once for each set of parts that hold plans."""
    book, plans = document.once(book_of), plans_of(document, standard)
    known = book.found.get((_Rates, plans))
    if not isinstance(known, _Rates):
        known = book.found[(_Rates, plans)] = _Rates(book, plans)
    return known


def ratios(document: Document, standard: Standard | None = None) -> tuple[Relation, ...]:
    """Every rate of the catalogue that could be linked to its numbers, in text order; see ``Relation.ties``.

    ``standard`` tells which parts are plans (default: the shipped edition); what stands there is no fact yet.
    """
    return _rates_of(document, standard).related


def rates_without_base(document: Document, standard: Standard | None = None) -> tuple[Figure, ...]:
    """Rates printed with decimals for which no two numbers of their sentence or of the catalogue give a base."""
    rates = _rates_of(document, standard)
    book, found = rates.book, []
    for at, figure in enumerate(document.figures):
        if figure.unit != "%" or not figure.decimals or figure.approximator or figure.direction:
            continue
        label = book.labels[at]
        if not _GENERIC.search(label) or _NOT_LEVEL.search(label) or _SURVEYED.search(label):
            continue
        if not rates.planned(figure) and not _made_of_neighbours(rates, at):
            found.append(figure)
    linked = {one.rate.span for one in rates.related} if found else set()
    return tuple(one for one in found if one.span not in linked)


def _made_of_neighbours(rates: _Rates, at: int) -> bool:
    """True if two counts of one unit in the rate's item give the rate."""
    rate, counts = rates.figures[at], rates.counts_near(at)
    return any(
        alike(below, above) and above.value <= below.value and agree([above], [below], rate)
        for above in counts
        for below in counts
        if above is not below
    )


def _relate(rates: _Rates, rate: _Rate) -> Relation | None:
    book = rates.book
    parts, bases = rates.numbers(rate.kind)
    if not parts or not bases:
        return None
    place = rate.figure.span.start
    sentence, passage = book.sentence(place), book.passage(place)
    domain = rate.kind.domain or book.domain(rate.at)

    def fitting(numbers: Iterable[_Number], *, wide: bool = False) -> list[_Number]:
        kept = []
        for one in numbers:
            about = rate.kind.domain if wide and rate.kind.domain and not one.domain else one.domain
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
    if item and not _close(book, item):
        item = None
    far: Relation | None = None
    if domain:
        for group_parts, group_bases in rates.places(rate.kind):
            one = _best(rate, fitting(group_parts, wide=True), fitting(group_bases, wide=True), near=False)
            if one and one.ties:
                return one
            far = far or one
    if _made_of_neighbours(rates, rate.at):
        return None
    if any(one and rates.carried_into(one) for one in (near, item, far)):
        return None
    if near and near.one_base:
        rivals = [one for one in rates.counts_near(rate.at) if one.unit == near.bases[0].unit]
        near = replace(near, one_base=sum(book.sentence(one.span.start) == sentence for one in rivals) == 2)
    return near or item or far


def _close(book: Surroundings, relation: Relation) -> bool:
    """True if part and base stand in one sentence or two neighbouring ones, the rate at most two away."""
    rate, part, base = (book.sentence(one.span.start) for one in (relation.rate, relation.parts[0], relation.bases[0]))
    return abs(part - base) <= 1 and min(abs(rate - part), abs(rate - base)) <= 2


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
        return _too_great(rate, parts, bases) if near else None
    for part, base in pairs:
        if agree([part.figure], [base.figure], rate.figure):
            return _relation(rate, [part], [base], near=near, ties=True, alone=len(pairs) == 1)
    for above, below in _sums(parts, bases):
        if agree([one.figure for one in above], [one.figure for one in below], rate.figure):
            return _relation(rate, above, below, near=near, ties=True, alone=False)
    pairs = [(part, base) for part, base in pairs if part.figure.unit == base.figure.unit]
    if not pairs:
        return None
    for above, below in (*(([part], [base]) for part, base in pairs), *_sums(parts, bases)):
        exact = share([one.figure for one in above], [one.figure for one in below], rate.figure)
        if rate.figure.decimals > 1 and slip_of_rate(rate.figure, exact):
            return _relation(rate, above, below, near=near, ties=False, alone=False)
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


def _too_great(rate: _Rate, parts: list[_Number], bases: list[_Number]) -> Relation | None:
    """One part and one strong base of one sentence, the part greater than the base and the rate below 100%."""
    strong = [one for one in bases if not one.weak and one.word]
    if len(parts) != 1 or len(strong) != 1 or rate.figure.value >= 100:
        return None
    part, base = parts[0], strong[0]
    if part.figure.unit != base.figure.unit or not base.figure.value or base.figure.span > part.figure.span:
        return None
    return _relation(rate, [part], [base], near=True, ties=False, alone=False)


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
        rate.kind.name,
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


def named_otherwise(relation: Relation) -> bool:
    """True if the numerator goes by a word that names another thing than the rate (和解结案, 调解率)."""
    kind = load_catalogue().by_rate.get(relation.rate_word)
    if kind is None or relation.part_word not in kind.other or "化解" in relation.rate_word:
        return False
    return relation.part_word.removesuffix("结案") not in relation.rate_word
