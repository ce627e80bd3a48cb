"""成文日期晚于报送期限。

What it does
成文日期晚于标准所定报送期限的，提示核对一次。这只是提示：成文日期不等于报送日期，是否逾期报送以报送记录为准。

Why
成文日期晚于期限，要么报送晚了，要么网上登记的成文日期不准，两种情况都值得看一眼。

Example
成文日期：2024-03-04（报送期限为3月1日）。

Remedy
核对报送记录；成文日期登记有误的予以更正。

Basis
《法治政府建设与责任落实督察工作规定》第四章（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span


@check("DUE-02", "成文日期晚于报送期限", Severity.INFO, "《法治政府建设与责任落实督察工作规定》第四章")
def signed_after_due(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A date of signature after the day for reporting: a remark, never a judgement of lateness."""
    year = context.year or document.year
    signed = document.metadata.signed_on
    due = context.standard.due("report", context.organisation_kind or "government")
    if year is None or signed is None or due is None or signed <= due.on(year):
        return
    limit = due.on(year)
    yield rule.finding(
        document,
        document.metadata.spans.get("signed_on") or document.title_span or Span(0, 0),
        f"成文日期{signed.year}年{signed.month}月{signed.day}日晚于报送期限{limit.month}月{limit.day}日，"
        "仅供核对：是否按期报送以报送记录为准。",
        basis=str(due.basis),
    )
