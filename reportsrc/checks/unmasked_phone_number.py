"""个人电话号码未遮盖。

What it does
查找正文里写全了的手机号码（可以带+86，可以分节写；用空格分节的，前面要有“电话”“联系”一类字样）；带区号的固定电话，以及紧跟在“电话”“手机”后面的七八位号码，
只提示核对。前面写明举报、监督、热线、咨询、值班等公开用途的手机号码也只提示核对，固定电话则不报。
“公开热线”表中的号码、12345一类短号、400和800开头的号码、已经遮盖的号码（138****1234）、
网站页眉里的联系电话都不报。不查没有写明是电话、又不带区号的七八位数字。

Why
个人电话随报告公开，会带来骚扰和冒用，撤下网页也收不回来。

Example
联系人王某，电话13800138000。

Remedy
删去号码，或者遮盖中间四位：138****8000。确是对外公布的电话，把它加进“公开热线”表。

Basis
《个人信息保护法》第四条、第二十五条；政府网站检查指标对个人信息的要求（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity, together
from reportsrc.long_numbers import LongNumber, long_numbers, masked
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_MOBILE = re.compile(r"(?<![0-9])(?:86[ -]?)?(?P<number>1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9])(?P<number>0[1-9][0-9]{1,2}(?P<parted>[ -]?)[2-9][0-9]{6,7}(?:-[0-9]{1,4})?)(?![0-9])"
)
_AREA = re.compile(r"[（(]0[1-9][0-9]{1,2}[）)]$")
_SHORT = re.compile(r"(?P<number>[2-9][0-9]{6,7})(?![0-9])")
_CALL = re.compile(
    r"(?:电话|手机|手机号码?|联系方式|致电|拨打|号码|传真)[为是]?[：: ]?(?:[（(]0[1-9][0-9]{1,2}[）)])?$"
)
_PUBLIC = re.compile("热线|举报|监督|咨询|投诉|服务|值班|办公|受理|公开|公布|总机|传真|求助|报警|预约")
_CODE = re.compile(r"(?:第|[〔［\[]|号：|编号|编码|文号|案号|索引号|代码|账号|帐号|卡号|证号)[：: ]?$")
_NEAR = re.compile("电话|手机|联系|致电|拨打|号码|微信|短信|Tel|TEL")
_COUNTED = re.compile("[元万亿号件人次个户条份家吨米亩升度公平立]")
_REACH = 16


@check("PII-02", "电话号码未遮盖", Severity.BLOCKING, "《个人信息保护法》（待核对）", lists=("hotlines",))
def unmasked_phone_number(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Mobile numbers, and landlines that are not said to be public; only the first three digits are quoted."""
    yield from together(
        _each(document, context, rule), "全文有{}处写出了完整的电话号码，公开前请逐一核对，个人的请删去或遮盖。"
    )


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    runs = document.once(long_numbers)
    if not runs:
        return
    text, body, known = document.text, document.body_span(), context.rules.once(_hotlines)
    for run in runs:
        if not body.covers(run.span):
            continue
        for number, at, mobile in _numbers(text, run):
            plain = number.replace(" ", "").replace("-", "")
            start = run.span.start + at
            if plain in known or _COUNTED.match(text, start + len(number)) or _CODE.search(text, start - 6, start):
                continue
            if " " in number and not _NEAR.search(text, max(0, start - 2 * _REACH), start):
                continue
            public = _PUBLIC.search(text, max(0, start - _REACH), start)
            if public and not mobile:
                continue
            hidden = masked(plain, 3, 4)
            if mobile and not public:
                said, weight = f"这里写出了完整的手机号码（{hidden}），公开前请删去或遮盖。", None
            else:
                said = f"这里写出了完整的电话号码（{hidden}），请核对是否为对外公布的电话；不是的，请删去或遮盖。"
                weight = Severity.WARNING
            yield rule.finding(
                document,
                Span(start, start + 3),
                said,
                fix=Fix(Span(start, start + len(number)), hidden, "遮盖电话号码") if mobile and not public else None,
                severity=weight,
            )


def _hotlines(rules: RuleSet) -> frozenset[str]:
    return frozenset("".join(char for char in row["number"] if char.isdigit()) for row in rules.rows("hotlines"))


def _numbers(text: str, run: LongNumber) -> Iterator[tuple[str, int, bool]]:
    """The telephone numbers in a run of digits: as printed, where in the run, and whether a mobile one."""
    found = list(_MOBILE.finditer(run.digits))
    if found:
        yield from ((match["number"], match.start("number"), True) for match in found)
        return
    start = run.span.start
    called = bool(_CALL.search(text, max(0, start - 12), start) or _AREA.search(text, max(0, start - 6), start))
    match = _LANDLINE.match(run.digits) or _SHORT.match(run.digits)
    if match and (called or match.groupdict().get("parted") == "-"):
        yield match["number"], 0, False
