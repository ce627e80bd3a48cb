"""括号书名号引号不成对。

What it does
逐段核对《》〈〉“”‘’（）〔〕【】是否成对（全角半角括号可以互配），缺了一半的指出来。“1）”“一）”这样的序号不算；跨段的引文，
有后半个引号的不报；一段里同类符号缺了不止一个的，只指第一个。

Why
缺半个书名号，文件名从哪里到哪里就说不清；网页转载、分段粘贴时最容易丢。

Example
落实《法治政府建设实施纲要（2021—2025年）要求。

Remedy
补上缺的一半：落实《法治政府建设实施纲要（2021—2025年）》要求。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_PAIRS = {"《": "》", "〈": "〉", "“": "”", "‘": "’", "(": ")", "〔": "〕", "【": "】"}
_CLOSERS = {close: mark for mark, close in _PAIRS.items()}
_FOLDED = {"（": "(", "）": ")"}
_DEEPEST = 6
_MARKS = re.compile("[《》〈〉“”‘’()（）〔〕【】]")
_NUMBER = re.compile(r"(?:^|[\s。；;：:，,、])[\s]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")


@check("PUN-01", "括号书名号引号不成对", Severity.ERROR, "GB/T 15834《标点符号用法》（待核对）")
def unpaired_mark(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """One half of a pair of marks without the other, paragraph by paragraph."""
    text, body = document.text, document.body_span()
    if _all_paired("".join(_MARKS.findall(text, body.start, body.end))):
        return
    open_quote: Span | None = None
    for start, end in _paragraphs(text, body):
        waiting: dict[str, list[int]] = {mark: [] for mark in _PAIRS}
        told: set[str] = set()
        for match in _MARKS.finditer(text, start, end):
            mark = _FOLDED.get(match[0], match[0])
            if mark in _PAIRS:
                waiting[mark].append(match.start())
                continue
            opener = _CLOSERS[mark]
            if waiting[opener]:
                waiting[opener].pop()
            elif opener == "“" and open_quote is not None:
                open_quote = None
            elif opener not in told and not (opener == "(" and _is_number(text, start, match.start())):
                told.add(opener)
                yield _told(document, rule, match.start(), f"“{match[0]}”没有与之成对的“{opener}”")
        if open_quote is not None and not waiting["“"]:
            yield from _quote_left_open(document, rule, open_quote, end)
            open_quote = None
        for mark, places in waiting.items():
            if places and mark == "“" and "“" not in told:
                open_quote = Span(places[0], end)
            elif places and mark not in told:
                yield _told(document, rule, places[0], f"“{text[places[0]]}”没有与之成对的“{_PAIRS[mark]}”")
    if open_quote is not None:
        yield from _quote_left_open(document, rule, open_quote, body.end)


def _all_paired(marks: str) -> bool:
    """True if nothing is left when pairs that stand side by side are taken out again and again: the usual case."""
    marks = marks.replace("（", "(").replace("）", ")")
    for _ in range(_DEEPEST):
        before = marks
        for mark, close in _PAIRS.items():
            marks = marks.replace(mark + close, "")
        if marks == before:
            break
    return not marks


def _paragraphs(text: str, body: Span) -> Iterator[tuple[int, int]]:
    """Stretches of the body that a pair of marks does not reach out of: up to a line end after a closing mark, a line
    end before a number, or an empty line."""
    start = body.start
    for match in _BREAK.finditer(text, body.start, body.end):
        yield start, match.start()
        start = match.end()
    yield start, body.end


_BREAK = re.compile(
    r"(?<=[。！？；：!?;:])[ \t\u3000]*+\r?\n|\r?\n(?=[ \t\u3000]*+(?:\r?\n|[（(]?[一二三四五六七八九十]{1,3}[、)）是]|[0-9]{1,2}[.、)）]))"
)


def _is_number(text: str, start: int, place: int) -> bool:
    """True for the bracket of 1） or 一）."""
    return bool(_NUMBER.search(text[max(start, place - 5) : place]))


def _quote_left_open(document: Document, rule: Check, span: Span, before: int) -> Iterator[Finding]:
    """A quotation that no later paragraph closes."""
    if "”" not in document.text[span.end : before]:
        yield _told(document, rule, span.start, "左引号没有与之成对的右引号")


def _told(document: Document, rule: Check, place: int, words: str) -> Finding:
    line_end = document.text.find("\n", place)
    stop = min(place + 12, line_end if line_end > 0 else place + 12, len(document.text))
    return rule.finding(document, Span(place, max(stop, place + 1)), f"{words}，请补上或删去。")
