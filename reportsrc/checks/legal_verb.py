"""法律用语“作出”“制定”写成“做出”“制订”。

What it does
查找“做出……处罚决定”“做出判决”和“制订规范性文件”“制订规章”一类说法，每处提示一次。

Why
法律文本对行政行为一律写“作出”决定，对法规规章一律写“制定”；写成“做出”“制订”不算错字，但与法律用语不一致。

Example
依法做出行政处罚决定86件。

Remedy
改为“作出”“制定”。
不报：做出贡献、做出成绩，制订计划、制订方案等一般用法，书名号和引号里的字。
不查：其他近义词。

Basis
《中华人民共和国行政处罚法》《中华人民共和国立法法》的用语（待核对）；全国人大常委会法工委《立法技术规范》（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, quotations_of, titles_of
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_VERBS = {
    "做出": (
        "作出",
        re.compile(
            "[^，。；,;：:]{0,14}?(?:处罚|许可|复议|处理|征收|补偿|强制|认定|审查|赔偿|不予[^，。；,;]{1,6})决定|[^，。；,;：:]{0,6}?(?:判决|裁定|裁决)"
        ),
    ),
    "制订": ("制定", re.compile("[^，。；,;：:]{0,10}?(?:规范性文件|规章|法规|条例)(?!清理|审查|审核|计划|方案)")),
}
_MOST = 5


@check("TRM-08", "作出与做出、制定与制订", Severity.INFO, "《立法技术规范》（待核对）")
def legal_verb(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """做出 before a decision in law, 制订 before a rule."""
    text, body = document.text, document.body_span()
    for wrong, (right, object_) in _VERBS.items():
        found = []
        at = text.find(wrong, body.start, body.end)
        while at >= 0:
            cited = at in document.once(titles_of) or at in document.once(quotations_of)
            if not cited and object_.match(text, at + 2):
                found.append(Span(at, at + 2))
            at = text.find(wrong, at + 2, body.end)
        if len(found) > _MOST:
            yield rule.finding(
                document,
                found[0],
                f"法律用语写“{right}”，这里有{len(found)}处写作“{wrong}”。",
                related=found[1:20],
                count=len(found),
            )
            continue
        for span in found:
            fix = Fix(span, right, f"改为“{right}”")
            yield rule.finding(document, span, f"法律用语写“{right}”，这里写作“{wrong}”。", fix=fix)
