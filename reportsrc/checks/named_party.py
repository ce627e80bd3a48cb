"""案件里点名写出当事人。

What it does
查找写出个人全名的案件：“张三诉某局……案”“原告张三”“被告人李四犯……罪”“对王五作出行政处罚”一类写法。
姓名要以常见姓氏开头、共两三个字、后面紧接着能说明是人的字样才报，隐去名字的（张某、李某某）不报；
单位名称、法官和律师的姓名不报。宁可漏报，不多报。

Why
报告说的是工作，不必写出当事人；点名会泄露隐私，也可能影响案件。

Example
张建国诉县自然资源局行政处罚案调解结案。

Remedy
改为“张某诉县自然资源局行政处罚案”，或者只写案由。

Basis
《个人信息保护法》第二十八条；参照裁判文书上网隐名处理的规定（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许吕张孔曹魏陶姜谢邹潘葛范彭鲁韦苗俞袁柳史唐薛雷贺汤罗毕郝邬卞伍余顾孟黄萧尹姚邵汪"
    "祁毛狄戴宋庞熊祝董杜阮贾郭梅林钟徐邱骆蔡田樊胡凌霍柯卢莫丁邓洪崔吉龚邢裴陆翁叶刘"
)
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_SUES = re.compile(r"诉(?=[^。；;\n]{3,40}?案)")
_SUING = re.compile(rf"(?:^|[^\u4e00-\u9fff])(?P<name>[{_SURNAMES}]{_GIVEN})(?:等[0-9]{{1,4}}人)?$")
_ROLES = (
    "原告",
    "原告人",
    "被告",
    "被告人",
    "上诉人",
    "申请人",
    "被执行人",
    "被处罚人",
    "嫌疑人",
    "相对人",
    "当事人",
    "罪犯",
    "违法行为人",
    "信访人",
    "受援人",
    "受害人",
    "被害人",
)
_PARTY = re.compile(
    rf"[人告犯](?P<name>[{_SURNAMES}]{_GIVEN}?)"
    r"(?=诉|犯[\u4e00-\u9fff]{2,14}罪|[（(](?:男|女)|因(?:不服|涉嫌|未|违|[\u4e00-\u9fff、]{2,14}罪)|不服|涉嫌|的委托代理人"
    r"|被(?:依法)?(?:判处|刑事拘留|行政拘留|逮捕|处以|处罚|罚款)|处以|与[\u4e00-\u9fff]{2,16}(?:纠纷|一案)|信访积案|的信访)"
)
_NOT_A_GIVEN = frozenset("某××xX法院局委市县区镇乡村省府厅所站公司人民诉案被原告")


@check("PII-06", "案件里点名写出当事人", Severity.WARNING, "《个人信息保护法》第二十八条（待核对）")
def named_party(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Parties of a case by their full name; only the surname is quoted."""
    yield from together(
        _each(document, context, rule), "全文有{}处写出了案件当事人的姓名，请核对；是个人的，请隐去名字。"
    )


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    found: dict[int, str] = {}
    for sues in _SUES.finditer(text, body.start, body.end):
        if match := _SUING.search(text, max(body.start, sues.start() - 12), sues.start()):
            found[match.start("name")] = match["name"]
    for match in _PARTY.finditer(text, body.start, body.end):
        if text.endswith(_ROLES, body.start, match.start("name")):
            found[match.start("name")] = match["name"]
    for start, name in sorted(found.items()):
        if _NOT_A_GIVEN.intersection(name[1:]):
            continue
        yield rule.finding(
            document,
            Span(start, start + 1),
            f"这里写出了案件当事人的姓名（{name[0]}*），请核对；是个人的，请改为“{name[0]}某”。",
        )
