"""固定表述写错、写漏或颠倒。

What it does
按“固定表述”表查找已知的误写，如“四个意思”（“四个意识”）、“以习近平总书记为核心的党中央”、
“五位一体”战略布局，以及次序颠倒的并列语。

Why
政治表述有固定写法，一字之差就是严重表述错误；这类差错阻止公开。

Example
增强“四个意思”，做到“两个维护”。

Remedy
按提示改为规范表述。表述有了新的提法，请在本单位的“固定表述”表里更新，不要逐条放行。
不报：较长引语里的字（引用原话不改），书名号里的字，表里没有的写法。新时代中国特色社会主义法治思想与习近平法治思想
两种提法都不报。
不查：表里没有列出的误写；表述是否完整，是否最新。

Basis
以党和国家最近公开文件的提法为准；“固定表述”表未经逐条核对，待核对。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document, frame_span, quotations_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span
from reportsrc.word_search import WordSearch

_ROOM = 6


def _wrong(rules: RuleSet) -> tuple[WordSearch, dict[str, tuple[str, bool]]]:
    """A search for the known slips, and by its words the phrase that was meant and whether the row was compared."""
    known: dict[str, tuple[str, bool]] = {}
    for row in rules.rows("phrases"):
        for word in row.get("wrong", ()):
            known[word] = (row["phrase"], bool(row.get("verified")))
    return WordSearch(known), known


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


def _shown(phrase: str) -> str:
    return phrase if "“" in phrase else f"“{phrase}”"


def _cited(document: Document, span: Span) -> bool:
    """True inside a title, or inside a quotation that says more than the phrase."""
    if span.start in document.once(titles_of):
        return True
    quoted = document.once(quotations_of).at(span.start) or document.once(quotations_of).at(span.end - 1)
    return quoted is not None and len(quoted) > len(span) + _ROOM
