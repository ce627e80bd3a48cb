"""看不见的字符和乱码。

What it does
查找控制字符、零宽字符（零宽空格、方向标记、软连字符、夹在文中的BOM）、无法显示的替换符“\ufffd”，
以及专用区字符（PUA），还有编码弄错留下的“锟斤拷”“烫烫烫”。同一行里的合成一条，超过5行合成一条。零宽字符和控制字符可以一键删去；
替换符和专用区字符要对照原稿改，因为原字已经丢了，或者是电脑里没有的生僻字。
只有专用区字符的一行，作提醒，不算差错。正常的生僻字（扩展汉字）、换行、换页、制表符和全角空格不报。

Why
网页复制、格式转换会带进看不见的字符，使检索、统计和屏幕朗读出错；替换符说明编码已经损坏。

Example
推进法治\ufffd府建设工作。

Remedy
删去看不见的字符；对照原稿补上损坏的字。生僻姓名用国家标准收录的字重新录入。

Basis
GB 18030《信息技术 中文编码字符集》（待核对）；网页文字质量的惯例。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_CONTROL = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_ZERO = r"\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_GARBLED = "(?<=锟)斤(?=拷)|(?<=烫)烫(?=烫)|(?<=屯)屯(?=屯)"
_ODD = re.compile(f"[{_CONTROL}{_ZERO}\ufffd{_PRIVATE}]|{_GARBLED}")
_REMOVABLE = re.compile(f"[{_CONTROL}{_ZERO}]")
_PRIVATE_ONLY = re.compile(f"[{_PRIVATE}]+")
_KINDS = (
    (re.compile(f"[{_CONTROL}]"), "控制字符"),
    (re.compile(f"[{_ZERO}]"), "零宽字符"),
    (re.compile("\ufffd"), "替换符（原字已丢失）"),
    (re.compile("[斤烫屯]"), "乱码"),
    (re.compile(f"[{_PRIVATE}]"), "专用区字符（可能是生僻字）"),
)
_MOST = 5


@check("TXT-06", "看不见的字符或乱码", Severity.ERROR, "GB 18030（待核对）")
def invisible_characters(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Characters nobody can see or that stand for a lost one, a line in one finding."""
    text = document.text
    rows: list[list[int]] = []
    for match in _ODD.finditer(text):
        place = match.start()
        if place == 0 and text[0] == "\ufeff":
            continue
        if rows and text.find("\n", rows[-1][-1], place) < 0:
            rows[-1].append(place)
        else:
            rows.append([place])
    if len(rows) > _MOST:
        places = [place for row in rows for place in row]
        yield rule.finding(
            document,
            Span(places[0], places[0] + 1),
            f"全文有{_said(text, places)}，请对照原稿清除或补正。",
            related=[Span(place, place + 1) for place in places[1:20]],
            count=len(places),
        )
        return
    for row in rows:
        span = Span(row[0], row[-1] + 1)
        words = span.of(text)
        kept = _REMOVABLE.sub("", words)
        lost = [place for place in row if not _REMOVABLE.match(text, place)]
        advice = "请对照原稿补正" if lost else "请删去"
        yield rule.finding(
            document,
            Span(row[0], row[0] + 1),
            f"这里有{_said(text, row)}，{advice}。",
            related=[Span(place, place + 1) for place in row[1:20]],
            fix=Fix(span, kept, "删去看不见的字符") if len(kept) < len(words) else None,
            count=len(row),
            severity=Severity.WARNING if _PRIVATE_ONLY.fullmatch("".join(text[place] for place in row)) else None,
        )


def _said(text: str, places: list[int]) -> str:
    """The kinds of the characters at these places with their numbers."""
    chars = "".join(text[place] for place in places)
    counts = [(len(kind.findall(chars)), name) for kind, name in _KINDS]
    return "、".join(f"{count}个{name}" for count, name in counts if count)
