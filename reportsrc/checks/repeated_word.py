"""词语重复。

What it does
查找紧挨着出现两次以上的2至4个字，如“各项各项”，以及“的的”“了了”（“目的的”“不了了之”不算）。不查叠用的量词（一项一项）、数字（二零二零）、
“规范规范性文件”一类前动词后名词的正常搭配，以及引号内或句末的动词叠用（研究研究）。

Why
多半是改稿、拼接时留下的，读者一眼就能看见，又不会被拼写检查发现。

Example
扎实推进各项各项工作纵深发展。

Remedy
只保留一次：扎实推进各项工作纵深发展。

Basis
一般文字规范（校对惯例）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_REPEAT = re.compile(r"([\u4e00-\u9fff]{2,4}?)\1++")
_PARTICLE = re.compile("(?<![目标有])的的(?![确士])|(?<![不甚了])了了(?![解然断结却如事])")
_NUMERALS = frozenset("零一二两三四五六七八九十百千万亿")
_VERBS = frozenset(("研究", "讨论", "商量", "考虑", "学习", "了解", "琢磨", "体会", "锻炼", "宣传", "调研", "打听"))
_NAMES = "规范性文件 规范化 服务业 服务中心 推进会 管理局 管理部门 管理人员 监督局 监督员 审查中心"
_NAMES += " 调解组织 调解员 调解委员会 调解中心"
_NAMES += " 负责人 负责同志 培训班 执法人员 执法部门 保障性 代表性 指导性 引导性 评估机构 检查组 督察组 领导小组 工作组"
_OPENS_A_NAME = tuple(_NAMES.split())
_MEASURES = frozenset("个件项步级次户家条村镇人天点层笔份案企事厂栋店街批组片桩")


@check("TXT-01", "词语重复", Severity.ERROR, "一般文字规范")
def repeated_word(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Two to four characters that follow themselves at once."""
    text = document.text
    body = document.body_span()
    start = min(document.title_span.start if document.title_span else body.start, body.start)
    stop = start
    for place in _echoes(text, start, body.end):
        match = _REPEAT.match(text, place, body.end) if place >= stop else None
        if match is None:
            continue
        stop = match.end()
        if _meant(text, match):
            continue
        span = Span(*match.span())
        word = match[1]
        yield rule.finding(
            document,
            span,
            f"“{word}”重复，请删去多余的。",
            fix=Fix(span, word, f"只留一个“{word}”"),
        )
    for match in _PARTICLE.finditer(text, body.start, body.end):
        span, word = Span(*match.span()), match[0][0]
        fix = Fix(span, word, f"只留一个“{word}”")
        yield rule.finding(document, span, f"“{word}”重复，请删去多余的。", fix=fix)


def _echoes(text: str, start: int, end: int) -> list[int]:
    """Places of ``text[start:end]`` whose next two to four characters follow themselves at once, in order.

    The text is laid over itself two, three and four characters further on, all characters at a time as one long
    number: where both agree, their exclusive or is nothing.
    """
    width, data = 2, text[start:end].encode("utf-16-le", "surrogatepass")
    if len(data) != width * (end - start):
        width, data = 4, text[start:end].encode("utf-32-le", "surrogatepass")
    number, places = int.from_bytes(data, "little"), set()
    for length in (2, 3, 4):
        differs = (number ^ (number >> (width * 8 * length))).to_bytes(len(data), "little")
        nothing = bytes(width * length)
        at = differs.find(nothing)
        while at >= 0:
            if at % width == 0:
                places.add(start + at // width)
            at = differs.find(nothing, at + 1)
    return sorted(places)


def _meant(text: str, match: re.Match[str]) -> bool:
    """True if the repeat is good Chinese."""
    word, after = match[1], match.end()
    if word[0] == "某" or _NUMERALS.issuperset(word) or (word[0] == "一" and word[1:] in _MEASURES):
        return True
    if after - match.start() == 2 * len(word) and text.startswith(_OPENS_A_NAME, after - len(word)):
        return True
    following = text[after : after + 1]
    return word in _VERBS and not ("\u4e00" <= following <= "\u9fff" and following not in "再的了")
