"""What cells hold: columns and their kinds, values, and text as a cell can hold it."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

CELL_LIMIT = 32_767
"""The most a cell can hold, in UTF-16 units as Excel counts them."""

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")


class Kind(StrEnum):
    """What a column holds; the value is the name of the cell style."""

    TEXT = "文字"
    LONG = "长文字"
    NUMBER = "数字"
    QUANTITY = "数值"
    PERCENT = "百分比"
    DATE = "日期"
    MOMENT = "时间"


RIGHT = (Kind.NUMBER, Kind.QUANTITY, Kind.PERCENT)
"""Kinds that stand to the right, as their headings do."""


class Tone(StrEnum):
    """How a cell that fulfils a condition is shown."""

    WRONG = "C00000"
    LOOK = "9C5700"
    QUIET = "7F7F7F"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, what it holds, its width in half-width characters (0: fits the heading).

    ``fill``: left to who receives the workbook; its cells stay open where the sheet is protected.
    """

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 0
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula written by the program itself, without the leading ``=``.

    ``cached``: its value as the program knows it, so that who looks without computing (a preview, a phone) sees it.
    """

    text: str
    cached: str | float | int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a page of the site (``path``), where the book knows the site's address; else plain text."""

    text: str
    path: str


Value = str | int | float | Decimal | datetime.date | datetime.datetime | Formula | Link | None


def display_width(text: str) -> int:
    """The width of the longest line of ``text`` in half-width characters: Chinese characters count two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def fit_width(heading: str, samples: Iterable[str] = (), least: int = 8, most: int = 60) -> float:
    """A column width that holds the heading with its filter button and every sample, between ``least`` and ``most``."""
    widest = max([display_width(heading) + 3, *(display_width(one) + 2 for one in samples)])
    return float(min(max(widest, least), most))


def lines_needed(text: str, width: float) -> int:
    """How many lines a text takes in a wrapped cell ``width`` half-width characters wide, near enough for a row's height.

    A Chinese character takes three bytes of UTF-8 and two of width, a Latin one a byte and one of width.
    """
    room = max(width - 1.5, 1.0)
    return sum(max(1, math.ceil((len(line) + len(line.encode())) / 2 / room)) for line in text.split("\n"))


def cell_text(text: str) -> tuple[str, int, bool]:
    """``text`` as a cell can hold it, how many characters had to be left out, and whether it had to be cut.

    Control characters and lone surrogates are left out (a cell cannot hold them), line ends become LF. What is longer
    than ``CELL_LIMIT`` ends in a note that says so and how many characters (code points) there were.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = _UNSAFE.sub("", lines)
    removed = len(lines) - len(clean)
    if len(clean) * 2 <= CELL_LIMIT or len(clean.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return clean, removed, False
    note = f"…（已截断，共{len(clean)}字）"
    room = (CELL_LIMIT - len(note)) * 2
    return clean.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + note, removed, True


def safe_text(text: str) -> tuple[str, bool]:
    """``text`` as a cell can hold it, and whether it had to be cut (see ``cell_text``)."""
    clean, _removed, cut = cell_text(text)
    return clean, cut


def looks_like_formula(text: str) -> bool:
    """True if a spreadsheet might take the text for a formula when it is edited or pasted on."""
    return text.startswith(FORMULA_LIKE)
