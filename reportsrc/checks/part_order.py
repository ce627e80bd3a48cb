"""各部分次序颠倒。

What it does
按所依标准的次序核对各部分，指出排到了应在其后的部分后面的那一部分。其他部分和主题部分不计次序。

Why
次序一致，督察单位和公众才便于逐年、逐地对照。

Example
第三部分写下一年安排，第四部分才写第一责任人履职情况。

Remedy
把这一部分移到前面，并重排序号。

Basis
《法治政府建设与责任落实督察工作规定》第四章所列次序（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document, Part
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check


@check("STR-02", "部分次序颠倒", Severity.WARNING, "《法治政府建设与责任落实督察工作规定》第四章")
def part_order(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """The first part that stands after one it should precede."""
    order = {part.key: rank for rank, part in enumerate(context.standard.parts) if part.required}
    names = {part.key: part.name for part in context.standard.parts}
    latest: Part | None = None
    for part in document.parts:
        if part.role not in order:
            continue
        if latest and order[part.role] < order[latest.role]:
            yield rule.finding(
                document,
                part.heading_span,
                f"“{names[part.role]}”应排在“{names[latest.role]}”之前。",
                related=[latest.heading_span],
            )
            return
        latest = part
