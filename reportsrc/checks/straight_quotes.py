"""引号不规范。

What it does
正文里汉字旁的直引号（形如＂一件事＂，单的也算），以及左右用反的引号（”一件事“）。直引号不论多少，成对的合成一条。外文和数字里的不算。

Why
直引号多是英文输入状态下打出的，左右不分，排版后引语从哪里到哪里看不清。

Example
推进＂一件事＂集成改革。

Remedy
改用弯引号：推进“一件事”集成改革。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_STRAIGHT = re.compile(r"[\"＂]([^\"＂\r\n]{1,60}+)[\"＂]")
_SINGLE = re.compile(r"(?<![A-Za-z0-9])'([\u4e00-\u9fff、，]{2,30}+)'(?![A-Za-z0-9])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_REVERSED = re.compile(r"”([^“”\r\n。；]{1,20}+)“")
_MOST = 5


@check("PUN-14", "引号不规范", Severity.ERROR, "GB/T 15834《标点符号用法》（待核对）")
def straight_quotes(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Straight quotation marks around Chinese words; pairs the wrong way round."""
    text, body = document.text, document.body_span()
    if '"' in text or "＂" in text:
        pairs = [m for m in _STRAIGHT.finditer(text, body.start, body.end) if _CHINESE.search(m[1])]
        if len(pairs) > _MOST:
            spans = [Span(*match.span()) for match in pairs]
            yield rule.finding(
                document,
                spans[0],
                f"有{len(pairs)}处用了直引号，应统一为“”。",
                related=spans[1:20],
                count=len(pairs),
            )
        else:
            for match in pairs:
                span = Span(*match.span())
                yield rule.finding(
                    document,
                    span,
                    "引号应用“”，不用直引号。",
                    fix=Fix(span, f"“{match[1]}”", "改为弯引号"),
                )
    if "'" in text:
        for match in _SINGLE.finditer(text, body.start, body.end):
            span, level = Span(*match.span()), "‘’" if _within(text, match.start()) else "“”"
            yield rule.finding(
                document,
                span,
                f"引号应用{level}，不用直引号。",
                fix=Fix(span, f"{level[0]}{match[1]}{level[1]}", "改为弯引号"),
            )
    for match in _REVERSED.finditer(text, body.start, body.end):
        line = text.rfind("\n", 0, match.start()) + 1
        before = text[line : match.start()]
        if before.count("“") == before.count("”") and text.count("”", match.end(), match.end() + 40) == 0:
            span = Span(*match.span())
            yield rule.finding(document, span, "引号左右用反了。", fix=Fix(span, f"“{match[1]}”", "改正左右引号"))


def _within(text: str, at: int) -> bool:
    """True if a curved quotation mark is open there."""
    line = text.rfind("\n", 0, at) + 1
    return text.count("“", line, at) > text.count("”", line, at)
