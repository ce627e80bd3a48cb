"""Changes that the text states beside the two values they lie between, and those stated beside one.

``由100件增至110件，增长20%`` and ``110件，较上年的100件增长20%`` can be judged in the text alone;
``110件，同比增长20%`` needs last year's report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reportsrc.document import Document, Figure
from reportsrc.intervals import Relation, changed, told_apart
from reportsrc.nearby import bare, book_of

_FROM = re.compile(r"(?:由|从)(?:20\d\d|上|去|前一|上一)?(?:年度?)?(?:同期|底|末|初)?(?:原来|原有)?(?:的)?$")
_TO = re.compile(
    r"(?:[增减降升提缩压扩上下回精]|变|调整|优化|整合|合并)[^，,。；;\d]{0,6}(?:到|至|为|成)(?:了)?"
    r"(?:(?:今年|本年|20\d\d年)度?[底末]?的?)?$"
)
_ASIDE = re.compile(
    r"[（(](?:上|去|上一|20\d\d)年度?(?:同期)?(?:按可比口径)?(?:调整)?(?:为|是|受理|办理)?[^，,。；;（）()\d]{0,6}$"
)
_THAN = re.compile(
    r"[，,]?(?:同比)?(?:较|比|相比|相较于?|与)(?:20\d\d年?|上年?|去年?|上一年?|[^，,。；;\d]{2,6})(?:度|底|末|初|前|时|期)?"
    r"(?:同期)?(?:的|为)$|"
    r"[，,]?(?:同比)?(?:较|比|相比|相较于?|与)(?:20\d\d|上|去|上一)年(?:度)?(?:同期)?(?:的|为)?$"
)
_BOTH = re.compile(
    r"(?:[，,](?:合并|优化|整合|精简|压缩|调整)?(?:调整|压减|压缩|精简|减少|整合|合并|优化)(?:为|到|至)|和|、)$"
)
_OF_TWO_YEARS = re.compile(r"(20\d\d)年(?:度)?[和、与](20\d\d)年[^。；;\d]{0,16}分别[^，,。；;\d]{1,16}$")
_BARE_YEAR = re.compile(r"(?:20\d\d年度?)?(?:为|是|则|压减到|压减至|减少到|下降到|降至|增至|增加到|上升到)?$")
_STEP = re.compile(
    r"[，,、（(]?(?:同比|相比|实现|总体|共计?|累计|较之?|比|与|上年度?|去年|上一年度?|20\d\d年度?|同期|了|净|约|的|幅度?|率|达到?|为|"
    r"增长|增加|上升|提高|提升|上涨|扩大|增|下降|减少|降低|压减|压缩|缩减|缩短|精简|回落|下滑|降|减|升)*+$"
)
_LAST_YEAR = re.compile(r"同比|(?:较|比|与)(?:上年|去年|上一年)")
_PLAIN = frozenset(
    ("件", "起", "宗", "人", "名", "人次", "次", "个", "份", "项", "条", "家", "场", "元", "件次", "户", "处")
)
_CHANGE_WORDS = {"increase": "增长", "decrease": "下降"}


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A value of this year and the change against last year's stated beside it; numbers of figures in the document."""

    new: int
    change: int


class _Changes:
    """The changes of one document."""

    def __init__(self, document: Document) -> None:
        self.book = book = document.once(book_of)
        self.text = document.text
        self.whole: list[Relation] = []
        self.half: list[YearOnYear] = []
        self._pairs: dict[int, tuple[Figure, Figure]] = {}
        for at, figure in enumerate(book.figures):
            if at and figure.direction and not figure.approximator:
                self._judge(at)

    def _judge(self, at: int) -> None:
        figures, text = self.book.figures, self.text
        change, second = figures[at], figures[at - 1]
        step = text[second.span.end : change.span.start]
        if len(step) > 24 or second.approximator or not _STEP.match(step):
            return
        if second.direction:
            if at - 1 in self._pairs:
                self._compare(at, *self._pairs[at - 1])
            return
        pair = self._before(at - 1) or self._aside(at)
        if pair:
            self._compare(at, *pair)
        elif _LAST_YEAR.search(step) and not (second.unit == "%" and change.unit == "%"):
            self.half.append(YearOnYear(at - 1, at))

    def _before(self, second: int) -> tuple[Figure, Figure] | None:
        """The old and the new value, if figure ``second`` is one of them and the figure before it the other."""
        if not second:
            return None
        book, text = self.book, self.text
        one, two = book.figures[second - 1], book.figures[second]
        between = text[one.span.end : two.span.start]
        if one.unit != two.unit or one.approximator or one.direction or len(between) > 20:
            return None
        if _TO.search(between) and _FROM.search(text, max(0, one.span.start - 12), one.span.start):
            return one, two
        if _THAN.fullmatch(between):
            return two, one
        if _BOTH.fullmatch(between):
            both = _OF_TWO_YEARS.search(text, max(0, one.span.start - 48), one.span.start)
            if both and int(both[1]) + 1 == int(both[2]) and between in "和、":
                return one, two
            if between[0] in "，,":
                return one, two
        first, other = bare(book.labels[second - 1]), bare(book.labels[second])
        if first and _BARE_YEAR.fullmatch(book.labels[second]):
            other = first
        if not (other and first and (other in first or first in other)) or "。" in between or "；" in between:
            return None
        when = book.when(one)[0], book.when(two)[0]
        if when == (book.year - 1, book.year):
            return one, two
        return (two, one) if when == (book.year, book.year - 1) else None

    def _aside(self, at: int) -> tuple[Figure, Figure] | None:
        """The old value in brackets after the change: 167件，同比增长11.3%（2022年为150件）."""
        figures, text = self.book.figures, self.text
        new, old = figures[at - 1], figures[at + 1] if at + 1 < len(figures) else None
        if old is None or old.unit != new.unit or old.approximator or old.direction:
            return None
        return (old, new) if _ASIDE.fullmatch(text[figures[at].span.end : old.span.start]) else None

    def _compare(self, at: int, old: Figure, new: Figure) -> None:
        change = self.book.figures[at]
        self._pairs[at] = old, new
        if not fits(old, change) or not old.value:
            return
        ties, computed = compare_change(old, new, change)
        word = _CHANGE_WORDS["increase" if new.value >= old.value else "decrease"]
        self.whole.append(Relation("变化", word, "", "", change, (new,), (old,), computed, ties, True, True, "change"))


def fits(value: Figure, change: Figure) -> bool:
    """True if the change can be one of this value: in per cent or 倍 of a count, in 百分点 of a rate, in its unit."""
    if value.unit == "%":
        return change.unit == "百分点"
    return change.unit in ("%", "倍") or (change.unit == value.unit and change.unit in _PLAIN)


def compare_change(old: Figure, new: Figure, change: Figure) -> tuple[bool, Decimal]:
    """Whether the change can be the one from ``old`` to ``new``, and what it is, in the change's unit and decimals."""
    gap = new.value - old.value
    exact = abs(gap)
    if change.unit in ("%", "倍"):
        exact = abs(gap) * (100 if change.unit == "%" else 1) / old.value
    size = changed(old, new, change) or (change.unit == "倍" and _times(old, new, change))
    turned = bool(gap) and (gap > 0) != (change.direction == "increase")
    return size and not turned, told_apart(exact, change, size)


def _times(old: Figure, new: Figure, change: Figure) -> bool:
    """增长2倍 is also said of a value that became two times the old one."""
    return abs(new.value / old.value - change.value) <= Decimal(1).scaleb(-change.decimals) / 2


def _changes_of(document: Document) -> _Changes:
    return _Changes(document)


def changes(document: Document) -> tuple[Relation, ...]:
    """Every change that the text states beside both values, in text order."""
    return tuple(document.once(_changes_of).whole)


def year_on_year(document: Document) -> tuple[YearOnYear, ...]:
    """Every change against last year that stands beside this year's value alone, in text order."""
    return tuple(document.once(_changes_of).half)
