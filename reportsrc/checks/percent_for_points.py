"""百分点写成百分比。

What it does
两个百分数相比，差值用了“%”的，如“由50%提高到60%，提高10%”：差10个百分点，按比例是提高20%。
两个数和差值都写在同一句、差值正好是两数相减的才报；正好等于相对变化率的不报。

Why
“提高10%”与“提高10个百分点”不是一回事，读者会算错。

Example
办结率由50%提高到60%，提高10%。

Remedy
改为百分点：提高10个百分点。

Basis
GB/T 15835《出版物上数字用法》（公文可参照，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_CHANGE = re.compile(
    r"(?P<from>\d{1,3}(?:\.\d{1,2})?)[%％](?:上升|提高|提升|增长|增加|升|下降|降低|减少|降|压降)(?:至|到|为)(?:了)?(?:20\d\d年的?|今年的?|目前的?)?"
    r"(?P<to>\d{1,3}(?:\.\d{1,2})?)[%％][，,]?(?:同比|较上年|比上年|较去年)?"
    r"(?:上升|提高|提升|增长|增加|升|下降|降低|减少|降)了?(?P<by>\d{1,3}(?:\.\d{1,2})?)(?P<sign>[%％])"
)
_COMPARED = re.compile(
    r"(?P<to>\d{1,3}(?:\.\d{1,2})?)[%％][，,]?(?:同比|较|比)(?:上年|去年|上一年|20\d\d年)(?:度|同期)?的?"
    r"(?P<from>\d{1,3}(?:\.\d{1,2})?)[%％]"
    r"(?:上升|提高|提升|增长|增加|升|下降|降低|减少|降)了?(?P<by>\d{1,3}(?:\.\d{1,2})?)(?P<sign>[%％])"
)


@check("NUM-04", "百分点写成百分比", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def percent_for_points(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """The difference of two percentages printed with a percent sign."""
    text, body = document.text, document.body_span()
    if "%" not in text and "％" not in text:
        return
    matches = (*_CHANGE.finditer(text, body.start, body.end), *_COMPARED.finditer(text, body.start, body.end))
    for match in matches:
        before, after, by = (Decimal(match[name]) for name in ("from", "to", "by"))
        if abs(after - before) != by or _relative(before, after, by):
            continue
        yield rule.finding(
            document,
            Span(match.start("by"), match.end()),
            f"两个百分数相差{by}个百分点，不是{by}%。",
            related=[Span(match.start("from"), match.end("from") + 1), Span(match.start("to"), match.end("to") + 1)],
            fix=Fix(Span(*match.span("sign")), "个百分点", "改为“个百分点”"),
        )


def _relative(before: Decimal, after: Decimal, by: Decimal) -> bool:
    """True if ``by`` is also the change in per cent of what was before, as precisely as it is printed."""
    half = Decimal(1).scaleb(int(by.as_tuple().exponent)) / 2
    return bool(before) and abs(abs(after - before) / before * 100 - by) <= half
