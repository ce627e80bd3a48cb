"""省略号写法。

What it does
汉字旁用三个以上句点（...、。。。、···）代替省略号，只用了半个省略号（…），或“……”与“等”连用（“……等”“等……”）。
网址和外文里的不算。

Why
省略号是六个小圆点“……”；“……”与“等”意思重复，用一个就够。

Example
包括开户、缴费...均已上线；涉及教育、医疗……等领域。

Remedy
改为“……”或只用“等”：涉及教育、医疗等领域。

Basis
GB/T 15834《标点符号用法》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_DOTS = re.compile(r"(?<=[\u4e00-\u9fff”》）])(?:\.{3,}+|。{3,}+|．{3,}+|·{3,}+|…(?<![…]…)(?![…等]))|。{3,}+")
_ETC = re.compile(r"…{1,4}+等(?![级额效候待保价同距比于值差])|等…{1,4}+")


@check("PUN-08", "省略号写法", Severity.WARNING, "GB/T 15834《标点符号用法》（待核对）")
def ellipsis_form(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Full stops in the place of ……; …… together with 等."""
    text, body = document.text, document.body_span()
    dotted = any(dots in text for dots in ("...", "。。。", "．．．", "···", "…"))
    for match in _DOTS.finditer(text, body.start, body.end) if dotted else ():
        span = Span(*match.span())
        yield rule.finding(document, span, "省略号应写成“……”。", fix=Fix(span, "……", "改为“……”"))
    if "…" in text:
        for match in _ETC.finditer(text, body.start, body.end):
            span = Span(*match.span())
            yield rule.finding(document, span, "“……”与“等”意思重复，请只用一个。", fix=Fix(span, "等", "只留“等”"))
