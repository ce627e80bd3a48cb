"""党代会、中央全会的届次与时间对不上。

What it does
按“党代会与中央全会”表核对报告写到的会议：报告写成时还没有开的（2023年度报告写二十届三中全会），这一届没有的
（十九届八中全会），写法不成立的（二十大三中全会），写明的召开年月与表中不符的，各报一条。

Why
届次写错属于政治性差错；写到当时还没有开的会议，说明段落是从别的年份抄来的。

Example
深入学习贯彻党的二十届三中全会精神。（2023年度报告，2024年3月公开）

Remedy
核对届次和年份；报告确在会议之后才写成的，请补上公开日期。
不报：写了迎接、喜迎、筹备、即将召开的，表里没有、又不能断定的会议。
不查：十八大以前的会议，地方党代会，会议内容。
没有公开日期、成文日期的报告，按次年5月底写成计。

Basis
各次会议公报；表中没有“已核对”的日期待核对。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from reportsrc.document import Document, sentences_of
from reportsrc.finding import Finding, Severity
from reportsrc.markers import chinese_number
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_TERMS = ("十八", "十九", "二十", "二十一")
_SESSIONS = re.compile(
    "届((?:[一二三四五六七八九十]中(?:全会)?[、,，和及与]{0,2}){1,9})(?=全会|精神|会议|$)", re.MULTILINE
)
_IN_FULL = re.compile("届中央委员会第([一二三四五六七八九十])次全体会议")
_SESSION = re.compile("([一二三四五六七八九十])中")
_CONGRESS = re.compile("党的(二十一|二十|十[八九])大(?:([一二三四五六七八九十])中全会)?")
_YEARS = 5
_AHEAD = re.compile("迎|筹备|即将|召开前|护航|安保|维稳|将于|将要|预计|期待|营造|献礼|优异成绩|保障|确保|胜利召开")
_WHEN = re.compile(
    "((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月(?:[0-9]{1,2}日)?)?[^，。；;,0-9]{0,6}(?:召开|举行)的[^，。；;,0-9]{0,6}$"
)
_DATED = re.compile("((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月(?:[0-9]{1,2}日)?)?[，,]?(?:党的|中国共产党|中共)?$")
_THEN = re.compile(
    "(?:全会)?(?:在北京|在京)?(?:胜利|隆重|顺利|圆满)?(?:召开|举行|闭幕|开幕|审议通过|通过)(?!后|以来|之|期间|时|前|、|和|精神|的)"
)
_HELD = re.compile("(?:全会)?[于在]((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月)?[^，。；;,]{0,10}(?:召开|举行|闭幕)")


@dataclass(frozen=True, slots=True)
class _Meeting:
    first: date
    last: date
    verified: bool


def _meetings(rules: RuleSet) -> dict[str, _Meeting]:
    return {
        str(row["name"]): _Meeting(
            date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), bool(row.get("verified"))
        )
        for row in rules.rows("meetings")
    }


@check("POL-03", "会议届次与时间不符", Severity.ERROR, "各次会议公报（待核对）", lists=("meetings",))
def misdated_meeting(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Congresses and sessions that were not yet held, never were, or not then; one finding a meeting and fault."""
    year = context.reported_year(document)
    if year is None:
        return
    meetings, written = context.rules.once(_meetings), _written(document, context, year)
    found: dict[str, list[Span]] = {}
    for span, name, malformed in _named(document):
        fault = f"“党的{name}”的写法不成立，中央全会应写“…届…中全会”" if malformed else ""
        fault = fault or _fault(document, span, name, meetings, written)
        if fault:
            found.setdefault(fault, []).append(span)
    for fault, spans in found.items():
        yield rule.finding(document, spans[0], f"{fault}；请核对届次和年份。", related=spans[1:20], count=len(spans))


def _written(document: Document, context: Context, year: int) -> date:
    """The day by which the report was written: as published or signed, else the end of May after its year."""
    published = document.metadata.published_at
    days = [context.published, published.date() if isinstance(published, datetime) else published]
    known = [day for day in (*days, document.metadata.signed_on) if day is not None]
    return max(max(known), date(year, 12, 31)) if known else date(year + 1, 5, 31)


def _named(document: Document) -> Iterator[tuple[Span, str, bool]]:
    """Meetings named in the report: place, name as in the list, and whether the form itself is wrong."""
    text, body = document.text, document.body_span()
    for match in _SESSIONS.finditer(text, body.start, body.end):
        term = next((term for term in reversed(_TERMS) if text.endswith(term, body.start, match.start())), "")
        for one in _SESSION.finditer(text, match.start(1), match.end(1)) if term else ():
            start = match.start() - len(term) if one.start() == match.start(1) else one.start()
            yield Span(start, one.end()), f"{term}届{one[1]}中全会", False
    for match in _IN_FULL.finditer(text, body.start, body.end):
        if term := next((term for term in reversed(_TERMS) if text.endswith(term, body.start, match.start())), ""):
            yield Span(match.start() - len(term), match.end()), f"{term}届{match[1]}中全会", False
    for match in _CONGRESS.finditer(text, body.start, body.end):
        if match[2]:
            yield Span(*match.span()), match[0].removeprefix("党的"), True
        else:
            yield Span(*match.span()), f"{match[1]}大", False


def _fault(document: Document, span: Span, name: str, meetings: dict[str, _Meeting], written: date) -> str:
    """What is wrong with a meeting so named, or empty."""
    one = meetings.get(name)
    if one is None:
        return "" if _awaited(document, span) else _unlisted(name, meetings, written)
    sure = "" if one.verified else "（待核对）"
    held = f"{one.first.year}年{one.first.month}月"
    if one.first > written:
        if _awaited(document, span):
            return ""
        return f"党的{name}{held}才召开{sure}，本报告写成时还没有开"
    before = _WHEN.search(document.text, max(0, span.start - 40), span.start)
    if not before and _THEN.match(document.text, span.end):
        before = _DATED.search(document.text, max(0, span.start - 20), span.start)
    if told := before or _HELD.match(document.text, span.end):
        year, month = int(told[1]), int(told[2] or 0)
        if year not in (one.first.year, one.last.year) or (month and month not in (one.first.month, one.last.month)):
            return f"党的{name}于{held}召开{sure}，与“{told[1]}年{told[2] + '月' if told[2] else ''}”不符"
    return ""


def _awaited(document: Document, span: Span) -> bool:
    """True if the sentence looks forward to the meeting."""
    sentence = document.once(sentences_of).at(span.start)
    if sentence is None:
        return False
    first, last = max(sentence.start, span.start - 60), min(sentence.end, span.end + 60)
    return _AHEAD.search(document.text, first, last) is not None


def _unlisted(name: str, meetings: dict[str, _Meeting], written: date) -> str:
    """What is wrong with a meeting the list does not have: its committee's term is over, or its forerunner is later."""
    term, _, session = name.removesuffix("中全会").partition("届")
    if not session:
        previous = meetings.get(f"{_TERMS[_TERMS.index(term.removesuffix('大')) - 1]}大")
        early = previous is not None and written.year < previous.first.year + _YEARS
        return f"本报告写成时党的{name}还没有开（待核对）" if early else ""
    known = [
        (chinese_number(other.removesuffix("中全会").partition("届")[2]), one)
        for other, one in meetings.items()
        if other.startswith(f"{term}届")
    ]
    if not known:
        return ""
    latest = max(known, key=lambda pair: pair[0])
    if chinese_number(session) <= latest[0]:
        return ""
    following = _TERMS.index(term) + 1
    if following < len(_TERMS) and f"{_TERMS[following]}大" in meetings:
        return f"第{term}届中央委员会没有{session}中全会"
    return f"本报告写成时党的{name}还没有开（待核对）" if latest[1].first > written else ""
