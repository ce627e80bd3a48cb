"""部分大于总数。

What it does
查找比总数还大的分项：“其中”后面的数大于前面的总数；同一条里办结多于受理、合格多于参考、整改多于发现、
述法多于应述等（关系见指标目录）。句中写到结转、旧存、往年、累计、未结的不报；单位不同、时段不同、隔段的不比。

Why
收10件、结12件，要么有笔误，要么有上年结转没有写出来，读者无从判断。

Example
收到复议申请10件，办结12件。

Remedy
核对数字；含上年结转的，写明“上年结转3件”。

Basis
文内数据一致性核对，不依据外部规范。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import parts_above_total
from reportsrc.registry import Check, Context, check


@check("TIE-03", "部分大于总数", Severity.WARNING, "数据一致性核对")
def part_above_total(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Parts that are greater than what they are a part of."""
    for one in parts_above_total(document):
        yield rule.finding(
            document,
            one.part.span,
            f"{one.part_words}{one.part.text}多于{one.total_words}{one.total.text}："
            "请核对数字；含上年结转或口径不同的，请写明。",
            related=[one.total.span],
        )
