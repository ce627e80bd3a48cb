"""单独成行的标题后有句号。

What it does
单独成行、下面还有正文的标题（不超过30字）后面用了句号、分号等，合成一条。标题与正文接排的（“（一）……。全年……”）不报；
整段只有一句话的也不报。

Why
单独成行的标题后不加标点；接排的标题才用句号。

Example
一、主要举措和成效。（换行）

Remedy
删去标题后的句号。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）（标题标点的通行做法，待核对）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_MARKS = frozenset("。；;，,")
_LONGEST = 30


@check("FMT-04", "单独成行的标题后有句号", Severity.WARNING, "GB/T 9704—2012《党政机关公文格式》（待核对）")
def heading_full_stop(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Headings on a line of their own that end with a mark, all in one finding."""
    text, spans = document.text, []
    passages = document.passages
    if not passages:
        return
    for passage, following in zip(passages, [*passages[1:], None], strict=True):
        span = passage.span
        if passage.kind is not PassageKind.HEADING or len(span) > _LONGEST or text[span.end - 1] not in _MARKS:
            continue
        rest = text[span.end : following.span.start] if following else ""
        deeper = following is not None and (
            following.kind is not PassageKind.HEADING or following.level > passage.level
        )
        if "\n" in rest and deeper and (passage.level == 1 or "，" not in span.of(text)[:-1]):
            spans.append(Span(span.end - 1, span.end))
    if spans:
        yield rule.finding(
            document,
            spans[0],
            "单独成行的标题后不加标点，请删去。",
            related=spans[1:20],
            count=len(spans),
        )
