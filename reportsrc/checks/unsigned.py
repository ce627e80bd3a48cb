"""缺署名或成文日期。

What it does
正文末尾没有署名，页头也没有发布机构、信息来源的；或者既没有成文日期，页头也没有日期的。
网页转载常常省去落款，页头有的就不报。

Why
报告以谁的名义、什么时候作出，是公开的报告必须说明的。

Example
正文写完即止，没有单位名称和日期。

Remedy
在文末补上单位名称和成文日期。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.3.5（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_DATE = re.compile(r"[12二][\d〇○0零一二三四五六七八九]{3}年[\d一二三四五六七八九十]{1,3}月")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,40}(?:人民政府|委员会|局|办公室|办|委|厅|院|所|中心|大队|街道|镇|乡|县|区|市|部)"
)


@check("STR-09", "缺署名或成文日期", Severity.WARNING, "GB/T 9704—2012《党政机关公文格式》7.3.5（待核对）")
def unsigned(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """No name of who reports, or no date, neither below the text nor in the page's header."""
    if not document.parts:
        return
    text, about = document.text, document.metadata
    signature = "\n".join(one.span.of(text) for one in document.passages if one.kind is PassageKind.SIGNATURE)
    head = document.title_span.of(text) if document.title_span else ""
    lacks = []
    if not (_BODY.search(signature) or about.issuer or about.source):
        lacks.append("署名")
    if not (
        _DATE.search(signature) or _DATE.search(head) or about.signed_on or about.published_at or context.published
    ):
        lacks.append("成文日期")
    if lacks:
        last = document.passages[-1].span
        yield rule.finding(
            document, Span(max(last.start, last.end - 8), last.end), f"文末和页头都没有{'和'.join(lacks)}，请补上。"
        )
