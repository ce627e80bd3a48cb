"""下降用倍数。

What it does
“下降”“减少”“降低”“缩短”等之后用“倍”的，如“下降2倍”。

Why
减少不能超过一倍，“下降2倍”没有意义，应按数据改成百分比或几分之几。

Example
投诉量下降2倍。

Remedy
按两个数据算出百分比：投诉量下降66.7%。

Basis
GB/T 15835《出版物上数字用法》（公文可参照，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_FALL = re.compile(
    r"(?:下降|减少|降低|缩短|缩小|缩减|精简|回落|下滑|下调|压缩|压减|减轻|节省|节约|降幅达?|减幅达?|降|少)(?:了|近|约|超过|超|逾|达|到|将近|至少)?"
    r"(?:\d[\d.,]{0,8}+|[一二两三四五六七八九十百数几]{1,3}+)(?:多|余)?倍(?!率|数)"
)


@check("NUM-05", "下降用倍数", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def falls_by_multiple(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Something said to fall by a multiple."""
    text, body = document.text, document.body_span()
    if "倍" not in text:
        return
    for match in _FALL.finditer(text, body.start, body.end):
        yield rule.finding(document, Span(*match.span()), "减少、下降不能用倍数，请按数据改写成百分比或几分之几。")
