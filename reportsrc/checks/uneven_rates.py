"""比率小数位数不一。

What it does
同一句里的比率，小数位数有三种以上，或两位小数与整数并用的，提示一次。整数100%、0和约数不算；
全文只报一条。

Why
同一句里的比率位数不一，读者难以比较。只是提示，位数按数据来源定。

Example
按时办结率98.35%，满意率99%，调解率53.3%。

Remedy
统一保留位数，如都保留一位小数。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, sentences_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_RATE = re.compile(r"(\d(?<![\d.]\d)\d{0,2})(?:\.(\d{1,3}))?[%％]")


@check("NUM-09", "比率小数位数不一", Severity.INFO, "报告内部核对")
def uneven_rates(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Rates of one sentence with three different numbers of decimals, or two decimals beside none."""
    text = document.text
    places: dict[int, list[tuple[Span, int]]] = {}
    sentences = document.once(sentences_of)
    for match in _RATE.finditer(text):
        span = sentences.at(match.start())
        if span is not None and (match[2] or match[1] not in ("100", "0")):
            places.setdefault(span.start, []).append((Span(*match.span()), len(match[2] or "")))
    found = []
    for rates in places.values():
        decimals = {places_after for _, places_after in rates}
        if len(rates) >= 3 and (len(decimals) >= 3 or {0, 2} <= decimals):
            found.append(rates)
    if found:
        yield rule.finding(
            document,
            found[0][0][0],
            "这一句里的比率小数位数不一，可统一保留位数。",
            related=[span for span, _ in found[0][1:]],
            count=len(found),
        )
