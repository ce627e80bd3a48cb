"""缺少必备部分。

What it does
按所依标准逐一核对必备部分。标题没有单列、但内容写在其他部分里的不报；只有全文都找不到的才报。
各部分都按工作主题设标题的报告，另由“按主题分部分”一条提示。

Why
规定对年度报告应当包括哪几部分有明文要求，缺一部分，报告不完整，不能公开。

Example
报告有举措、履职情况和下一年安排，没有写存在的不足和原因。

Remedy
补写这一部分，并在标题中点明。

Basis
《法治政府建设与责任落实督察工作规定》第四章（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span


@check("STR-01", "缺少必备部分", Severity.BLOCKING, "《法治政府建设与责任落实督察工作规定》第四章")
def missing_part(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A required part whose content is nowhere in the text."""
    if "topical" in document.states:
        return
    for part in context.standard.parts:
        if part.required and f"missing:{part.key}" in document.states:
            yield rule.finding(
                document,
                document.title_span or Span(0, 0),
                f"缺少“{part.name}”：没有单列，其他部分也没有写到。",
                basis=str(part.basis),
            )
