"""分项之和与总数不符。

What it does
把“其中”后面、括号里和“合计”前面的分项数相加，与总数比较；规范性文件清理数与继续有效、修改、废止、失效之和也作比较；
同一句里结转、新收、审结、未结四个数俱全的，看是否平衡。
写明是全部的（其余、分别、合计、合格与不合格之类）对不上为错误；没有写明的，只在像是笔误时提示：差一、
相邻两位数字颠倒、用顿号并列的分项之和超过总数。件数按整数精确比较，以万、亿计的数留出末位的余量。
总数写在前一句的（按类型分，甲类A件、乙类B件、其他C件）、写成“N件案件中，A件、B件”的，只在像是笔误时提示。
只举一部分的“其中”、互有重叠的分项、约数、含“等”的列举都不报。

Why
总数与分项是读者最容易自己加一遍的数。

Example
共审查15件，其中合同8件、协议6件。

Remedy
核对各项；分项不全的写明“其余”，分项有重叠的写明口径。

Basis
文内数据一致性核对，不依据外部规范；不判断哪一处有误。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.indicators import lists, sums
from reportsrc.registry import Check, Context, check


@check("TIE-02", "分项之和与总数不符", Severity.ERROR, "数据一致性核对")
def parts_mismatch(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Totals that the parts told beside them do not make."""
    for one in (*sums(document), *lists(document)):
        if one.ties:
            continue
        parts = "、".join(part.text for part in one.parts)
        if one.bases:
            message = (
                f"审结与未结{parts}，减去结转{one.bases[0].text}应为{one.computed}{one.rate.unit}，此处{one.rate.text}"
            )
        else:
            message = f"总数{one.rate.text}，而分项{parts}合计{one.computed}{one.rate.unit}"
        yield rule.finding(
            document,
            one.rate.span,
            f"{message}：请核对数字或写明口径。",
            related=sorted(part.span for part in (*one.parts, *one.bases)),
            severity=None if one.one_base else Severity.WARNING,
        )
