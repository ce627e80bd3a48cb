"""百分数起止只标一端。

What it does
数值的起止是百分数而前一个数没有百分号的，如“44—50%”。年份、编号和文号里的短横不算。

Why
“44—50%”也可以读成从44到50%，起止两端都标百分号才清楚。

Example
压减比例为15—30%。

Remedy
两端都标：压减比例为15%—30%。

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

_RANGE = re.compile(
    r"(\d(?<![\d.,A-Za-z〔第/．%％-]\d)\d?(?:\.\d{1,3})?)\s?[—～~\-–－至]{1,2}\s?(\d{1,3}(?:\.\d{1,3})?)[%％]"
)


@check("NUM-02", "百分数起止只标一端", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def half_marked_percent(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A range of percentages with a sign at its end only."""
    text, body = document.text, document.body_span()
    for match in _RANGE.finditer(text, body.start, body.end):
        if float(match[1]) >= float(match[2]):
            continue
        sign = match[0][-1]
        place = match.end(1)
        yield rule.finding(
            document,
            Span(*match.span()),
            f"起止两端都要标百分号：{match[1]}{sign}{text[place : match.end()]}。",
            fix=Fix(Span(place, place), sign, "补上百分号"),
        )
