"""文号写在标题前。

What it does
引用文件时把文号写在标题前面的，如“国办发〔2023〕5号《……》”。只是提示。

Why
引用公文先引标题，后引发文字号，文号放在括号里。

Example
认真落实国办发〔2023〕5号《关于……的意见》。

Remedy
标题在前，文号在后，改为：认真落实《关于……的意见》（国办发〔2023〕5号）。

Basis
《党政机关公文处理工作条例》（引用公文的要求，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,6}〔(?:19|20)\d\d〕\d{1,4}号(?:文件|文)?(?=《)")


@check("FMT-11", "文号写在标题前", Severity.INFO, "《党政机关公文处理工作条例》（待核对）")
def number_before_title(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A document number before the title it belongs to."""
    text, body = document.text, document.body_span()
    if "号" not in text or "〔" not in text:
        return
    for match in _BEFORE.finditer(text, body.start, body.end):
        start = match.start() + match[0].index("〔")
        yield rule.finding(document, Span(start, match.end()), "引用文件先写标题，文号放在标题后的括号里。")
