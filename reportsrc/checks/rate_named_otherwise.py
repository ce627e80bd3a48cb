"""比率与分子名称不一。

What it does
比率对得上、但分子的名称与比率的名称不是一回事的，例如分子是“和解结案”，比率叫“调解率”，提示写明比率怎样计算。
名称里含有分子的（调解和解率）、分子是几项之和的、化解率不报。

Why
调解、和解、撤回是不同的结案方式，名称混用时别处的同名比率就无法相比。

Example
办结148件，和解结案79件，调解率53.38%。

Remedy
统一名称，如“调解和解率”，或写明“调解率（含和解）”。

Basis
统计口径表述惯例，供参考；不依据外部规范。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import named_otherwise, ratios
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span


@check("TIE-09", "比率与分子名称不一", Severity.INFO, "统计口径表述惯例")
def rate_named_otherwise(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Rates whose numerator goes by another name."""
    for relation in ratios(document, context.standard):
        if not relation.ties or len(relation.parts) > 1 or not named_otherwise(relation):
            continue
        part = relation.parts[0]
        start = document.text.rfind(relation.part_word, part.span.start - 24, part.span.start)
        yield rule.finding(
            document,
            Span(start if start >= 0 else part.span.start, part.span.end),
            f"分子是“{relation.part_word}”，比率称“{relation.rate_word}”，名称不一：请写明这个率怎样计算。",
            related=[relation.rate.span],
        )
