"""Chinese and Arabic numbers to exact decimals. Every function reads its text once, from left to right."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {"〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
SCALES = {"百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_TENS = {"十": 10, "百": 100, "千": 1000}
_TWENTIES = {"廿": 20, "卅": 30}
_LONGEST = 32
_PLAIN = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), 0xFF0E)}
_PLAIN |= dict.fromkeys(map(ord, ",， \u2009\u202f\u00a0"))


def parse_arabic(text: str) -> Decimal | None:
    """The value of an Arabic number as printed: either width, with decimals and thousands marks; else None.

    >>> parse_arabic("1,308"), parse_arabic("５３．３８")
    (Decimal('1308'), Decimal('53.38'))
    """
    if len(text) > _LONGEST:
        return None
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
