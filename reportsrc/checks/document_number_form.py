"""文号写法。

What it does
发文字号的序号前多了“第”字，或序号编了虚位，如“〔2023〕第05号”；年份只写两位的，如“〔23〕5号”。
“国务院令第825号”没有年份括号，不报。

Why
发文字号的年份写全四位，序号不加“第”，不编虚位。

Example
印发工作要点（临政发〔2023〕第05号）。

Remedy
去掉“第”字和虚位，改为：临政发〔2023〕5号

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.2.5（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_NUMBER = re.compile(
    r"(?P<year>[〔\[［(（](?:19|20)\d\d[〕\]］)）])(?P<wrong>第[ ]?0{0,3}|0{1,3})(?P<number>[1-9]\d{0,3})号"
)
_SHORT_YEAR = re.compile(r"(?<=[\u4e00-\u9fff])〔(?P<year>[012]\d)〕(?=第?\d{1,4}号)")


@check("FMT-09", "文号写法", Severity.ERROR, "GB/T 9704—2012《党政机关公文格式》7.2.5（待核对）")
def document_number_form(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """第 or a leading nought in a document number with a bracketed year; a year of two digits."""
    text, body = document.text, document.body_span()
    for match in _NUMBER.finditer(text, body.start, body.end):
        wrong = Span(*match.span("wrong"))
        yield rule.finding(
            document,
            Span(*match.span()),
            f"文号的序号不加“第”、不编虚位，应写成“{match['number']}号”。",
            fix=Fix(wrong, "", "去掉“第”和0"),
        )
    for match in _SHORT_YEAR.finditer(text, body.start, body.end):
        year = Span(*match.span("year"))
        yield rule.finding(
            document,
            Span(*match.span()),
            f"文号的年份应写全：〔20{match['year']}〕。",
            fix=Fix(Span(year.start, year.start), "20", "写全年份"),
        )
