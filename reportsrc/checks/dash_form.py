"""破折号写法。

What it does
汉字之间用两个以上短横（--、－－）、制表线（─）代替破折号的。单个短横和一字线、年份和数值的起止、编号、表格线不在此列。

Why
破折号占两个字，写成“——”；短横会与连接号、减号相混。

Example
建成“一站式”平台--矛盾调解中心。

Remedy
改为破折号：建成“一站式”平台——矛盾调解中心。

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

_HYPHENS = re.compile(r"(?<=[\u4e00-\u9fff”》）])(?:-{2,4}+|－{2,4}+|–{2,4}+|─{1,4}+|━{1,4}+)(?=[\u4e00-\u9fff“《（])")


@check("PUN-09", "破折号写法", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def dash_form(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Two or more hyphens, or the line of a table, between Chinese words."""
    text, body = document.text, document.body_span()
    if not any(line in text for line in ("--", "－－", "––", "─", "━")):
        return
    for match in _HYPHENS.finditer(text, body.start, body.end):
        span = Span(*match.span())
        yield rule.finding(document, span, "破折号应写成“——”。", fix=Fix(span, "——", "改为“——”"))
