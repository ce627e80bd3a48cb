"""公开超过期限。

What it does
以系统登记的公开日期（没有登记的，以网页上的发布日期）与标准所定的公开期限比较；期限当日公开不算逾期。

Why
规定要求在报告年度的次年按期向社会公开，逾期要说明原因。

Example
2023年度报告于2024年4月12日公开。

Remedy
逾期的如实登记公开日期并说明原因；日期登记有误的予以更正。

Basis
《法治政府建设与责任落实督察工作规定》第二十四条（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span


@check("DUE-01", "公开超过期限", Severity.ERROR, "《法治政府建设与责任落实督察工作规定》第二十四条")
def published_late(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A publication date after the day the standard sets."""
    year = context.year or document.year
    printed = document.metadata.published_at
    published = context.published or (printed.date() if isinstance(printed, datetime) else printed)
    due = context.standard.due("publish", context.organisation_kind or "government")
    if year is None or published is None or due is None:
        return
    limit = due.on(year)
    days = (published - limit).days + (0 if due.inclusive else 1)
    if days <= 0:
        return
    span = document.metadata.spans.get("published_at") or document.title_span or Span(0, 0)
    counted = "含当日" if due.inclusive else "不含当日"
    yield rule.finding(
        document,
        span,
        f"公开日期{published.year}年{published.month}月{published.day}日，超过{limit.year}年{limit.month}月{limit.day}日"
        f"（{counted}）的期限{days}天。",
        basis=str(due.basis),
    )
