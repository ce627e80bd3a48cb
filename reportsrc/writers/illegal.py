"""Characters that no XML may hold, and how many of them a text has."""

from __future__ import annotations

import re

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""Control characters (tab and line ends aside), lone surrogates, and what Unicode says is no character."""


def legal(words: str) -> str:
    """The words without what no XML may hold."""
    return ILLEGAL.sub("", words)


def count_illegal(words: str) -> int:
    """How many characters ``legal`` takes out."""
    return len(ILLEGAL.findall(words))


def said(count: int) -> list[str]:
    """The sentence about characters taken out, if there were any."""
    return [f"去掉了{count}个不能写进文件的控制字符。"] if count else []
