"""留着上一年的年份。

What it does
标题写的是某一年的报告，正文开头、“现将……报告如下”或举措、履职部分的句首却写着上一年的年份，如2024年度的报告里写“2023年，我局……”。
句中有“较”“比”“以来”“起”“底”“印发”等词、或同时写到本年的不报；部分标题的年份另有规则（STR-04）。这是目录以外自设的规则。

Why
在上一年的报告上改写时，句首的年份最容易漏改，读者会以为说的是去年的事。

Example
（2024年度报告）2023年，我局坚持依法行政。

Remedy
改为本年；确实说的是上年的，写明“上年”或用来比较。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span, sentences

_OPENS = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]{1,2}是)?[ \t\u3000]*"
    r"(?P<year>(?:19|20)\d\d)年(?:度)?(?=[，,]|全|我|本|共|区|县|市|局|镇|街道)"
)
_SENT_ON = re.compile(r"现将(?P<year>(?:19|20)\d\d)年(?:度)?[^。\n]{0,60}?(?:报告|汇报)如下")
_LOOKS_BACK = re.compile(
    r"较|比|同期|以来|至今|年起|开始|年底|年末|上半年|下半年|月|印发|出台|制定|启动|立项|获|荣|被|《|上年|去年|历年|到|至|—|-|连续|先后"
)
_TOLD = (PassageKind.PREAMBLE, PassageKind.INTRO, PassageKind.LEAD, PassageKind.ITEM)


@check("TXT-10", "留着上一年的年份", Severity.WARNING, "报告内部核对")
def stale_year(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Last year where this year is meant: in the opening, in 现将…报告如下, at the head of a sentence."""
    text, year = document.text, context.reported_year(document)
    if year is None or document.year not in (None, year) or f"{year - 1}年" not in text:
        return
    spans = []
    plans = [part.span for part in document.parts if part.role == "plans"]
    for passage in document.passages:
        if passage.kind not in _TOLD or any(span.covers(passage.span) for span in plans):
            continue
        for span in sentences(text, passage.span.start, passage.span.end):
            match = _OPENS.match(text, span.start, span.end)
            if match is None or int(match["year"]) != year - 1:
                continue
            words = span.of(text)
            rest = text[match.end() : span.end]
            if f"{year}年" not in words and not _LOOKS_BACK.search(rest):
                spans.append(Span(match.start("year"), match.end("year") + 1))
    body = document.body_span()
    for match in _SENT_ON.finditer(text, body.start, body.end):
        if int(match["year"]) == year - 1 and f"{year}年" not in match[0]:
            spans.append(Span(match.start("year"), match.end("year") + 1))
    for span in sorted(set(spans)):
        yield rule.finding(document, span, f"这是{year}年度的报告，这里写的是{year - 1}年，请核对是否漏改。")
