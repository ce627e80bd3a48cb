"""同一指标的单位前后不一。

What it does
同一指标在两处数值相同而单位不同的（646件、646人次），提示统一。人、名、位之间，件、起、个之间的换用不报；
数值不同的不报；小于10的不报。

Why
件与人次是两个统计口径，单位换了，数就不是同一个数。

Example
前文：受理法律援助案件646件。后文：受理法律援助646人次。

Remedy
核对统计口径，统一单位。

Basis
数据一致性核对；量和单位的一般写法另见国家标准，待核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import repeats
from reportsrc.registry import Check, Context, check


@check("NUM-13", "同一指标的单位前后不一", Severity.WARNING, "数据一致性核对")
def changing_unit(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """One indicator with one value and two units."""
    for one in repeats(document, context.standard):
        if one.kind == "units":
            yield rule.finding(
                document,
                one.second.span,
                f"“{one.title}”前文为{one.first.text}，此处为{one.second.text}，单位不一：请核对口径，统一单位。",
                related=[one.first.span],
            )
