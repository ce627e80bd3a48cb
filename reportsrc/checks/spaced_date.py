"""日期、时间中夹有空格。

What it does
查找“2024- 03- 04 16: 22”一类夹着多余空格的日期和时间（含网页页头）。日期与时刻之间的一个空格是对的。

Why
夹空格的日期不能被检索和排序，多是网页模板或复制粘贴造成的。

Example
发布日期：2024- 03- 04 16: 22

Remedy
删去多余空格：2024-03-04 16:22。

Basis
GB/T 7408 日期和时间表示法（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_DATE = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}( {0,3}+)([-/.])( {0,3}+)[0-9]{1,2}( {0,3}+)\2( {0,3}+)[0-9]{1,2}(?![0-9])"
    r"(?:( {1,3}+)[0-9]{1,2}( {0,3}+)[:：]( {0,3}+)[0-9]{2}(?![0-9])(?:( {0,3}+)[:：]( {0,3}+)[0-9]{2}(?![0-9]))?)?"
)


@check("NUM-11", "日期中有空格", Severity.WARNING, "GB/T 7408 日期和时间表示法（待核对）")
def spaced_date(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Dates with - / . and times with : that have white space inside."""
    for match in _DATE.finditer(document.text):
        plain = _plain(match)
        if plain == match[0]:
            continue
        span = Span(*match.span())
        yield rule.finding(
            document,
            span,
            f"日期中有多余空格，应为“{plain}”。",
            fix=Fix(span, plain, f"改为{plain}"),
        )


def _plain(match: re.Match[str]) -> str:
    """The date without its spaces; one stays between day and hour."""
    if match[6] is None:
        return match[0].replace(" ", "")
    cut = match.start(6) - match.start()
    return match[0][:cut].replace(" ", "") + " " + match[0][cut:].replace(" ", "")
