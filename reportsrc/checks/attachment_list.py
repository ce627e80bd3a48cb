"""附件说明。

What it does
正文后“附件：”一栏里，附件名称后面带了句号、分号等标点，或“1.”“2.”序号不连续的。

Why
附件名称后不加标点；序号要与所附的份数对得上。

Example
附件：1.行政执法数据清单。

Remedy
删去名称后的标点，序号改连续。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.3.4（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_HEAD = re.compile(r"附[ \u3000]{0,4}件[：:][ \t\u3000]*+(?=\S)")
_ROW = re.compile(
    r"[ \t\u3000]*(?P<number>\d{1,2})[.．、][ \t]*(?P<name>[^\r\n]{1,80}?)(?P<mark>[。；;，,])?[ \t]*(?:\r?\n|\Z)"
)
_ONE = re.compile(r"(?P<name>[^\r\n]{1,80}?)(?P<mark>[。；;，,])[ \t]*(?:\r?\n|\Z)")


@check("FMT-06", "附件说明", Severity.ERROR, "GB/T 9704—2012《党政机关公文格式》7.3.4（待核对）")
def attachment_list(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Marks behind the names of attachments; numbers that leave a gap."""
    text = document.text
    if "附" not in text:
        return
    starts = (
        one for one in _HEAD.finditer(text) if not text[text.rfind("\n", 0, one.start()) + 1 : one.start()].strip()
    )
    head = next(starts, None)
    if head is None:
        return
    rows: list[re.Match[str]] = []
    at = head.end()
    while (row := _ROW.match(text, at)) and len(rows) < 40:
        rows.append(row)
        at = row.end()
    one = None if rows else _ONE.match(text, head.end())
    for match in rows or ([one] if one else []):
        if match["mark"] and len(match["name"]) <= 60:
            mark = Span(*match.span("mark"))
            yield rule.finding(document, mark, "附件名称后不加标点，请删去。", fix=Fix(mark, "", "删去标点"))
    for wanted, match in enumerate(rows, start=1):
        if int(match["number"]) != wanted:
            yield rule.finding(document, Span(*match.span("number")), f"附件序号应为{wanted}，请核对份数和顺序。")
            return
