"""Lists whose total stands elsewhere: 8件败诉案件中，A件、B件; 按类型分，A件、B件、其他C件; A件，占x%；B件，占y%.

``sums`` adds up lists that stand right beside their total. A list found here is only told of where it misses a number
of its item by a slip; where it makes one, or is far from all, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from reportsrc.document import Document, Figure
from reportsrc.intervals import Relation, add_up, exact
from reportsrc.nearby import Surroundings, book_of
from reportsrc.slips import changed_over
from reportsrc.sorts import overlapping
from reportsrc.sums import AMONG, CLOSING, MOST, TOTAL_WORDS, in_short, sums
from reportsrc.text import Span

_BACK = 24
_WITHIN = re.compile(r"[^，,。；;：:、（）()\d]{0,10}[中里][，,：:]?$")
_GAP = 26
_PAUSE = re.compile(r"[，,、；;（(]")
_SORTED = re.compile(r"按[^，,。；;\d]{1,12}(?:划?分|分类|统计|看)|分别|分为|包括")
_NOT_ADDED = re.compile("同比|增长|下降|较|比上|比去|居前|前[二三四五十]位|较多|主要")


def lists(document: Document) -> tuple[Relation, ...]:
    """Every list that misses its total by a slip, apart from those that ``sums`` knows, in text order."""
    return document.once(_lists)


def _lists(document: Document) -> tuple[Relation, ...]:
    book = document.once(book_of)
    known = {part.span for one in sums(document) for part in one.parts}
    totals = {one.rate.span for one in sums(document) if one.ties}
    return tuple(_found(book, known, totals))


def _found(book: Surroundings, known: set[Span], totals: set[Span]) -> Iterator[Relation]:
    at, figures = 0, book.figures
    while at < len(figures):
        run = _run(book, at)
        at = max(at + 1, run[-1] if len(run) > 1 and run[-1] > at else at + 1)
        if len(run) < 2 or sum(figures[one].span in known for one in run) > 1:
            continue
        found = _judged(book, run, totals)
        if found is not None:
            yield found


def _run(book: Surroundings, at: int) -> list[int]:
    """The figures of one unit from ``at`` on that stand in one list; shares of them (占8.6%) and what they hold
    besides (7支286人) are passed over."""
    figures, text = book.figures, book.text
    first = figures[at]
    if not exact(first):
        return [at]
    found, last = [at], first.span.end
    for number in range(at + 1, min(at + 2 * MOST, len(figures))):
        one = figures[number]
        between = text[last : one.span.start]
        if len(between) > _GAP or "。" in between or "\n" in between:
            break
        if one.unit == first.unit and exact(one) and _PAUSE.search(text, figures[number - 1].span.end, one.span.start):
            if book.labels[number] in TOTAL_WORDS or _NOT_ADDED.search(book.labels[number]):
                break
            found.append(number)
        elif not (between == "" or (one.unit == "%" and "占" in between)):
            break
        last = one.span.end
    return found


def _judged(book: Surroundings, run: list[int], totals: set[Span]) -> Relation | None:
    """What a list says against its total, if it misses it by a slip; None if it makes any number of its item."""
    figures, text = book.figures, book.text
    first = run[0]
    tail = text[figures[first].span.end : figures[run[1]].span.start - len(book.labels[run[1]])]
    if len(run) > 2 and _WITHIN.match(tail) and _NAMED_WHOLE.match(tail):
        return _missed(book, run[1:], [first], open_list=not CLOSING.search(book.labels[run[-1]]))
    opened = first - 1 >= 0 and text[figures[first - 1].span.end : figures[first].span.start]
    if opened and figures[first - 1].unit == figures[first].unit and _WITHIN.match(opened.split("，")[0] + "，"):
        return None
    cut = next((number for number, one in enumerate(run) if book.labels[one].startswith(AMONG)), 0)
    head, run = run[:cut], run[cut:]
    for number, one in enumerate(run):
        if _CLEANED.search(book.labels[one]) and _sorted_out(book, run[number + 1 :]):
            return _missed(book, run[number + 1 :], [one], open_list=False)
    closed = bool(CLOSING.search(book.labels[run[-1]])) and len(run) > 2
    among = book.labels[run[0]].startswith(AMONG)
    if not closed and not (among and len(run) > 1):
        return None
    start = book.passage(figures[first].span.start)
    before = [
        one
        for one in range(first - 1, max(-1, first - (_BACK if closed else 5)), -1)
        if figures[one].unit == figures[first].unit
        and exact(figures[one])
        and book.passage(figures[one].span.start) == start
        and (closed or figures[one].span not in totals)
    ]
    before = [*reversed(head), *before]
    if any(_adds(figures, run[skip:], [*before, *run[:skip]]) for skip in range(min(3, len(run) - 1))):
        return None
    if any(add_up([figures[one] for one in run], figures[one_total]) for one_total in range(max(0, first - 20), first)
           if figures[one_total].unit == figures[first].unit):  # fmt: skip
        return None
    if not closed:
        run = _one_clause(book, run)
    for number in range(len(run), 1, -1) if not closed else [len(run)]:
        if number < len(run) and _adds(figures, run[:number], before):
            return None
    for number in range(len(run), 1, -1) if not closed else [len(run)]:
        found = _missed(book, run[:number], before, open_list=not closed)
        if found is not None:
            return found
    return None


def _one_clause(book: Surroundings, run: list[int]) -> list[int]:
    """The part of a list that no semicolon cuts off."""
    for place, (one, other) in enumerate(pairwise(run)):
        between = book.text[book.figures[one].span.end : book.figures[other].span.start]
        if "；" in between or ";" in between:
            return run[: place + 1]
    return run


def _sorted_out(book: Surroundings, run: Sequence[int]) -> bool:
    """True if every number of the list says what was kept, changed or repealed, and one that it was kept."""
    labels = [book.labels[one] for one in run]
    return len(run) > 1 and all(map(_DISPOSED.match, labels)) and any("保留" in one or "有效" in one for one in labels)


_CLEANED = re.compile("清理|梳理")
_DISPOSED = re.compile(
    "(?:其中|拟|已|予以|宣布|决定|建议|继续|和|及|、|保留|有效|废止|失效|修改|修订|取消|合并|调整|停止执行)+$"
)
_NAMED_WHOLE = re.compile(r"[^，,。；;：:、（）()\d]{1,10}[中里][，,：:]")


def _adds(figures: Sequence[Figure], parts: Sequence[int], totals: Sequence[int]) -> bool:
    told = [figures[one] for one in parts]
    return len(told) > 1 and any(add_up(told, figures[one]) for one in totals)


def _missed(book: Surroundings, run: Sequence[int], totals: Sequence[int], *, open_list: bool) -> Relation | None:
    """The first of ``totals`` that the list misses by a slip."""
    parts = [book.figures[one] for one in run]
    if len(parts) < 2 or overlapping([book.labels[one] for one in run]):
        return None
    made = sum((one.value for one in parts), Decimal())
    gaps = [(one, book.figures[one].value - made) for one in totals]
    if any(add_up(parts, book.figures[one]) for one in totals):
        return None
    near = [
        (one, gap)
        for one, gap in gaps
        if gap and abs(gap) * 5 <= made and max(part.value for part in parts) < book.figures[one].value
    ]
    for total, gap in near:
        by_one = abs(gap) == 1 and (gap < 0 or not open_list or len(parts) > 2)
        if by_one or changed_over(book.figures[total], parts, gap):
            return _relation(book, total, run, parts, made)
    for total, gap in near[:3]:
        if not open_list and abs(gap) >= 10 and len(gap.normalize().as_tuple().digits) == 1:
            return _relation(book, total, run, parts, made)
    return None


def _relation(book: Surroundings, total: int, run: Sequence[int], parts: Sequence[Figure], made: Decimal) -> Relation:
    words = in_short(book, total), in_short(book, run[0])
    whole = book.figures[total]
    return Relation("合计", *words, "", whole, tuple(parts), (), made, False, False, False, "sum")
