"""标题序号缺漏或重复。

What it does
核对部分的“一、二、三”和节的“（一）（二）（三）”是否逐一递增，指出缺号、重号、倒号之处。
节的序号跨部分连排的不报。

Why
序号断了，多半是增删段落后没有重排，也可能是漏掉了一段。

Example
（一）加强组织领导。……（三）规范行政执法。

Remedy
补上缺的一节，或者把（三）改为（二）并顺次重排。

Basis
《党政机关公文格式》结构层次序数（待核对条款）。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportsrc.document import Document, Passage, PassageKind
from reportsrc.finding import Finding, Severity
from reportsrc.markers import Level, Marker, marker_at
from reportsrc.numerals import in_chinese
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span, fold

_LIKE = dict.fromkeys(Level, "{}") | {Level.PART: "{}、", Level.SECTION: "（{}）"}


@check("FMT-01", "标题序号不连续", Severity.ERROR, "GB/T 9704《党政机关公文格式》结构层次序数（待核对）")
def broken_section_sequence(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Part and section numbers that leave one out, come twice or go back."""
    headings = [passage for passage in document.passages if passage.kind is PassageKind.HEADING]
    yield from _breaks(document, rule, [one for one in headings if one.level == 1], 0)
    last = 0
    group: list[Passage] = []
    for heading in [*headings, None]:
        if heading is not None and heading.level == 2:
            group.append(heading)
            continue
        first = _marker(document, group[0]) if group else None
        running_on = first is not None and last > 0 and first.number == last + 1
        yield from _breaks(document, rule, group, last if running_on else 0)
        if group and (end := _marker(document, group[-1])):
            last = end.number
        group = []


def _marker(document: Document, heading: Passage) -> Marker | None:
    """The marker a heading opens with; positions are those of its folded words."""
    return marker_at(fold(heading.marker), 0) if heading.marker else None


def _breaks(document: Document, rule: Check, headings: Sequence[Passage], before: int) -> Iterator[Finding]:
    expected: tuple[int, ...] = (before + 1,)
    level, previous = None, None
    for heading in headings:
        marker = _marker(document, heading)
        if marker is None or not marker.number or (level is not None and marker.level is not level):
            continue
        level = marker.level
        here = Span(heading.span.start, heading.span.start + len(heading.marker))
        if marker.number in expected:
            expected = (marker.number + 1,)
        else:
            wanted = max(expected)
            back = "序号重复" if marker.number == wanted - 1 else "序号倒退"
            missing = _LIKE[marker.level].format(in_chinese(wanted))
            said = f"之前缺少“{missing}”" if marker.number > wanted else back
            yield rule.finding(
                document,
                here,
                f"“{here.of(document.text)}”{said}，请核对是否漏了一段或没有重排。",
                related=[previous] if previous else [],
            )
            # A number that came twice may stand for the next one: both ways of counting on are right.
            expected = (marker.number + 1, wanted + 1)
        previous = here
