"""数字相差十倍。

What it does
同一指标在文中两处数字相同而位数不同（5.18万与5.18亿、131与1310），或者与上年度报告、附表中的上年数相差十倍以上
（两个数都不小于10），提示核对单位和位数。比率、约数、计划数不比；首次统计的指标没有上年数，找不到。

Why
万与亿、多一个零，是录入时最常见也最难看出的差错。

Example
上年度报告：核查监管数据2243条。本年度：核查监管数据28430条。

Remedy
核对单位和位数；确有大幅变化的，写明原因。

Basis
数据一致性核对，不依据外部规范。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.filed import last_year
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import SURE, link_figures, plans_of, repeats
from reportsrc.registry import Check, Context, Option, check

_LEAST = 10


@check(
    "TIE-07",
    "数字相差十倍",
    Severity.WARNING,
    "数据一致性核对",
    options={"times": Option(10, "与上年数相差多少倍以上提示", 3, 1000)},
)
def tenfold_jump(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Values ten times another statement of the same thing, here or in last year's report."""
    for one in repeats(document, context.standard):
        if one.kind == "tenfold":
            yield rule.finding(
                document,
                one.second.span,
                f"“{one.title}”前文为{one.first.text}，此处为{one.second.text}，相差十倍以上：请核对单位和位数。",
                related=[one.first.span],
            )
    if context.previous is None and not context.filed:
        return
    before, times = last_year(document, context), rule.option(context, "times")
    plans = plans_of(document, context.standard)
    told: set[str] = set()
    for link in link_figures(document):
        figure, indicator = link.figure, link.indicator
        if indicator is None or not indicator.steady or link.score < SURE or indicator.code in told:
            continue
        known = before.get(indicator.code)
        if known is None or known.figure.unit != figure.unit or figure.unit == "%" or figure.approximator:
            continue
        small, large = sorted((known.figure.value, figure.value))
        if small < _LEAST or large < small * times or figure.direction or any(one.covers(figure.span) for one in plans):
            continue
        told.add(indicator.code)
        yield rule.finding(
            document,
            figure.span,
            f"{indicator.title}{figure.text}，{known.place}为{known.figure.text}，相差{times}倍以上：请核对单位和位数，"
            "确有大幅变化的请写明原因。",
        )
