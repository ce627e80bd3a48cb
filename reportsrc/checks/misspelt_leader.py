"""领导人姓名疑似写错。

What it does
按“领导人姓名职务”表，看职务旁边紧挨着的姓名：与表中担任该职务的人同字数、只差一个字或两字颠倒的，报一处；
表中列出的误写，一出现就报。

Why
领导人姓名、职务写错是严重差错，公开之前必须挡住。

Example
习近坪总书记

Remedy
核对姓名。确是另一位同志的，把他加入表中。
不报：职务不在姓名旁边的，两个字的姓名（只按“已知误写”查），较长引语和书名号里的字，任期与报告年度不相干的。
不查：职务写错、排名先后、表里没有的人。

Basis
以任免公告为准；“领导人姓名职务”表随附的行未经核对，待核对，本地领导由本单位添加。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reportsrc.document import Document, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span
from reportsrc.word_search import WordSearch

_LEAST = 3


@dataclass(frozen=True, slots=True)
class _Leader:
    name: str
    start: date
    end: date
    verified: bool


@dataclass(frozen=True, slots=True)
class _Leaders:
    """A search for posts and known slips, whose they are, and every name of the list."""

    search: WordSearch
    of_post: dict[str, tuple[_Leader, ...]]
    of_slip: dict[str, _Leader]
    names: frozenset[str]


def _leaders(rules: RuleSet) -> _Leaders:
    of_post: dict[str, tuple[_Leader, ...]] = {}
    of_slip: dict[str, _Leader] = {}
    names = set()
    for row in rules.rows("leaders"):
        start, end = date.fromisoformat(row.get("from", "1949-10-01")), date.fromisoformat(row.get("to", "9999-12-31"))
        one = _Leader(row["name"], start, end, bool(row.get("verified")))
        names.add(one.name)
        of_slip.update(dict.fromkeys(row.get("wrong", ()), one))
        if len(one.name) >= _LEAST:
            for post in row.get("posts", ()):
                of_post[post] = (*of_post.get(post, ()), one)
    return _Leaders(WordSearch((*of_post, *of_slip)), of_post, of_slip, frozenset(names))


@check("POL-02", "领导人姓名疑误", Severity.BLOCKING, "任免公告（待核对）", lists=("leaders",))
def misspelt_leader(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Names beside a post that are one character away from the name the list has for it."""
    text, body = document.text, document.body_span()
    leaders = context.rules.once(_leaders)
    year = context.reported_year(document)
    found: dict[tuple[str, _Leader], list[Span]] = {}
    for at, word in leaders.search.find(text, body.start, body.end):
        if at in document.once(titles_of):
            continue
        if slip := leaders.of_slip.get(word):
            found.setdefault((word, slip), []).append(Span(at, at + len(word)))
            continue
        for one in leaders.of_post[word]:
            if year is not None and not one.start.year - 1 <= year <= one.end.year:
                continue
            size = len(one.name)
            for start in (at - size, at + len(word)):
                written = text[start : start + size] if start >= 0 else ""
                if written not in leaders.names and _near(written, one.name):
                    found.setdefault((written, one), []).append(Span(start, start + size))
    for (written, leader), spans in found.items():
        sure = "" if leader.verified else "（名单待核对）"
        yield rule.finding(
            document,
            spans[0],
            f"“{written}”疑为“{leader.name}”之误{sure}，请核对姓名。",
            related=spans[1:20],
            count=len(spans),
        )


def _near(written: str, name: str) -> bool:
    """True if two names of one length differ in one character, or in the order of two neighbours."""
    if len(written) != len(name) or not all("\u4e00" <= char <= "\u9fff" for char in written):
        return False
    unlike = [i for i, (mine, other) in enumerate(zip(written, name, strict=True)) if mine != other]
    if len(unlike) == 2:
        first, second = unlike
        return second == first + 1 and written[first] == name[second] and written[second] == name[first]
    return len(unlike) == 1
