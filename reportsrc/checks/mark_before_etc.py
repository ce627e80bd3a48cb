"""“等”前多顿号。

What it does
列举之后的“等”前面多了顿号，如“公安、民政、等部门”。“等级”“等额”“等效”“等保”一类词前面的顿号是对的，不报。

Why
“等”紧接最后一项，中间不用顿号。

Example
会同公安、民政、等部门开展检查。

Remedy
删去顿号：会同公安、民政等部门开展检查。

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

_BEFORE_ETC = re.compile(r"、等(?![级额效候待保价同距比于值差着腰号次长到高线因])")


@check("PUN-13", "“等”前多顿号", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def mark_before_etc(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """、 before 等 that closes an enumeration."""
    text, body = document.text, document.body_span()
    for match in _BEFORE_ETC.finditer(text, body.start, body.end):
        mark = Span(match.start(), match.start() + 1)
        yield rule.finding(
            document,
            Span(*match.span()),
            "“等”前不用顿号，请删去。",
            fix=Fix(mark, "", "删去顿号"),
        )
