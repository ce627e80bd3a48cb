"""“法制”与“法治”用错。

What it does
查找只能写“法治”而写成“法制”的固定说法（法制政府、法制社会、法制思维、法制化营商环境、法制＋本地地名等），
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

_ONLY_RULE = "政府|社会(?!主义)|中国|国家|乡村|思维|方式|思想(?!教育|道德|政治|品德)|轨道|信仰|精神|化(?:营商|轨道|、|进程|治理)|建设第一责任人"
_WRONG = re.compile(f"(?<![立司执守普])法制(?=(?:{_ONLY_RULE}))|(?<=全面依)法制(?=[国省市县区镇])|法治(?=审核)")
_STEM = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:自治|[省市县区州旗镇乡])")
_MOST = 5


def _pattern(document: Document) -> re.Pattern[str]:
    """The wrong words, with the name of the report's own place (法制临江) where it is known."""
    stem = _STEM.match(document.organisation)
    return re.compile(f"{_WRONG.pattern}|法制(?={stem[1]})") if stem else _WRONG


@check("TRM-07", "法制与法治用错", Severity.ERROR, "《法治政府建设实施纲要》用语（待核对）")
def confused_rule_of_law(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """法制 where only 法治 can stand, and the other way round."""
    text, frame = document.text, frame_span(document)
    if "法制" not in text and "法治审核" not in text:
        return
    found = [
        Span(*match.span())
        for match in _pattern(document).finditer(text, frame.start, frame.end)
        if match.start() not in document.once(titles_of) and match.start() not in document.once(quotations_of)
    ]
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
