"""与上年雷同。

What it does
有上一年度的报告可比时，正文句子（不少于12字，标题不计，年份不计）有四成以上与上年一字不差的，合成一条。
比例可以设置；只改数字的不算照抄。

Why
照搬上年的段落，说明当年的工作没有写实。

Example
多段文字与上年报告一字不差，只换了年份。

Remedy
按本年实际情况重写。

Basis
报告之间的核对，不引外部依据。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.comparison import sentence_prints
from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, Option, check

_FEWEST = 5


@check(
    "STR-10",
    "与上年雷同",
    Severity.WARNING,
    "报告之间的核对",
    options={"share": Option(40, "雷同的文字达到正文的百分之几才报", least=5, most=100)},
)
def copied_from_last_year(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Sentences that stand word for word in last year's report, where they are a large share of the text."""
    if context.previous is None:
        return
    before = context.previous.once(sentence_prints)
    mine = document.once(sentence_prints)
    same = [span for name, span in mine.items() if name in before]
    total = sum(len(span) for span in mine.values())
    share = sum(len(span) for span in same) * 100 // total if total else 0
    if len(same) >= _FEWEST and share >= rule.option(context, "share"):
        yield rule.finding(
            document,
            same[0],
            f"正文有{len(same)}句、约{share}%的文字与上一年度报告一字不差，请按本年实际情况改写。",
            related=same[1:20],
            count=len(same),
        )
