"""“全国首创”一类说法没有依据。

What it does
查找“全国首创”“全省第一”“全市首个”“全县唯一”一类说法，同一句里没有写出谁评的、哪份文件、什么排名的，
全文合成一条提示。句中有“被……评为”“获评”“入选”“通报”“排名”、《》、文号、奖项的不报；“首个”“首次”单独出现、
“全省第一批”“全市第一季度”“第一责任人”不报。说法是否属实，规则无从判断。

Why
没有出处的“首创”“第一”容易被质疑，也常与兄弟地区的报告相互矛盾。

Example
在全国首创“执法体检”机制。

Remedy
写明依据（哪个部门、哪份文件或哪次评比），没有依据的改为平实的说法。

Basis
公文真实、准确的一般要求：《党政机关公文处理工作条例》（待核对条款）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_CLAIM = re.compile(
    "全[国省市区县州盟域](?:范围内|系统|乡镇)?(?:首创|独创|首个|首家|首例|首部|首支|首条|唯一|独一无二"
    "|率先(?:推出|推行|实现|建成|探索|开展|出台|实施|试点|启动)"
    "|第一(?![批轮次届期阶季方责议时副至二、任书]|线|人民))"
)
_EVIDENCE = re.compile(
    "[《〔]|评为|列为|列入|确定为|认定|命名|授予|获评|荣获|获得|获[\u4e00-\u9fff]{0,12}奖|入选|入围|评选|评比|评估|测评|考核|考评|排名|排位|位列"
    "|位居|名列|通报|表彰|批示|肯定|刊发|报道|推广|公布|印发|统计|数据|指数|得分|竞赛|大赛|比武|创新奖|最佳|国务院|司法部|最高人民"
)
_ENDS = re.compile("[。；;！!\r\n]")
_FAR = 200


@check("TXT-08", "“首创”“第一”没有依据", Severity.INFO, "《党政机关公文处理工作条例》（待核对）")
def unsupported_superlative(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Claims to be the first or only one without a word of who says so, all in one finding."""
    text, body = document.text, document.body_span()
    spans = []
    for match in _CLAIM.finditer(text, body.start, body.end):
        low, high = max(body.start, match.start() - _FAR), min(body.end, match.end() + _FAR)
        left = max((one.end() for one in _ENDS.finditer(text, low, match.start())), default=low)
        ends = _ENDS.search(text, match.end(), high)
        if not _EVIDENCE.search(text, left, ends.start() if ends else high):
            spans.append(Span(*match.span()))
    if not spans:
        return
    first = spans[0].of(text)
    more = f"等{len(spans)}处" if len(spans) > 1 else ""
    yield rule.finding(
        document,
        spans[0],
        f"“{first}”{more}没有写明依据，请核对并注明由谁评定，或者改为平实的说法。",
        related=spans[1:20],
        count=len(spans),
    )
