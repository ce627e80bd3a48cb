"""数字写法混用。

What it does
同一个数里阿拉伯数字与汉字数字混写，如“3千5百件”“5百余人”。“5.18亿”“3万”“千克”“百分点”这类写法是对的，不报。

Why
一个数用一种写法；只有“万”“亿”可以跟在阿拉伯数字后面作单位。

Example
受理案件3千5百件。

Remedy
统一写法：受理案件3500件。

Basis
GB/T 15835《出版物上数字用法》（公文可参照，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_MIXED = re.compile(
    r"\d(?<![\d.]\d)\d{0,2}(?:[千百十]\d{1,3}[千百十]?|[千百](?=[余多]?(?:件|人|名|次|个|户|家|场|份|项|条|起|册)))(?!分|克|米|瓦|兆)"
    r"|(?<![一二三四五六七八九十百千万亿第])[一二三四五六七八九十百千]{1,4}[万亿]\d{2,4}(?=[余多]?(?:件|人|名|次|个|户|家|场|份|项|条|起|册|元))"
)


@check("NUM-07", "数字写法混用", Severity.WARNING, "GB/T 15835《出版物上数字用法》（待核对）")
def mixed_numerals(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Arabic and Chinese numerals in one number."""
    text, body = document.text, document.body_span()
    for match in _MIXED.finditer(text, body.start, body.end):
        yield rule.finding(document, Span(*match.span()), "一个数里混用了阿拉伯数字和汉字数字，请统一写成阿拉伯数字。")
