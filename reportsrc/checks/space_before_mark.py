"""标点前有空格。

What it does
查找正文中标点前面多出的空格，如“50% 。”。

Why
中文标点前不空格；空格会使标点落到下一行行首，网页转载时尤其常见。

Example
赋权事项实施率达50% 。

Remedy
删去空格：赋权事项实施率达50%。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SPACE = r"[ \t\u3000\u00a0\u2002\u2003\u2009\u202f]"
_GAP = re.compile(rf"{_SPACE}++")
_MARKS = frozenset("，。、；：！？）》〉”’〕%％,;:!?)")


@check("PUN-06", "标点前有空格", Severity.ERROR, "GB/T 15834《标点符号用法》（待核对）")
def space_before_mark(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """White space between a character and the mark that closes it."""
    text, body = document.text, document.body_span()
    for match in _GAP.finditer(text, body.start, body.end):
        start, end = match.span()
        if text[end : end + 1] not in _MARKS or start == 0 or text[start - 1].isspace():
            continue
        yield rule.finding(
            document,
            Span(start - 1, end + 1),
            f"标点“{text[end]}”前多了空格，请删去。",
            fix=Fix(Span(start, end), "", "删去空格"),
        )
