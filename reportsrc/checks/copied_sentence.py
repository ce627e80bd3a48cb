"""句子与别的报告相同。

What it does
拿正文的句子与手头其他单位的报告逐句比对（编号、空格、全角半角和年份不计），一字不差、除去书名和引语仍不少于24字的，
合成一条并说明与哪份报告相同。相同的不足3句不报（句数可以设置）；五个以上单位都有的句子视为统一表述，不报。
改了几个字的查不出来；与上一年度自己的报告相同另有规则（STR-10）。

Why
照抄别的单位的报告，写的就不是本单位做的事，常常连地名、单位名也一起抄来。

Example
（一）规范行政执法。全面落实行政执法三项制度，组织案卷评查，发现问题逐条反馈并跟踪整改到位。（与“河湾街道2024年度报告”相同）

Remedy
按本单位的实际情况重写；确属上级统一要求的表述，可以不予处理。

Basis
报告之间的核对，不引外部依据。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reportsrc.comparison import sentence_prints
from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, Option, check
from reportsrc.text import Span


@check(
    "TXT-11",
    "照抄其他报告",
    Severity.WARNING,
    "报告之间的核对",
    options={"fewest": Option(3, "相同的句子达到几句才报", least=1, most=100)},
)
def copied_sentence(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Sentences that stand word for word in another office's report, one finding for each such report."""
    if not context.elsewhere:
        return
    shared: defaultdict[str, list[Span]] = defaultdict(list)
    for name, span in document.once(sentence_prints).items():
        if name in context.elsewhere:
            shared[context.elsewhere[name]].append(span)
    for where, spans in shared.items():
        if len(spans) >= rule.option(context, "fewest"):
            yield rule.finding(
                document,
                spans[0],
                f"有{len(spans)}句与“{where}”一字不差，请按本单位实际情况改写。",
                related=spans[1:20],
                count=len(spans),
            )
