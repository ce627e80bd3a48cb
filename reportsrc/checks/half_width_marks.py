"""汉字旁使用半角标点。

What it does
统计正文中紧挨汉字的半角标点（, ; : ! ? ( )），不论多少处，全文只报一条并给出处数。

Why
中文行文用全角标点。成片出现时往往是网页抓取或转换造成的，不必逐处改，整体替换即可。

Example
坚持依法行政,推进法治政府建设。

Remedy
用全角标点：坚持依法行政，推进法治政府建设。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_MARK = re.compile(r"[,;:!?()](?:(?<=[\u4e00-\u9fff].)|(?=[\u4e00-\u9fff]))", re.DOTALL)


@check("PUN-03", "半角标点", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def half_width_marks(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Half-width marks beside Chinese characters, all in one finding."""
    text, body = document.text, document.body_span()
    places = [match.start() for match in _MARK.finditer(text, body.start, body.end)]
    if not places:
        return
    kinds = "".join(sorted({text[place] for place in places}))
    yield rule.finding(
        document,
        Span(places[0], places[0] + 1),
        f"汉字旁有{len(places)}处半角标点（{' '.join(kinds)}），应统一为全角标点。",
        related=[Span(place, place + 1) for place in places[1:20]],
        count=len(places),
    )
