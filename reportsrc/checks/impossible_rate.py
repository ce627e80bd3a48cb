"""比率超过100%。

What it does
办结率、合格率、满意率、覆盖率、出庭率、败诉率、占比等不可能超过100%的比率超过了100%的；几个率“分别为”几个数的，各对各的。
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

_NUMBER = r"\d{1,4}(?:\.\d{1,2})?[%％]"
_NAME = (
    "(?:办结|结案|审结|执结|合格|及格|优秀|满意|覆盖|出庭应诉|出庭|应诉|败诉|胜诉|调解|调处|化解|和解|纠错|采纳|整改|持证|公开|公示|知晓|"
    "知悉|及时|按期|按时|备案|审查|审核|审批|评查|抽查|检查|通过|回访|参与|参训|参学|参考|参评|述法|反馈|答复|办复|受理|查处|处置|处理|"
    "成功|优良|准确|准时|使用|普及|到位|办理|网办|办成|见面|归档|入库|录入|建档|签约|履约|配备|达标|规范|好评|差错|投诉|追究|问责|"
    "破案|签字|签订|响应|解决|落地|上线|公布|报备|报送)率|占比|比重|满意度"
)
_RATE = re.compile(
    rf"(?:{_NAME})(?:均|都)?(?:达到了?|达|为|是|至|高达|提高到|提升至|提升到)?(?P<value>\d{{3,4}}(?:\.\d{{1,2}})?)[%％]"
)
_NAMES = re.compile(r"[\u4e00-\u9fff]{2,12}率(?:[、和及与][\u4e00-\u9fff]{2,12}率){1,4}$")
_VALUES = re.compile(rf"分别(?:达到了?|达|为|是)?(?P<values>{_NUMBER}(?:[、，和及与]{_NUMBER}){{1,4}}+)")
_REACH = 70
_WHY = re.compile(r"旧存|结转|历史(?!新|最|性|同期)|上年|往年|积案|包括|含")
_APART = re.compile("[、，和及与]")
_ENDS_SO = re.compile(f"(?:{_NAME})$")


@check("NUM-14", "比率超过100%", Severity.ERROR, "报告内部核对")
def impossible_rate(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A rate of a part in its whole above 100 %."""
    text, body = document.text, document.body_span()
    for match in _RATE.finditer(text, body.start, body.end):
        if float(match["value"]) <= 100 or _WHY.search(text[match.end() : match.end() + 30]):
            continue
        yield rule.finding(document, Span(*match.span()), f"这个比率不会超过100%，请核对{match['value']}%或写明口径。")
    yield from _shared(document, rule)


def _shared(document: Document, rule: Check) -> Iterator[Finding]:
    """Several rates with 分别 and as many values: each has its own."""
    text, body = document.text, document.body_span()
    for shared in _VALUES.finditer(text, body.start, body.end):
        named = _NAMES.search(text, max(body.start, shared.start() - _REACH), shared.start())
        if named is None or _WHY.search(text[shared.end() : shared.end() + 30]):
            continue
        names, values = re.split("[、与]|(?<=率)[和及]", named[0]), re.split(_APART, shared["values"])
        if len(names) != len(values):
            continue
        at = shared.start("values")
        for name, value in zip(names, values, strict=True):
            if _ENDS_SO.search(name) and float(value[:-1]) > 100:
                yield rule.finding(
                    document, Span(at, at + len(value)), f"{name}不会超过100%，请核对{value}或写明口径。"
                )
            at += len(value) + 1
