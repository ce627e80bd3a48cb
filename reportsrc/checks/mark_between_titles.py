"""并列书名号引号间的顿号。

What it does
并列的书名号之间、引号之间用了顿号（《甲》、《乙》，“甲”、“乙”），全文只报一条并给出处数。中间隔着括号注释的不算。

Why
标有书名号或引号的并列成分之间通常不用顿号。国家标准说的是“通常”，所以只是提示。

Example
学习《行政处罚法》、《行政复议法》。

Remedy
可以删去顿号：学习《行政处罚法》《行政复议法》。

Basis
GB/T 15834《标点符号用法》（“通常不用顿号”，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_BETWEEN = re.compile(r"》、(?=《)|”、(?=“)")


@check("PUN-04", "并列书名号引号间的顿号", Severity.INFO, "GB/T 15834《标点符号用法》（待核对）")
def mark_between_titles(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """、 between titles or between quotations, all in one finding."""
    body = document.body_span()
    spans = [Span(m.start(), m.end() + 1) for m in _BETWEEN.finditer(document.text, body.start, body.end)]
    if spans:
        yield rule.finding(
            document,
            spans[0],
            f"并列的书名号、引号之间通常不用顿号（{len(spans)}处）。",
            related=spans[1:20],
            count=len(spans),
        )
