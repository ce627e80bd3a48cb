"""部分没有正文或过短。

What it does
必备部分标题之下没有正文，或者正文不足40字的，各报一条。

Why
只有标题或一句套话，等于没有报告这方面的情况。

Example
二、存在的不足和原因
工作中还存在一些不足。

Remedy
把这一部分写实：具体的事、具体的数、具体的原因或打算。

Basis
公文写作惯例；必备内容见《法治政府建设与责任落实督察工作规定》第四章。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.standard import EntryForm

SHORTEST = 40


@check("STR-03", "部分过短", Severity.WARNING, "公文写作惯例")
def empty_part(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A required part with fewer than 40 characters below its heading."""
    names = {part.key: part.name for part in context.standard.parts if part.required}
    plain = {part.key for part in context.standard.parts if part.form is EntryForm.PLAIN}
    for part in document.parts:
        if part.role not in names:
            continue
        body = part.body_span.of(document.text)
        length = len(body) if len(body) > 4 * SHORTEST else len("".join(body.split()))
        if length >= SHORTEST or (length and part.role in plain):
            continue
        said = f"只有{length}字，请写实" if length else "没有正文"
        yield rule.finding(document, part.heading_span, f"“{names[part.role]}”{said}。")
