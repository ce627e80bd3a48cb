"""成文日期加了0。

What it does
落款的成文日期月、日前面加了0，如“2024年03月04日”。只看落款，网页页头的“2024-03-04”不在此列。

Why
公文成文日期月、日不编虚位。

Example
落款写作：青禾区人民政府 2024年03月04日

Remedy
去掉月、日前面的0，改为：2024年3月4日。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.3.5.4（“不编虚位”，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_PADDED = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


@check("FMT-07", "成文日期加了0", Severity.ERROR, "GB/T 9704—2012《党政机关公文格式》7.3.5.4（待核对）")
def padded_date(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A nought before the month or the day in the signature."""
    for passage in document.passages:
        if passage.kind is not PassageKind.SIGNATURE:
            continue
        for match in _PADDED.finditer(document.text, passage.span.start, passage.span.end):
            if match["month"][0] != "0" and match["day"][0] != "0":
                continue
            right = f"{match['year']}年{int(match['month'])}月{int(match['day'])}日"
            span = Span(*match.span())
            yield rule.finding(
                document, span, f"成文日期的月、日不加0，应写成“{right}”。", fix=Fix(span, right, "去掉0")
            )
