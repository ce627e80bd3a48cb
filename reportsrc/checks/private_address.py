"""住址、车牌或个人邮箱。

What it does
查找写到门牌、单元、房号的住址（前面写明家住、住址、户籍，或者小区名后有几幢几单元几室），写全了的机动车号牌，
和邮箱地址。机关办公地址（行政中心、办公楼、局、所、大厅）、只写到路名或街道的地址、遮盖过的号牌不报；政府邮箱
（gov.cn）和写明举报、征求意见、工作用途的邮箱不报，其他邮箱只提示核对。不查没有写明是住处的路名和门牌号。

Why
住址、号牌和个人邮箱能直接指认到人，公开只宜写到乡镇、街道。

Example
申请人家住某某小区3幢2单元501室。

Remedy
住址只写到乡镇或街道；号牌遮盖后三位；个人邮箱删去。

Basis
《个人信息保护法》第四条、第二十五条；政府网站检查指标对个人信息的要求（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_D = "0-9０-９"
_DOOR = re.compile(
    rf"[{_D}一二三四五六七八九十]{{1,4}}(?:幢|栋|号楼|座|弄)[ ]?[{_D}]{{0,3}}(?:单元)?[ ]?[{_D}]{{3,4}}(?:室|房|号)|"
    rf"[{_D}一二三四五六七八九十]{{1,3}}单元[ ]?[{_D}]{{3,4}}[室房号]?|[{_D}]{{1,4}}号[{_D}]{{3,4}}室"
)
_HOME = re.compile("家住|住址|住所地|户籍|居住在|居住于|现住|住在|小区|花园|新村|公寓|家园|名苑|嘉苑|华庭|宿舍")
_ROOM = re.compile(rf"室(?<=[{_D}]室)|房(?<=[{_D}]房)|单元(?=[ ]?[{_D}])|号(?<=[{_D}]{{3}}号)")
_NUMBERED = re.compile(
    r"(?:住(?<=家住)|住址|住(?<=现住)|户籍地址?|户籍所在地)(?:在|为|是)?[：:]?"
    rf"(?P<area>[\u4e00-\u9fff{_D}]{{1,24}}?[路街巷弄道村组里坊区同庄])(?P<door>[{_D}]{{1,4}}(?:弄[{_D}]{{1,4}})?号)"
)
_OFFICE = re.compile(
    "行政中心|办公|政府|大厅|大楼|中心|法院|检察院|公安局|司法[局所]|派出所|委员会|注册|经营场所|营业|企业|公司"
)
_PLATE = re.compile(
    "[A-Z](?<=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])"
    "[·•. -]?(?=[A-Z]{0,5}[0-9])[A-Z0-9]{4,5}[A-Z0-9警学挂领港澳](?![A-Za-z0-9])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?P<name>[A-Za-z0-9._%+-]{1,64}+)@(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
_OFFICIAL = re.compile("举报|监督|投诉|征集|征求|意见|建议|工作邮箱|官方|公开|咨询|受理|单位邮箱|电子信箱|联系")
_REACH = 24
_FAR = 60


@check("PII-05", "住址、车牌或邮箱", Severity.ERROR, "《个人信息保护法》（待核对）")
def private_address(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Homes down to the door, number plates, private mail addresses; the quote leaves out what tells them apart."""
    yield from together(
        _each(document, context, rule), "全文有{}处住址、号牌或邮箱，公开前请逐一核对，个人的请删去或遮盖。"
    )


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    yield from _doors(document, rule, text, body)
    for match in _PLATE.finditer(text, body.start, body.end):
        head = Span(match.start() - 1, match.start() + 1)
        yield rule.finding(document, head, f"这里写出了完整的机动车号牌（{head.of(text)}****），公开前请删去或遮盖。")
    if "@" in text:
        for match in _MAIL.finditer(text, body.start, body.end):
            before = text[max(body.start, match.start() - _REACH) : match.start()]
            if "gov.cn" in match["host"].lower() or _OFFICIAL.search(before):
                continue
            yield rule.finding(
                document,
                Span(match.start("host") - 1, match.end("host")),
                "这里写有邮箱地址，请核对是否为个人邮箱；是的，请删去。",
                severity=Severity.WARNING,
            )


def _doors(document: Document, rule: Check, text: str, body: Span) -> Iterator[Finding]:
    """Homes: the quote is the word that says it is one, never the door."""
    said = "这里写出了具体到门牌的住址，请只写到乡镇或街道。"
    last = -_FAR
    for room in _ROOM.finditer(text, body.start, body.end):
        match = _DOOR.search(text, max(last + 1, body.start, room.start() - 14), min(body.end, room.end() + 8))
        if match is None:
            continue
        before = text[max(body.start, match.start() - _REACH) : match.start()]
        before = before[max(before.rfind(mark) for mark in "。；;\n") + 1 :]
        home = max((one.end() for one in _HOME.finditer(before)), default=-1)
        if home < 0 or _OFFICE.search(before):
            continue
        last = match.end()
        start = match.start() - (len(before) - home) - 2
        yield rule.finding(document, Span(start, start + 2), said)
    for match in _NUMBERED.finditer(text, body.start, body.end):
        if abs(last - match.start()) < _FAR or _OFFICE.search(match["area"]):
            continue
        start = match.start() - (text[match.start() - 1] in "家现")
        yield rule.finding(document, Span(start, match.start("area")), said)
