"""各部分都按工作主题设标题。

What it does
报告各部分的标题全部是工作主题（如“依法全面履行政府职能”），看不出哪一部分是举措、不足、履职情况和安排时，
提示一次，不逐项报缺。

Why
按主题写并不当然缺项，但读者和督察单位难以核对必备内容是否齐全。

Example
一、坚持党的领导……二、依法全面履行政府职能……三、规范行政执法……

Remedy
按标准规定的几部分重设标题，主题放到下一级；或者至少让不足和原因、履职情况、下一年安排各成一部分。

Basis
《法治政府建设与责任落实督察工作规定》第四章（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span


@check("STR-11", "按主题分部分", Severity.WARNING, "《法治政府建设与责任落实督察工作规定》第四章")
def topical_parts(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A report whose part headings are all topics: one finding in place of one for each part."""
    if "topical" not in document.states:
        return
    names = "、".join(part.name for part in context.standard.parts if part.required)
    span = document.parts[0].heading_span if document.parts else document.title_span or Span(0, 0)
    yield rule.finding(
        document,
        span,
        f"各部分都按工作主题设标题，请核对是否写全：{names}。",
        related=[part.heading_span for part in document.parts[1:20]],
        basis=str(context.standard.basis),
    )
