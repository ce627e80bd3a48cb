"""比率与件数对不上。

What it does
把文中的败诉率、调解率、办结率、合格率等与全文中构成它的两个数联系起来：先看本句，再看本条，再看全文。
按所写小数位数的半个末位留出余量，比较两数之比与所写比率；只要有一种口径对得上就不报。目标值、上年数、
约数不比。
指标目录以外的率（上云率、占比），只在分子分母紧挨在前面、名称对得上，或者差得像是笔误时提示。

Why
同一指标在两处对不上，是公开后最容易被指出的差错；口径不同也应当写明。

Example
前文：受理行政案件104件，败诉11件。后文：行政诉讼败诉率10.48%。

Remedy
核对数字：11÷104=10.58%。确按其他口径计算的，写明口径，如“按审结105件计”。

Basis
数据一致性核对；不判断哪一处有误。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import Relation, ratios, shares
from reportsrc.registry import Check, Context, check


@check("TIE-01", "比率与件数对不上", Severity.WARNING, "数据一致性核对")
def ratio_mismatch(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Rates that no two numbers of the text give, though the text states numbers for them."""
    for relation in (*ratios(document, context.standard), *shares(document, context.standard)):
        if relation.ties:
            continue
        yield rule.finding(
            document,
            relation.rate.span,
            _message(relation),
            related=sorted(one.span for one in (*relation.bases, *relation.parts)),
            severity=Severity.ERROR if relation.one_base else None,
        )


def _message(relation: Relation) -> str:
    base, part = relation.bases[0], relation.parts[0]
    where = "后文" if min(base.span, part.span) > relation.rate.span else "前文"
    where = "本句" if relation.near else where
    return (
        f"{where}{base.text}、{relation.part_word}{part.text}为{relation.computed}%，"
        f"此处{relation.rate.text}：请核对数字或写明口径"
    )
