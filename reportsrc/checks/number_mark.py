"""序号后的标点。

What it does
行首的层次序号标点用错：“1、”应为“1.”，“（一）、”“（一）.”“（1）、”应为“（一）”“（1）”，“一.”应为“一、”。每种写法超过5处的合成一条。
行首的日期、小数和“1、2号楼”一类列举不报。

Why
层次序号各有固定的标点，混用会被看成不同的层次。

Example
1、加强组织领导 （一）、规范行政执法

Remedy
改为：1.加强组织领导 （一）规范行政执法

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）7.3.3（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, lines_of
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_MARKED = r"(?P<wrong>(?P<number>[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)])[、.．])"
_BRACKETED = re.compile(_MARKED)
_INSIDE = re.compile(rf"(?<=[。；;]){_MARKED}(?=[\u4e00-\u9fff])")
_KINDS = (
    (
        re.compile(r"(?P<wrong>(?P<number>\d{1,2})、)(?=[\u4e00-\u9fff《“])(?![一二三四五六七八九十]{1,3}[、号级类])"),
        "{}.",
    ),
    (_BRACKETED, "{}"),
    (
        re.compile(r"(?P<wrong>(?P<number>[一二三四五六七八九十]{1,3})[.．])(?=[\u4e00-\u9fff《“0-9])"),
        "{}、",
    ),
)
_MOST = 5


@check("FMT-03", "序号后的标点", Severity.ERROR, "GB/T 9704—2012《党政机关公文格式》7.3.3（待核对）")
def number_mark(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """The wrong mark behind a number that opens a line; each kind in one finding."""
    text, lines = document.text, document.once(lines_of).spans
    body = document.body_span()
    for pattern, right in _KINDS:
        found = [match for line in lines if (match := pattern.match(text, line.start, line.end))]
        if pattern is _BRACKETED:
            found += _INSIDE.finditer(text, body.start, body.end)
        if len(found) > _MOST:
            first = Span(*found[0].span("wrong"))
            yield rule.finding(
                document,
                first,
                f"有{len(found)}处序号的标点不对：“{first.of(text)}”应写成“{right.format(found[0]['number'])}”。",
                related=[Span(*match.span("wrong")) for match in found[1:20]],
                count=len(found),
            )
            continue
        for match in found:
            span, wanted = Span(*match.span("wrong")), right.format(match["number"])
            yield rule.finding(
                document,
                span,
                f"序号“{span.of(text)}”应写成“{wanted}”。",
                fix=Fix(span, wanted, f"改为“{wanted}”"),
            )
