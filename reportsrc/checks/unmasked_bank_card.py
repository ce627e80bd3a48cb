"""银行卡号未遮盖。

What it does
查找写全了的银行卡号：13至19位数字（可以四位一节），校验位对得上（Luhn算法），并且前面写着卡号、账号、银行卡一类的字样。
两个条件缺一不报，所以校验位写错的卡号、没有写明用途的长数字不会报；统一社会信用代码、身份证号、编号不报。

Why
银行卡号是敏感个人信息，公开后会被用于冒领和诈骗。

Example
补偿款汇入其银行卡6222021234567890128。

Remedy
删去卡号；确需保留的，只留前四位和后四位。

Basis
《个人信息保护法》第二十八条（待核对）；校验算法见ISO/IEC 7812（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity, together
from reportsrc.long_numbers import long_numbers, masked
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_CARD = re.compile(r"(?<![0-9])(?:[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -][0-9]{1,4})?|[0-9]{13,19})(?![0-9X])")
_LABEL = re.compile("银行|卡号|账号|帐号|账户|帐户|开户|信用卡|储蓄|汇入|汇款|收款|打入")
_OTHER_CODE = re.compile("信用代码|机构代码|身份证|索引号|流水号|订单|编号|文号|案号|票据|发票|许可证|登记证")
_REACH = 20


@check("PII-03", "银行卡号未遮盖", Severity.ERROR, "《个人信息保护法》第二十八条（待核对）")
def unmasked_bank_card(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Card numbers whose check digit fits and which are said to be one; only the first four digits are quoted."""
    yield from together(_each(document, context, rule), "全文有{}处写出了完整的银行卡号，公开前请删去或遮盖。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text = document.text
    for run in document.once(long_numbers):
        for match in _CARD.finditer(run.digits):
            start = run.span.start + match.start()
            plain = match[0].replace(" ", "").replace("-", "")
            if not 13 <= len(plain) <= 19 or not _checks(plain):
                continue
            before = text[max(0, start - _REACH) : start]
            label = max((one.start() for one in _LABEL.finditer(before)), default=-1)
            other = max((one.start() for one in _OTHER_CODE.finditer(before)), default=-1)
            if label < 0 or other > label:
                continue
            hidden = masked(plain, 4, 4)
            yield rule.finding(
                document,
                Span(start, start + 4),
                f"这里写出了完整的银行卡号（{hidden}），公开前请删去或遮盖。",
                fix=Fix(Span(start, start + len(match[0])), hidden, "遮盖银行卡号"),
            )


def _checks(number: str) -> bool:
    """True if the Luhn sum of the digits is a multiple of ten and they are not all alike."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return len(set(number)) > 1 and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
