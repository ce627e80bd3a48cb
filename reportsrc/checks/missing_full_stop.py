"""段末缺标点。

What it does
正文段落（不少于40字，里面有逗号或句号；有两个以上逗号、句号的，不少于25字）最后没有标点，或者停在逗号、顿号上的，指出段末
几个字。标题、表格里的行、附件和落款、以冒号引出下文的段落不报；超过5处的合成一条。

Why
多是粘贴时丢了最后一个标点，也可能后面的半句话没有粘贴完整。

Example
全年办结行政复议案件148件，按时办结率100%

Remedy
补上句号；同时看看后面是否还有漏掉的文字。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_KINDS = (PassageKind.INTRO, PassageKind.LEAD, PassageKind.ITEM, PassageKind.CLOSING, PassageKind.PREAMBLE)
_INSIDE = re.compile("[，。；,;]")
_ENDS = frozenset("。！？；：…!?;:.”’」』）)》〉】—")
_HANGING = frozenset("，,、")
_LEAST, _LEAST_OF_MANY = 40, 25
_MOST = 5


@check("PUN-11", "段末缺标点", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def missing_full_stop(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Paragraphs that end without a mark."""
    text = document.text
    found = []
    for number, passage in enumerate(document.passages):
        span = passage.span
        if passage.kind not in _KINDS or len(span) < _LEAST_OF_MANY or text[span.end - 1] in _ENDS:
            continue
        if text[span.end : span.end + 1].strip() or "\t" in span.of(text) or "|" in span.of(text):
            continue
        last = max(text.rfind("\n", span.start, span.end) + 1, span.start)
        hangs = text[span.end - 1] in _HANGING
        if (
            hangs
            and number + 1 < len(document.passages)
            and document.passages[number + 1].kind is not PassageKind.HEADING
        ):
            continue
        marks = len(_INSIDE.findall(text, last, span.end - 1))
        if marks and span.end - last >= (_LEAST if marks == 1 else _LEAST_OF_MANY):
            found.append(Span(span.end - 8, span.end))
    if len(found) > _MOST:
        yield rule.finding(
            document, found[0], f"有{len(found)}段末尾没有句末标点，请补上。", related=found[1:20], count=len(found)
        )
        return
    for one in found:
        said = "停在逗号、顿号上，请改为句号" if text[one.end - 1] in _HANGING else "没有标点，请补上"
        yield rule.finding(document, one, f"段末{said}，并看看后面是否漏了文字。")
