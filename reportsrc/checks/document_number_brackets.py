"""文号括号。

What it does
发文字号的年份用了方括号、圆括号等，如“椒政发[2023]5号”。法院案号“（2023）浙1002行初5号”本来用圆括号，不报。

Why
发文字号的年份用六角括号〔〕括入。

Example
出台实施意见（椒政发[2023]5号）。

Remedy
换成六角括号，改为：椒政发〔2023〕5号

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

_NUMBER = re.compile(r"(?P<open>[\[【［(（〔])(?P<year>(?:19|20)\d\d)(?P<close>[\]】］)）〕])[ ]?第?[ ]?\d{1,4}[ ]?号")
_ISSUED = frozenset("发办函字令文通党委规法")


@check("FMT-08", "文号括号", Severity.ERROR, "GB/T 9704—2012《党政机关公文格式》7.2.5（待核对）")
def document_number_brackets(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """The year of a document number in other brackets than 〔〕."""
    text, body = document.text, document.body_span()
    for match in _NUMBER.finditer(text, body.start, body.end):
        pair, before = match["open"] + match["close"], text[max(0, match.start() - 2) : match.start()].rstrip()[-1:]
        if pair == "〔〕" or not (
            before in _ISSUED or (("〔" in pair or "〕" in pair) and "\u4e00" <= before <= "\u9fff")
        ):
            continue
        span = Span(match.start("open"), match.end("close"))
        right = f"〔{match['year']}〕"
        yield rule.finding(document, span, f"文号的年份应用六角括号：{right}。", fix=Fix(span, right, "改为六角括号"))
