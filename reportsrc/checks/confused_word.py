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

from reportsrc.document import Document, frame_span
from reportsrc.finding import Finding, Fix, Severity, together
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_FREQUENT = frozenset("法一规建推合大监议不事范发调部政行执理工作制度")


@dataclass(frozen=True, slots=True)
class _Confusion:
    """A wrong word, the right one, and where it is surely wrong (regular expressions around it, may be empty).

    ``at``: where in the wrong word the two characters stand by which it is looked for.
    """

    wrong: str
    right: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    fix: bool
    at: int


def _confusions(rules: RuleSet) -> tuple[re.Pattern[str], dict[str, tuple[_Confusion, ...]]]:
    """What finds the places where a wrong word may be, and the words by the two characters that stand there.

    The two are a pair of the wrong word that the right one does not have, so seldom met.
    """
    known: dict[str, tuple[_Confusion, ...]] = {}
    for row in sorted(rules.rows("confusions"), key=lambda row: -len(row["wrong"])):
        wrong, right = row["wrong"], row["right"]
        pairs = [i for i in range(len(wrong) - 1) if wrong[i : i + 2] not in right]
        at = min(pairs, key=lambda i: wrong[i] in _FREQUENT, default=0)
        made = _Confusion(
            wrong,
            right,
            re.compile(f"(?:{'|'.join(row['before'])})$") if row.get("before") else None,
            re.compile("|".join(row["after"])) if row.get("after") else None,
            bool(row.get("fix", False)),
            at,
        )
        pair = wrong[at : at + 2]
        known[pair] = (*known.get(pair, ()), made)
    first, second, single = (
        "".join(sorted({re.escape(pair[place]) for pair in known if len(pair) == length}))
        for length, place in ((2, 0), (2, 1), (1, 0))
    )
    branches = ([f"[{first}](?=[{second}])"] if first else []) + ([f"[{single}]"] if single else [])
    return re.compile("|".join(branches) or "(?!)"), known


@check("TXT-03", "易混词误用", Severity.WARNING, "《现代汉语词典》（待核对）", lists=("confusions",))
def confused_word(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Words of the confusion list where the context makes them wrong; one often met is told once."""
    found: dict[str, list[Finding]] = {}
    for one, span in _places(document, context.rules):
        said = f"“{one.wrong}”应为“{one.right.replace('／', '”或“')}”。"
        fix = Fix(span, one.right, f"改为“{one.right}”") if one.fix else None
        found.setdefault(said, []).append(rule.finding(document, span, said, fix=fix))
    for said, alike in found.items():
        yield from together(alike, f"全文有{{}}处{said}")


def _places(document: Document, rules: RuleSet) -> Iterator[tuple[_Confusion, Span]]:
    """The rows of the list that are wrong where they stand, and where, none overlapping another."""
    text, body = document.text, frame_span(document)
    pattern, known = rules.once(_confusions)
    last = body.start
    for match in pattern.finditer(text, body.start, body.end):
        place = match.start()
        for one in known.get(text[place : place + 2]) or known.get(text[place], ()):
            start, end = place - one.at, place - one.at + len(one.wrong)
            if start < last or end > body.end or not text.startswith(one.wrong, start):
                continue
            if one.before and not one.before.search(text, max(0, start - 8), start):
                continue
            if one.after and not one.after.match(text, end):
                continue
            yield one, Span(start, end)
            last = end
            break
