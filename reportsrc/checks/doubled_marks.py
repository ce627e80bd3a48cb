"""标点重叠。

What it does
查找连在一起的两个以上句内、句末标点，如“，，”“、。”“；。”（全角半角都算）。“？！”“！！”和省略的“。。。”不在此列。

Why
多是删改文字时留下的，读者会以为漏了内容。

Example
全面推进依法行政，，成效明显、。

Remedy
只留一个：全面推进依法行政，成效明显。

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

_DOUBLED = re.compile(r"[，、；：。！？,;:!?]{2,}+")
_ASKED = re.compile(r"[！？!?]+|。{3,}+|[,;:]{3,}+|[:!?]+")


@check("PUN-05", "标点重叠", Severity.ERROR, "GB/T 15834《标点符号用法》（待核对）")
def doubled_marks(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Two marks in a row where one is meant."""
    text, body = document.text, document.body_span()
    for match in _DOUBLED.finditer(text, body.start, body.end):
        marks, span = match[0], Span(*match.span())
        if _ASKED.fullmatch(marks) or (marks.isascii() and not _beside_words(text, span)):
            continue
        kept = marks[0] if len(set(marks)) == 1 else "。" if marks.endswith("。") else ""
        yield rule.finding(
            document,
            span,
            f"标点“{marks}”重叠，只留一个。",
            fix=Fix(span, kept, f"改为“{kept}”") if kept else None,
        )


def _beside_words(text: str, span: Span) -> bool:
    """True if a Chinese character stands before the marks: ;; in an address or a code is not ours."""
    return "\u4e00" <= text[span.start - 1 : span.start] <= "\u9fff"
