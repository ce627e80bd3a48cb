"""文件简称没有交代。

What it does
前文写过文件全称，后文改用《纲要》《规定》《实施方案》这类只剩文种的简称，或《督察工作规定》这类截下来、缩起来的简称，
而全文没有“以下简称”“简称”交代的，每个简称报一条。

Why
报告里常同时出现几个纲要、几个方案，没有交代的简称不知指哪一件。

Example
落实《法治政府建设实施纲要（2021—2025年）》……对照《纲要》逐项推进。

Remedy
第一次出现时写“（以下简称《纲要》）”，或仍写全称。
不报：前文没有以该文种结尾的全称的，已写“以下简称”“简称”“下称”的，简称本身在“法律法规目录”里的，带地名的。
不查：同一文件两处全称不一（由“法规文件名称不准”处理），不加书名号的简称。

Basis
《党政机关公文处理工作条例》关于引用公文、使用简称的要求（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.law_titles import Law, bare, catalogue, cited_titles
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SHORT = re.compile(
    "(?:实施|工作|行动|总体|专项)?(?:纲要|规定|条例|办法|意见|规划|方案|通知|要点|计划|细则|决定|指引|指南|清单|标准|体系|指标体系)"
)
_PLACE = re.compile("[省市县区州镇乡0-9]|街道")
_LONGEST, _LEAST_MORE, _KEPT = 8, 4, 60
_DEFINED = re.compile("(?:简称|下称|统称|以下称)[^。；;\r\n）)]{2,40}")


@check("TRM-03", "文件简称没有交代", Severity.WARNING, "《党政机关公文处理工作条例》（待核对）")
def undefined_short_title(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Short titles after the full one, never introduced; one finding a title."""
    text = document.text
    first: dict[str, Span] = {}
    meant: dict[str, Span] = {}
    again: dict[str, list[Span]] = {}
    full: dict[str, Span] = {}
    titles = context.rules.once(catalogue)
    for cited in document.once(cited_titles):
        key = bare(cited.key)
        if key in first:
            again[key].append(cited.span)
        elif (whole := _whole(key, full, titles)) is not None:
            first[key], meant[key], again[key] = cited.span, whole, []
        elif len(key) >= _LONGEST and not key.endswith("学习纲要"):
            full.pop(key, None)
            full[key] = cited.span
            if len(full) > _KEPT:
                del full[next(iter(full))]
    if not first:
        return
    defined = [match[0] for match in _DEFINED.finditer(text)]
    for key, span in first.items():
        if any(key in words.replace("实施" + key, "") for words in defined):
            continue
        yield rule.finding(
            document,
            span,
            f"《{key}》没有交代指哪一件；如指前文的文件，请在首次出现处注明“以下简称《{key}》”。",
            related=[meant[key], *again[key][:18]],
            count=1 + len(again[key]),
        )


def _whole(key: str, full: dict[str, Span], titles: Mapping[str, Law]) -> Span | None:
    """The place of the title above that ``key`` is short for; None if it is none or a title of its own."""
    if len(key) > _LONGEST or not (_SHORT.fullmatch(key) or (key not in titles and not _PLACE.search(key))):
        return None
    for name, span in reversed(full.items()):
        longer = len(name) - len(key) >= _LEAST_MORE
        if longer and (name.endswith(key) or (name in titles and name[-2:] == key[-2:] and _within(key, name))):
            return span
    return None


def _within(short: str, name: str) -> bool:
    """True if the characters of ``short`` stand in ``name`` in this order."""
    rest = iter(name)
    return len(short) > 3 and all(char in rest for char in short)
