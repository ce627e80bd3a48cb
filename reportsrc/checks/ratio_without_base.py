"""比率没有写明分母。

What it does
查找带小数的“××率”，同一条里没有两个数能得出它，全文也没有可以联系的件数，提示写明分母；全文合为一条。
满意度、知晓率等调查得来的，以及目标值、约数不报。

Why
44.11%是多少分之多少，读者无从知道，上级也无从核对。

Example
实现跨部门监管率达44.11%。

Remedy
写明分子、分母：完成跨部门监管任务86个，占应开展195个的44.11%。

Basis
统计表述惯例，供参考。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import rates_without_base
from reportsrc.registry import Check, Context, check


@check("TIE-08", "比率没有写明分母", Severity.INFO, "统计表述惯例")
def ratio_without_base(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Rates with decimals whose base is nowhere to be seen, all in one finding."""
    found = rates_without_base(document, context.standard)
    if not found:
        return
    more = f"等{len(found)}处比率" if len(found) > 1 else ""
    yield rule.finding(
        document,
        found[0].span,
        f"{found[0].text}{more}没有写明以什么为分母，请写出两个数。",
        related=[one.span for one in found[1:20]],
        count=len(found),
    )
