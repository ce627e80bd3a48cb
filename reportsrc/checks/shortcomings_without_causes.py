"""只写不足，没有写原因。

What it does
在写不足的部分里查找说明原因的词语（由于、原因在于、根源等，取自标准中的相应要求）。标题里的“原因”和“导致”不算：
前者只是题目，后者说的是后果。整个部分一处都没有才提示。

Why
规定要求写“不足和原因”。只列现象，下一年的安排就无从对应。

Example
一是基层执法力量薄弱；二是部分单位合法性审查机制缺失。

Remedy
逐条补写原因：基层执法力量薄弱，主要是由于编制下沉不到位、人员流动快。

Basis
《法治政府建设与责任落实督察工作规定》第四章（以标准所载核对程度为准）。
"""

from __future__ import annotations

from collections.abc import Iterator

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.standard import EntryForm

_CAUSAL = ("由于", "因为", "原因", "源于", "缘于", "根源", "所致", "受限于", "受制于", "归因", "症结")


@check("STR-05", "不足没有写原因", Severity.INFO, "《法治政府建设与责任落实督察工作规定》第四章")
def shortcomings_without_causes(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """A part on shortcomings in whose body no word of cause stands."""
    standard = context.standard
    for wanted in standard.parts:
        part = document.part(wanted.key) if wanted.form is EntryForm.SHORTCOMING else None
        if part is None or not part.body_span.of(document.text).strip():
            continue
        requirement = standard.requirement(f"{wanted.key}.causes")
        words = requirement.words if requirement else _CAUSAL
        body = part.body_span.of(document.text)
        for mask in standard.masks:
            body = body.replace(mask, "□")
        if not any(all(piece in body for piece in word.split("+")) for word in words):
            yield rule.finding(
                document,
                part.heading_span,
                "这一部分列了不足，没有写产生的原因，请逐条补写。",
                basis=str(requirement.basis if requirement else wanted.basis),
            )
