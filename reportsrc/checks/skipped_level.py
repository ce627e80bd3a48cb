"""标题跳级。

What it does
有的部分按“一、（一）1.”分层，有的部分却从“一、”直接到“1.”的，指出跳级的部分。全文都不用“（一）”的不报；
“一是”“首先”不是层次序号，不计。

Why
公文的层次序号依次为“一、”“（一）”“1.”“（1）”，前后用法要一致。

Example
一、主要举措（下分“（一）”）……二、存在问题（直接分“1.”）

Remedy
把跳级部分的“1.”改为“（一）”。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.3.3（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_NUMBER = re.compile(r"[0-9０-９]{1,2}[.．、]")
_SECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")


@check("FMT-02", "标题跳级", Severity.WARNING, "GB/T 9704—2012《党政机关公文格式》7.3.3（待核对）")
def skipped_level(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A part whose first level is 1. where another part's is （一）."""
    if not any(_SECTION.match(section.marker) for part in document.parts for section in part.sections):
        return
    for part in document.parts:
        first = next(iter(part.items), None)
        if part.sections or first is None or not _NUMBER.match(first.marker):
            continue
        yield rule.finding(
            document,
            Span(first.span.start, first.span.start + len(first.marker)),
            f"这一部分从“{part.marker or '一、'}”直接到“{first.marker}”，别的部分用“（一）”，请统一层次序号。",
            related=[part.heading_span],
        )
