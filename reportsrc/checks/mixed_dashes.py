"""年份起止的连接号不当或不统一。

What it does
查找“2021-2025年”一类用短横线连接的起止年份，以及同一报告里几种连接号混用；全文只报一条。

Why
起止年份用一字线（—），短横线（-）用于编号、型号；同一报告前后应当一致。

Example
《法治政府建设实施纲要（2021-2025年）》

Remedy
改用一字线：（2021—2025年）。引用文件名时以该文件正式文本为准。

Basis
GB/T 15834《标点符号用法》4.13（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_RANGE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年?([-－–—―~～]{1,2})((?:19|20)[0-9]{2})(?![0-9])年?")
_HYPHENS = frozenset("-－")
_SAME = str.maketrans({"–": "—", "―": "—", "～": "~", "－": "-"})


@check("PUN-10", "起止年份连接号不统一", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def mixed_dashes(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Year ranges joined by a hyphen, or by different marks in one report."""
    text, body = document.text, document.body_span()
    found: list[tuple[Span, str]] = []
    for match in _RANGE.finditer(text, body.start, body.end):
        if match[1] < match[3]:
            found.append((Span(*match.span()), match[2].translate(_SAME)[0]))
    hyphens = [span for span, mark in found if mark in _HYPHENS]
    others = [(span, mark) for span, mark in found if mark not in _HYPHENS]
    if hyphens:
        beside = f"另有{len(others)}处用“{others[0][1]}”，" if others else ""
        yield rule.finding(
            document,
            hyphens[0],
            f"起止年份有{len(hyphens)}处用短横线“-”连接，{beside}请统一为一字线“—”（文件名以正式文本为准）。",
            related=[*hyphens[1:20], *(span for span, _ in others[:5])],
            count=len(hyphens),
        )
    elif len({mark for _, mark in others}) > 1:
        waves = [span for span, mark in others if mark == "~"]
        yield rule.finding(
            document,
            waves[0],
            "起止年份的连接号“—”与“～”混用，请统一为一字线“—”。",
            related=[*waves[1:20], *(span for span, mark in others if mark != "~")][:20],
            count=len(waves),
        )
