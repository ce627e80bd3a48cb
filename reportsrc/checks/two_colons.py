"""一句话里两个冒号。

What it does
同一句话里用了两个以上冒号的（括号、引号里的，时刻和比例里的，“一是：”之类序号后的不算），合成一条。

Why
一个句子通常只用一个冒号；两层冒号会使提起的范围不清。

Example
会议强调：要做到三点：一是依法决策。

Remedy
把其中一个冒号改为逗号或句号。

Basis
GB/T 15834《标点符号用法》（待核对条款）；只是提示。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, sentences_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_COLON = re.compile(r"[：:](?!\s*(?:\d|//|$))")
_INSIDE = re.compile(r"“[^”]{0,200}+”|《[^》]{0,120}+》|（[^）]{0,200}+）|\([^)]{0,200}+\)")
_LABELS = re.compile("(?:联系人|电话|传真|地址|邮箱|邮编|邮政编码|网址)[：:]")
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]{1,3}是|\d{1,2}|[一二三四五六七八九十])$")


@check("PUN-12", "一句话里两个冒号", Severity.INFO, "GB/T 15834《标点符号用法》（待核对）")
def two_colons(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Two colons in one sentence, all such sentences in one finding."""
    text, found = document.text, []
    for span in document.once(sentences_of).spans:
        if text.count("：", span.start, span.end) + text.count(":", span.start, span.end) < 2:
            continue
        words = _INSIDE.sub(lambda match: "□" * len(match[0]), span.of(text))
        if _LABELS.search(words):
            continue
        places = [
            m.start() for m in _COLON.finditer(words) if not _NUMBER.search(words[max(0, m.start() - 4) : m.start()])
        ]
        if len(places) >= 2:
            found.append(Span(span.start + places[1], span.start + places[1] + 1))
    if found:
        yield rule.finding(
            document,
            found[0],
            "这一句用了两个冒号，可把其中一个改为逗号或句号。",
            related=found[1:20],
            count=len(found),
        )
