"""Find the figures of a text: numbers that count something, with unit, approximator and direction.

One scan stops at digits and at Chinese numerals before a possible unit; everything else is matched from there,
a bounded step at a time, so that the work grows with the number of numerals and never with their length.
What is not a figure is told by ``false_friends``. A worded nought (无败诉) has no number and is none either.
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportsrc.document import Figure
from reportsrc.false_friends import Quotations, before, counts, counts_in_chinese, is_code, is_ordinal, looks_like_year
from reportsrc.numerals import (
    ARABIC,
    BETWEEN,
    CHINESE,
    SPACE,
    PrintedNumber,
    parse_arabic,
    parse_chinese,
    read_arabic,
    read_chinese,
)
from reportsrc.text import Span
from reportsrc.units import Units, load_units

_GROUPS = rf"(?:[,，\u2009\u202f][{ARABIC}]{{3}}(?![{ARABIC}]))*+"
_NUMERATOR = rf"[{CHINESE}]{{1,12}}(?:点[〇零一二三四五六七八九]{{1,6}}+)?|[{ARABIC}]{{1,4}}(?:[.．][{ARABIC}]{{1,4}})?"


def _compile_anchor(units: Units) -> re.Pattern[str]:
    """A digit run with its thousands and decimals, or a whole run of Chinese numerals before a possible unit."""
    first = "".join(sorted({word[0] for word in units.words}))
    arabic = rf"(?:[{ARABIC}]{{0,2}}+(?![{ARABIC}]){_GROUPS}|[{ARABIC}]*+)(?:[.．][{ARABIC}]++)?+"
    chinese = rf"(?<![{CHINESE}][{CHINESE}])[{CHINESE}]*+(?=[{re.escape(first)}{BETWEEN}分点{SPACE}])"
    return re.compile(rf"[{ARABIC}{CHINESE}](?:(?<=[{ARABIC}]){arabic}|(?<=[{CHINESE}]){chinese})")


_ANCHOR = _compile_anchor(load_units())
_PARTS = re.compile(rf"分之({_NUMERATOR})")
_SLASH = re.compile(rf"/([{ARABIC}]{{1,3}}+)(?![{ARABIC}/.])")
_SEPARATOR = re.compile(rf"[{SPACE}]?([、和及与或至到~～—–-]{{1,2}}+)[{SPACE}]?(?=[{ARABIC}])")
_CHINESE = frozenset(CHINESE)
_NOT_BEFORE_CHINESE = frozenset("数几初周")

_BEFORE = (
    *("不少于", "不低于", "不超过", "不高于", "不多于", "不足", "大约", "超过", "将近", "接近", "至少", "突破"),
    *("近", "约", "超", "逾"),
)
_BEFORE_ENDS = frozenset(word[-1] for word in _BEFORE)
_NOT_ABOUT = ("节约", "预约", "签约", "公约", "特约", "合约", "条约", "集约", "履约", "违约", "最近", "附近", "赶超")
_AFTER = ("以上", "以下", "以内", "左右", "上下")
_AFTER_STARTS = frozenset("以左上 ")
_PERIODS = frozenset(("年", "天", "个月", "周"))

_CHANGE = frozenset("增升提涨扩降减压缩精落滑")
_UP = "增长|增加(?!值)|上升|提高|提升|上涨|扩大|(?<!新)增|增幅|增速|涨幅"
_DOWN = "下降|减少|降低|压减|压缩|缩减|缩短|精简|回落|下滑|降|减|降幅|减幅"
_OBJECT = r"(?<=增加|减少|压减|压缩|缩减|缩短|精简|降低|提高)[^\W\da-zA-Z达至到为率度由从是比成各共]{0,6}"
_DIRECTION = re.compile(
    rf"(?:({_UP})|{_DOWN})(?:(?<=[幅速])(?:达到|达|为|是)|{_OBJECT})?[了约近超逾过将]{{0,3}}+[{SPACE}]{{0,2}}+$"
)
_CHANGE_AFTER = re.compile(r"的?(?:(增长|增幅|涨幅|升幅)|(?:降幅|下降|减幅))")
_RATES = frozenset(("%", "倍", "百分点", "成"))


def find_figures(text: str, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """The figures of ``text[start:end]`` in text order; spans are positions in ``text``.

    A span covers number, scale and unit with an approximator between them; the approximator may also stand
    before or after it. Numbers that share the unit of the next one (45和30个工作日) carry that unit; a value that
    several rates share (参考率、合格率均达100%) is printed once and found once. Both ends of a change
    (由46条减少到16条) are levels without direction.
    """
    return tuple(_Finder(text, len(text) if end is None else end).run(start))


class _Finder:
    """One pass over one text. ``shared`` holds numbers still waiting for a unit."""

    def __init__(self, text: str, stop: int) -> None:
        self.text = text
        self.stop = stop
        self.units = load_units()
        self.quotations = Quotations(text)
        self.found: list[Figure] = []
        self.shared: list[PrintedNumber] = []
        self.shared_until = -1

    def run(self, start: int) -> list[Figure]:
        """All figures from ``start`` on."""
        done, text = start, self.text
        for match in _ANCHOR.finditer(text, start, self.stop):
            begin, end = match.span()
            if begin < done or (end - begin == 4 and text.startswith("年", end) and match[0].isdigit()):
                continue
            if is_ordinal(text, begin, end):
                self.shared = []
                done = end
            elif text[begin] in _CHINESE:
                done = self._chinese(begin, end)
            else:
                done = self._arabic(begin, end)
        return self.found

    def _arabic(self, begin: int, end: int) -> int:
        """Judge the Arabic number at ``begin``; returns where to go on."""
        text = self.text
        shared = self.shared if begin == self.shared_until else []
        self.shared = []
        if is_code(text, begin, end):
            return end
        if text.startswith("/", end):
            return self._fraction(begin, end)
        number = read_arabic(text, begin, end)
        if number is None:
            return end
        word, unit = self.units.at(text, number.unit_at)
        if not word and number.unit_at > end and not number.approximator:
            word, unit = self.units.at(text, end)
            if unit:
                number = PrintedNumber(begin, end, end, parse_arabic(text[begin:end]) or Decimal(0), number.decimals)
        if not word and number.scale == 1 and not number.approximator:
            self._wait(number, shared)
            return end
        if not unit or not counts(text, number, word, unit, self.units):
            return number.end
        after = number.unit_at + len(word)
        if not self.quotations.name(begin, after, unit, chinese=False):
            for earlier in shared:
                self._add(earlier, "", unit)
            self._add(number, word, unit)
        return after

    def _wait(self, number: PrintedNumber, shared: list[PrintedNumber]) -> None:
        """Keep a number without unit until the next one, if a sign or word of listing joins them."""
        separator = _SEPARATOR.match(self.text, number.end)
        opens_line = before(self.text, number.start) in ("", "\n", "\r")
        if separator and len(shared) < 20 and not opens_line and not looks_like_year(number):
            self.shared = [*shared, number]
            self.shared_until = separator.end()

    def _fraction(self, begin: int, end: int) -> int:
        """1/4左右, 占1/3: a fraction counts only beside a word that says so."""
        below = _SLASH.match(self.text, end)
        if below is None or end - begin > 3 or not int(below[1]):
            return end
        about = self._about(begin, below.end(), "")
        if about or self.text[max(0, begin - 2) : begin].endswith(("占", "占比", "达")):
            self._emit(begin, below.end(), Decimal(int(self.text[begin:end])) / int(below[1]), "", about)
        return below.end()

    def _chinese(self, begin: int, end: int) -> int:
        """Judge the run of Chinese numerals at ``begin``; returns where to go on."""
        text = self.text
        self.shared = []
        char = before(text, begin)
        if char in _NOT_BEFORE_CHINESE or char.isdigit():
            return end
        if text.startswith("分之", end):
            return self._parts(begin, end)
        if text.startswith("百分百", begin):
            return self._share(begin, end + 2, Decimal(100), "%")
        number = read_chinese(text, begin, end)
        if number is None:
            return end
        word, unit = self.units.at(text, number.unit_at)
        if not unit or not counts_in_chinese(text, number, word, self.units):
            return end
        if not counts(text, number, word, unit, self.units):
            return end
        after = number.unit_at + len(word)
        if not self.quotations.name(begin, after, unit, chinese=True):
            self._add(number, word, unit)
        return after

    def _parts(self, begin: int, end: int) -> int:
        """百分之五十三点八, 千分之三, 三分之二."""
        match, below = _PARTS.match(self.text, end), parse_chinese(self.text[begin:end])
        above = (parse_chinese(match[1]) or parse_arabic(match[1])) if match else None
        if match is None or above is None or not below:
            return end
        unit = {"百": "%", "千": "‰"}.get(self.text[begin:end], "")
        decimals = len(re.split("[点.．]", match[1])[-1]) if re.search("[点.．]", match[1]) else 0
        return self._share(begin, match.end(), above if unit else above / below, unit, decimals)

    def _share(self, begin: int, end: int, value: Decimal, unit: str, decimals: int = 0) -> int:
        if not self.quotations.name(begin, end, unit, chinese=True):
            self._emit(begin, end, value, unit, self._about(begin, end, unit), decimals)
        return end

    def _about(self, begin: int, end: int, unit: str) -> str:
        """The approximator before or after ``[begin, end)``, or empty."""
        text = self.text
        start = begin - 1 if before(text, begin) == " " else begin
        if before(text, start) in _BEFORE_ENDS:
            words = text[max(0, start - 3) : start]
            word = next((w for w in _BEFORE if words.endswith(w)), "")
            if word and not words.endswith(_NOT_ABOUT) and not (word == "近" and unit in _PERIODS):
                return word
        if text[end : end + 1] in _AFTER_STARTS and end < len(text):
            after = end + (text[end] == " ")
            return next((w for w in _AFTER if text.startswith(w, after)), "")
        return ""

    def _direction(self, begin: int, end: int, unit: str) -> str:
        """``increase`` or ``decrease`` for a change, empty for a level."""
        text, low = self.text, max(0, begin - 16)
        match = None
        if not _CHANGE.isdisjoint(text[low:begin]):
            match = _DIRECTION.search(text, low, begin)
        if match is None and unit in _RATES:
            match = _CHANGE_AFTER.match(text, end)
        if match is None:
            return ""
        return "increase" if match[1] else "decrease"

    def _add(self, number: PrintedNumber, word: str, unit: str) -> None:
        end = number.unit_at + len(word) if word else number.end
        about = number.approximator or ("多" if "多" in word else "") or self._about(number.start, end, unit)
        self._emit(number.start, end, number.value, unit, about, number.decimals, number.scale)

    def _emit(
        self, begin: int, end: int, value: Decimal, unit: str, about: str, decimals: int = 0, scale: int = 1
    ) -> None:
        if end > self.stop:
            return
        direction = self._direction(begin, end, unit)
        words = self.text[begin:end]
        self.found.append(Figure(words, value, unit, about, direction, Span(begin, end), decimals, scale))
