"""Which part of the standard a heading opens, by scored words; and what is unusual about a report's parts.

A heading has every role whose words, found in it, weigh enough together: two roles make a merged part. Where a part
is not to be found, its content is looked for inside the others before it is said to be missing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from reportsrc.document import Passage, PassageKind
from reportsrc.markers import marker_at
from reportsrc.standard import EntryForm, RequiredPart, Standard
from reportsrc.text import fold

THRESHOLD = 10
"""A heading has a role when the weights of the role's words found in it reach this."""

LONGEST_HEADING = 80
"""Code points of a heading that are weighed."""

_SIMPLER = str.maketrans(
    "舉開況問題責負導職進設實與體總結劃計點務標對領難報強學習貫徹優執權環節礎層續議黨會體點間績階項規範監審國當後線應將據擔準鄉鎮區縣",
    "举开况问题责负导职进设实与体总结划计点务标对领难报强学习贯彻优执权环节础层续议党会体点间绩阶项规范监审国当后线应将据担准乡镇区县",
)
"""Traditional characters of headings and their simplified forms, one for one: weighed words are simplified."""

_INNER = (PassageKind.HEADING, PassageKind.INTRO, PassageKind.ITEM, PassageKind.LEAD, PassageKind.CLOSING)
_SAID_INSIDE = {
    EntryForm.SHORTCOMING: re.compile(
        r"(?:还|仍|尚|依然|但)[^。;,]{0,10}(?:存在|有|面临)[^。;,]{0,14}(?:不足|问题|短板|差距|薄弱|困难)"
    ),
    EntryForm.DUTY: re.compile(
        "第一责任人|推进法治建设[^。;,]{0,6}职责|主要(?:负责人|负责同志|领导)[^。;]{0,24}(?:法治|述法|学法)"
    ),
    EntryForm.PLAN: re.compile(
        r"(?:^|[。\n\r])\s{0,8}(?:下一步|下一年|下步|下阶段|下一阶段|今后|接下来|(?:20\d\d年|明年|来年|新的一年),[^。;]{0,24}将)"
    ),
}
"""How the content of a part shows inside another, where no heading says so."""


_MOST_JOINS = 6
_JOIN = re.compile("以及|[及和与、暨,]")
_LEADER = (
    "(?:主要(?:负责(?:人|同志)|领导(?:干部|同志)?)|党政(?:正职|负责(?:人|同志))|“?一把手”?"
    "|书记[、和与及](?:[区县市镇乡州旗局厅]长|(?:办事处)?主任)|(?<!社)[区县市镇乡州旗局厅]长(?!效|期|远|三))"
)
_LEADERS_OWN = re.compile(
    rf"\^(?:(?!情况|成效|举措|措施|做法|落实|压实|[及和与]{_LEADER}).){{0,16}}{_LEADER}"
    r"[^,;]{0,30}(?:法治|依法|述法|履职|履行职责|责任)[^,;]{0,20}情况\$"
)
"""A heading whose subject is the leaders and which ends in 情况: what they did, whatever else the words weigh."""
_OWN_WORDS = re.compile("成效|举措|措施|工作|推进|开展")
_DONE = re.compile("成效|成绩|成果|情况|做法|亮点")
_AHEAD = re.compile(r"(?:20\d\d|[下今明来未新]|接下来|工作打算|打算|工作安排|工作计划)")


def heading_scores(heading: str, parts: Sequence[RequiredPart]) -> tuple[tuple[str, int], ...]:
    """(part key, score) of every part whose words a heading holds with at least the threshold, best first.

    Each word counts once, negative ones too; blanks do not count; what follows a colon is not the heading. A word of
    the standard that begins with ``^`` or ends in ``$`` counts at the heading's beginning or end only. Where 和 or 及
    joins the headings of two parts, each half is weighed by itself too.
    """
    words = "".join(fold(heading[: 2 * LONGEST_HEADING]).translate(_SIMPLER).split())
    marker = marker_at(words, 0)
    words = words[marker.span.end if marker else 0 :].split(":")[0].rstrip("。;,.")[:LONGEST_HEADING]
    found = _weighed(words, parts)
    if found:
        for join in itertools.islice(_JOIN.finditer(words, 2), _MOST_JOINS):
            before = _weighed(words[: join.start()], parts)
            after = _weighed(words[join.end() :], parts) if before else {}
            if after and (both := _joined(words, join, before, after, parts)):
                found = both
                break
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def _weighed(words: str, parts: Sequence[RequiredPart]) -> dict[str, int]:
    """Part key → weight of its words, where that reaches the threshold."""
    words = f"^{words}$"
    own = _LEADERS_OWN.match(words)
    found = {}
    for part in parts:
        score = sum(weight for word, weight in part.headings.items() if word in words)
        if own:
            score = max(score, THRESHOLD) if part.form is EntryForm.DUTY else min(score, 0)
        if score >= THRESHOLD:
            found[part.key] = score
    return found


def _joined(
    words: str, join: re.Match[str], before: dict[str, int], after: dict[str, int], parts: Sequence[RequiredPart]
) -> dict[str, int]:
    """The parts that the halves of a joined heading name; empty where the second only goes on with the first."""
    forms = {part.key: part.form for part in parts}
    first, then = {forms[key] for key in before}, {forms[key] for key in after}
    if before.keys() & after.keys() or EntryForm.PLAN in first:
        return {}
    if join.group() == "," and not then <= {EntryForm.SHORTCOMING, EntryForm.PLAN}:
        return {}
    if then == {EntryForm.MEASURE} and first == {EntryForm.SHORTCOMING}:
        planned = next((part.key for part in parts if part.form is EntryForm.PLAN), "")
        done = not planned or _DONE.search(words, join.end())
        return {} if done else {**before, planned: max(after.values())}
    if EntryForm.MEASURE in then and not (
        first == {EntryForm.DUTY}
        and words.endswith(("情况", "履职"), 0, join.start())
        and _OWN_WORDS.search(words, join.end())
    ):
        return {}
    if first == {EntryForm.MEASURE} and EntryForm.PLAN in then and not _AHEAD.match(words, join.end()):
        return {}
    return {**after, **before}


def roles_of(heading: str, parts: Sequence[RequiredPart]) -> tuple[str, ...]:
    """The roles a heading opens, in the standard's order; empty if none."""
    found = {key for key, _ in heading_scores(heading, parts)}
    return tuple(part.key for part in parts if part.key in found)


def states(text: str, passages: Sequence[Passage], standard: Standard) -> tuple[str, ...]:
    """What is unusual about the parts: ``topical``, ``merged:A+B``, ``inside:A>B``, ``missing:ROLE``, ``reordered``.

    A part is missing only where its content is nowhere: neither a part, nor merged, nor a section or item of another.
    Slogan headings (parts without a role) hold the content of the measures part where there is none.
    """
    heads = [p for p in passages if p.kind is PassageKind.HEADING and p.level == 1]
    optional = {part.key for part in standard.parts if not part.required}
    if any(head.role == "topical" for head in heads) and all(head.role in {"topical", *optional} for head in heads):
        return ("topical",)
    found = [f"merged:{'+'.join((head.role, *head.also))}" for head in heads if head.also]
    held = {role for head in heads for role in (head.role, *head.also)}
    absent = [part for part in standard.parts if part.required and part.key not in held]
    inside = _inside(text, passages, absent, standard)
    for part in absent:
        outer = inside.get(part.key)
        found.append(f"inside:{outer}>{part.key}" if outer else f"missing:{part.key}")
    order = [part.key for part in standard.parts if part.required]
    ranks = [order.index(head.role) for head in heads if head.role in order]
    if any(b < a for a, b in itertools.pairwise(ranks)):
        found.append("reordered")
    return tuple(found)


def _inside(
    text: str, passages: Sequence[Passage], absent: Sequence[RequiredPart], standard: Standard
) -> dict[str, str]:
    """Absent part → role of the part in which its content stands."""
    if not absent:
        return {}
    forms = {part.key: part.form for part in standard.parts}
    found: dict[str, str] = {}
    outer = ""
    for passage in passages:
        words = passage.span.of(text)
        if passage.kind is PassageKind.HEADING and passage.level == 1:
            outer = passage.role
            if outer == "topical":
                found.update((one.key, outer) for one in absent if one.form is EntryForm.MEASURE)
            continue
        if not outer or passage.kind not in _INNER:
            continue
        host = forms.get(outer, EntryForm.PLAIN)
        keys = _named(words, absent) if passage.kind is not PassageKind.INTRO else set()
        for part in absent:
            if part.form is EntryForm.DUTY and host in (EntryForm.SHORTCOMING, EntryForm.PLAN):
                continue  # what is lacking or intended is no account of what the leaders did
            if part.key not in found and (part.key in keys or _told(words, part.form)):
                found[part.key] = outer
    return found


def _named(words: str, absent: Sequence[RequiredPart]) -> set[str]:
    """The absent parts that the first sentence of a section or item names as a heading would."""
    first = words[:60].split("。")[0]
    return {key for key, _ in heading_scores(first, absent)} if len(first) < 60 else set()


def _told(words: str, form: EntryForm) -> bool:
    """True if a passage tells what belongs to a part of this form."""
    pattern = _SAID_INSIDE.get(form)
    return bool(pattern and pattern.search(fold(words)))
