"""汉字年份里写0。

What it does
汉字写的年份里用了阿拉伯数字0、字母O或“零”“○”，如“二0二三年”“二零二三年”（后一种作警告）。可以直接改为“〇”。

Why
汉字写年份，零用“〇”，不用“0”，也不用表示数量的“零”。

Example
二0二三年十二月。

Remedy
改为：二〇二三年十二月。

Basis
GB/T 15835《出版物上数字用法》（公文可参照，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_YEAR = re.compile(r"[一二][0０OoＯ零○〇一二三四五六七八九][0０OoＯ〇零○一二三四五六七八九]{2}(?=年|－|—|-)")
_ZERO = re.compile("[0０OoＯ零○]")
_DIGIT = re.compile("[0０OoＯ]")


@check("NUM-08", "汉字年份里写0", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def zero_in_chinese_year(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """An Arabic nought or a letter O in a year written in Chinese numerals."""
    text, body = document.text, document.body_span()
    for match in _YEAR.finditer(text, body.start, body.end):
        if _ZERO.search(match[0]):
            right = _ZERO.sub("〇", match[0])
            span = Span(*match.span())
            yield rule.finding(
                document,
                span,
                f"汉字年份的零应写“〇”：{right}年。",
                fix=Fix(span, right, "改为“〇”"),
                severity=None if _DIGIT.search(match[0]) else Severity.WARNING,
            )
