"""“法制”与“法治”用错。

What it does
查找只能写“法治”而写成“法制”的固定说法（法制政府、法制社会、法制思维、法制化营商环境、法制建设工作、法制＋本地地名等），
以及应写“法制审核”而写成“法治审核”的地方。

Why
“法治政府”是报告的题目，“法制审核”是行政处罚法里的制度名称，两个词互换都是差错，而且一眼就被看到。

Example
加快建设法制政府。

Remedy
按提示改字。
不报：法制机构、法制办、法制审核、法制宣传、法制教育、法制史、《法制日报》等本来就用“法制”的说法，书名号和引号里的字。
不查：“法制观念”“法制意识”“法制文化”等新旧两种写法都见的词。

Basis
《法治政府建设实施纲要（2021—2025年）》的用语；《中华人民共和国行政处罚法》第五十八条“法制审核”（条号待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, frame_span, quotations_of, titles_of
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_ONLY_RULE = (
    "政府|社会(?!主义)|中国|国家|乡村|思维|方式|思想(?!教育|道德|政治|品德)|轨道|信仰|精神|营商"
    "|化(?:营商|轨道|[、，。]|进程|治理|水平|建设|管理|环境|规范|程度|方式)"
    "|建设(?:第一责任人|成效|水平|成果|年度|情况|任务|议题|工作|领导小组|实施)"
)
_AFTER = re.compile(_ONLY_RULE)
_PLACE = re.compile("[国省市县区镇]")
_STEM = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:自治|[省市县区州旗镇乡])")
_MOST = 5


def _wrong(document: Document) -> Iterator[Span]:
    """Where 法制 or 法治 cannot stand. The report's own place counts too (法制临江)."""
    text, frame = document.text, frame_span(document)
    stem = _STEM.match(document.organisation)
    at = text.find("法制", frame.start, frame.end)
    while at >= 0:
        before, after = text[max(0, at - 3) : at], at + 2
        if (
            (
                _AFTER.match(text, after)
                and before[-1:] not in ("立", "司", "执", "守", "普")
                and not before.endswith(("民主", "政府"))
            )
            or (before.endswith("全面依") and _PLACE.match(text, after))
            or (stem and text.startswith(stem[1], after))
        ):
            yield Span(at, after)
        at = text.find("法制", after, frame.end)
    at = text.find("法治审核", frame.start, frame.end)
    while at >= 0:
        yield Span(at, at + 2)
        at = text.find("法治审核", at + 4, frame.end)


@check("TRM-07", "法制与法治用错", Severity.ERROR, "《法治政府建设实施纲要》用语（待核对）")
def confused_rule_of_law(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """法制 where only 法治 can stand, and the other way round."""
    text = document.text
    found = sorted(
        span
        for span in _wrong(document)
        if span.start not in document.once(titles_of) and span.start not in document.once(quotations_of)
    )
    if len(found) > _MOST:
        yield rule.finding(
            document,
            found[0],
            f"“法制”与“法治”有{len(found)}处用错，请逐处核对。",
            related=found[1:20],
            count=len(found),
        )
        return
    for span in found:
        right = "法治" if span.of(text) == "法制" else "法制"
        words = text[span.start : span.end + 2].strip()
        yield rule.finding(
            document,
            span,
            f"“{words}”应写作“{right}{words[2:]}”。",
            fix=Fix(span, right, f"改为“{right}”"),
        )
