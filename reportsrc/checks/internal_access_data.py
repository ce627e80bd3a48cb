"""内网地址或账号密码。

What it does
查找内网IP地址（192.168、172.16至172.31开头的，以及前后文写明是地址的10开头的），写明了值的密码、口令，
和同时写明登录值的系统账号。版本号、章节号、不成四段的数字、公众号和官方账号、银行账号、没有写出值的“账号密码”都不报。
不查公网地址、端口清单和网络拓扑。

Why
内网地址和口令是攻击者最想要的线索，多半是从操作手册、系统截图里带进来的。

Example
登录执法监督系统（http://192.168.10.25），账号fzjj，密码Fz@2023。

Remedy
删去地址、账号和密码；已经公开过的密码应立即更换。

Basis
《网络安全法》关于网络运行安全的规定；政府网站信息发布保密审查的惯例（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span, fold

_PRIVATE = re.compile(
    r"(?<![0-9.])(?P<head>192\.168|172\.(?:1[6-9]|2[0-9]|3[01])|10\.[0-9]{1,3})(?P<tail>\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9]|\.[0-9])"
)
_FIRST = re.compile(r"1(?:92|72|0)(?=\.[0-9])")
_FIRST_WIDE = re.compile("１(?:９２|７２|０)(?=[.．][0-9０-９])")
_LABEL = re.compile("密码|口令|账(?=[号户])|帐(?=[号户])|户名|录名|陆名|pass(?=[wW])|Pass(?=[wW])|pwd|Pwd")
_CUT = ("户名", "录名", "陆名")
_PLACE = re.compile(
    r"(?:IP|ip|地址|网段|内网|专网|政务外网|登录|登陆|访问|服务器|主机|网关|https?://)[^。；;\r\n]{0,12}$"
)
_AFTER = re.compile(r":[0-9]{2,5}|/|(?:的|等)?(?:服务器|主机|网段|地址|端口|数据库|网关)")
_VERSION = re.compile(r"(?:版本|版|[Vv]|[Vv]er\.?|第)[：: ]?$")
_SECRET = re.compile(
    r"(?P<label>(?:密码|口令|[Pp]ass[Ww]ord|[Pp]asswd|[Pp]wd)[ ]?(?:统一|初始|默认)?(?P<said>为|是|:|=)?[ ]?[“\"']?)(?P<value>[A-Za-z0-9!@#$%^&*_.\-]{4,32})"
)
_ACCOUNT = re.compile(
    r"(?P<label>(?:账号|帐号|[账帐]户名?|户名|[录陆]名)[ ]?(?:统一|初始|默认)?(?:为|是|:|=)?[ ]?[“\"']?)(?P<value>[A-Za-z0-9_@.\-]{3,32})"
)
_SYSTEM = re.compile("后台|系统|平台|内网|管理员|登录|登陆|服务器|数据库")
_PUBLIC = re.compile(
    "公众|微信|微博|抖音|视频号|官方|头条|快手|银行|开户|收款|对公|专户|缴款|新媒体|政务号|矩阵|小程序"
)
_STRENGTH = re.compile("[0-9@#$%^&*!_]")
_BARE = re.compile("[0-9]{6,}|.*[@#$%^&*!]")


@check("SEC-04", "内网地址或账号密码", Severity.ERROR, "《网络安全法》（待核对）")
def internal_access_data(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Private network addresses and log-ins with their value; the quote is the label or the first half."""
    yield from together(_each(document, context, rule), "全文有{}处内网地址或账号密码，公开前请删去并更换密码。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    yield from _addresses(document, rule)
    text, body = document.text, document.body_span()
    for match in _LABEL.finditer(text, body.start, body.end):
        low = max(body.start, match.start() - 30)
        view = fold(text[low : min(body.end, match.end() + 60)])
        at = match.start() - low
        found = _SECRET.match(view, at)
        if found and (_STRENGTH.search if found["said"] else _BARE.match)(found["value"]):
            said = "这里写出了密码，请删去并更换该密码。"
        elif found := _ACCOUNT.match(view, at):
            near, follows = view[:at], view[found.end() : found.end() + 20]
            if _PUBLIC.search(near) or not (_SYSTEM.search(near) or "密码" in follows or "口令" in follows):
                continue
            said = "这里写出了登录账号，请删去。"
        else:
            continue
        start = match.start() - (match[0] in _CUT and text[match.start() - 1] in "用登")
        yield rule.finding(document, Span(start, low + found.end("label")), said)


def _addresses(document: Document, rule: Check) -> Iterator[Finding]:
    text = document.text
    heads = [*_FIRST.finditer(text), *_FIRST_WIDE.finditer(text)]
    for head in sorted(heads, key=lambda one: one.start()):
        low = max(0, head.start() - 30)
        view = fold(text[low : head.start() + 40])
        match = _PRIVATE.match(view, head.start() - low)
        if match is None or any(int(number) > 255 for number in match[0].split(".")):
            continue
        start, end = match.span()
        if _VERSION.search(view, max(0, start - 6), start) or view[end : end + 1] in ("版", "节", "条", "款"):
            continue
        if view.startswith("10", start) and not (_PLACE.search(view, 0, start) or _AFTER.match(view, end)):
            continue
        yield rule.finding(
            document,
            Span(head.start(), low + match.end("head")),
            f"这里写出了内网地址（{match['head']}.*.*），公开前请删去。",
        )
