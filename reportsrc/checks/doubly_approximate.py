"""约数重复。

What it does
同一个数前后都用了表示约数的词，如“约120余件”“近300多人”“大约50人左右”“不少于20件以上”。“达120余件”“超过3年”等只用一个的不报。

Why
约数词用一个就够，用两个互相矛盾（“近”是不到，“余”是超出）。

Example
受理案件约120余件。

Remedy
只留一个：受理案件120余件。

Basis
GB/T 15835《出版物上数字用法》（公文可参照，待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_APART = re.compile(
    r"(?P<word>大约有?|将近|接近|约有|约|近|逾|超过|突破|至少有?|最多|至多|不少于|不低于|不超过)(?P<number>\d[\d,.，]{0,12}+(?:[万亿千百]{1,2}+)?|[一二两三四五六七八九十百千万]{1,8}?)"
    r"(?P<more>余|多)(?![年月天日]|媒体|样|元化|方|种经营)"
)
_AROUND = re.compile(
    r"(?:(?:大约有?|将近|接近|约有?|近|至少有?|超过|不少于|不低于|不超过)\d[\d,.，]{0,12}+[万亿千百]{0,2}+|\d[\d,.，]{0,12}+[万亿千百]{0,2}+[余多](?![年月天日])[万亿]?)[\u4e00-\u9fff%％]{0,4}?(?:左右|上下(?![级联])|(?<![日天元月年期])以上(?![级职领干学]))"
)
_JOINED = frozenset("附靠最邻临亲新远条合公签契民预节制违特邀履守大")
"""Characters that make another word of the 约 or 近 behind them: 公约、预约、附近."""


@check("NUM-01", "约数重复", Severity.ERROR, "GB/T 15835《出版物上数字用法》（待核对）")
def doubly_approximate(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Two words of approximation at one number."""
    text, body = document.text, document.body_span()
    for match in _APART.finditer(text, body.start, body.end):
        if text[match.start() - 1 : match.start()] in _JOINED:
            continue
        word = Span(*match.span("word"))
        yield rule.finding(
            document,
            Span(*match.span()),
            f"“{match['word']}”和“{match['more']}”都表示约数，请只用一个。",
            fix=Fix(word, "", f"删去“{match['word']}”") if match["word"] in ("约", "大约") else None,
        )
    if "左右" not in text and "上下" not in text and "以上" not in text:
        return
    for match in _AROUND.finditer(text, body.start, body.end):
        yield rule.finding(document, Span(*match.span()), "前后都用了表示约数的词，请只用一个。")
