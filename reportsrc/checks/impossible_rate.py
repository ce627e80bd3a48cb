"""比率超过100%。

What it does
办结率、合格率、满意率、覆盖率、出庭率、败诉率等不可能超过100%的比率超过了100%的。
完成率、增长率、执行率这类可以超过的不报；紧跟着说明包括旧存、历史案件的也不报。

Why
这样的比率分子是分母的一部分，超过100%一定有数写错了，或口径没有说清。

Example
按时办结率103%。

Remedy
核对分子、分母；包括上年结转的，写明口径。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_RATE = re.compile(
    r"(?:办结|结案|合格|满意|覆盖|出庭应诉|出庭|应诉|败诉|胜诉|调解|和解|纠错|采纳|整改|持证|公开|公示|知晓|及时|按期|按时|备案|审查|审核|通过|回访|"
    r"参与|参训|参学|述法|反馈|答复|成功|优良|准确|使用|普及|到位)率(?:均|都|分别)?(?:达到?|为|是|至|高达|提高到|提升至|达到了)?(?P<value>\d{3,4}(?:\.\d{1,2})?)[%％]"
)
_WHY = re.compile(r"旧存|结转|历史|上年|往年|积案|包括|含")


@check("NUM-14", "比率超过100%", Severity.ERROR, "报告内部核对")
def impossible_rate(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A rate of a part in its whole above 100 %."""
    text, body = document.text, document.body_span()
    for match in _RATE.finditer(text, body.start, body.end):
        if float(match["value"]) <= 100 or _WHY.search(text[match.end() : match.end() + 30]):
            continue
        yield rule.finding(document, Span(*match.span()), f"这个比率不会超过100%，请核对{match['value']}%或写明口径。")
