"""倍数番数算错。

What it does
写明了前后两个数、又说增长几倍或翻几番的，按两数核对：由100件到250件是增长1.5倍，不是2.5倍；翻两番是4倍。
只核对同一句里“由…增长到…，增长…倍”的写法，约数不核对。

Why
“增长到几倍”与“增长几倍”相差一倍，是最常见的算错。

Example
由100件增长到250件，增长2.5倍。

Remedy
按数据改正：增长1.5倍，或“是上年的2.5倍”。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_RISE = re.compile(
    r"[由从](?:上年的|去年的|\d{4}年的?)?(?P<from>\d[\d,.]{0,9}+)(?P<scale>万|亿)?[\u4e00-\u9fff]{0,4}?"
    r"(?:增长|增加|提高|上升|扩大|发展|增)(?:到|至)(?:\d{4}年的|今年的|本年的)?(?P<to>\d[\d,.]{0,9}+)(?P<scale2>万|亿)?[\u4e00-\u9fff]{0,4}?[，,]"
    r"(?:同比)?(?:增长|增加|提高|上升|扩大|增)了?(?P<by>\d{1,3}(?:\.\d{1,2})?)倍"
)
_TWICE = re.compile(
    r"[由从](?P<from>\d[\d,.]{0,9}+)(?P<scale>万|亿)?[\u4e00-\u9fff]{0,4}?(?:增长|增加|提高|上升|扩大|发展|增)(?:到|至)"
    r"(?P<to>\d[\d,.]{0,9}+)(?P<scale2>万|亿)?[\u4e00-\u9fff]{0,4}?[，,](?:实现)?翻了?(?P<times>[一1两2二三3])番"
)
_TIMES = {"一": 1, "1": 1, "两": 2, "2": 2, "二": 2, "三": 3, "3": 3}
_SCALES = {None: 1, "万": 10_000, "亿": 100_000_000}


@check("NUM-06", "倍数番数算错", Severity.WARNING, "报告内部核对")
def wrong_multiple(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A multiple that does not follow from the two numbers beside it."""
    text, body = document.text, document.body_span()
    if "倍" in text:
        for match in _RISE.finditer(text, body.start, body.end):
            ratio = _ratio(match)
            by = Decimal(match["by"])
            step = Decimal(1).scaleb(by.as_tuple().exponent)  # type: ignore[arg-type]
            if ratio is not None and abs(ratio - 1 - by) > step / 2 * Decimal("1.02"):
                said = f"按两个数算，增长{_plain(ratio - 1)}倍（是原来的{_plain(ratio)}倍），请核对。"
                yield rule.finding(document, Span(match.start("by"), match.end()), said, related=_places(match))
    if "番" in text:
        for match in _TWICE.finditer(text, body.start, body.end):
            ratio = _ratio(match)
            times = _TIMES[match["times"]]
            if ratio is not None and abs(ratio - 2**times) > Decimal("0.15") * 2**times:
                said = f"翻{match['times']}番是{2**times}倍，按两个数算是{_plain(ratio)}倍，请核对。"
                yield rule.finding(document, Span(match.end() - 2, match.end()), said, related=_places(match))


def _ratio(match: re.Match[str]) -> Decimal | None:
    try:
        before = Decimal(match["from"].replace(",", "").rstrip(".")) * _SCALES[match["scale"]]
        after = Decimal(match["to"].replace(",", "").rstrip(".")) * _SCALES[match["scale2"]]
    except ArithmeticError:
        return None
    return after / before if before else None


def _places(match: re.Match[str]) -> list[Span]:
    return [Span(*match.span("from")), Span(*match.span("to"))]


def _plain(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
