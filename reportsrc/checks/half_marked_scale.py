"""万亿起止只标一端。

What it does
数值的起止后一个数带“万”“亿”、前一个数没有的，如“2—5万元”。年份和编号不算。

Why
“2—5万元”可以读成从2元到5万元，两端都写才没有歧义。

Example
处以罚款2—5万元。

Remedy
两端都写：罚款2万—5万元。

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

_RANGE = re.compile(
    r"(\d(?<![\d.,A-Za-z〔第/．万亿-]\d)\d{0,2}(?:\.\d{1,2})?)\s?[—～~\-–－至]{1,2}\s?(\d{1,3}(?:\.\d{1,2})?)(万|亿)(?!里|能)"
)


@check("NUM-03", "万亿起止只标一端", Severity.WARNING, "GB/T 15835《出版物上数字用法》（待核对）")
def half_marked_scale(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A range with 万 or 亿 at its end only."""
    text, body = document.text, document.body_span()
    for match in _RANGE.finditer(text, body.start, body.end):
        if float(match[1]) < float(match[2]):
            yield rule.finding(
                document,
                Span(*match.span()),
                f"请核对：如果前一个数也以“{match[3]}”计，应写成“{match[1]}{match[3]}—{match[2]}{match[3]}”。",
            )
