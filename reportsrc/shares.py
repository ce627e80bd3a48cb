"""Rates of any name beside the two numbers they are made of: 申请412件，线上126件，占30.58%; 应上云146个，上云138个，上云率94.52%.

What ``ratios`` links by the catalogue is left to it. Any other rate is only questioned where its numbers stand right
before it and one of two things is so: its name says that they are its numbers, or it misses what they make by a slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportsrc.document import Document, Figure
from reportsrc.intervals import Relation, agree, alike, share
from reportsrc.linking import plans_of
from reportsrc.nearby import Surroundings, book_of
from reportsrc.ratios import ratios
from reportsrc.slips import slip_of_rate
from reportsrc.standard import Standard
from reportsrc.text import Span

REACH = 10
_SHARE = re.compile(r"^(?:仅|只|约)?占(?!比重?[上下提降])[^\d]{0,14}$|占比(?:达到?|为)?$")
_RATE = re.compile(r"([\u4e00-\u9fff]{1,6})率(?:均?达到?|为|是)?$")
_SURVEYED = re.compile(
    "满意|知晓|认可|支持|增长|增速|贡献|同比|环比|较|比上|比去|超过|低于|高于|目标|力争|平均|全[省国市]"
)
_WHOLE = re.compile("占([\u4e00-\u9fff]{2,8}?)(?:总数|总量)的?$")
_PARTLY = re.compile("其中|首次|提前|主动|当场|正职")
_NOT_COUNTED = frozenset(("%", "‰", "百分点", "", "倍", "成", "年", "天", "个月", "分", "小时", "个工作日"))


def shares(document: Document, standard: Standard | None = None) -> tuple[Relation, ...]:
    """Every rate outside the catalogue that its two numbers do not make, in text order."""
    book, plans = document.once(book_of), plans_of(document, standard)
    known = book.found.get((shares, plans))
    if not isinstance(known, tuple):
        linked = {one.rate.span for one in ratios(document, standard)}
        known = book.found[(shares, plans)] = tuple(_shares(book, plans, linked))
    return known


def _shares(book: Surroundings, plans: Sequence[Span], linked: set[Span]) -> Iterator[Relation]:
    for at, rate in enumerate(book.figures):
        if rate.unit != "%" or rate.approximator or rate.direction or rate.value > 100 or rate.span in linked:
            continue
        label = book.labels[at]
        told = _SHARE.search(label) or _RATE.search(label)
        if told is None or _SURVEYED.search(label) or any(plan.covers(rate.span) for plan in plans):
            continue
        found = _missed(book, at, "" if told.re is _SHARE else told[1])
        if found is not None:
            yield found


def _missed(book: Surroundings, at: int, name: str) -> Relation | None:
    """The part and the base that make another rate than number ``at``; None if any two numbers near make it."""
    figures, rate = book.figures, book.figures[at]
    passage, start = book.passage(rate.span.start), book.sentence_start(rate.span.start)
    near = [
        one
        for one in range(max(0, at - REACH), at)
        if _counted(figures[one]) and book.passage(figures[one].span.start) == passage
    ]
    found = _candidate(book, at, name, near, start) if near else None
    return None if found is None or _made(figures, near, at) else _relation(book, at, *found, name)


def _candidate(book: Surroundings, at: int, name: str, near: Sequence[int], start: int) -> tuple[int, int] | None:
    """The part and the base that rate number ``at`` should be made of."""
    figures, rate = book.figures, book.figures[at]
    parts = [one for one in near[-2:] if figures[one].span.start >= start]
    if not name:
        parts = [one for one in parts[-1:] if one == at - 1]
    for part in reversed(parts):
        bases = [one for one in near if one < part and figures[one].unit == figures[part].unit]
        bases = [one for one in bases if figures[one].value >= figures[part].value]
        named = bool(name) and _names(book, part, name)
        sure = [one for one in bases if figures[one].span.start >= start] if named and part == at - 1 else []
        if (
            sure
            and len({figures[one].value for one in bases}) == 1
            and sure[-1] == part - 1
            and not _PARTLY.search(book.labels[part])
        ):
            return part, sure[-1]
        called = _WHOLE.search(book.labels[at])
        same = [one for one in bases if called and called[1] in book.labels[one]]
        if len(same) == 1 and figures[same[0]].span.start >= start:
            return part, same[0]
        for base in reversed(bases):
            exact = figures[part].value * 100 / figures[base].value
            if slip_of_rate(rate, exact):
                return part, base
    return None


def _counted(figure: Figure) -> bool:
    return figure.unit not in _NOT_COUNTED and not figure.approximator and not figure.direction and figure.value > 0


def _made(figures: Sequence[Figure], near: Sequence[int], at: int) -> bool:
    """True if two numbers near the rate make it, one of them perhaps with a neighbour added."""
    rate = figures[at]
    after = [at + 1] if at + 1 < len(figures) and _counted(figures[at + 1]) else []
    for base in (*near, *after):
        for part in (*near, *after):
            if part == base or not alike(figures[part], figures[base]):
                continue
            if agree([figures[part]], [figures[base]], rate):
                return True
            beside = [one for one in (base - 1, base + 1) if one in near and one != part]
            if any(agree([figures[part]], [figures[base], figures[one]], rate) for one in beside):
                return True
    runs = [near[begin:end] for begin in range(len(near)) for end in range(begin + 2, min(begin + 6, len(near)) + 1)]
    return any(
        agree([figures[one] for one in run], [figures[base]], rate)
        for run in runs
        if len({figures[one].unit for one in run}) == 1
        for base in near
        if base not in run and figures[base].unit == figures[run[0]].unit
    )


def _names(book: Surroundings, part: int, name: str) -> bool:
    """True if the words beside the part are those the rate is called by: 完成上云138个, 上云率."""
    return name in book.labels[part] or name in book.tails[part]


def _relation(book: Surroundings, at: int, part: int, base: int, name: str) -> Relation:
    rate, above, below = book.figures[at], book.figures[part], book.figures[base]
    return Relation(
        "比率",
        f"{name}率" if name else "占比",
        book.labels[part].removeprefix("其中")[-10:],
        book.labels[base][-10:],
        rate,
        (above,),
        (below,),
        share([above], [below], rate),
        False,
        book.sentence(below.span.start) == book.sentence(rate.span.start),
        False,
    )
