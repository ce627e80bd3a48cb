"""同一指标前后两个数。

What it does
把全文中说同一件事的数放在一起：同一指标（指标目录里一年只有一个数的），或字面相同的说法；时间、层级、范围
（区级与镇级、涉企、其中、上半年、累计等字样）都相同而数不同的，提示核对。范围字样不同、同一句里的并列、
后文用“N件某某案件中”“N件某某占”重提前文的数、差得像是笔误的，也提示。约数、第四部分的计划数不比；一个说法在文中有三个以上不同的数的，视为分别所指，不报。

Why
同一份报告里同一个数两样，公开后最容易被截图。

Example
前文：开展合法性审查896件。后文：全年合法性审查869件。

Remedy
核对后统一；口径不同的写明口径（如“其中区级”）。

Basis
文内数据一致性核对，不依据外部规范；不判断哪一处有误。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import repeats
from reportsrc.registry import Check, Context, check


@check("TIE-04", "同一指标前后两个数", Severity.WARNING, "数据一致性核对")
def two_values(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """One indicator told twice with different values."""
    for one in repeats(document, context.standard):
        if one.kind == "values":
            yield rule.finding(
                document,
                one.second.span,
                f"“{one.title}”前文为{one.first.text}，此处为{one.second.text}：请核对数字或写明口径。",
                related=[one.first.span],
            )
