"""Totals and the parts that are said to make them, and parts greater than their total.

A list after 其中 need not be complete: only a list that says it is (其余, 分别, 合计, 未…) must add up, and one that
misses its total in the way of a slip: by one, by two digits changed over, or above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from reportsrc.balances import balances
from reportsrc.catalogue import load_catalogue
from reportsrc.document import Document, Figure
from reportsrc.intervals import NOT_COUNTED, Relation, above, add_up, alike, exact
from reportsrc.linking import LinkedFigure, link_figures
from reportsrc.nearby import Surroundings, book_of
from reportsrc.slips import changed_over
from reportsrc.sorts import DENIED, GRADES, of_one_kind, opposites, overlapping
from reportsrc.text import Span

MOST = 12
REACH = 200
AMONG = "其中"
TOTAL_WORDS = frozenset(
    ("合计", "共计", "总计", "一共", "共", "总数", "总数为", "合计为", "共计为", "总共", "总计为", "合共")
)
_TOTAL_ENDS = ("共", "合计", "共计", "总计", "总数", "合计为", "共计为", "总数为", "总计为")
_STILL = re.compile("^(?:年底|年末|期末|目前|现|仍有?|尚有?|剩余|另有?|其余|还有)+")
_ALL_OF_THEM = re.compile("应办|应审|应结|合计|总|共")
CLOSING = re.compile(r"其余|剩余|余下|其他|其它|另外|另有?$|另[一-龥]")
_EVERY = re.compile(r"分别|包括|分为|即$|均为")
_NEW_TOTAL = re.compile(r"共|合计|总计|累计|全年|同比|较|比|率|提出|发现|涉及|涉案|开展|召开|组织")
CARRIED = re.compile(r"结转|旧存|上年|去年|往年|历年|跨年|存量|遗留|积案|累计|未结|含|以前年度|近[一二三四五两]年|以来")
_BRACKETS = {"（": "）", "(": ")"}
JOINS = frozenset("、，,；;和及与")


class Above(NamedTuple):
    """A part that is greater than the total it stands under; numbers of figures in the document."""

    part: int
    total: int


class _Sums:
    """The sums of one document; both properties are worked out together."""

    def __init__(self, document: Document) -> None:
        self.book = book = document.once(book_of)
        self.text = document.text
        self.links = link_figures(document)
        self.sums: list[Relation] = []
        self.above: list[Above] = []
        self._taken: set[Span] = set()
        self._ends = [figure.span.end for figure in book.figures]
        self._after_among()
        for at, figure in enumerate(book.figures):
            if exact(figure) and book.labels[at].endswith(_TOTAL_ENDS):
                self._after_list(at, sure=book.labels[at] in TOTAL_WORDS)
            if at > 1 and exact(figure) and _STILL.sub("", book.labels[at]).startswith(DENIED):
                self._after_opposites(at)
            after = figure.span.end + len(book.tails[at])
            close = _BRACKETS.get(self.text[after : after + 1])
            if close and exact(figure):
                self._in_brackets(at, close)
        self._of_indicators()
        if "结转" in self.text or "旧存" in self.text:
            self.sums += balances(book)

    # -- where lists stand -------------------------------------------------------------------------------------------

    def _after_among(self) -> None:
        """N件，其中A件、B件."""
        text, figures = self.text, self.book.figures
        place, at = text.find(AMONG), 0
        while place >= 0:
            while at < len(figures) and figures[at].span.start < place:
                at += 1
            total = self._total_before(at, place)
            if total is not None and at < len(figures):
                parts = self._list(at, figures[total], self._stop(place))
                farther = self._made_of(total, parts)
                if farther is None:
                    self._compare(total, parts, _EVERY.search(self._gap(at)))
                else:
                    self._add(farther, parts, ties=True, closed=False)
            place = text.find(AMONG, place + 2)

    def _made_of(self, total: int, parts: list[int]) -> int | None:
        """A number told before ``total`` in its sentence that the parts make, if they do not make ``total``."""
        figures = self.book.figures
        told = [figures[one] for one in parts]
        if len(parts) < 2 or any(add_up(told[:number], figures[total]) for number in range(2, len(told) + 1)):
            return None
        start = self.book.sentence_start(figures[total].span.start)
        for before in range(total - 1, max(-1, total - 5), -1):
            one = figures[before]
            if one.span.start < start:
                break
            if one.unit == told[0].unit and exact(one) and add_up(told, one):
                return before
        return None

    def _in_brackets(self, at: int, close: str) -> None:
        """N件（A件、B件）."""
        end = self.book.figures[at].span.end + len(self.book.tails[at])
        stop = self.text.find(close, end, end + REACH)
        if stop > 0 and not self.text.startswith(AMONG, end + 1) and at + 1 < len(self.book.figures):
            parts = self._list(at + 1, self.book.figures[at], stop)
            if len(parts) > 1:
                self._compare(at, parts, None)

    def _after_list(self, at: int, *, sure: bool) -> None:
        """A件、B件，共N件; ``sure`` if nothing but 共 stands before N."""
        figures, total = self.book.figures, self.book.figures[at]
        parts: list[int] = []
        last, aside = total.span.start, False
        for before in range(at - 1, max(-1, at - MOST), -1):
            one = figures[before]
            between = self.text[one.span.end : last]
            if one.unit != total.unit and not self.book.labels[before] and figures[before - 1].unit == total.unit:
                if len(between) > 24 or not JOINS.intersection(between):
                    break
                last, aside = one.span.start, True
                continue
            if one.unit != total.unit or not exact(one) or "。" in between or "\n" in between or len(between) > 24:
                break
            if not parts and len(between) > 6 and sure:
                break
            if not aside and not JOINS.intersection(between):
                break
            aside = False
            parts.insert(0, before)
            last = one.span.start
        parts = self._every_other(parts, total)
        if len(parts) < 2:
            return
        sums = list(accumulate(figures[one].value for one in reversed(parts)))
        ties = next((number for number, value in enumerate(sums) if number and value == total.value), None)
        kept = parts if ties is None else parts[len(parts) - ties - 1 :]
        if ties is None and (not sure or len(parts) > 6 or _NEW_TOTAL.search(self.book.labels[parts[0]])):
            gap = total.value - sums[-1]
            if not changed_over(total, [figures[one] for one in parts], gap) and (sure or abs(gap) not in (1, 10, 100)):
                return
        self._add(at, kept, ties=ties is not None, closed=True)

    def _every_other(self, parts: list[int], total: Figure) -> list[int]:
        """交办38件，化解38件；交办19件，化解17件，合计57件: of two things told in turn those that are the total's."""
        labels = [self.book.labels[one][-2:] for one in parts]
        if len(parts) < 4 or len(parts) % 2 or len({*labels[1::2]}) > 1 or labels[1] in labels[::2]:
            return parts
        ends = parts[1::2]
        return ends if add_up([self.book.figures[one] for one in ends], total) else parts[::2]

    def _after_opposites(self, at: int) -> None:
        """N件，已办结A件，未办结B件."""
        figures, labels = self.book.figures, self.book.labels
        parts = [figures[at - 1], figures[at]]
        if (
            not opposites([labels[at - 1].removeprefix(AMONG), _STILL.sub("", labels[at])])
            or parts[0].unit != parts[1].unit
        ):
            return
        if labels[at - 2].endswith(GRADES):
            return
        sentence = self.book.sentence(figures[at].span.start)
        after = figures[at + 1] if at + 1 < len(figures) else None
        more = after is not None and after.unit == parts[1].unit and self.book.sentence(after.span.start) == sentence
        totals = [
            before
            for before in range(at - 2, max(-1, at - 5), -1)
            if figures[before].unit == parts[0].unit
            and exact(figures[before])
            and self.book.sentence(figures[before].span.start) == sentence
        ]
        fitting = [one for one in totals if add_up(parts, figures[one])]
        if fitting:
            self._add(fitting[0], [at - 1, at], ties=True, closed=True)
        elif not (totals and _ALL_OF_THEM.search(labels[totals[0]])) and CARRIED.search(
            self.text, self.book.sentence_start(figures[at].span.start), figures[at - 1].span.start
        ):
            return
        elif not more and totals and totals[0] == at - 2 and not above(parts[0], figures[at - 2]):
            self._add(at - 2, [at - 1, at], ties=False, closed=True)

    def _of_indicators(self) -> None:
        """清理N件，继续有效A件，修改B件，废止C件: by the catalogue."""
        catalogue = load_catalogue()
        by_code: dict[str, list[LinkedFigure]] = {}
        for one in self.links:
            if one.indicator and exact(one.figure):
                by_code.setdefault(one.indicator.code, []).append(one)
        for code, totals in by_code.items():
            wanted = catalogue.indicators[code].sum_of
            if not wanted or wanted[0] not in by_code:
                continue
            for total in totals:
                sentence = self.book.sentence(total.figure.span.start)
                parts = [
                    one.at
                    for part in wanted
                    for one in by_code.get(part, ())
                    if self.book.sentence(one.figure.span.start) == sentence
                    and one.at > total.at
                    and alike(one.figure, total.figure)
                ]
                if len(parts) > 1 and self.links[parts[0]].indicator is catalogue.indicators[wanted[0]]:
                    parts.sort()
                    figures = [self.book.figures[one] for one in parts]
                    self._add(total.at, parts, ties=add_up(figures, total.figure), closed=False)

    # -- what stands in a list ---------------------------------------------------------------------------------------

    def _gap(self, at: int) -> str:
        return self.book.labels[at]

    def _stop(self, place: int) -> int:
        """Where the list that begins at ``place`` can end at the latest: 。, a line end, a bracket that closes."""
        text, end = self.text, place + REACH
        for at in range(place, min(len(text), end)):
            if text[at] in "。\r\n":
                return at
            if text[at] in "）)" and not any(mark in text[place:at] for mark in "（("):
                return at
        return min(len(text), end)

    def _total_before(self, at: int, place: int) -> int | None:
        """The number of the figure that 其中 at ``place`` speaks of; ``at`` is the first figure after it."""
        figures, text = self.book.figures, self.text
        if at >= len(figures):
            return None
        unit = figures[at].unit
        for before in (at - 1, at - 2):
            if before < 0:
                return None
            one = figures[before]
            gap = text[one.span.end : place]
            if len(gap) > 40 or "。" in gap or "\n" in gap or "；" in gap or ";" in gap:
                return None
            if one.unit in NOT_COUNTED or not _level(one):
                continue
            if one.unit == unit:
                return before if exact(one) and not one.direction else None
            if before == at - 1 and len(gap) > 16:
                return None
        return None

    def _list(self, at: int, total: Figure, stop: int) -> list[int]:
        """The numbers of the figures that make the list beginning with figure ``at``, all joined by one mark."""
        figures, text, labels = self.book.figures, self.text, self.book.labels
        found: list[int] = []
        join = ""
        for number in range(at, min(at + MOST, len(figures))):
            one = figures[number]
            if one.span.end > stop or one.unit != total.unit or one.direction:
                break
            if found:
                between = text[figures[number - 1].span.end : one.span.start]
                mark = next((char for char in between if char in JOINS or char in "（("), "")
                if not mark or mark in "（(；;" or between.count("，") + between.count(",") > 1:
                    break
                if _NEW_TOTAL.search(labels[number]) and not CLOSING.search(labels[number]):
                    break
                mark = "，" if mark in "，," else "、"
                join = join or mark
                if mark != join and not (mark == "、" and join == "，") and not CLOSING.search(labels[number]):
                    break
            found.append(number)
        return found

    # -- what is compared --------------------------------------------------------------------------------------------

    def _compare(self, total: int, parts: list[int], every: object) -> None:
        """A list of parts against its total: an excess, a sum that ties, or one that misses."""
        figures, whole = self.book.figures, self.book.figures[total]
        if not parts:
            return
        listed = self.text.startswith("、", figures[parts[0]].span.end)
        sure = parts if listed else parts[:1]
        too_big = [one for one in sure if exact(figures[one]) and above(figures[one], whole)]
        if too_big:
            start = self.book.sentence_start(whole.span.start)
            if not CARRIED.search(self.text, start, figures[parts[-1]].span.end):
                one = too_big[0]
                self.above.append(Above(one, total))
            return
        if any(above(figures[one], whole) for one in parts):
            return
        if len(parts) < 2 or not all(exact(figures[one]) for one in parts):
            return
        for number in range(len(parts), 1, -1):
            if add_up([figures[one] for one in parts[:number]], whole):
                self._add(total, parts[:number], ties=True, closed=False)
                return
        labels = [self.book.labels[one].removeprefix(AMONG) for one in parts]
        last = figures[parts[-1]].span.end
        if self.text.startswith(("等", "以上", "左右"), last) or self.book.tails[parts[-1]].startswith("等"):
            return
        if overlapping(labels):
            return
        closed = bool(every) or any(CLOSING.search(one) for one in labels) or opposites(labels)
        if closed or self._slip(whole, [figures[one] for one in parts], labels):
            self._add(total, parts, ties=False, closed=closed)

    def _slip(self, whole: Figure, parts: Sequence[Figure], labels: Sequence[str]) -> bool:
        """True if the sum misses the total in the way of a slip of the hand.

        By one, by two digits changed over, in one digit; by a little where the parts are kinds of one sort; or the
        parts together are a little more than the total.
        """
        gap = whole.value - sum((one.value for one in parts), Decimal())
        if changed_over(whole, parts, gap) or (abs(gap) == 1 and whole.value >= 10):
            return True
        size = abs(gap)
        one_digit = size >= 10 and len(str(size).rstrip("0")) == 1
        if (size * 20 <= whole.value and (one_digit or gap < 0 or of_one_kind(labels))) or (
            gap < 0 and one_digit and size * 12 <= whole.value
        ):
            return True
        between = self.text[parts[0].span.end : parts[-1].span.start]
        return gap < 0 and all(mark not in between for mark in "，,；;") and of_one_kind(labels)

    def _add(self, total: int, parts: list[int], *, ties: bool, closed: bool) -> None:
        book = self.book
        figures = tuple(book.figures[one] for one in parts)
        whole = book.figures[total]
        if whole.span in self._taken:
            return
        self._taken.add(whole.span)
        computed = sum((one.value for one in figures), Decimal())
        self.sums.append(
            Relation(
                "合计",
                self._say(total),
                self._say(parts[0]),
                "",
                whole,
                figures,
                (),
                computed,
                ties,
                True,
                closed,
                "sum",
            )
        )

    def _say(self, at: int) -> str:
        return in_short(self.book, at)


def in_short(book: Surroundings, at: int) -> str:
    """The words before figure number ``at``, in short."""
    return book.labels[at].removeprefix(AMONG)[-10:]


def _level(figure: Figure) -> bool:
    return not figure.approximator and not figure.direction


def _sums_of(document: Document) -> _Sums:
    return _Sums(document)


def sums(document: Document) -> tuple[Relation, ...]:
    """Every total that was compared with its parts, in text order; ``one_base`` if the list says it is complete."""
    return tuple(sorted(document.once(_sums_of).sums, key=lambda one: one.rate.span))


def above_their_total(document: Document) -> tuple[Above, ...]:
    """Every part after 其中 or in brackets that is greater than its total, in text order."""
    return tuple(document.once(_sums_of).above)
