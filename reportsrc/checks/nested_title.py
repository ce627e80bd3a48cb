"""书名号、引号套用不当。

What it does
书名号里面又用书名号的（成对才算），提示里层改用单书名号〈〉；双引号里面又用双引号的，提示里层改用单引号‘’，作警告。
并列的《甲》《乙》、“甲”“乙”，缺了一半的不在此列。

Why
里外都用同一种，看不出哪一对是一对，文件名会被断错。

Example
印发《关于落实《法治政府建设实施纲要》的分工方案》。

Remedy
里层用单书名号：印发《关于落实〈法治政府建设实施纲要〉的分工方案》。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_NESTED = re.compile(r"《[^《》\r\n]{0,80}+(《[^《》\r\n]{1,80}+》)[^《》\r\n]{0,80}+》")
_QUOTED = re.compile(r"“[^“”\r\n]{0,120}+(“[^“”\r\n]{1,40}+”)[^“”\r\n]{0,120}+”")


@check("PUN-02", "书名号引号套用不当", Severity.ERROR, "GB/T 15834《标点符号用法》（待核对）")
def nested_title(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """《…《…》…》: the inner pair should be 〈〉; “…“…”…”: ‘’."""
    text, body = document.text, document.body_span()
    for match in _NESTED.finditer(text, body.start, body.end):
        inner = Span(*match.span(1))
        words = inner.of(text)[1:-1]
        yield rule.finding(
            document,
            inner,
            f"书名号里面的书名号应用单书名号：〈{words}〉。",
            fix=Fix(inner, f"〈{words}〉", "里层改用单书名号"),
        )
    quoted = _quoted(document, rule)
    yield from together(quoted, "全文有{}处引号里面又用双引号，里层应用单引号‘’。")


def _quoted(document: Document, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    for match in _QUOTED.finditer(text, body.start, body.end):
        inner = Span(*match.span(1))
        words = inner.of(text)[1:-1]
        yield rule.finding(
            document,
            inner,
            f"引号里面的引号应用单引号：‘{words}’。",
            fix=Fix(inner, f"‘{words}’", "里层改用单引号"),
            severity=Severity.WARNING,
        )
