"""千分位用全角逗号。

What it does
数里的千分位用了全角逗号，如“1，308件”。“分别为15，120件”一类列举不报。

Why
全角逗号会把一个数断成两个数，检索和统计也认不出。

Example
接待咨询1，308人次。

Remedy
去掉逗号：接待咨询1308人次。

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

_NUMBER = re.compile(
    r"([1-9](?<![\d.，、,〔].)\d{0,2})((?:，\d{3}){1,3})(?![\d，、.,])(?=[余多]?(?:件|人|名|次|个|户|家|场|份|项|条|起|册|元|万|亩|批|宗))"
)
_LIST = re.compile(r"(?:(?:分别|依次)[\u4e00-\u9fff]{0,6}|各为?)$")


@check("NUM-10", "千分位用全角逗号", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def wide_comma_in_number(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A full-width comma between thousands."""
    text, body = document.text, document.body_span()
    for match in _NUMBER.finditer(text, body.start, body.end):
        if _LIST.search(text, max(body.start, match.start() - 10), match.start()):
            continue
        span = Span(*match.span())
        right = match[0].replace("，", "")
        yield rule.finding(document, span, f"一个数里用了全角逗号，应写成{right}。", fix=Fix(span, right, "去掉逗号"))
