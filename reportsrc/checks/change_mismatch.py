"""增减幅度与前后两数不符。

What it does
文中写了前后两个数和增减幅度的（由100件增至110件，增长20%；110件，较上年的100件增长10%），按所写小数位数的半个末位
留出余量重新计算，幅度或方向对不上为错误。只写了本年数和同比的，与上年度报告或附表中的上年数比较，对不上为警告，
因为上年数可能按新口径调整过。率的变化只与“百分点”比；约数、环比、目标不比。

Why
同比要用上年公开的数来算；用别的数算的，读者翻一翻上年度报告就能看出来。

Example
行政案件由100件增至110件，增长20%。

Remedy
核对后改为10%；上年数有调整的，写明“按可比口径”。

Basis
文内和与上年度报告的数据一致性核对，不依据外部规范。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.filed import Known, last_year
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import SURE, changes, compare_change, fits, link_figures, meet, year_on_year
from reportsrc.registry import Check, Context, check

_LAST_YEAR = re.compile(r"(?:上|去|上一)年度?(?:同期)?[的为]?$")
_DIRECTIONS = {"increase": "增长", "decrease": "下降"}


@check("TIE-05", "增减幅度与前后两数不符", Severity.ERROR, "数据一致性核对")
def change_mismatch(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Changes that are not those between the two values."""
    for one in changes(document):
        if not one.ties:
            old, new = one.bases[0], one.parts[0]
            yield rule.finding(
                document,
                one.rate.span,
                f"由{old.text}到{new.text}应为{one.rate_word}{one.computed}{one.rate.unit}，"
                f"此处为{_DIRECTIONS[one.rate.direction]}{one.rate.text}：请核对数字。",
                related=sorted((old.span, new.span)),
            )
    if context.previous is None and not context.filed:
        return
    before = last_year(document, context)
    if before:
        yield from _against(document, before, rule)


def _against(document: Document, before: dict[str, Known], rule: Check) -> Iterator[Finding]:
    """What the text says of last year against what was told last year."""
    links = link_figures(document)
    by_span = {link.figure.span: link for link in links}
    for one in year_on_year(document):
        link, change = links[one.new], links[one.change].figure
        known = before.get(link.indicator.code) if link.indicator and link.score >= SURE else None
        if known is None or known.figure.unit != link.figure.unit or not known.figure.value:
            continue
        if not fits(known.figure, change):
            continue
        ties, computed = compare_change(known.figure, link.figure, change)
        if not ties:
            word = "增长" if link.figure.value >= known.figure.value else "下降"
            yield rule.finding(
                document,
                change.span,
                f"{known.place}为{known.figure.text}，本年{link.figure.text}，应为{word}{computed}{change.unit}，"
                f"此处为{_DIRECTIONS[change.direction]}{change.text}：请核对数字或写明口径。",
                related=[link.figure.span],
                severity=Severity.WARNING,
            )
    for relation in changes(document):
        old, found = relation.bases[0], by_span.get(relation.parts[0].span)
        known = before.get(found.indicator.code) if found and found.indicator and found.score >= SURE else None
        if known is None or known.figure.unit != old.unit or meet(known.figure, old):
            continue
        if _LAST_YEAR.search(document.text, max(0, old.span.start - 8), old.span.start):
            yield rule.finding(
                document,
                old.span,
                f"此处说上年为{old.text}，{known.place}为{known.figure.text}：请核对数字或写明口径。",
                related=[relation.parts[0].span],
                severity=Severity.WARNING,
            )
