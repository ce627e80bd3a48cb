"""Chinese and Arabic numbers to exact decimals. Every function reads its text once, from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

ARABIC = r"0-9\uff10-\uff19"
CHINESE = "〇零一二两兩三四五六七八九十百千万萬亿億廿卅"
SPACE = r" \u3000\u00a0\u2002\u2003\u2009\u202f\t"
BETWEEN = "余餘多来几"

DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
SCALES = {"百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_TENS = {"十": 10, "百": 100, "千": 1000}
_TWENTIES = {"廿": 20, "卅": 30}
_LONGEST = 32
_ARABIC_TAIL = re.compile(
    rf"[{SPACE}]{{0,2}}+([{BETWEEN}]?)(万亿|[千百十]?[万萬]|[亿億千百])?+([{BETWEEN}]?)[{SPACE}]{{0,2}}+"
)
_TAIL_STARTS = frozenset(" \u3000\u00a0\u2002\u2003\u2009\u202f\t" + BETWEEN + "万萬亿億千百十")
_COMPOUND = re.compile(rf"([{ARABIC}]{{1,4}})([千百十]?[万萬]|[千百])")
_CHINESE_TAIL = re.compile(rf"[{SPACE}]?([{BETWEEN}]?)([万萬亿億]?)[{SPACE}]?")
_CHINESE_DECIMALS = re.compile(r"点([〇零一二三四五六七八九]{1,6}+)")
_PLAIN = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), 0xFF0E)}
_PLAIN |= {ord(mark): "" for mark in ",，\u2009\u202f"}


def parse_arabic(text: str) -> Decimal | None:
    """The value of an Arabic number as printed: either width, with decimals and thousands marks; else None.

    >>> parse_arabic("1,308"), parse_arabic("５３．３８")
    (Decimal('1308'), Decimal('53.38'))
    """
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return Decimal(text)
    plain = text.translate(_PLAIN)
    whole, dot, fraction = plain.partition(".")
    if not (whole.isascii() and whole.isdigit()):
        return None
    if dot and not (fraction.isascii() and fraction.isdigit()):
        return None
    return Decimal(plain)


def parse_chinese(text: str) -> Decimal | None:
    """The value of a Chinese number: 一百二十, 两万三千, 一万二 (12000), 二〇二三 (2023), 五十三点八, 廿三; else None.

    What is no well-formed number (千千万万, 二三十, 亿万) gives None.
    """
    if not text or len(text) > _LONGEST:
        return None
    whole, dot, fraction = text.partition("点")
    if not dot:
        value = _whole(text)
        return None if value is None else Decimal(value)
    scale = 1
    while fraction and fraction[-1] in "万亿":
        scale *= SCALES[fraction[-1]]
        fraction = fraction[:-1]
    base = _whole(whole)
    if base is None or not fraction or any(c not in DIGITS for c in fraction):
        return None
    return Decimal(f"{base}.{''.join(str(DIGITS[c]) for c in fraction)}") * scale


def in_chinese(number: int) -> str:
    """A whole number from 1 to 99 in words, as items are numbered: 2 → 二, 10 → 十, 21 → 二十一; others in digits.

    >>> in_chinese(12)
    '十二'
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


def parse_number(text: str) -> Decimal | None:
    """The mathematical value of a number in any of its spellings, spaces around it apart; else None.

    Arabic (``57.95万``, ``50%``) and Chinese numbers, 百分之五十三点八 (0.538), 三分之二, 九成 (0.9),
    三成五 (0.35), 半 (0.5), 两个半 is none. A fraction without an exact decimal has 28 digits.
    """
    text = text.strip()
    if text in ("半", "一半"):
        return Decimal("0.5")
    if text[-1:] in ("%", "％", "﹪"):
        value = parse_arabic(text[:-1])
        return None if value is None else value / 100
    below, parted, above = text.partition("分之")
    if parted:
        denominator, numerator = _simple(below), _simple(above)
        return None if not denominator or numerator is None else numerator / denominator
    tenths, parted, rest = text.partition("成")
    if parted:
        whole = _simple(tenths)
        part = _simple(rest) if rest else Decimal(0)
        return None if whole is None or part is None else whole / 10 + part / 100
    return _simple(text)


def _simple(text: str) -> Decimal | None:
    value = parse_chinese(text)
    if value is not None:
        return value
    scale = 1
    while text and text[-1] in SCALES:
        scale *= SCALES[text[-1]]
        text = text[:-1]
    value = parse_arabic(text)
    return None if value is None else value * scale


def _whole(text: str) -> int | None:
    """A Chinese whole number. ``section`` gathers below 万, ``upper`` what 万 and 亿 have closed."""
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text)) if text else None
    upper = section = 0
    digit: int | None = None
    last, big, zero = 10_000, 10**16, False
    for place, char in enumerate(text):
        if char in DIGITS:
            if digit is not None:
                return None
            if DIGITS[char] == 0:
                zero = True
            else:
                digit = DIGITS[char]
        elif char in _TENS or char in _TWENTIES:
            unit = _TENS.get(char, 10)
            if unit >= last or (digit is None and section and unit > 10) or (digit is not None and char in _TWENTIES):
                return None
            section += _TWENTIES.get(char) or (1 if digit is None else digit) * unit
            digit, last, zero = None, unit, False
        elif char in SCALES:
            scale = SCALES[char]
            section += digit or 0
            if scale == 100_000_000 and upper and not section and text[place - 1] == "万":
                upper *= scale
            elif scale >= big or (not section and place):
                return None
            elif scale == 100_000_000:
                upper = (upper + (section or 1)) * scale
            else:
                upper += (section or 1) * scale
            section, digit, last, big, zero = 0, None, 10_000, scale, False
        else:
            return None
    if digit is not None:
        step = last if section else (big if upper else 10)
        section += digit if zero or step <= 10 else digit * step // 10
    return upper + section


@dataclass(slots=True)
class PrintedNumber:
    """A number as it stands in a text, from ``start`` to ``end``; its unit, if any, begins at ``unit_at``.

    ``value`` has 万/亿 multiplied out, ``scale`` is what was multiplied, ``decimals`` the places printed before
    that, ``approximator`` a word between the number and its unit (余, 多, 来, 几) or empty.
    """

    start: int
    end: int
    unit_at: int
    value: Decimal
    decimals: int = 0
    scale: int = 1
    approximator: str = ""
    chinese: bool = False


def read_arabic(text: str, start: int, end: int) -> PrintedNumber | None:
    """The Arabic number ``text[start:end]`` with the 万/亿 and the approximator that follow it; None if it is none.

    Mixed numbers are read whole (3亿5000万, 3千5百).
    """
    digits = text[start:end]
    value = parse_arabic(digits)
    if value is None:
        return None
    decimals = 0
    if not digits.isdigit() and (point := max(digits.rfind("."), digits.rfind("．"))) >= 0:
        decimals = end - start - point - 1
    plain = PrintedNumber(start, end, end, value, decimals)
    if text[end : end + 1] not in _TAIL_STARTS:
        return plain
    tail = _ARABIC_TAIL.match(text, end)
    if tail is None or text.startswith("百分点", end):
        return plain
    scale = scale_of(tail[2] or "")
    plain.approximator, plain.unit_at = tail[1] or tail[3], tail.end()
    if scale == 1:
        return plain
    value, place, last = tidy(value * scale), tail.end(), scale
    while last > 100 and not plain.approximator and (more := _COMPOUND.match(text, place)):
        step = scale_of(more[2])
        if step >= last:
            break
        value += int(more[1]) * step
        decimals, scale, last, place = 0, step, step, more.end()
    return PrintedNumber(start, place, place, value, decimals, scale, plain.approximator)


def read_chinese(text: str, start: int, end: int) -> PrintedNumber | None:
    """The run of Chinese numerals ``text[start:end]`` with decimals, 万/亿 and the approximator after it, or None.

    A row of digits (三五, 二〇二三) counts nothing and is None.
    """
    decimals = 0
    if point := _CHINESE_DECIMALS.match(text, end):
        end, decimals = point.end(), len(point[1])
    elif end - start > 1 and all(c in DIGITS for c in text[start:end]):
        return None
    value = parse_chinese(text[start:end])
    if not value:
        return None
    tail = _CHINESE_TAIL.match(text, end) if text[end : end + 1] in _TAIL_STARTS else None
    if tail is None:
        return PrintedNumber(start, end, end, value, decimals, SCALES.get(text[end - 1], 1), "", True)
    scale = scale_of(tail[2])
    printed = scale if scale > 1 else SCALES.get(text[end - 1], 1)
    return PrintedNumber(start, end, tail.end(), tidy(value * scale), decimals, printed, tail[1], True)


def scale_of(words: str) -> int:
    """What 万, 亿, 百万, 万亿 … multiply by; 1 for no word."""
    scale = 1
    for char in words:
        scale *= 10 if char == "十" else SCALES[char]
    return scale


def tidy(value: Decimal) -> Decimal:
    """Without the noughts that multiplying out has left: 579500.00 becomes 579500."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
