"""简称在交代之前就用了。

What it does
找出“（以下简称……）”交代的简称，如果前文已经用过这个简称，在第一次用到的地方提示一次。

Why
读者读到简称时还没有看到全称；多半是调换了段落的次序，把交代留在了后面。

Example
对照《纲要》逐项推进……落实《法治政府建设实施纲要（2021—2025年）》（以下简称《纲要》）。

Remedy
把“以下简称”移到第一次出现的地方。
不报：不加书名号、引号而又不足四个字的简称（容易与普通词相混），简称是全称里原有的字样的。
不查：没有交代的简称（由“文件简称没有交代”处理书名）。

Basis
报告内部前后一致；《党政机关公文处理工作条例》关于使用简称的要求（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, titles_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_DEFINED = re.compile(
    '(?:以下)?简称(?:为)?[:：]?(?:“?《([^《》”]{2,16})》”?|[“"]([^”"《》]{2,16})[”"]|([^“”"《》）)，,。；;、]{4,16}))'
)
_FULL, _MOST = 60, 40


@check("TRM-06", "简称先于交代使用", Severity.INFO, "前后一致；《党政机关公文处理工作条例》（待核对）")
def early_abbreviation(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """An abbreviation used above the place that introduces it."""
    text, body = document.text, document.body_span()
    at, told = text.find("简称", body.start, body.end), 0
    while at >= 0 and told < _MOST:
        start = max(body.start, at - 2) if text.startswith("以下", at - 2) else at
        match = _DEFINED.match(text, start, body.end)
        if match:
            told += 1
            title, quoted, plain = match[1], match[2], match[3]
            short = title or quoted or plain
            forms = [f"《{short}》"] if title else [f"“{short}”", f'"{short}"'] if quoted else [short]
            place = _before(document, forms, body.start, start, inside=bool(plain))
            if place:
                yield rule.finding(
                    document,
                    place,
                    f"“{short}”在交代全称之前已经使用，请把“以下简称”移到这里或改用全称。",
                    related=[Span(*match.span())],
                )
        at = text.find("简称", at + 2, body.end)


def _before(document: Document, forms: list[str], start: int, stop: int, *, inside: bool) -> Span | None:
    """Where one of the forms stands above the full name; with ``inside`` only where it is no part of a title."""
    text = document.text
    full = max(start, stop - _FULL, *(text.rfind(mark, start, stop) for mark in "。；，\n"))
    for form in forms:
        at = text.find(form, start, stop)
        if at < 0 or (inside and (form in text[full:stop] or at in document.once(titles_of))):
            continue
        return Span(at, at + len(form))
    return None
