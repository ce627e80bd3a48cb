"""易混词误用。

What it does
按一份不长的对照表查找常见的错词，如“布署”“截止12月底”“不断凸出”。只在上下文能确定时报。

Why
这些词读音相近，拼写检查认不出，却是公开文稿里最常被指出的差错。

Example
引领作用不断凸出。

Remedy
按提示改为正确的词：引领作用不断凸显。

Basis
《现代汉语词典》《第一批异形词整理表》（待核对）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportsrc.document import Document
from reportsrc.finding import Finding, Fix, Severity
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span, any_of


@dataclass(frozen=True, slots=True)
class _Confusion:
    """A wrong word, the right one, and where it is surely wrong (regular expressions around it, may be empty)."""

    wrong: str
    right: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    fix: bool


def _confusions(rules: RuleSet) -> tuple[re.Pattern[str], dict[str, tuple[_Confusion, ...]]]:
    known: dict[str, tuple[_Confusion, ...]] = {}
    for row in rules.rows("confusions"):
        made = _Confusion(
            row["wrong"],
            row["right"],
            re.compile(f"(?:{'|'.join(row['before'])})$") if row.get("before") else None,
            re.compile("|".join(row["after"])) if row.get("after") else None,
            bool(row.get("fix", False)),
        )
        known[made.wrong] = (*known.get(made.wrong, ()), made)
    return re.compile(any_of(known) or "(?!)"), known


@check("TXT-03", "易混词误用", Severity.WARNING, "《现代汉语词典》（待核对）", lists=("confusions",))
def confused_word(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Words of the confusion list where the context makes them wrong."""
    text, body = document.text, document.body_span()
    pattern, known = context.rules.once(_confusions)
    for match in pattern.finditer(text, body.start, body.end):
        start, end = match.span()
        for one in known[match[0]]:
            if one.before and not one.before.search(text, max(0, start - 8), start):
                continue
            if one.after and not one.after.match(text, end):
                continue
            span = Span(start, end)
            yield rule.finding(
                document,
                span,
                f"“{one.wrong}”应为“{one.right.replace('／', '”或“')}”。",
                fix=Fix(span, one.right, f"改为“{one.right}”") if one.fix else None,
            )
            break
