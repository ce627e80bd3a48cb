"""点名写出未成年人。

What it does
查找写出姓名又写明年龄不满十八周岁的人：“学生张某某（13岁）”“15岁的李小明”这样的写法；没有年龄、
但写了“未成年人李小明被侵害”这类事由的也报。姓名要以常见姓氏开头，年龄或身份要紧挨着姓名才报；注明化名的、只写“13岁学生”的、只有统计数字的不报。
不查隔了很远才交代年龄的写法。

Why
披露未成年人的姓名，哪怕隐去一两个字，加上年龄、学校也容易认出来。

Example
对学生张某某（13岁）开展法治副校长结对帮教。

Remedy
删去姓名和年龄，写“一名未成年学生”；典型案例改用化名并注明。

Basis
《未成年人保护法》第四条、第一百零三条；《个人信息保护法》第二十八条（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_SURNAME = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严魏陶姜戚谢邹潘葛范彭郎鲁韦马苗俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷"
    "罗毕郝邬傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄戴宋庞熊项祝董梁杜阮蓝季麻贾娄江颜郭梅林钟徐邱骆蔡田樊胡凌霍万柯卢莫丁宣邓"
    "洪崔吉龚程邢裴陆翁曾叶刘龙]"
)
_ROLE = "(?:学生|未成年人|未成年学生|儿童|女童|男童|幼童|女孩|男孩|少年|小学生|中学生|初中生|高中生|留守儿童|困境儿童|涉罪未成年人)"
_NAME = rf"(?P<name>{_SURNAME}(?:某{{1,2}}|[\u4e00-\u9fff]{{1,2}}))"
_AGE = r"(?:年仅|现年|当时|时年)?(?:[0-9０-９]|1[0-7]|１[０-７])周?岁(?![以至到及多\-—~])"
_NAME_FIRST = re.compile(
    rf"{_NAME}(?:[（(](?:(?:男|女)[，,、]?)?|[，,](?:男|女)[，,])(?:初中生|小学生|学生)?[，,]?{_AGE}"
)
_AGE_FIRST = re.compile(
    rf"(?<![0-9０-９]){_AGE}的?(?:{_ROLE})?{_NAME}(?=[，,。（(、被因在遭]|同学|的(?:监护人|父|母)|开展|提供|进行|实施|申请|获得|接受|办理)"
)
_ROLE_FIRST = re.compile(
    r"(?:未成年人|未成年学生|未成年被害人|儿童|女童|男童|小学生|中学生|初中生|高中生)"
    rf"(?P<name>{_SURNAME}[\u4e00-\u9fff]{{2}})(?=[，,、。（(]|被|因|遭|申请|获得|接受|提供|受|的(?:监护|抚养|父|母))"
)
_SENSITIVE = re.compile("[被遭]|侵害|欺凌|监护|抚养|矫正|帮教|救助|犯罪|涉|援助|帮扶|失学|辍学|心理")
_NO_GIVEN = frozenset("某的了等和与及在因被是有无不余名人件次个组队团班级生保护教育关爱救助权益安全参加获")
_INVENTED = re.compile("化名|虚构")
_NO_NAME = frozenset(("孙女", "孙子", "孙儿", "孙辈"))


@check("PII-04", "点名写出未成年人", Severity.BLOCKING, "《未成年人保护法》第一百零三条（待核对）")
def named_minor(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Names beside an age below eighteen; only the surname is quoted."""
    yield from together(_each(document, context, rule), "全文有{}处写出了未成年人的姓名，公开前请删去。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    matches = [match for match in _ROLE_FIRST.finditer(text, body.start, body.end) if _told(text, match)]
    if "岁" in text:
        matches += (*_NAME_FIRST.finditer(text, body.start, body.end), *_AGE_FIRST.finditer(text, body.start, body.end))
    for match in sorted(matches, key=lambda one: one.start("name")):
        name, start = match["name"], match.start("name")
        if name in _NO_NAME or _INVENTED.search(text, match.start(), min(body.end, match.end() + 8)):
            continue
        yield rule.finding(
            document,
            Span(start, start + 1),
            f"这里写出了未成年人的姓名（{name[0]}*），公开前请删去。",
        )


def _told(text: str, match: re.Match[str]) -> bool:
    """True if a child is named in a matter that should not be laid open: not one who won a prize."""
    if not _NO_GIVEN.isdisjoint(match["name"][1:]):
        return False
    return _SENSITIVE.search(text, match.end(), match.end() + 16) is not None
