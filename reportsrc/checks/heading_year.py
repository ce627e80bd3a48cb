"""标题年份与报告年度不符。

What it does
核对各部分标题中的年份：举措、不足、履职情况应为报告年度，下一年安排应为报告年度加一年。
标题没有年份、同时写了两个年份或写起止年份的不报。

Why
年份写错多是沿用上一年稿子造成的，往往连内容也没有更新。

Example
2023年度报告：四、2023年推进法治政府建设的主要安排

Remedy
改为：四、2024年推进法治政府建设的主要安排。

Basis
标准所定各部分对应的年度。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])|二[〇○零0][一二三四五六七八九〇○零]{2}(?=年)")
_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○0", "0")


@check("STR-04", "标题年份不符", Severity.ERROR, "标准所定各部分对应的年度")
def heading_year(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A part heading that names one year, and not the year it should."""
    reported = context.year or document.year
    if reported is None:
        return
    offsets = {part.key: part.year_offset for part in context.standard.parts}
    for part in document.parts:
        wanted = {reported + offsets[role] for role in part.roles if role in offsets}
        found = list(_YEAR.finditer(document.text, part.heading_span.start, part.heading_span.end))
        if len(found) != 1 or not wanted or _value(found[0]) in wanted:
            continue
        span = Span(*found[0].span())
        years = "或".join(f"{year}年" for year in sorted(wanted))
        yield rule.finding(document, span, f"标题写{span.of(document.text)}年，按{reported}年度报告应为{years}。")


def _value(match: re.Match[str]) -> int:
    return int(match[1] or "".join(_DIGITS[digit] for digit in match[0]))
