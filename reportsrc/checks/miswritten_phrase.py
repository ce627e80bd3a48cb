"""固定表述写错、写漏或颠倒。

What it does
按“固定表述”表查找已知的误写，如“四个意思”（“四个意识”）、“以习近平总书记为核心的党中央”、“五位一体”战略布局；
有固定次序的并列语（有法可依、有法必依……），各项都写到而次序颠倒的；表中注明缺一项也报的，少写一项的（只作警告）。

Why
政治表述有固定写法，一字之差就是严重表述错误；这类差错阻止公开。

Example
增强“四个意思”，做到“两个维护”。

Remedy
按提示改为规范表述。表述有了新的提法，请在本单位的“固定表述”表里更新，不要逐条放行。
不报：较长引语里的字（引用原话不改），书名号里的字，表里没有的写法。新时代中国特色社会主义法治思想与习近平法治思想
两种提法都不报。
不查：表里没有列出的误写；并列语只写到一部分的；表述是否完整，是否最新。

Basis
以党和国家最近公开文件的提法为准；“固定表述”表未经逐条核对，待核对。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportsrc.document import Document, frame_span, quotations_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span
from reportsrc.word_search import WordSearch

_ROOM, _LEAST, _NEAR = 6, 3, 8
_BETWEEN, _JOINTS = "(?:[、，,]|和|及|以及)", frozenset("、，,和及以")


@dataclass(frozen=True, slots=True)
class _Row:
    """Things that are named together in one order: the phrase, its items, what finds a run of them, and, where they
    are few, the words of the phrase that must follow."""

    phrase: str
    items: tuple[str, ...]
    whole: bool
    verified: bool
    run: re.Pattern[str]
    item: re.Pattern[str]
    tail: str

    @property
    def reach(self) -> int:
        """How far a run can extend from one of its items."""
        return sum(map(len, self.items)) + 2 * len(self.items)


def _wrong(rules: RuleSet) -> tuple[WordSearch, dict[str, tuple[str, bool]]]:
    """A search for the known slips, and by its words the phrase that was meant and whether the row was compared."""
    known: dict[str, tuple[str, bool]] = {}
    for row in rules.rows("phrases"):
        for word in row.get("wrong", ()):
            known[word] = (row["phrase"], bool(row.get("verified")))
    return WordSearch(known), known


def _orders(rules: RuleSet) -> tuple[WordSearch, dict[str, tuple[_Row, ...]]]:
    """A search for an item or two of each row with an order (a run that lacks one has the other), and the rows by
    them."""
    by_item: dict[str, tuple[_Row, ...]] = {}
    for row in rules.rows("phrases"):
        items = tuple(row.get("order", ()))
        if len(items) < _LEAST:
            continue
        item = "|".join(map(re.escape, sorted(items, key=len, reverse=True)))
        run = re.compile(f"(?:{item})(?:{_BETWEEN}(?:{item})){{2,{len(items)}}}")
        tail = row["phrase"].rpartition(items[-1])[2] if len(items) == _LEAST else ""
        made = _Row(
            row["phrase"], items, bool(row.get("whole")), bool(row.get("verified")), run, re.compile(item), tail
        )
        for one in items[-2:] if len(items) > _LEAST else (max(items, key=len),):
            by_item[one] = (*by_item.get(one, ()), made)
    return WordSearch(by_item), by_item


@check("POL-01", "固定表述有误", Severity.BLOCKING, "党和国家公开文件的提法（待核对）", lists=("phrases",))
def miswritten_phrase(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Known slips of fixed phrases, outside titles and longer quotations; one finding a slip."""
    text, frame = document.text, frame_span(document)
    search, known = context.rules.once(_wrong)
    found: dict[str, list[Span]] = {}
    for at, word in search.find(text, frame.start, frame.end):
        span = Span(at, at + len(word))
        if not _cited(document, span):
            found.setdefault(word, []).append(span)
    for word, spans in found.items():
        phrase, sure = known[word]
        yield rule.finding(
            document,
            spans[0],
            f"“{word.strip('“”')}”与固定表述不符，表中的写法是{_shown(phrase)}{'' if sure else '（待核对）'}，请核对改正。",
            related=spans[1:20],
            count=len(spans),
        )

    yield from _disordered(document, context, rule)


def _disordered(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Runs of things named together in an order that is not theirs, or without one of them."""
    text, frame = document.text, frame_span(document)
    search, by_item = context.rules.once(_orders)
    told: set[int] = set()
    for at, word in search.find(text, frame.start, frame.end):
        end = at + len(word)
        if text[at - 1 : at] not in _JOINTS and text[end : end + 1] not in _JOINTS:
            continue
        for row in by_item[word]:
            first, last = max(frame.start, at - row.reach), min(frame.end, at + row.reach)
            run = next((one for one in row.run.finditer(text, first, last) if one.start() <= at < one.end()), None)
            if run is None or run.start() in told or row.tail not in text[run.end() : run.end() + _NEAR]:
                continue
            told.add(run.start())
            fault = _fault(row, row.item.findall(text, *run.span()), text[run.end() : run.end() + 1])
            if fault and not _cited(document, Span(*run.span())):
                sure = "" if row.verified else "（待核对）"
                yield rule.finding(
                    document,
                    Span(*run.span()),
                    f"{fault}，固定的写法是“{row.phrase}”{sure}，请核对。",
                    severity=Severity.WARNING if fault.startswith("少") else None,
                )


def _fault(row: _Row, items: list[str], after: str) -> str:
    """What is wrong with a run of items, or empty."""
    if len(set(items)) < len(items):
        return ""
    if len(items) == len(row.items):
        return "" if tuple(items) == row.items else "并列的次序有误"
    missing = [item for item in row.items if item not in items]
    if len(missing) > 1 or not row.whole or after == "等":
        return ""
    return f"少写了“{missing[0]}”" if items == [item for item in row.items if item in items] else "并列的次序有误"


def _shown(phrase: str) -> str:
    return phrase if "“" in phrase else f"“{phrase}”"


def _cited(document: Document, span: Span) -> bool:
    """True inside a title, or inside a quotation that says more than the phrase."""
    if span.start in document.once(titles_of):
        return True
    quoted = document.once(quotations_of).at(span.start) or document.once(quotations_of).at(span.end - 1)
    return quoted is not None and len(quoted) > len(span) + _ROOM
