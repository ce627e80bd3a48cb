"""Find the figures of a text: numbers that count something, with unit, approximator and direction.

One scan stops at digits and at Chinese numerals before a possible unit; everything else is matched from there,
a bounded step at a time, so that the work grows with the number of numerals and never with their length.
What is not a figure: document numbers, dates, ordinals, hotlines, numbers in 《》 and in short quotations, and
names made with numbers (三项制度, 双随机, 十四五, 1+N). A worded nought (无败诉) has no number and is none either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reportsrc.document import Figure
from reportsrc.numerals import DIGITS, SCALES, parse_arabic, parse_chinese
from reportsrc.text import Span
from reportsrc.units import Units, load_units

_D = "0-90-9"
_C = "〇零一二两兩三四五六七八九十百千万萬亿億廿卅"
_SPACE = " \u3000\u00a0\u2002\u2003\u2009\u202f\t"
_BETWEEN = "余餘多来几"


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as printed: its place, value (scale multiplied out), and where its unit must stand."""

    start: int
    end: int
    unit_at: int
    value: Decimal
    decimals: int
    scale: int
    approximator: str
    chinese: bool


def _compile_anchor(units: Units) -> re.Pattern[str]:
    """A digit run with its thousands and decimals, or a whole run of Chinese numerals before a possible unit."""
    first = "".join(sorted({word[0] for word in units.chinese | units.one} | {w for w in units.words if len(w) == 1}))
    arabic = rf"(?:[{_D}]{{0,2}}+(?![{_D}])(?:[,，\u2009\u202f][{_D}]{{3}}(?![{_D}]))*+|[{_D}]*+)(?:[.．][{_D}]++)?+"
    chinese = rf"(?<![{_C}][{_C}])[{_C}]*+(?=[{re.escape(first)}{_BETWEEN}分点{_SPACE}])"
    return re.compile(rf"[{_D}{_C}](?:(?<=[{_D}]){arabic}|(?<=[{_C}]){chinese})")


_ANCHOR = _compile_anchor(load_units())
_ARABIC_TAIL = re.compile(
    rf"[{_SPACE}]{{0,2}}+([{_BETWEEN}]?)(万亿|[百十]?[万萬]|[亿億千百])?+([{_BETWEEN}]?)[{_SPACE}]{{0,2}}+"
)
_COMPOUND = re.compile(rf"([{_D}]{{1,4}})([万萬千百])")
_CHINESE_TAIL = re.compile(rf"[{_SPACE}]?([{_BETWEEN}]?)([万萬亿億]?)[{_SPACE}]?")
_CHINESE_DECIMALS = re.compile(r"点[〇零一二三四五六七八九]{1,6}+")
_PARTS = re.compile(rf"分之([{_C}]{{1,12}}(?:点[〇零一二三四五六七八九]{{1,6}}+)?|[{_D}]{{1,4}}(?:[.．][{_D}]{{1,4}})?)")
_SEPARATOR = re.compile(rf"[{_SPACE}]?([、和及与或至到~～—–-]{{1,2}}+)[{_SPACE}]?(?=[{_D}])")
_ORDINAL_GAP = re.compile(rf"[{_SPACE}]?[、和及与至到~～—–-]{{1,2}}+[{_SPACE}]?")
_CLOCK = re.compile(rf"[{_SPACE}]?[:：∶][{_SPACE}]?[{_D}]")

_BEFORE = (
    *("不少于", "不低于", "不超过", "不高于", "不多于", "不足", "大约", "超过", "将近", "接近", "至少", "突破"),
    *("近", "约", "超", "逾"),
)
_NOT_ABOUT = ("节约", "预约", "签约", "公约", "特约", "合约", "条约", "集约", "履约", "违约", "最近", "附近", "赶超")
_AFTER = ("以上", "以下", "以内", "左右", "上下")
_PLACES = frozenset("镇乡村县市区省")
_MEETING = "届"
_IN_ONE = frozenset("每这那某同任唯另统第进上下首为是像有跑查办再又之当了无")
_AFTER_ONE_RUN = frozenset("名家场支个件条项")
_RUN_OF_YEARS = ("连续", "历时", "为期", "近", "过去", "长达", "已满", "时隔", "前后", "共计", "超过", "不超过", "不少于")
_LAWS = ("地方性法规", "地方", "法规", "规章", "政府规章", "法律", "条例", "党内", "行政法规")
_SLOGAN = ("坚持", "明确", "必须", "统一", "结合", "意识", "自信", "维护", "确立", "亲自")
_WHOLE_QUOTE = 20
_WINDOW = 60

_UP = "增长|增加(?!值)|上升|提高|提升|上涨|扩大|同比增|环比增|净增|增幅|增速|涨幅"
_DOWN = "下降|减少|降低|压减|压缩|缩减|缩短|精简|回落|下滑|同比降|环比降|同比减|环比减|降幅|减幅"
_OBJECT = r"(?<=增加|减少|压减|压缩|缩减|缩短|精简|降低|提高)[^\W\da-zA-Z达至到为率度由从是比成各共]{0,6}"
_DIRECTION = re.compile(
    rf"(?:({_UP})|{_DOWN})(?:(?<=[幅速])(?:达到|达|为|是)|{_OBJECT})?[了约近超逾过将]{{0,3}}+[{_SPACE}]{{0,2}}+$"
)
_CHANGE_AFTER = re.compile(r"的?(?:(增长|增幅|涨幅|升幅)|(?:降幅|下降|减幅))")


def find_figures(text: str, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """The figures of ``text[start:end]`` in text order; spans are positions in ``text``.

    A span covers number, scale and unit with an approximator between them; the approximator may also stand
    before or after it. Numbers that share the unit of the next one (45和30个工作日) carry that unit; a value that
    several rates share (参考率、合格率均达100%) is printed once and found once. Both ends of a change
    (由46条减少到16条) are levels without direction.
    """
    return tuple(_Finder(text, len(text) if end is None else end).run(start))


class _Finder:
    """One pass over one text. ``shared`` holds numbers still waiting for a unit, ``ordinal`` where a 第… ended."""

    def __init__(self, text: str, stop: int) -> None:
        self.text = text
        self.stop = stop
        self.units = load_units()
        self.found: list[Figure] = []
        self.shared: list[_Number] = []
        self.shared_until = -1
        self.ordinal = -1
        self.quoted = '"' in text

    def run(self, start: int) -> list[Figure]:
        """All figures from ``start`` on."""
        done = start
        for match in _ANCHOR.finditer(self.text, start, self.stop):
            begin = match.start()
            if begin < done:
                continue
            if match[0][0] in _CHINESE_CHARS:
                done = self._chinese(begin, match.end())
            else:
                done = self._arabic(begin, match.end())
        return self.found

    # -- numbers --------------------------------------------------------------------------------

    def _arabic(self, begin: int, end: int) -> int:
        """Judge the Arabic number at ``begin``; returns where to go on."""
        text = self.text
        shared = self.shared if begin == self.shared_until else []
        self.shared = []
        if self._is_ordinal(begin):
            self.ordinal = self._past_unit(end)
            return end
        before, after = self._before(begin), text[end : end + 1]
        if end - begin > 20 or _joined_before(before) or (before in _INSIDE and self._before(begin - 1).isdigit()):
            return end
        if after == "/":
            return self._fraction(begin, end)
        if _joined_after(after) or _CLOCK.match(text, end):
            return end
        whole = re.match(rf"[{_D}]+", text[begin:end])
        if whole is None or (len(whole[0]) > 1 and whole[0][0] in "0０"):
            return end
        value = parse_arabic(text[begin:end])
        if value is None:
            return end
        number = self._scaled(begin, end, value)
        separator = _SEPARATOR.match(text, number.end)
        if separator and number.scale == 1 and not number.approximator and not self._opens_line(begin):
            if not _looks_like_year(number):
                self.shared = [*shared, number]
                self.shared_until = separator.end()
            return end
        word, unit = self.units.at(text, number.unit_at)
        if not unit and number.scale in (100, 1000):
            plain = _Number(begin, end, end, value, number.decimals, 1, "", False)
            word, unit = self.units.at(text, end)
            number = plain if unit else number
        if not unit or not self._counts(number, word, unit):
            return max(end, number.end)
        if self._in_name(begin, number.unit_at + len(word), unit, chinese=False):
            return number.unit_at + len(word)
        for earlier in shared:
            self._add(earlier, "", unit)
        return self._add(number, word, unit)

    def _scaled(self, begin: int, end: int, value: Decimal) -> _Number:
        """The number with what stands between it and its unit: approximator, 万/亿, spaces."""
        text = self.text
        _, dot, fraction = text[begin:end].replace("．", ".").partition(".")
        decimals = len(fraction) if dot else 0
        if text.startswith("百分点", end):
            return _Number(begin, end, end, value, decimals, 1, "", False)
        tail = _ARABIC_TAIL.match(text, end)
        if tail is None or not tail.end():
            return _Number(begin, end, end, value, decimals, 1, "", False)
        scale = _scale_of(tail[2] or "")
        value = _tidy(value * scale) if scale > 1 else value
        last, approximator, place = scale, tail[1] or tail[3], tail.end()
        number_end = place if scale > 1 else end
        while last > 100 and not approximator and (more := _COMPOUND.match(text, place)):
            step = SCALES[more[2]]
            if step >= last:
                break
            value += int(more[1]) * step
            decimals, scale, last, place = 0, step, step, more.end()
            number_end = place
        return _Number(begin, number_end, place, value, decimals, scale, approximator, False)

    def _fraction(self, begin: int, end: int) -> int:
        """1/4左右, 超1/3: a fraction counts only beside a word of approximation."""
        text = self.text
        below = re.compile(rf"/([{_D}]{{1,3}}+)(?![{_D}/.])").match(text, end)
        if below is None or end - begin > 3 or not int(below[1]):
            return end
        about = self._about(begin, below.end(), "")
        if about:
            value = Decimal(int(text[begin:end])) / int(below[1])
            self._emit(begin, below.end(), value, "", about, 0, 1)
        return below.end()

    def _chinese(self, begin: int, end: int) -> int:
        """Judge the run of Chinese numerals at ``begin``; returns where to go on."""
        text = self.text
        self.shared = []
        if self._is_ordinal(begin):
            self.ordinal = self._past_unit(end)
            return end
        before = self._before(begin)
        if before in _NOT_BEFORE_CHINESE or before.isdigit():
            return end
        run = text[begin:end]
        if text.startswith("分之", end):
            return self._parts(begin, end)
        if run == "百" and text.startswith("分百", end):
            return self._emit_unless_named(begin, end + 2, Decimal(100), "%")
        decimals = 0
        if point := _CHINESE_DECIMALS.match(text, end):
            end, run, decimals = point.end(), text[begin : point.end()], len(point[0]) - 1
        value = parse_chinese(run)
        if value is None or not value or (len(run) > 1 and all(c in DIGITS for c in run)):
            return end
        tail = _CHINESE_TAIL.match(text, end)
        approximator, scale, place = (tail[1], _scale_of(tail[2]), tail.end()) if tail else ("", 1, end)
        printed = scale if scale > 1 else SCALES.get(run[-1], 1)
        number = _Number(begin, end, place, _tidy(value * scale), decimals, printed, approximator, True)
        word, unit = self.units.at(text, place)
        if not unit or not self._counts_chinese(number, run, word) or not self._counts(number, word, unit):
            return end
        if self._in_name(begin, place + len(word), unit, chinese=True):
            return place + len(word)
        return self._add(number, word, unit)

    def _parts(self, begin: int, end: int) -> int:
        """百分之五十三点八, 千分之三, 三分之二."""
        match = _PARTS.match(self.text, end)
        if match is None:
            return end
        above = parse_chinese(match[1]) or parse_arabic(match[1])
        run = self.text[begin:end]
        below = parse_chinese(run)
        if above is None or not below:
            return end
        decimals = len(match[1].replace("点", ".").replace("．", ".").partition(".")[2])
        unit = {"百": "%", "千": "‰"}.get(run, "")
        value = above if unit else above / below
        return self._emit_unless_named(begin, match.end(), value, unit, decimals)

    # -- what is no figure ----------------------------------------------------------------------

    def _is_ordinal(self, begin: int) -> bool:
        """After 第, or in a list that began with 第 or 届 (第3、4批; 十二届五次、六次全会)."""
        before = self.text[max(0, begin - 2) : begin].rstrip(_SPACE)[-1:]
        if before == "第" or before == _MEETING:
            return True
        gap = begin - self.ordinal
        return 0 < gap <= 4 and _ORDINAL_GAP.fullmatch(self.text, self.ordinal, begin) is not None

    def _past_unit(self, end: int) -> int:
        word, _ = self.units.at(self.text, end)
        return end + len(word)

    def _before(self, place: int) -> str:
        """The character before ``place``, empty at the start of the text."""
        return self.text[place - 1] if place > 0 else ""

    def _opens_line(self, begin: int) -> bool:
        return not self._before(begin).strip(_SPACE + "\r\n")

    def _counts(self, number: _Number, word: str, unit: str) -> bool:
        """False where number and unit are a date, a time, a rank, a place name or a set phrase."""
        text, begin, after = self.text, number.start, number.unit_at + len(word)
        before = self._before(begin)
        plain = number.scale == 1 and not number.approximator
        if unit == "年":
            return not (plain and 1000 <= number.value < 3000) and not text.startswith(self.units.names["年"], after)
        if unit == "日":
            return before != "月" and text.startswith(("内", "以内", "之内"), after)
        if unit == "分":
            return before not in ("时", "点")
        if unit == "小时":
            return number.value != 24 or text.startswith(("内", "以内", "之内", "以上"), after)
        if unit in _PLACES:
            return not number.decimals and number.value < 1000 and not number.chinese
        if unit == "件" and text.startswith("事", after):
            return number.value > 1 and not number.chinese or text.startswith(("事项", "事故"), after)
        if unit == "次" and plain and number.value == 1:
            return before not in ("跑", "查")
        if unit in ("名", "位", "个月") and before == "前" and self._before(begin - 1) != "提":
            return False
        return not (unit == "个" and after < len(text) and text[after].isdigit())

    def _counts_chinese(self, number: _Number, run: str, word: str) -> bool:
        """True if this Chinese numeral counts: eleven and more any unit, fewer only those of the list."""
        text, units, after = self.text, self.units, number.unit_at + len(word)
        before = self._before(number.start)
        if word not in ("年",) and text.startswith(units.names.get(word, ()), after):
            return False
        if word == "年":
            return text.startswith(_RUN_OF_YEARS, max(0, number.start - 2)) and not text.startswith("来", after)
        large = number.value > 10 or bool(number.approximator)
        if word == "个":
            if large:
                return run not in ("百", "千", "万") and not text.startswith(_SLOGAN, after)
            return number.value > 1 and text.startswith(units.counted, after)
        if run in ("百", "千", "万") and not number.approximator:
            return word in _AFTER_ONE_RUN
        if large:
            return word in units.chinese or len(word) > 1 or word not in _PLACES
        if number.value == 1:
            if before in _IN_ONE or word not in units.one:
                return False
            return word != "起" or text.startswith(("案", "行政", "诉讼", "事", "纠纷"), after)
        if word == "部":
            return text.startswith(_LAWS, after)
        return word in units.chinese

    def _in_name(self, begin: int, end: int, unit: str, *, chinese: bool) -> bool:
        """Inside 《》, or inside a quotation short enough to be a name (a percentage there is still a figure)."""
        text, low, high = self.text, max(0, begin - _WINDOW), end + _WINDOW
        opened = text.rfind("《", low, begin)
        if opened >= 0 and text.rfind("》", opened, begin) < 0 and text.find("》", end, high) >= 0:
            return True
        for opening, closing in ("“”", "‘’", "「」", "『』"):
            opened = text.rfind(opening, low, begin)
            if opened >= 0 and text.rfind(closing, opened, begin) < 0:
                closed = text.find(closing, end, high)
                return closed >= 0 and self._is_name(opened, closed, unit, chinese)
        if self.quoted:
            line = max(text.rfind("\n", 0, begin), begin - 400, -1) + 1
            if text.count('"', line, begin) % 2:
                closed = text.find('"', end, high)
                return closed >= 0 and self._is_name(text.rfind('"', line, begin), closed, unit, chinese)
        return False

    def _is_name(self, opened: int, closed: int, unit: str, chinese: bool) -> bool:
        if unit in ("%", "百分点"):
            return False
        return chinese or closed - opened <= _WHOLE_QUOTE

    # -- what it says ---------------------------------------------------------------------------

    def _about(self, begin: int, end: int, unit: str) -> str:
        """The approximator before or after ``[begin, end)``, or empty."""
        text = self.text
        before = text[max(0, begin - 5) : begin].rstrip(_SPACE)
        if before.endswith(_BEFORE) and not before.endswith(_NOT_ABOUT):
            word = next(w for w in _BEFORE if before.endswith(w))
            if word != "近" or unit not in ("年", "天", "个月", "周"):
                return word
        after = end + (text[end : end + 1] in _SPACE and end < len(text))
        return next((w for w in _AFTER if text.startswith(w, after)), "")

    def _direction(self, begin: int, end: int, unit: str) -> str:
        """``increase`` or ``decrease`` for a change, empty for a level."""
        match = _DIRECTION.search(self.text, max(0, begin - 16), begin)
        if match is None and unit in ("%", "倍", "百分点", "成"):
            match = _CHANGE_AFTER.match(self.text, end)
        if match is None:
            return ""
        return "increase" if match[1] else "decrease"

    def _add(self, number: _Number, word: str, unit: str) -> int:
        end = number.unit_at + len(word) if word else number.end
        approximator = number.approximator or ("多" if "多" in word else "")
        approximator = approximator or self._about(number.start, end, unit)
        return self._emit(number.start, end, number.value, unit, approximator, number.decimals, number.scale)

    def _emit_unless_named(self, begin: int, end: int, value: Decimal, unit: str, decimals: int = 0) -> int:
        if not self._in_name(begin, end, unit, chinese=True):
            self._emit(begin, end, value, unit, self._about(begin, end, unit), decimals, 1)
        return end

    def _emit(
        self, begin: int, end: int, value: Decimal, unit: str, approximator: str, decimals: int, scale: int
    ) -> int:
        direction = self._direction(begin, end, unit)
        span = Span(begin, end)
        self.found.append(Figure(span.of(self.text), value, unit, approximator, direction, span, decimals, scale))
        return end


_INSIDE = frozenset("·/.．:：")
_CHINESE_CHARS = frozenset(_C)
_NOT_BEFORE_CHINESE = frozenset("数几初星期周十第")


def _joined_before(char: str) -> bool:
    """True if a number after ``char`` is part of a code, a version or a slogan (E1, 1+6, 7×24, **3)."""
    return bool(char) and (char in "+＋×*＊_#№〔[﹝" or (char.isascii() and char.isalpha()))


def _joined_after(char: str) -> bool:
    """True if ``char`` makes the number before it a code, a slogan or a mask (5A, 1+N, 20xx, 3·15)."""
    return bool(char) and (char in "+＋×*＊_#·•" or (char.isascii() and char.isalpha()))


def _looks_like_year(number: _Number) -> bool:
    return not number.decimals and 1900 <= number.value < 2100


def _scale_of(words: str) -> int:
    scale = 1
    for char in words:
        scale *= 10 if char == "十" else SCALES[char]
    return scale


def _tidy(value: Decimal) -> Decimal:
    """Without the noughts that multiplying out has left: 579500.00 becomes 579500."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
