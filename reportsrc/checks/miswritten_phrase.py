"""固定表述写错、写漏或颠倒。

What it does
按“固定表述”表查找已知的误写，如“四个意思”（“四个意识”）、“以习近平总书记为核心的党中央”、“五位一体”战略布局；
有固定次序的并列语（有法可依、有法必依……），各项都写到而次序颠倒的；表中注明缺一项也报的，少写一项的（只作警告）；表中注明
差一字也报的长句，错一字、掉一字、重一字的。

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

_ROOM, _LEAST, _NEAR, _LONG = 6, 3, 8, 7
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


def _close(rules: RuleSet) -> tuple[WordSearch, dict[str, tuple[str, bool, bool]]]:
    """A search for either half of the rows that are told when one character is wrong: a slip leaves one half whole."""
    halves: dict[str, tuple[str, bool, bool]] = {}
    for row in rules.rows("phrases"):
        if row.get("close") and len(row["phrase"]) >= _LONG:
            phrase, cut = row["phrase"], len(row["phrase"]) // 2
            halves[phrase[:cut]] = (phrase, True, bool(row.get("verified")))
            halves[phrase[cut:]] = (phrase, False, bool(row.get("verified")))
    return WordSearch(halves), halves


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
            _against(word, phrase, sure),
            related=spans[1:20],
            count=len(spans),
        )

    yield from _disordered(document, context, rule)
    yield from _slipped(document, context, rule)


def _slipped(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Long phrases with one character wrong, gone or doubled."""
    text, frame = document.text, frame_span(document)
    search, halves = context.rules.once(_close)
    told = set()
    for at, half in search.find(text, frame.start, frame.end):
        phrase, is_head, sure = halves[half]
        size, end = len(phrase), at + len(half)
        if text.startswith(phrase, at if is_head else max(0, end - size)):
            continue
        for length in (size + 1, size - 1, size):  # doubled, gone, written otherwise
            span = Span(at, at + length) if is_head else Span(max(0, end - length), end)
            written = span.of(text)
            if span.end > frame.end or span.start in told or not _one_off(written, phrase):
                continue
            told.add(span.start)
            if not _cited(document, span):
                yield rule.finding(document, span, _against(written, phrase, sure))
            break


def _against(written: str, phrase: str, sure: bool) -> str:
    return f"“{written.strip('“”')}”与固定表述不符，表中的写法是{_shown(phrase)}{'' if sure else '（待核对）'}，请核对改正。"


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


def _one_off(written: str, phrase: str) -> bool:
    """True if one Chinese character of the phrase is written otherwise, left out or doubled (法制 has its own check)."""
    if len(written) == len(phrase):
        unlike = [(mine, right) for mine, right in zip(written, phrase, strict=True) if mine != right]
        return len(unlike) == 1 and all("\u4e00" <= char <= "\u9fff" for char in unlike[0]) and "法制" not in written
    short, long = sorted((written, phrase), key=len)
    at = next((i for i, char in enumerate(short) if char != long[i]), len(short))
    if len(long) != len(short) + 1 or short[at:] != long[at + 1 :] or not "\u4e00" <= long[at] <= "\u9fff":
        return False
    return long is phrase or (at > 0 and long[at] == long[at - 1])


def _shown(phrase: str) -> str:
    return phrase if "“" in phrase else f"“{phrase}”"


def _cited(document: Document, span: Span) -> bool:
    """True inside a title, or inside a quotation that says more than the phrase."""
    if span.start in document.once(titles_of):
        return True
    quoted = document.once(quotations_of).at(span.start) or document.once(quotations_of).at(span.end - 1)
    return quoted is not None and len(quoted) > len(span) + _ROOM
