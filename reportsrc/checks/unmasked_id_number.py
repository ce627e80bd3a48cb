"""居民身份证号码未遮盖。

What it does
查找写全了的18位居民身份证号码：行政区划代码、出生日期和末位校验码都对得上才报；前面写明“身份证号”而校验码
对不上的，以及写明“身份证号”的15位旧号码，也报。数字全角、半角都认，可以按6、8、4位分节，末位x不分大小写。统一社会信用代码、
索引号、订单号不报，已经遮盖的（33************12）不报。不查护照、港澳通行证等其他证件号码。

Why
身份证号码是敏感个人信息，随报告上网后无法收回，还会被机器抓取。

Example
为申请人（身份证号11010519491231002X）提供法律援助。

Remedy
公开前删去号码；确需保留的，只留前两位和后两位：11**************2X。

Basis
《个人信息保护法》第二十八条；GB 11643《公民身份号码》的校验码规则；政府网站检查指标对个人信息的要求（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity, together
from reportsrc.long_numbers import long_numbers, masked
from reportsrc.registry import Check, Context, check
from reportsrc.text import Span

_NUMBER = re.compile(r"(?<![0-9])(?:[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9X]|[1-9][0-9]{14})(?![0-9X])")
_LABEL = re.compile("身份证|身份号码")
_OTHER_CODE = re.compile("信用代码|机构代码|索引号|流水号|订单|编号|编码|代码|条码|凭证|文号|案号|备案")
_REACH = 14
_FACTORS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)


@check("PII-01", "身份证号码未遮盖", Severity.BLOCKING, "《个人信息保护法》第二十八条、GB 11643（待核对）")
def unmasked_id_number(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Identity numbers printed whole; only the region's six digits are quoted."""
    yield from together(_each(document, context, rule), "全文有{}处写出了完整的居民身份证号码，公开前请删去或遮盖。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text = document.text
    for run in document.once(long_numbers):
        for match in _NUMBER.finditer(run.digits):
            number, start = match[0].replace(" ", "").replace("-", ""), run.span.start + match.start()
            before = max(0, start - _REACH)
            if _OTHER_CODE.search(text, before, start) or not _plausible(number):
                continue
            if not (len(number) == 18 and _checks(number)) and not _LABEL.search(text, before, start):
                continue
            hidden = masked(number, 2, 2)
            yield rule.finding(
                document,
                Span(start, start + 6),
                f"这里写出了完整的居民身份证号码（{hidden}），公开前请删去或遮盖。",
                fix=Fix(Span(start, start + len(match[0])), hidden, "遮盖身份证号码"),
            )


def _plausible(number: str) -> bool:
    """True if the region exists and the date of birth can be one (15 digits: a year of the last century)."""
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    if int(number[:2]) not in _REGIONS or not "1900" <= born[:4] <= "2099":
        return False
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:8]))
    except ValueError:
        return False
    return True


def _checks(number: str) -> bool:
    """True if the last of 18 characters is the check character of the 17 before (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * factor for digit, factor in zip(number, _FACTORS, strict=False))
    return "10X98765432"[total % 11] == number[-1]
