"""One thing told twice: with two values, with one value ten times the other, or with one value and two units.

Two figures tell one thing if they are linked to one indicator or carry the same words, speak of the same time and
name the same scope (which level, which body, which kind of case). Where that is not sure they are let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from reportsrc.document import Document, Figure
from reportsrc.intervals import alike, meet
from reportsrc.linking import SURE, link_figures, plans_of
from reportsrc.nearby import Surroundings, bare, book_of
from reportsrc.slips import slip
from reportsrc.standard import Standard
from reportsrc.text import Span

CONTENT = 5
"""Words shorter than this say too little to tell one thing."""
_SCOPE = re.compile(
    r"[镇乡村局委办院所]|街道|社区|部门|单位|本级|[区县市省镇村]级|两级|法院|检察|公安|涉[企农民军侨外]|农民工|未成年|妇女|老年|军人|征[收迁地]|"
    r"拆迁|民营|其中|上半年|下半年|[一二三四1-4]季度|\d月|截至|截止|累计|以来|去年|上年|同期|历年|五年|三年|试点|被告|被申请|一审|二审|再审|"
    r"线上|网上|在线|线下|现场|集中|首次|新增|新|重点|重大|一般|简易|普通|领域|行业|专项|行动|期间|活动|部分|个别|占|余|另|全国|全省|平均|"
    r"不[低少]于|目标|力争|较|比|由|从"
)
_NOT_COUNTED = frozenset(("‰", "百分点", "", "倍", "成", "元"))
_ONE_UNIT = (
    frozenset(("人", "名", "位")),
    frozenset(("件", "起", "宗", "件次", "个", "项", "份")),
    frozenset(("次", "场", "期", "场次")),
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two statements of one thing that do not agree; ``kind`` is ``values``, ``tenfold`` or ``units``.

    ``title`` says what is told, in Chinese.
    """

    kind: str
    first: Figure
    second: Figure
    title: str


class _Statement(NamedTuple):
    at: int
    figure: Figure
    title: str
    steady: bool


def repeats(document: Document, standard: Standard | None = None) -> tuple[Repeat, ...]:
    """Every pair of statements of one thing that do not agree, in the order of the later one.

    ``standard`` tells which parts are plans (default: the shipped edition); what stands there is no fact yet.
    """
    book, plans = document.once(book_of), plans_of(document, standard)
    known = book.found.get((Repeat, plans))
    if not isinstance(known, tuple):
        known = book.found[(Repeat, plans)] = tuple(_repeats(document, book, plans))
    return known


def _repeats(document: Document, book: Surroundings, plans: tuple[Span, ...]) -> list[Repeat]:
    groups: dict[str, list[_Statement]] = {}
    for link in link_figures(document):
        figure = link.figure
        if figure.approximator or figure.direction or figure.unit in _NOT_COUNTED or not figure.value:
            continue
        if "分别" in book.labels[link.at]:
            continue
        if link.indicator and link.indicator.steady and link.score >= SURE:
            one = _Statement(link.at, figure, link.indicator.title, True)
            groups.setdefault(link.indicator.code, []).append(one)
        key = bare(book.labels[link.at])
        if len(key) >= CONTENT:
            one = _Statement(link.at, figure, key, False)
            groups.setdefault(key.removesuffix("案件").removesuffix("事项"), []).append(one)
    found: list[Repeat] = []
    for group in groups.values():
        if len(group) > 1:
            kept = [one for one in group if not any(plan.covers(one.figure.span) for plan in plans)]
            if len({one.figure.value for one in kept}) <= 2:
                found += _within(book, kept)
    found += _taken_up(book, plans)
    once = {one.second.span: one for one in reversed(found)}
    return sorted(once.values(), key=lambda one: one.second.span)


def _taken_up(book: Surroundings, plans: tuple[Span, ...]) -> Iterator[Repeat]:
    """8件败诉案件中 where 败诉9件 was told: a number taken up again by its noun that misses it by a slip."""
    by_end: dict[str, list[int]] = {}
    for at, figure in enumerate(book.figures):
        if figure.approximator or figure.direction or figure.unit in _NOT_COUNTED or figure.unit == "%":
            continue
        noun = _noun(book, at)
        if noun and not any(plan.covers(figure.span) for plan in plans):
            told = [one for one in by_end.get(noun[-2:], ()) if book.labels[one].endswith(noun)]
            values = {book.figures[one].value for one in told if book.figures[one].unit == figure.unit}
            if len(values) == 1 and told and slip(min(values), figure.value) and figure.value >= 5:
                first = book.figures[told[-1]]
                if book.when(first) == book.when(figure) and book.passage(first.span.start) != book.passage(
                    figure.span.start
                ):
                    yield Repeat("values", first, figure, noun)
        by_end.setdefault(book.labels[at][-2:], [])[:] = [*by_end.get(book.labels[at][-2:], ())[-7:], at]


def _noun(book: Surroundings, at: int) -> str:
    """The noun by which number ``at`` is taken up as a whole (8件败诉案件中, 612件重复信访占), without 案件; else empty."""
    if book.labels[at]:
        return ""
    tail, end = book.tails[at], book.figures[at].span.end
    word, share, _ = tail.partition("占")
    if not share and book.text[end + len(tail) : end + len(tail) + 1] not in ("中", "里"):
        return ""
    word = word.removesuffix("案件").removesuffix("问题")
    return word if 2 <= len(word) <= 8 else ""


def _within(book: Surroundings, group: list[_Statement]) -> list[Repeat]:
    """The first pair of neighbours that do not agree, if any."""
    for one, other in pairwise(group):
        kind = _differ(one.figure, other.figure)
        if kind and _same_thing(book, one, other, kind):
            return [Repeat(kind, one.figure, other.figure, one.title)]
    return []


def _differ(one: Figure, other: Figure) -> str:
    if one.unit == "%" or other.unit == "%":
        if one.unit != other.unit or one.value == other.value:
            return ""
        return "values" if one.decimals == other.decimals or not meet(one, other) else ""
    if one.value == other.value:
        apart = one.unit != other.unit and not any(one.unit in group and other.unit in group for group in _ONE_UNIT)
        return "units" if apart and one.value >= 10 else ""
    if not alike(one, other) or meet(one, other):
        return ""
    return "tenfold" if _tenfold(one.value, other.value) else "values"


def _same_thing(book: Surroundings, one: _Statement, other: _Statement, kind: str) -> bool:
    first, second = one.figure.span, other.figure.span
    if book.sentence(first.start) == book.sentence(second.start):
        return False
    if book.when(one.figure) != book.when(other.figure) or scope(book, one.at) != scope(book, other.at):
        return False
    if not one.steady and book.topic(one.at)[0] != book.topic(other.at)[0]:
        return False
    slipped = kind != "values" or slip(one.figure.value, other.figure.value)
    return slipped or (one.steady and book.passage(first.start) != book.passage(second.start))


def scope(book: Surroundings, at: int) -> frozenset[str]:
    """The words beside a figure that say of what part, whose and when, from the start of its clause's sentence."""
    span = book.figures[at].span
    start = max(book.sentence_start(span.start), span.start - 60)
    return frozenset(_SCOPE.findall(book.text[start : span.start] + book.tails[at]))


def _tenfold(one: Decimal, other: Decimal) -> bool:
    """True if the digits are the same and only the noughts or the point differ."""
    return min(one, other) >= 1 and one.normalize().as_tuple().digits == other.normalize().as_tuple().digits
