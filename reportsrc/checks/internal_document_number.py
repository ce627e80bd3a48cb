"""引用了内部文件的文号。

What it does
查找代字里有“密”“内部”“内参”等字样的文号（如“×委密〔2023〕5号”），提示核对能否公开。字样见“内部文号”表，可以增补。
“国密”（国家密码管理）、“保密委”“保密局”的文号和一般党委文号（厅字、中发、国办发）不报。
不公开的文件大多看不出代字，这条规则只是提醒，代替不了保密审查。

Why
文号本身会暴露有这样一份文件，按规定不公开的文件连名称、文号也不宜引用。

Example
根据临委密〔2023〕5号要求落实。

Remedy
删去文号，改写为工作内容；确可公开的，忽略本提示。

Basis
《保守国家秘密法》；《党政机关公文处理工作条例》关于密级的规定（均待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_NUMBER = re.compile(r"[〔［\[【(（][ ]?20[0-9]{2}[ ]?[〕］\]】)）](?:第)?[ ]?[0-9]{1,4}[ ]?号")
_OPEN_SERIES = re.compile("国密|保密[局委办]|密码|商密|内部审计")


@check("SEC-02", "引用内部文号", Severity.WARNING, "《保守国家秘密法》（待核对）", lists=("internal_series",))
def internal_document_number(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Document numbers whose series is not for publication."""
    yield from together(_each(document, context, rule), "全文有{}处引用了内部文件的文号，请核对能否公开引用。")


def _each(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    text, body = document.text, document.body_span()
    signs, ending = context.rules.once(_signs)
    if not any(sign in text for sign in signs):
        return
    for match in _NUMBER.finditer(text, body.start, body.end):
        low = max(body.start, match.start() - 16)
        code = ending.search(text, low, match.start())
        if code is None or _OPEN_SERIES.search(text, low, match.start()):
            continue
        yield rule.finding(
            document,
            Span(code.start(), match.start() + 1),
            f"这里引用的文号带有“{code['sign']}”字，请核对该文件能否公开引用。",
        )


def _signs(rules: RuleSet) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The signs of the list, and what finds one at the end of a series' code."""
    signs = tuple(sorted((row["sign"] for row in rules.rows("internal_series")), key=lambda sign: (-len(sign), sign)))
    return signs, re.compile(f"(?P<sign>{'|'.join(map(re.escape, signs))})[字发函电明传办]{{0,2}}$")
