"""标题写法。

What it does
标题里缺少年份、“法治政府建设”或“报告”之一的。标题没有认出来的、一个标题写两个年份的不报。

Why
读者和检索系统靠标题认出这是哪一年、哪个单位的法治政府建设年度报告。

Example
××局法治工作总结

Remedy
写成“××局2023年度法治政府建设情况的报告”。

Basis
《法治政府建设与责任落实督察工作规定》第四章（年度报告的名称，待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check

_YEAR = re.compile(r"(?:19|20)\d\d|[二２][〇○0０零][一二][〇○0０零一二三四五六七八九]")


@check("STR-07", "标题写法", Severity.WARNING, "《法治政府建设与责任落实督察工作规定》（待核对）")
def unusual_title(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A title without the year, the subject or the word report."""
    title = "".join(document.title.split())
    if not title or document.title_span is None:
        return
    lacks = []
    if not _YEAR.search(title):
        lacks.append("年份")
    subject = context.standard.title_words[0] if context.standard.title_words else ""
    if subject not in title and not (subject == "法治政府建设" and re.search("法治政府|法治建设", title)):
        lacks.append(f"“{subject}”")
    if "报告" not in title and "年报" not in title:
        lacks.append("“报告”")
    if lacks:
        yield rule.finding(
            document,
            document.title_span,
            f"标题缺少{'、'.join(lacks)}，请按“××年度{subject}情况的报告”的样子补写。",
            basis=str(context.standard.basis),
        )
