"""全角数字字母。

What it does
正文里的全角数字和字母（２０２３、Ａ），全文只报一条并给出处数。

Why
全角数字占位宽、检索不到，也不能参加核对。

Example
２０２３年，受理案件１０４件。

Remedy
改为半角：2023年，受理案件104件。

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

_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+(?:[．][０-９]+)?")
_MOST = 5


@check("NUM-12", "全角数字字母", Severity.WARNING, "GB/T 15835《出版物上数字用法》（待核对）")
def wide_digits(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Full-width digits and letters, all in one finding where there are many."""
    text, body = document.text, document.body_span()
    spans = [Span(*match.span()) for match in _WIDE.finditer(text, body.start, body.end)]
    if len(spans) > _MOST:
        yield rule.finding(
            document,
            spans[0],
            f"有{len(spans)}处全角数字或字母，应统一为半角。",
            related=spans[1:20],
            count=len(spans),
        )
        return
    for span in spans:
        right = "".join(chr(ord(char) - 0xFEE0) for char in span.of(text))
        yield rule.finding(document, span, f"全角数字、字母应写成半角“{right}”。", fix=Fix(span, right, "改为半角"))
