"""所列个数与所写数目不符。

What it does
数一数紧挨在数目前面的列举：《》或“”并列的名称，以镇、乡、街道、村、社区、局等结尾的单位名称。写了“等”的，列出的
多于数目才报；没有写“等”的，多了少了都报。“以下三个方面：一是…”与其后一是、二是的个数也作比较。
列举里有括号的、夹着别类名称的、隔着别的字的不数；一般名词的列举（制度、机制之类）容易套叠，不数。

Why
列了七个却说六个，总有一处错了。

Example
河湾镇、云岭镇、柳溪街道等2个镇街试点。

Remedy
核对名单和数目；没有列全的加“等”。

Basis
文内一致性核对，不依据外部规范。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document, Figure
from reportsrc.finding import Finding, Severity
from reportsrc.numerals import parse_chinese
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_UNITS = frozenset("个项件部份篇家种类门条宗")
_CLOSE = {"》": "《", "”": "“"}
_JOIN = re.compile(r"[、,，]?(?:以及|和|及|与|、)?$")
_AFTER = re.compile(r"(?:[、,，]|以及|和|及|与){1,2}(?=[《“])")
_CLASSES = (("街道", "镇", "乡"), ("社区", "村"), ("局", "委", "办", "院"))
_LAST = frozenset(word[-1] for group in _CLASSES for word in group)
_ITEM = 14
_REACH = 300
_ASPECTS = re.compile(
    r"([二两三四五六七八九]|[2-9])(个方面|项工作|项重点工作|项任务|项重点任务|个问题|项举措|项措施)"
    r"[^。：:\r\n]{0,6}[：:。]\s{0,3}$"
)
_FORWARD = re.compile(r"[^。；;，,（()）\r\n《“]{0,8}[，,]?(?:分别为|分别是|即|[：:])(?=[《“])")
_ORDINALS = "二三四五六七八九十"


@check("TIE-10", "所列个数与所写数目不符", Severity.WARNING, "文内一致性核对")
def count_mismatch(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Counts that differ from the number of things listed right before or after them."""
    text = document.text
    for figure in document.figures:
        if figure.unit not in _UNITS or figure.approximator or figure.direction or figure.scale != 1:
            continue
        ahead = _ahead(text, figure.span.end) if figure.value >= 2 else None
        if ahead and ahead[1] != figure.value:
            yield rule.finding(
                document,
                figure.span,
                f"此处写{figure.text}，后面列出{ahead[1]}个：请核对名单和数目。",
                related=[Span(figure.span.end, ahead[0])],
            )
            continue
        end = figure.span.start
        open_list = text[end - 1 : end] == "等"
        if open_list:
            end -= 1
        start, listed = _listed(text, end)
        if listed < 2 or listed == figure.value or (open_list and listed < figure.value):
            continue
        if not open_list and listed < figure.value and not _said_whole(text, figure):
            continue
        yield rule.finding(
            document,
            figure.span,
            f"前面列出{listed}个，此处写{figure.text}：请核对名单和数目。",
            related=[Span(start, end)],
        )
    yield from _aspects(document, rule)


def _said_whole(text: str, figure: Figure) -> bool:
    """True if the number is at least the number of a thing (3个镇), not of copies of each (各3份)."""
    return figure.unit in "个项家部" and text[figure.span.end : figure.span.end + 1] not in "，,。；;、"


def _listed(text: str, end: int) -> tuple[int, int]:
    """``(start, how many)`` of the list that ends at ``end``; 0 if there is none."""
    if text[end - 1 : end] in _CLOSE:
        return _marked(text, end)
    if text[end - 1 : end] not in _LAST:
        return end, 0
    group = next((one for one in _CLASSES if text.endswith(one, 0, end)), None)
    return _named(text, end, group) if group else (end, 0)


def _marked(text: str, end: int) -> tuple[int, int]:
    """Names in 《》 or “”, one after another."""
    count, place, floor = 0, end, max(0, end - _REACH)
    while place > floor and text[place - 1] in _CLOSE:
        opened = text.rfind(_CLOSE[text[place - 1]], floor, place - 1)
        if opened < 0 or "\n" in text[opened:place]:
            return end, 0
        count, begin = count + 1, opened
        joined = _JOIN.search(text, max(floor, opened - 3), opened)
        place = joined.start() if joined else opened
        if place < opened and (place <= floor or text[place - 1] not in _CLOSE):
            return begin, count
    return begin if count else end, count


def _named(text: str, end: int, group: tuple[str, ...]) -> tuple[int, int]:
    """Bodies of one class, joined by 、 and 和."""
    floor = max(0, end - _REACH)
    begin = end
    while begin > floor and text[begin - 1] not in "，,。；;：:！？\r\n（）()“”《》等":
        begin -= 1
    if begin > floor and text[begin - 1] in "）)":
        return end, 0
    pieces = [one for piece in text[begin:end].split("、") for one in re.split("以及|和|与|及", piece)]
    count, length = 0, 0
    for piece in reversed(pieces):
        if not piece.endswith(group) or len(piece) < 2:
            break
        count, length = count + 1, length + len(piece) + 1
        if len(piece) > _ITEM:
            break
    return max(begin, end - length + 1), count


def _ahead(text: str, start: int) -> tuple[int, int] | None:
    """``(end, how many)`` of a list of 《》 or “” that is said to follow whole; None if there is none."""
    opened = _FORWARD.match(text, start, start + 20)
    if opened is None:
        return None
    place, count = opened.end(), 0
    while text[place : place + 1] in ("《", "“") and count <= 40:
        close = text.find("》" if text[place] == "《" else "”", place, place + 120)
        if close < 0:
            return None
        count, place = count + 1, close + 1
        joined = _AFTER.match(text, place)
        if joined:
            place = joined.end()
    return (place, count) if text[place : place + 1] in ("。", "；", ";", "，", ",", "\n") and count else None


def _aspects(document: Document, rule: Check) -> Iterator[Finding]:
    """以下三个方面：一是… 二是… 三是… 四是…"""
    text = document.text
    first = text.find("一是")
    while first >= 0:
        match = _ASPECTS.search(text, max(0, first - 24), first)
        if match:
            yield from _aspect(document, rule, match, first)
        first = text.find("一是", first + 2)


def _aspect(document: Document, rule: Check, match: re.Match[str], first: int) -> Iterator[Finding]:
    text = document.text
    said = int(match[1]) if match[1].isdigit() else parse_chinese(match[1].replace("两", "二"))
    part = next((one for one in document.parts if one.span.start <= first < one.span.end), None)
    stop = part.span.end if part else len(text)
    again = text.find("一是", first + 2, stop)
    found = [first]
    for mark in _ORDINALS:
        at = text.find(f"{mark}是", found[-1] + 2, stop)
        if at < 0 or (0 <= again < at):
            break
        found.append(at)
    if said is None or len(found) < 2 or len(found) == said or again >= 0:
        return
    yield rule.finding(
        document,
        Span(match.start(1), match.end(2)),
        f"说{match[1]}{match[2]}，后面列出{len(found)}个：请核对。",
        related=[Span(at, at + 2) for at in found],
    )
