"""日期不存在。

What it does
不存在的日期，如“2月30日”“13月5日”“2023年2月29日”；以及举措、不足、履职部分里，晚于成文（公开）日期的已完成事项日期。
“起”“前”“之前”“施行”等表示将来的不报，安排部分不查后一种。

Why
日期写错了，读者就不知道事情是哪一天做的。

Example
2023年2月30日召开常务会议。

Remedy
核对后改正。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_DATE = re.compile(r"\d{1,2}+月\d{1,2}+日")
_AHEAD = re.compile(r"^(?:起|前|之前|以前|至|施行|实施|生效|届|到|—)|^[^，。；]{0,12}(?:起施行|生效|前完成|届满|之前)")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_JOINED = frozenset("0123456789.第")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DONE = ("measures", "shortcomings", "duties")


@check("NUM-15", "日期不存在", Severity.ERROR, "报告内部核对")
def impossible_date(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A day the calendar does not have; a deed dated after the report was signed."""
    text, body = document.text, document.body_span()
    last = _last_day(document, context)
    for match in _DATE.finditer(text, body.start, body.end):
        before = text[max(0, match.start() - 5) : match.start()]
        if before[-1:] in _JOINED:
            continue
        month, day = map(int, match[0][:-1].split("月"))
        year = int(before[:4]) if _YEAR.fullmatch(before) else None
        span = Span(match.start() - 5 if year else match.start(), match.end())
        if not 1 <= month <= 12 or not 1 <= day <= _LONGEST[month - 1]:
            yield rule.finding(document, span, "没有这一天，请核对日期。")
        elif year and not _exists(year, month, day):
            yield rule.finding(document, span, f"{year}年2月没有29日，请核对日期。")
        elif year and last and date(year, month, day) > last and _told_as_done(document, span):
            said = f"这一天晚于成文（公开）日期{last.year}年{last.month}月{last.day}日，请核对。"
            yield rule.finding(document, span, said)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _last_day(document: Document, context: Context) -> date | None:
    days = [context.published, document.metadata.published_at, document.metadata.signed_on]
    plain = [one.date() if isinstance(one, datetime) else one for one in days if one]
    return max(plain, default=None)


def _told_as_done(document: Document, span: Span) -> bool:
    """True in a part that tells what was done, where no word beside the date looks ahead."""
    if _AHEAD.search(document.text[span.end : span.end + 20]):
        return False
    return any(
        part.span.covers(span) and not {"plans", "topical", "other"} & set(part.roles) and part.role in _DONE
        for part in document.parts
    )
