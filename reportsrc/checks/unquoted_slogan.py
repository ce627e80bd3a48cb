"""数字概括语没有加引号。

What it does
按“固定表述”表的“漏引号的写法”一栏，查找没有加引号的两个维护、四个意识等概括语；全文只报一条，并列出各处。

Why
用数字概括的固定表述有特殊含义，要加引号；有的加、有的不加，也显得粗疏。

Example
增强四个意识，做到两个维护。

Remedy
加上引号：增强“四个意识”，做到“两个维护”。
不报：已在引号或书名号里的，表里没有的普通计数（三项制度、四个方面、两个责任）。
不查：引号是否加在恰当的位置。

Basis
GB/T 15834《标点符号用法》关于引号标示特殊含义词语的规定（待核对）；名单由本单位维护。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document, quotations_of, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span
from reportsrc.word_search import WordSearch

_OPEN, _CLOSE = frozenset("“\"‘'「『＂〈《"), frozenset("”\"’'」』＂〉》")
_OTHER = frozenset("点站队组员项期人片")


def _bare(rules: RuleSet) -> WordSearch:
    return WordSearch(word for row in rules.rows("phrases") for word in row.get("bare", ()))


@check("POL-04", "概括语没有加引号", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）", lists=("phrases",))
def unquoted_slogan(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Numbered slogans of the list without quotation marks, as one finding."""
    text, body = document.text, document.body_span()
    found = []
    for start, word in context.rules.once(_bare).find(text, body.start, body.end):
        end = start + len(word)
        around = (text[start - 1 : start], text[end : end + 1])
        if around[0] in _OPEN or around[1] in _CLOSE or around[1] in _OTHER:
            continue
        if start not in document.once(quotations_of) and start not in document.once(titles_of):
            found.append(Span(start, end))
    if found:
        words = "、".join(dict.fromkeys(span.of(text) for span in found))
        yield rule.finding(
            document,
            found[0],
            f"{words}是固定的概括语，应当加引号（共{len(found)}处）。",
            related=found[1:20],
            count=len(found),
        )
