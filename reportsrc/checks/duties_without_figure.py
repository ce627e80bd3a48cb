"""履职情况没有数字。

What it does
查看第一责任人履职部分有没有次数、件数、人数一类的数字，整个部分一个也没有才提示。年份、文号不算。

Why
“多次听取汇报”无从核实；次数和议题数是督察和述法最常核对的内容。

Example
区委、区政府主要负责人多次听取法治建设工作汇报，带头学法。

Remedy
写明次数：区政府主要负责人主持常务会议学法14次，听取法治工作汇报3次。

Basis
年度报告写作惯例，非法定要求；职责见《党政主要负责人履行推进法治建设第一责任人职责规定》。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.standard import EntryForm


@check("STR-06", "履职情况没有数字", Severity.INFO, "年度报告写作惯例，非法定要求")
def duties_without_figure(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A part on the first responsible persons' duties in which nothing is counted."""
    for wanted in context.standard.parts:
        part = document.part(wanted.key) if wanted.form is EntryForm.DUTY else None
        if part is None or not part.body_span.of(document.text).strip():
            continue
        body = part.body_span
        if not any(body.covers(figure.span) for figure in document.figures):
            yield rule.finding(document, part.heading_span, "这一部分没有一个数字，请写明听取汇报、学法等的次数。")
