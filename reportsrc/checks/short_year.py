"""年份缩写。

What it does
用两位数写年份的，如“23年底”“23年6月”“比22年增加”“与22年相比”，句首的“23年共办理”。期限（“近10年”“20年以上”“3年6个月”）和起止年份的后半不报。

Why
年份应写全四位，缩写会与期限、编号相混。

Example
23年底前完成。

Remedy
写全：2023年底前完成。

Basis
GB/T 9704—2012《党政机关公文格式》（待核对）（年份用全称的通行要求，待核对）；GB/T 15835（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SHORT = re.compile(
    r"(?P<year>[0-4](?<![\d.．—\-–~～－至到近约满超达逾每第任刑期了前后过足].)\d)年(?=度|底|初|末|上半年|下半年|全年|1?\d月)(?!度过|初中|底薪)"
)
_COMPARED = re.compile(
    r"(?:比|较|与|同|自|从)(?P<year>[12]\d)年(?=相比|同期|[增减多少]|上升|下降|提高|提升|降低|翻|起|以来|启动|开始|开展|实施)"
)
_OPENING = re.compile(
    r"(?<=[。；;\n])(?P<year>[12]\d)年(?=[，,]?(?:共|全[年区市县镇局省]|我[区市县局镇街]|累计|将|新收|受理|办理|审结|继续))"
)
_NEAR = 3


@check("FMT-10", "年份缩写", Severity.WARNING, "GB/T 15835《出版物上数字用法》（待核对）")
def short_year(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A year of two digits."""
    text, body = document.text, document.body_span()
    about = context.reported_year(document)
    for match in _each(text, body):
        year, start = 2000 + int(match["year"]), match.start("year")
        if about is not None and not about - 8 <= year <= about + 7:
            continue
        if match.re is not _SHORT and (about is None or abs(year - about) > _NEAR):
            continue
        span = Span(start, start + 3)
        yield rule.finding(
            document,
            span,
            f"年份应写全：{year}年。",
            fix=Fix(Span(start, start), "20", "写全年份"),
        )


def _each(text: str, body: Span) -> Iterator[re.Match[str]]:
    """Where a year may be short; beside the surest only years near the report's own are taken for one."""
    for pattern in (_SHORT, _COMPARED, _OPENING):
        yield from pattern.finditer(text, body.start, body.end)
