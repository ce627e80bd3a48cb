"""句子过长。

What it does
统计超过150字的句子（到句号、问号、叹号或段末为一句，分号不断句），全文只报一条，指向最长的一句。

Why
长句里主语、数字和结论容易对不上，审核和公众阅读都吃力。

Example
一句话里并列十几项举措，三百多字才见句号。

Remedy
一件事一句，用句号断开；并列多的改为“一是”“二是”分句。

Basis
公文写作惯例，供参考。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, Option, check
from reportsrc.text import Span

_SENTENCE = re.compile(r"[^。！？!?\r\n]++")


@check(
    "TXT-05",
    "句子过长",
    Severity.INFO,
    "公文写作惯例",
    options={"longest": Option(150, "超过多少字算长", least=40, most=1000)},
)
def long_sentence(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Sentences of more characters than the option says, all in one finding at the longest."""
    text, body = document.text, document.body_span()
    most = rule.option(context, "longest")
    long = []
    for match in _SENTENCE.finditer(text, body.start, body.end):
        start, end = match.span()
        if end - start > most:
            words = match[0]
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            if end - start > most:
                long.append(Span(start, end))
    if not long:
        return
    longest = max(long, key=len)
    yield rule.finding(
        document,
        longest,
        f"有{len(long)}句超过{most}字，最长的{len(longest)}字，可断开来写。",
        related=[span for span in long[:20] if span != longest],
        count=len(long),
    )
