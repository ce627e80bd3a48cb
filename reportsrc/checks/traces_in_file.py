"""文件里带有批注、修订等痕迹。

What it does
查看交来的文件（docx等）除正文外是否还带有批注、未接受的修订、隐藏文字或者作者姓名，全文只报一条并说明各有多少；
不显示批注和隐藏文字的内容。只带作者姓名的，作提示。纯文本和网页没有这些痕迹，不报；图片的拍摄信息也不查。

Why
批注、修订里常有内部讨论和个人姓名，下载文件的人都能看到。

Example
文件里有批注3处、修订痕迹12处。

Remedy
在WPS或Word里接受或拒绝全部修订，删除批注和隐藏文字，再用“检查文档”清除个人信息后另存。

Basis
政府信息公开保密审查的惯例；《政府信息公开条例》第十七条（待核对）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import TRACES, Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span, line_spans


@check("SEC-03", "文件带有批注、修订或作者", Severity.BLOCKING, "《政府信息公开条例》第十七条（待核对）")
def traces_in_file(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Everything the file carries beside its text, in one finding at the title."""
    found = {name: count for name in TRACES if (count := document.traces.get(name, 0))}
    if not found:
        return
    named = [TRACES[name] if name == "author" else f"{TRACES[name]}{count}处" for name, count in found.items()]
    place = document.title_span or next(line_spans(document.text), Span(0, 0))
    yield rule.finding(
        document,
        place,
        f"文件里还带有{'、'.join(named)}，公开前请清除后另存。",
        severity=None if set(found) - {"author"} else Severity.WARNING,
        count=sum(found.values()),
    )
