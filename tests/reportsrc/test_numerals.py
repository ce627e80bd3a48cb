"""Numbers in all their spellings become exact decimals, and what is no number becomes None."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportsrc.numerals import parse_arabic, parse_chinese, parse_number, read_arabic, read_chinese

CHINESE = {
    "零": "0", "三": "3", "十": "10", "十二": "12", "二十": "20", "廿三": "23", "一百零二": "102", "一百二": "120",
    "二百五": "250", "一百二十": "120", "一千零一": "1001", "三千五": "3500", "一万二": "12000", "两万三千": "23000",
    "一万零五百": "10500", "一亿二": "120000000", "三亿零五万": "300050000", "五万亿": "5000000000000",
    "百": "100", "万": "10000", "二〇二三": "2023", "五十三点八": "53.8", "一点五万": "15000",
    "一百二十三万四千五百六十七": "1234567",
}  # fmt: skip


@pytest.mark.parametrize(("words", "value"), CHINESE.items())
def test_a_chinese_number_has_its_value(words: str, value: str) -> None:
    assert parse_chinese(words) == Decimal(value)


@pytest.mark.parametrize(
    "words", ["", "点", "千千万万", "二三十", "亿万", "三点", "点五", "十廿", "一二三件", "百千", "一" * 40]
)
def test_what_is_no_chinese_number_is_none(words: str) -> None:
    assert parse_chinese(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1308", "1308"),
        ("1,308", "1308"),
        ("1，308", "1308"),
        ("５３．３８", "53.38"),
        ("0.50", "0.50"),
        ("12\u2009345", "12345"),
    ],
)
def test_an_arabic_number_is_read_in_either_width_and_with_thousands_marks(words: str, value: str) -> None:
    assert parse_arabic(words) == Decimal(value)


@pytest.mark.parametrize("words", ["", ".", "1.", ".5", "1.2.3", "A1", "-3", "1e5", "²", "9" * 40])
def test_what_is_no_arabic_number_is_none(words: str) -> None:
    assert parse_arabic(words) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("57.95万", "579500"), ("2.36亿", "236000000"), ("3百", "300"), ("50%", "0.5"), ("９６．５％", "0.965"),
        ("百分之五十三点八", "0.538"), ("百分之百", "1"), ("千分之3", "0.003"), ("四分之三", "0.75"), ("九成", "0.9"),
        ("三成五", "0.35"), ("半", "0.5"), ("一半", "0.5"), (" 十二 ", "12"),
    ],
)  # fmt: skip
def test_a_number_with_scale_share_or_tenths_has_its_mathematical_value(words: str, value: str) -> None:
    assert parse_number(words) == Decimal(value)


@pytest.mark.parametrize("words", ["", "百分之", "分之三", "零分之一", "成", "件", "两个半", "%"])
def test_a_share_without_its_number_is_none(words: str) -> None:
    assert parse_number(words) is None


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_every_whole_number_survives_being_written_in_chinese(number: int) -> None:
    assert parse_chinese(_in_chinese(number)) == number


@given(st.text(alphabet="〇零一两二十百千万亿点0１,.% 分之成半", max_size=40))
def test_no_row_of_numerals_makes_a_parser_fail(words: str) -> None:
    for parse in (parse_arabic, parse_chinese, parse_number):
        value = parse(words)
        assert value is None or value >= 0


def test_a_printed_number_keeps_its_decimals_scale_and_approximator() -> None:
    number = read_arabic("约122.45万余元", 1, 7)
    assert number is not None
    assert (number.value, number.decimals, number.scale, number.approximator, number.unit_at) == (
        1224500,
        2,
        10000,
        "余",
        9,
    )


def test_a_number_printed_in_two_scales_is_one_number() -> None:
    number = read_arabic("3亿5000万元", 0, 1)
    assert number is not None
    assert (number.value, number.end) == (350_000_000, 7)


def test_a_row_of_chinese_digits_counts_nothing() -> None:
    assert read_chinese("三五个", 0, 2) is None


def _in_chinese(number: int) -> str:
    words, digits = "", "零一二三四五六七八九"
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if not section:
            continue
        if words and section < 1000:
            words += "零"
        pending = False
        for step, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, section = divmod(section, step)
            if digit:
                words += ("零" if pending else "") + digits[digit] + unit
                pending = False
            elif words and not words.endswith(("零", "万", "亿")):
                pending = bool(section)
        words += name
    return words
