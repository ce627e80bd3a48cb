"""正文与附表的数不同。

What it does
把随报告提供的附表（xlsx、csv，有“指标”“数值”两栏）逐行与正文比较：同一指标、同一年度、可比的单位，正文没有一处与附表
相同的，指出正文的数和附表所在的行。件数按整数比较，比率按小数位数的半个末位留余量。附表里有而正文没有的、
正文里是约数或计划数的、只是其中一部分的不比；没有附表时什么也不做。

Why
报表和正文往往出自两个科室，公开前应当对一遍。

Example
正文：开展合法性审查896件。附表：合法性审查件数 869。

Remedy
核对后改正文或附表；口径不同的在正文写明。

Basis
正文与附表的数据一致性核对，不依据外部规范；不判断哪一处有误。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportsrc.document import Document, Figure
from reportsrc.filed import Known, filed_values
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import CONTENT, SURE, alike, bare, book_of, link_figures, meet, plans_of
from reportsrc.registry import Check, Context, check


@check("TIE-06", "正文与附表的数不同", Severity.ERROR, "正文与附表一致性核对")
def filed_mismatch(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Figures that differ from the table filed beside the text."""
    if not context.filed:
        return
    year = context.reported_year(document)
    filed = filed_values(context, year)
    book, plans = document.once(book_of), plans_of(document, context.standard)
    told: dict[str, list[Figure]] = {}
    for link in link_figures(document):
        figure = link.figure
        if figure.approximator or figure.direction or any(plan.covers(figure.span) for plan in plans):
            continue
        label = bare(book.labels[link.at])
        key = link.indicator.code if link.indicator and link.indicator.steady and link.score >= SURE else ""
        if key not in filed:
            key = label if len(label) >= CONTENT and label in filed else ""
        if key and book.when(figure) == (book.year, "") and "其中" not in label:
            told.setdefault(key, []).append(figure)
    for key, figures in sorted(told.items(), key=lambda one: one[1][0].span):
        fitting = [(one, known) for one in figures for known in filed[key] if _comparable(one, known)]
        if not fitting or any(_meet(one, known.figure) for one, known in fitting):
            continue
        one, known = fitting[0]
        yield rule.finding(
            document,
            one.span,
            f"正文{one.text}，附表“{known.title}”（{known.place}）为{known.figure.text}：请核对数字或写明口径。",
            related=[other.span for other in figures if other is not one][:5],
        )


def _comparable(one: Figure, known: Known) -> bool:
    return not known.figure.unit or alike(one, known.figure)


def _meet(one: Figure, other: Figure) -> bool:
    if one.unit == "%" and not other.unit and other.value <= 1:
        other = replace(other, value=other.value * 100, decimals=max(0, other.decimals - 2))
    return meet(one, replace(other, unit=one.unit))
