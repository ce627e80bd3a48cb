"""Find the figures of a text: numbers that count something, with unit, approximator and direction.

One scan stops at digits, at Chinese numerals before a possible unit and at words of denial; everything else is matched
from there, a bounded step at a time, so that the work grows with the number of numerals and never with their length.
What is not a figure is told by ``false_friends``, what stands beside it by ``figure_words``; a claim that there was
none (无一起, 零败诉) is a figure of value nought, see ``zero_claims``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import repeat

from reportsrc.document import Figure
from reportsrc.false_friends import (
    MAY_BE_ORDINAL,
    Quotations,
    before,
    counts,
    counts_in_chinese,
    is_code,
    is_marked,
    is_ordinal,
    looks_like_year,
)
from reportsrc.figure_words import beside, is_signed, sharing
from reportsrc.numerals import (
    ARABIC,
    BETWEEN,
    CHINESE,
    DIGITS,
    SPACE,
    PrintedNumber,
    parse_arabic,
    parse_chinese,
    read_arabic,
    read_chinese,
    tidy,
)
from reportsrc.text import Span
from reportsrc.units import Units, load_units
from reportsrc.zero_claims import NOT, opening, zero_claim

_GROUPS = rf"(?:[,，\u2009\u202f][{ARABIC}]{{3}}(?![{ARABIC}]))*+"
_NUMERATOR = rf"[{CHINESE}]{{1,12}}(?:点[〇零一二三四五六七八九]{{1,6}}+)?|[{ARABIC}]{{1,4}}(?:[.．][{ARABIC}]{{1,4}})?"


def _compile_anchor(units: Units) -> re.Pattern[str]:
    """A digit run with its thousands and decimals, a run of Chinese numerals before a possible unit, a denial."""
    first = "".join(sorted({word[0] for word in units.words}))
    arabic = rf"(?:[{ARABIC}]{{0,2}}+(?![{ARABIC}]){_GROUPS}|[{ARABIC}]*+)(?:[.．][{ARABIC}]++)?+"
    chinese = rf"(?<![{CHINESE}][{CHINESE}])[{CHINESE}]*+(?=[{re.escape(first)}{BETWEEN}分点半{SPACE}])"
    return re.compile(rf"[{ARABIC}{CHINESE}{NOT}](?:(?<=[{ARABIC}]){arabic}|(?<=[{CHINESE}]){chinese}|{opening()})")


_ANCHOR = _compile_anchor(load_units())
_PARTS = re.compile(rf"分之({_NUMERATOR})")
_SLASH = re.compile(rf"/([{ARABIC}]{{1,3}}+)(?![{ARABIC}/.])")
_VERBS = "压缩|压减|减少|缩短|精简|优化|整合|合并|下降|降低|提高|提升|增加|增长|扩大|上升|调整|降|减|增|升|压|缩"
_SEPARATOR = re.compile(
    rf"[{SPACE}]?(?:[、和及与或至到~～—–－-]{{1,2}}+|(?:{_VERBS})(?:至|到|为|成)[约近]?)[{SPACE}]?(?=[{ARABIC}])"
)
_LISTED = frozenset(("、", "和", "及", "与", "或"))
_SPACED = re.compile(rf"(?:[ \u00a0][{ARABIC}]{{3}}(?![{ARABIC}])){{1,3}}+(?:[.．][{ARABIC}]{{1,4}}+)?")
_LINE_END = re.compile(rf"\r?\n[{SPACE}]{{0,4}}+(?=[^\s])")
_MORE = re.compile(rf"[{ARABIC}]{{1,9}}+")
_CUT = re.compile(r"[，,。；;：:、\r\n]")
_ENDS = frozenset("，。；、,;！!）) \r\n")
_CHINESE = frozenset(CHINESE)
_NOT = frozenset(NOT)
_NOT_BEFORE_CHINESE = frozenset("初周")
_SEVERAL = frozenset("数數几幾")
_COUNTED = frozenset("人件次总總户個个")
_UPPER = frozenset("以网线身会路街江海陆")
_ROUND = frozenset("十百千万萬亿億")
_BEFORE_HALF = re.compile(
    r"(?:近|超过?|过|不足|不到|约|压缩|减少|缩短|下降|降低|提高|增加|增长|提升|占|达到?|降|减)了?[近约]?$"
)
_RANGE = frozenset("至到—~～－-")
_LOW_END = re.compile(rf"(?<![第前周{CHINESE}{ARABIC}])([{CHINESE}]{{1,3}})[至到—~～－-]{{1,2}}$")
_HUNDREDTHS = "一二三四五六七八九"
_PLUS = frozenset("+＋")
_NEW_LINE = frozenset("\r\n")
_MAY_GO_ON = frozenset(" \u00a0\r\n.．")
_LONG_LINE = 15


def once_per_metric(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each figure; a value that several rates share (办结率、满意率均达100%) as often as rates are named."""
    for figure in figures:
        yield from repeat(figure, max(1, len(figure.metrics)))


def find_figures(text: str, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """The figures of ``text[start:end]`` in text order; spans are positions in ``text``.

    A span covers number, scale and unit with an approximator between them; the approximator may also stand
    before or after it. Numbers that share the unit of the next one (45和30个工作日) carry that unit; a value that
    several rates share (参考率、合格率均达100%) is found once, with the rates as its ``metrics``. Both ends of a
    change (由46条减少到16条) are levels without direction. Tenths are shares: 九成 is 0.9 成. A claim of none
    (无一起, 零败诉) is nought in the unit printed, else in that by which such things are counted. 数十 and 上百 are 10
    and 100, inexact. A number with 万 or 亿 and no unit (阅读量3.5万) has an empty unit.
    """
    return tuple(_Finder(text, start, len(text) if end is None else end).run())


class _Finder:
    """One pass over one text. ``shared`` holds numbers still waiting for a unit."""

    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text = text
        self.start = start
        self.stop = stop
        self.units = load_units()
        self.quotations = Quotations(text)
        self.found: list[Figure] = []
        self.shared: list[PrintedNumber] = []
        self.shared_until = -1

    def run(self) -> list[Figure]:
        """All figures of the stretch."""
        done, text = self.start, self.text
        for match in _ANCHOR.finditer(text, done, self.stop):
            begin, end = match.span()
            if begin < done:
                continue
            char = text[begin]
            if char in _NOT and end - begin == 1:
                done = self._none(begin, begin, end)
            elif begin and text[begin - 1] in MAY_BE_ORDINAL and is_ordinal(text, begin, end):
                self.shared = []
                done = end
            elif char in _CHINESE:
                done = self._chinese(begin, end)
            elif end - begin != 4 or not text.startswith("年", end) or not match[0].isdigit():
                done = self._arabic(begin, end)
        return self.found

    def _none(self, begin: int, place: int, end: int) -> int:
        """零败诉, 无一起, 0投诉: nought of something."""
        self.shared = []
        claim = zero_claim(self.text, place)
        if claim is None or claim[0] > self.stop:
            return end
        self.found.append(Figure(self.text[begin : claim[0]], Decimal(0), claim[1], "", "", Span(begin, claim[0])))
        return claim[0]

    def _arabic(self, begin: int, end: int) -> int:
        """Judge the Arabic number at ``begin``; returns where to go on."""
        text = self.text
        shared = self.shared if begin == self.shared_until else []
        self.shared = []
        following = text[end : end + 1]
        plus = following in _PLUS and end - begin > 1
        if not plus and is_code(text, begin, end) and not is_signed(text, begin):
            return end
        if following == "/":
            return self._fraction(begin, end)
        if following == "分" and text.startswith("分之", end):
            return self._parts(begin, end)
        number = read_arabic(text, begin, end)
        if number is None:
            return end
        if plus or (number.scale > 1 and text[number.unit_at : number.unit_at + 1] in _PLUS):
            number.unit_at, number.approximator = number.unit_at + 1, "+"
        word, unit = self.units.at(text, number.unit_at)
        if number.unit_at > end and (not word or following == "千") and not number.approximator:
            plain, plain_unit = self.units.at(text, end)
            if plain_unit:
                word, unit = plain, plain_unit
                number = PrintedNumber(begin, end, end, parse_arabic(text[begin:end]) or Decimal(0), number.decimals)
        if not word:
            return self._without_unit(number, shared)
        if not unit or not counts(text, number, word, unit, self.units):
            return number.end
        if number.decimals and is_marked(text, number, unit):
            begin = text.find(".", begin, end) + 1 or begin
            number = PrintedNumber(begin, end, end, parse_arabic(text[begin:end]) or number.value)
        after = number.unit_at + len(word)
        if text[after : after + 1] in _NEW_LINE:
            word, unit, after = self._unit_goes_on(number, word, unit, after)
        return self._count(number, shared, unit, after)

    def _count(self, number: PrintedNumber, shared: list[PrintedNumber], unit: str, after: int) -> int:
        """Take ``number`` up to ``after`` and those that share its unit, and its 万 where they have none of their own."""
        if self.quotations.name(number.start, after, unit, chinese=number.chinese):
            return after
        for earlier in shared:
            if number.scale > earlier.scale and earlier.value * number.scale <= number.value * 10:
                earlier = replace(earlier, value=tidy(earlier.value * number.scale), scale=number.scale)
            self._add(earlier, unit, earlier.end)
        return self._add(number, unit, after)

    def _without_unit(self, number: PrintedNumber, shared: list[PrintedNumber]) -> int:
        """Judge an Arabic number that no unit follows: it may share one, or need none."""
        text, begin, end = self.text, number.start, number.end
        large = number.scale >= 10_000 or number.approximator == "+"
        if large or (number.approximator and number.value >= 10):
            noun = next((word for word in self.units.bare if text.startswith(word, number.unit_at)), "")
            if noun or number.approximator in ("余", "餘", "多"):
                return self._count(number, shared, noun, number.unit_at + len(noun) if noun else number.unit_at)
        if number.scale == 1 and not number.approximator:
            if not number.value:
                return self._none(begin, end - 1, end)
            if text[end : end + 1] in _MAY_GO_ON and (whole := self._goes_on(number)):
                return self._count(whole[0], shared, whole[1], whole[2])
            if text[begin - 1 : begin] in ("至", "到", "为") and self._ends_a_change(number):
                return self._count(number, [], self.found[-1].unit, end)
        if number.approximator != "+" and self._wait(number, shared):
            return end
        if large and number.scale >= 10_000:
            return self._count(number, shared, "", number.unit_at if number.approximator else end)
        return end

    def _ends_a_change(self, number: PrintedNumber) -> bool:
        """由23份减至9，: the second number has the unit of the first."""
        if not self.found or number.start - self.found[-1].span.end > 8 or looks_like_year(number):
            return False
        rest = self.text[number.end : number.end + 1]
        return (not rest or rest in _ENDS) and not _CUT.search(self.text, self.found[-1].span.end, number.start)

    def _goes_on(self, number: PrintedNumber) -> tuple[PrintedNumber, str, int] | None:
        """A number that goes on after a space (2 308件) or, in a long line, after its end; with unit and end."""
        text, begin, end = self.text, number.start, number.end
        if text[end] in " \u00a0":
            match = _SPACED.match(text, end) if end - begin <= 3 and not number.decimals else None
            if match is None or (begin > 1 and text[begin - 1] in " \u00a0" and text[begin - 2].isdigit()):
                return None
            return self._joined(number, match.end(), text[begin:end] + match[0].replace(" ", "").replace("\u00a0", ""))
        point = "." if text[end] in ".．" else ""
        match = self._line_end(begin, end + len(point))
        if match is None:
            return None
        if more := _MORE.match(text, match.end()):
            return self._joined(number, more.end(), text[begin:end] + point + more[0])
        if point:
            return None
        return self._joined(replace(number, end=end), match.end(), text[begin:end])

    def _joined(self, number: PrintedNumber, end: int, digits: str) -> tuple[PrintedNumber, str, int] | None:
        plain = parse_arabic(digits)
        read = read_arabic(self.text, end - 1, end) if plain is not None and self.text[end - 1].isdigit() else None
        scale, unit_at, about = (read.scale, read.unit_at, read.approximator) if read else (1, end, "")
        word, unit = self.units.at(self.text, unit_at)
        if plain is None or not unit:
            return None
        decimals = len(digits.replace("．", ".").partition(".")[2])
        whole = PrintedNumber(number.start, end, unit_at, tidy(plain * scale), decimals, scale, about)
        if not counts(self.text, whole, word, unit, self.units):
            return None
        return whole, unit, unit_at + len(word)

    def _line_end(self, begin: int, place: int) -> re.Match[str] | None:
        """The line end at ``place`` if it cuts a long line: text as wide as a page, not a heading or a table cell."""
        low = max(0, begin - _LONG_LINE)
        if begin < _LONG_LINE or self.text.find("\n", low, begin) >= 0:
            return None
        return _LINE_END.match(self.text, place)

    def _unit_goes_on(self, number: PrintedNumber, word: str, unit: str, after: int) -> tuple[str, str, int]:
        """个 at the end of a line before 工作日 is 个工作日."""
        match = self._line_end(number.start, after)
        if match is not None:
            longer, its_unit = self.units.at(word + self.text[match.end() : match.end() + 4], 0)
            if its_unit and len(longer) > len(word):
                return longer, its_unit, match.end() + len(longer) - len(word)
        return word, unit, after

    def _wait(self, number: PrintedNumber, shared: list[PrintedNumber]) -> bool:
        """Keep a number without unit until the next one, if a sign or word of listing or change joins them."""
        separator = _SEPARATOR.match(self.text, number.end)
        opens_line = before(self.text, number.start) in ("", "\n", "\r")
        if separator is None or len(shared) >= 20 or opens_line or looks_like_year(number):
            return False
        self.shared = [*shared, number]
        self.shared_until = separator.end()
        return True

    def _fraction(self, begin: int, end: int) -> int:
        """1/4左右, 占1/3: a fraction counts only beside a word that says so."""
        below = _SLASH.match(self.text, end)
        if below is None or end - begin > 3 or not int(below[1]):
            return end
        if beside(self.text, begin, below.end(), "")[0] or self.text[max(0, begin - 2) : begin].endswith(
            ("占", "占比", "达", "的", "了", "缩", "足")
        ):
            self._emit(begin, below.end(), Decimal(int(self.text[begin:end])) / int(below[1]), "")
        return below.end()

    def _chinese(self, begin: int, end: int) -> int:
        """Judge the run of Chinese numerals at ``begin``; returns where to go on."""
        text = self.text
        self.shared = []
        char = before(text, begin)
        vague = ""
        if char in _SEVERAL and char:
            if text[begin] not in _ROUND:
                return end
            vague = "" if before(text, begin - 1) in _COUNTED else char
        elif char == "上" and text[begin] in _ROUND and end - begin == 1:
            if before(text, begin - 1) in _CHINESE:
                return end
            vague = "" if before(text, begin - 1) in _UPPER else char
        elif char in _NOT_BEFORE_CHINESE or char.isdigit():
            return end
        if text.startswith("分之", end):
            return self._parts(begin, end)
        if text.startswith("百分百", begin):
            return self._share(begin, end + 2, Decimal(100), "%")
        if text.startswith("一半", begin) and end == begin + 1:
            told = text.startswith(("以上", "的"), end + 1) or _BEFORE_HALF.search(text, max(0, begin - 4), begin)
            return self._share(begin, end + 1, Decimal("0.5"), "", 1) if told else end
        number = read_chinese(text, begin, end)
        if number is None:
            return end
        number.approximator = number.approximator or vague
        word, unit = self.units.at(text, number.unit_at)
        if not unit or not counts_in_chinese(text, number, word, self.units):
            return end
        if not counts(text, number, word, unit, self.units):
            return end
        after = number.unit_at + len(word)
        if self.quotations.name(begin, after, unit, chinese=True):
            return after
        if char in _RANGE and (low := _LOW_END.search(text, self._free(begin - 6), begin)) is not None:
            value = parse_chinese(low[1])
            if value is not None and value < number.value:
                self._emit(low.start(1), low.end(1), value, unit)
        return self._add(number, unit, after)

    def _free(self, place: int) -> int:
        """``place``, or where the stretch that is searched begins or the last figure ends, if that is later."""
        return max(place, self.start, self.found[-1].span.end if self.found else 0)

    def _parts(self, begin: int, end: int) -> int:
        """百分之五十三点八, 千分之三, 三分之二."""
        words = self.text[begin:end]
        match, below = _PARTS.match(self.text, end), parse_chinese(words) or parse_arabic(words)
        above = (parse_chinese(match[1]) or parse_arabic(match[1])) if match else None
        if match is None or above is None or not below:
            return end
        unit = {"百": "%", "千": "‰"}.get(words, "")
        decimals = len(re.split("[点.．]", match[1])[-1]) if re.search("[点.．]", match[1]) else 0
        return self._share(begin, match.end(), above if unit else above / below, unit, decimals)

    def _share(self, begin: int, end: int, value: Decimal, unit: str, decimals: int = 0) -> int:
        if not self.quotations.name(begin, end, unit, chinese=True):
            self._emit(begin, end, value, unit, "", decimals)
        return end

    def _add(self, number: PrintedNumber, unit: str, end: int) -> int:
        """Take ``number`` in ``unit`` up to ``end``, or with the hundredths that follow tenths (三成五); its end."""
        value, decimals = number.value, number.decimals
        if unit == "成":
            value, decimals = value / 10, decimals + 1
            hundredths = self.text[end : end + 1]
            if hundredths in _HUNDREDTHS and hundredths and not self.units.at(self.text, end + 1)[0]:
                value, decimals, end = value + Decimal(DIGITS[hundredths]) / 100, decimals + 1, end + 1
        about = number.approximator
        if end - number.unit_at > 2:
            inside = self.text[number.unit_at + 1]
            about = about or ("多" if inside == "多" else "")
            if inside == "半":
                value, decimals = value + Decimal("0.5"), 1
        self._emit(number.start, end, value, unit, about, decimals, number.scale)
        return end

    def _emit(
        self, begin: int, end: int, value: Decimal, unit: str, about: str = "", decimals: int = 0, scale: int = 1
    ) -> None:
        if end > self.stop:
            return
        text = self.text
        about, told = beside(text, begin, end, unit, about)
        if not told and self.found and (last := self.found[-1]).direction and begin - last.span.end <= 2:
            gap = text[last.span.end : begin]
            if gap in _LISTED or (gap and last.unit == unit and not last.text.endswith(unit)):
                told = last.direction
        metrics = sharing(text, begin, end) if unit == "%" else ()
        self.found.append(Figure(text[begin:end], value, unit, about, told, Span(begin, end), decimals, scale, metrics))
