"""Numbers that count nothing: parts of codes, dates, times, ranks, ordinals, titles, slogans, set phrases."""

from __future__ import annotations

import re

from reportsrc.numerals import ARABIC, CHINESE, SPACE, PrintedNumber
from reportsrc.units import Units

_SPACES = frozenset(" \u3000\u00a0\u2002\u2003\u2009\u202f\t")
_CLOCK = re.compile(rf"[{SPACE}]?[:：∶][{SPACE}]?[{ARABIC}]")
_LISTING = "、和及与至到~～—–－-"
_ORDINAL_LIST = re.compile(
    rf"[第届][{SPACE}]?[{ARABIC}{CHINESE}]{{1,5}}+([^\W\d{_LISTING}]{{0,2}})"
    rf"(?:[{_LISTING}]{{1,2}}[{ARABIC}{CHINESE}]{{1,5}}+\1){{0,4}}[{_LISTING}]{{1,2}}[{SPACE}]?$"
)
_CODE = frozenset("+＋×*＊_#ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_BEFORE_CODE = _CODE | frozenset("№〔[﹝")
_AFTER_CODE = _CODE | frozenset("·•")
_CLASSIFIERS = frozenset("个台块件套份家项条场名支位组队")
_BEFORE_COUNT = re.compile(r"(?:[A-Z]{3}|[^\W\dA-Za-z][+＋])$")
_BEFORE_CLOCK = _SPACES | frozenset(":：∶")
_INSIDE = frozenset("·/.．:：")
_NEAR_CODE = _BEFORE_CODE | _AFTER_CODE | _BEFORE_CLOCK | _INSIDE
_PLACES = frozenset("镇乡村县市区省")
_WITHIN = ("内", "以内", "之内")
_FROM_TO = frozenset("由从的至到")
_BESIDE_DAYS = (*_WITHIN, "以上", "缩短", "压缩", "压减", "减少", "延长", "减至", "降至")
_AFTER_WORK = ("以外", "之外", "外", "内外", "工作")
_SECOND = frozenset("期次批轮场类部处支所年天日条")
_TO_ALL = frozenset("进入连惠到暖走")
_CLOSING = frozenset("》”")
_AMENDED = re.compile("(?:修改|修订|修正|增补|新增|删除)《[^《》]{1,30}》$")
_NAMED_BEFORE = re.compile("”(?:改革|新政|政策|工程)$")
_MEASURES = ("措施", "举措", "任务", "意见", "建议", "要求", "清单", "线索", "问题")
_INEXACT = frozenset("近超逾约")
_LEVEL = frozenset("到至为成")
_PAUSES = frozenset(("", *"，。；、,;"))
_IN_ONE = frozenset("每这那某同任唯另统第进上下首为是像有之当了无")
_IN_ONE_TIME = frozenset("跑查办再又只")
_ONE_CASE = ("案", "行政", "诉讼", "事", "纠纷", "重大", "典型", "涉", "民事", "刑事")
_AFTER_BARE = frozenset("名家场支个件条项")
_YEARS_RUN = re.compile(r"(?:连续|連續|历时|为期|期限|聘期|任期|有效期|近|过去|长达|已满|时隔|超过|不少于|共)$")
_WAITED = re.compile(
    r"(?:平均|时限|[用历]时|不得?少于|不得?低于|不得?超过|不足|至少|公示期?|期限?|为期|缩短|延长|提前|超过|(?:缩短?|压[缩减]?|降|减|延长?)[至到为])$"
)
_SHORTENED = re.compile(
    r"(?:时限|时长|用时|周期|工期|耗时|压缩|缩短|压减|精简|减少)[^，,。；;：:\d]{0,8}[由从](?:法定的?|原来的?)?"
    rf"(?:[{ARABIC}]{{1,3}}(?:个?工作)?日)?[至到]?$"
)
_SHORT_YEARS = re.compile(
    r"(?:连续|連續|历时|为期|[近过满达期每共约超存用]|过去|[年限]为?|不少于|不低于|不超过|超过|时隔|至少)$"
)
_LAWS = ("地方", "法规", "规章", "政府规章", "法律", "条例", "党内", "行政法规")
_REMARKS = ("意见", "建议", "线索", "信息", "问题", "具体")
_SLOGAN = ("坚持", "明确", "必须", "统一", "结合", "意识", "自信", "维护", "确立", "亲自")
_WHOLE = frozenset(
    ("件", "次", "项", "个", "名", "份", "家", "起", "宗", "场", "期", "条", "人", "人次", "场次", "批次")
)
_ADDED = re.compile(r"\d(?:[名支个位套组队])\w{1,8}[+＋]|[+＋]\d(?:[名支个位套组队])")
_LONGEST_NAME = 20
_WINDOW = 60
_RARE_QUOTES = (("‘", "’"), ("「", "」"), ("『", "』"))


def before(text: str, place: int) -> str:
    """The character before ``place``; empty at the start of the text."""
    return text[place - 1] if place > 0 else ""


MAY_BE_ORDINAL = frozenset("第届" + _LISTING) | _SPACES


def is_ordinal(text: str, start: int, end: int) -> bool:
    """After 第 or 届, or in a list that begins so and counts the same (第3、4批; 十二届五次、六次全会).

    Only after a character of ``MAY_BE_ORDINAL``.
    """
    char = text[start - 1] if start else ""
    if char in _SPACES:
        char = before(text, start - 1)
    if char not in _LISTING or not char:
        return char in ("第", "届")
    low = max(0, start - 24)
    if text.find("第", low, start) < 0 and text.find("届", low, start) < 0:
        return False
    opened = _ORDINAL_LIST.search(text, low, start)
    return opened is not None and text.startswith(opened[1], end)


def is_code(text: str, start: int, end: int) -> bool:
    """Joined to letters, signs or another number: E1, 5A, 1+N, 7×24, 3·15, 20xx, 16:22, 4.0.1."""
    char, after = text[start - 1] if start else "", text[end : end + 1]
    if char not in _NEAR_CODE and after not in _NEAR_CODE and end - start <= 20 and text[start] not in "0０":
        return False
    if after in _AFTER_CODE or end - start > 20:
        return True
    if char in _BEFORE_CODE and not (after in _CLASSIFIERS and _BEFORE_COUNT.search(text, max(0, start - 4), start)):
        return True
    if char in _INSIDE and before(text, start - 1).isdigit():
        return True
    if after in _BEFORE_CLOCK and _CLOCK.match(text, end):
        return True
    return text[start] in "0０" and end - start > 1 and text[start + 1] not in ".．"


def is_marked(text: str, number: PrintedNumber, unit: str) -> bool:
    """True if a marker of the outline runs into its item: 3.1件 at the start of a line is 1件."""
    if not number.decimals or number.scale > 1 or unit not in _WHOLE:
        return False
    return before(text, number.start) in ("", "\n", "\r", "\u3000", "。", "；")


def looks_like_year(number: PrintedNumber) -> bool:
    """True for 1900 to 2099 without decimals or scale."""
    return not number.decimals and number.scale == 1 and 1900 <= number.value < 2100


def counts(text: str, number: PrintedNumber, word: str, unit: str, units: Units) -> bool:
    """False where number and unit are a date, a time, a rank, a place name or a set phrase."""
    rule = _BY_UNIT.get(unit)
    return rule is None or rule(text, number, number.unit_at + len(word), units)


def _year(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    dated = number.value >= 1000 and number.scale == 1 and not number.approximator
    if dated or (text.startswith(units.names["年"], after) and not text.startswith("来", after)):
        return False
    if 10 < number.value < 40 and not number.chinese and not number.approximator:
        clue = _SHORT_YEARS.search(text, max(0, number.start - 3), number.start)
        return clue is not None or text.startswith((*_WITHIN, "以上", "间", "期"), after)
    return True


def _percent(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    following = text[after : after + 1]
    return before(text, number.start) != "%" and not (following.isascii() and following.isalnum())


def _span_of_time(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return text.find("圈", after, after + 10) < 0


def _day(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    if before(text, number.start) == "月":
        return False
    if text.startswith(_BESIDE_DAYS, after) or _WAITED.search(text, max(0, number.start - 4), number.start):
        return True
    return before(text, number.start) in _FROM_TO and bool(
        _SHORTENED.search(text, max(0, number.start - 24), number.start)
    )


def _score(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return before(text, number.start) not in ("时", "点")


def _hours(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    if number.value == 8 and text.startswith(_AFTER_WORK, after):
        return False
    if number.value == 24 and not text.startswith((*_WITHIN, "以上"), after):
        return False
    return _span_of_time(text, number, after, units)


def _days(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return number.value != 365 or text.startswith(_WITHIN, after)


def _item(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    """3项制度 of law enforcement is a name, so are “暖企”18条 and “放管服”改革34条; 《行政处罚法》33条 is an article."""
    low = max(0, number.start - 12)
    if text.startswith("条", number.unit_at):
        if before(text, number.start) in _CLOSING:
            return bool(_AMENDED.search(text, max(0, number.start - 36), number.start))
        if _NAMED_BEFORE.search(text, low, number.start) and not text.startswith(_MEASURES, after):
            return False
    return number.value != 3 or not text.startswith("制度", after) or text.find("执法", low, number.start) < 0


def _people(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    """每10万人 is what something else is measured by."""
    return number.scale == 1 or before(text, number.start) != "每"


def _tenths(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return number.value <= 10


def _turned(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return text.find("翻", max(0, number.start - 3), number.start) >= 0


def _place(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return not number.decimals and number.value < 1000 and not number.chinese


def _piece(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    if not text.startswith("事", after) or text.startswith(("事项", "事故"), after):
        return True
    return number.value > 1 and not number.chinese


def _times(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return number.value != 1 or before(text, number.start) not in _IN_ONE_TIME


def _rank(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return before(text, number.start) != "前" or before(text, number.start - 1) == "提"


def _general(text: str, number: PrintedNumber, after: int, units: Units) -> bool:
    return after >= len(text) or not (text[after].isdigit() or text[after] in "亿億")


_BY_UNIT = {"年": _year, "日": _day, "分": _score, "小时": _hours, "件": _piece, "次": _times, "个": _general}
_BY_UNIT |= {"%": _percent, "分钟": _span_of_time, "天": _days, "项": _item, "条": _item, "人": _people}
_BY_UNIT |= {"成": _tenths, "番": _turned}
_BY_UNIT |= dict.fromkeys(_PLACES, _place) | dict.fromkeys(("名", "位", "个月"), _rank)


def counts_in_chinese(text: str, number: PrintedNumber, word: str, units: Units) -> bool:
    """True if this Chinese numeral counts: eleven and more before any unit, fewer before those of the list."""
    after = number.unit_at + len(word)
    run = text[number.start : number.end]
    if word == "年":
        told = _YEARS_RUN.search(text, max(0, number.start - 3), number.start) is not None
        return told or (bool(number.approximator) and number.value >= 10) or text.startswith(_WITHIN, after)
    if word == "番":
        return True
    if text.startswith(units.names.get(word, ()), after):
        return False
    large = number.value > 10 or bool(number.approximator)
    bare = run in ("百", "千", "万", "亿") and not number.approximator and before(text, number.start) not in _INEXACT
    if word == "个":
        if large:
            return not bare and not text.startswith(_SLOGAN, after)
        if before(text, number.start) in _LEVEL and text[after : after + 1] in _PAUSES:
            return number.value > 1
        return number.value > 1 and text.startswith(units.counted, after)
    if bare:
        return word in _AFTER_BARE and before(text, number.start) not in _TO_ALL
    if large:
        return word not in _PLACES
    if number.value == 1:
        if before(text, number.start) in _IN_ONE or word not in units.one or text.startswith("一", after):
            return False
        if text.startswith(units.names.get("一" + word, ()), after):
            return False
        if word == "次" and before(text, number.start) in _IN_ONE_TIME:
            return False
        return (word != "起" or text.startswith(_ONE_CASE, after)) and (word != "部" or text.startswith(_LAWS, after))
    if word == "部":
        return text.startswith(_LAWS, after)
    if run == "二" and word[0] in _SECOND:
        return False
    if word == "条":
        return text.startswith(_REMARKS, after) or text[after : after + 1] in _PAUSES
    if word == "类" and text.find("二类", max(0, number.start - 30), number.start) >= 0:
        return False
    return word in units.chinese


class Quotations:
    """Which places of one text are inside a title or a quotation."""

    __slots__ = ("_pairs", "_straight", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs = (("“", "”"), *(pair for pair in _RARE_QUOTES if pair[0] in text))
        self._straight = '"' in text

    def name(self, start: int, end: int, unit: str, *, chinese: bool) -> bool:
        """True if ``[start, end)`` stands in 《》 or in a quotation that is a name rather than a statement.

        A quotation is a name if it is short, or for a Chinese numeral always; a percentage there is still a figure, and
        so is what is added up (“1名局领导+1个科室+N名专家”).
        """
        text, low, high = self._text, max(0, start - _WINDOW), end + _WINDOW
        opened = text.rfind("《", low, start)
        if opened >= 0 and text.rfind("》", opened, start) < 0 and text.find("》", end, high) >= 0:
            return True
        for opening, closing in self._pairs:
            opened = text.rfind(opening, low, start)
            if opened >= 0 and text.rfind(closing, opened, start) < 0:
                return self._is_name(opened, text.find(closing, end, high), unit, chinese)
        if self._straight:
            line = max(text.rfind("\n", 0, start), start - 400, -1) + 1
            if text.count('"', line, start) % 2:
                return self._is_name(text.rfind('"', line, start), text.find('"', end, high), unit, chinese)
        return False

    def _is_name(self, opened: int, closed: int, unit: str, chinese: bool) -> bool:
        if closed < 0 or unit in ("%", "百分点"):
            return False
        if not chinese and _ADDED.search(self._text, opened, closed):
            return False
        return chinese or closed - opened <= _LONGEST_NAME
