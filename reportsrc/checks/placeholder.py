"""留有待填的空位。

What it does
查找“××件”“XX局”“20XX年”“待补充”“____”“（）次”“？？件”以及只留空格的“会议 次，”等没有填好的空位。隐去的人名（张××）、乘号（7×24小时）、
打码的号码（138****1234）不报。

Why
空位随稿公开就成了差错，而且说明这一处的数字没有人核对过。

Example
全年共办理行政复议案件××件。

Remedy
填上核对过的内容；确实没有的，整句删去。

Basis
公文校对要求。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_UNIT = "人次|件次|场次|家次|万元|亿元|件|个|项|名|人|年|月|日|份|条|起|家|场|期|次|宗|元|%|％"
_EMPTY = re.compile(
    r"20[×XxＸ]{2}(?=年)|20[0-9][×XxＸ](?=年)"
    r"|(?<![0-9A-Za-zＸ×*])[×XxＸ]{2,6}+(?![0-9A-Za-zＸ×*])"
    rf"|(?<=[\u4e00-\u9fff（(，,、])(?:[×XＸ]|\*{{1,6}}+)(?={_UNIT})"
    rf"|[（(【\[][ 　]{{0,6}}[）)】\]](?={_UNIT})|[？?]{{2,6}}+(?={_UNIT})"
    r"|(?<=[\u4e00-\u9fff])(?<![一二三四五六七八九十百千万两几多数每首再本此该各第半整]) {1,6}(?=(?:件|个|项|名|份|次|人次|场次)[，。、；])"
    r"|[（(【\[]?(?:(?<!有)(?<!亟)(?:待补充|待填写|待填报)|此处填写|此处补充|数据待核|请填写|请补充)[）)】\]]?|_{3,}+|＿{2,}+|[（(【\[](?:待定|空)[）)】\]]"
)
_HINT = re.compile(
    r"×|X|x|Ｘ|\*|_|＿|待[补填定]|此处|数据待|请[填补]|空[)）】\]]|[（(【\[][ 　]{0,6}[）)】\]]|[？?]{2}| (?=[件个项名份次人场])"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费薛雷贺倪汤罗毕郝"
    "安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒项祝董梁杜阮蓝季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包"
    "崔龚程邢裴陆荣翁段侯全班宁仇甘厉武符刘龙叶黎白蒲赖卓屠池乔闻党翟谭贡劳申冉桑桂牛边燕尚温庄柴瞿阎连习艾易廖终衡步耿满弘匡国文寇广欧"
)


@check("TXT-07", "留有空位", Severity.BLOCKING, "公文校对要求")
def placeholder(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Places still to be filled in; many of them in one finding."""
    yield from together(_each(document, rule), "全文有{}处还没有填好，请逐一补上核对过的内容。")


def _each(document: Document, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    start = min(document.title_span.start if document.title_span else body.start, body.start)
    if not _HINT.search(text, start, body.end):
        return
    for match in _EMPTY.finditer(text, start, body.end):
        if _name(text, match) or _spelled_out(text, match):
            continue
        span = Span(*match.span())
        if match[0].isspace():  # a gap is shown with the words about it
            span = Span(max(start, span.start - 2), span.end + 1)
        yield rule.finding(document, span, f"“{span.of(text)}”还没有填好，请补上核对过的内容。")


def _name(text: str, match: re.Match[str]) -> bool:
    """张××, 李某×: a person's name kept back."""
    if match[0][0] not in "×XxＸ*" or len(match[0]) > 2 or match.start() == 0:
        return False
    return text[match.start() - 1] in _SURNAMES and re.match(_UNIT, text[match.end() : match.end() + 2]) is None


def _spelled_out(text: str, match: re.Match[str]) -> bool:
    """请填写 as an ordinary verb: 请填写申请表 is an instruction quoted, not a gap."""
    return match[0] in ("请填写", "请补充") and "\u4e00" <= text[match.end() : match.end() + 1] <= "\u9fff"
