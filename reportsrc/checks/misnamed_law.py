"""法律法规、重要文件的名称写得不准。

What it does
报告里的《…》不在“法律法规目录”中，却与目录里某件只差一字、颠倒两字或缺一两个字的，报一条；
把行政法规写成“规定”“办法”、又明说是“法规”的（如《重大行政决策程序规定》等法规），写成“法”的，把“中华人民共和国”的法律写成“条例”的，也报一条。

Why
名称错一字就成了另一件文件：督察写成督查、法治写成法制、漏掉“程序”“推进”，都是公开稿里常被指出的差错。

Example
严格落实《重大行政决策程序规定》等法规关于程序的要求。

Remedy
照提示核对正式名称；确有此件（多为地方规定）的，写明制定机关，或把它加入“法律法规目录”。
不报：带地名的名称，前面写明由本地制定、印发的，末尾带“实施办法”“实施细则”“实施意见”的，缺“的”字或顿号的。
不查：与目录里的名称差得更远的写法，简称；不以“法”结尾又没有写“中华人民共和国”的，不足八个字的名称。

Basis
《党政机关公文处理工作条例》关于引用公文的要求（待核对）；名称以正式文本为准。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from reportsrc.document import Document
from reportsrc.finding import Finding, Severity
from reportsrc.law_titles import STATE, Cited, bare, catalogue, cited_titles
from reportsrc.registry import Check, Context, check
from reportsrc.ruleset import RuleSet
from reportsrc.text import Span

_SHORTEST, _SHORTEST_LAW, _LONG, _ASKED = 8, 4, 11, 5000
_OWN = re.compile("征求意见|草案|送审|实施(?:办法|细则|意见|方案)|工作方案|〈|“|[0-9]{4}年度")
_TYPE = re.compile(r"(?:暂行|若干|实施)?(?:规定|办法|细则|条例|法)$")
_DECREE = re.compile(r"(?:暂行)?条例$")
_LAST = re.compile(r"(?:法典|法|条例|规定|办法|细则|纲要|规划|意见|通知|制度|体系|计划|章程|决定)$")
_CALLED_LAW = re.compile(r"[^。；;，,]{0,24}等(?:法律|行政)?法规")
_NATIONAL = re.compile("中央|国务院|国家|中办|国办|全国人大|司法部|行政法规")
_HERE = re.compile(
    "(?:[省市县区州旗镇乡局委厅办]|街道|本级|政府)(?:的|关于|新)?$|"
    "(?:制定|印发|出台|修订|修改|起草|草拟|发布|颁布|形成|编制|制发)[^，。；,;]{0,6}$"
)
_NO_MATTER = frozenset("的、，·之")
_KINDS = frozenset(("暂行", "实施", "若干"))
_AROUND = frozenset("新原旧我本")
_PLACES = frozenset("省市县区乡镇村州")


@dataclass(frozen=True, slots=True)
class _Names:
    """The catalogue's titles without brackets: all of them, by their ends and length, decrees by subject, and what
    titles asked about before were near to."""

    known: frozenset[str]
    by_end: dict[tuple[str, int], tuple[str, ...]]
    decrees: dict[str, str]
    asked: dict[str, str] = field(default_factory=dict)

    def near(self, key: str) -> str:
        """The title of the catalogue that ``key`` is all but one character of, or empty."""
        if key not in self.asked:
            if len(self.asked) >= _ASKED:
                self.asked.clear()
            pieces = ((piece, size) for size in range(len(key) - 1, len(key) + 3) for piece in _ends(key, size))
            self.asked[key] = next((name for at in pieces for name in self.by_end.get(at, ()) if _near(key, name)), "")
        return self.asked[key]


def _names(rules: RuleSet) -> _Names:
    titles = rules.once(catalogue)
    plain = {bare(key): key for key in titles}
    by_end: dict[tuple[str, int], list[str]] = {}
    for name in plain:
        for end in _ends(name, len(name)):
            by_end.setdefault((end, len(name)), []).append(name)
    decrees = {
        _DECREE.sub("", key): key for key, law in titles.items() if law.kind == "行政法规" and _DECREE.search(key)
    }
    return _Names(frozenset(chain(plain, titles)), {key: tuple(names) for key, names in by_end.items()}, decrees)


def _ends(name: str, length: int) -> tuple[str, str]:
    """How a title of this length begins and ends: one of both stands where a character is wrong."""
    size = 4 if length >= _SHORTEST else 2
    return name[:size], name[-size:]


@check("TRM-02", "法规文件名称不准", Severity.WARNING, "《党政机关公文处理工作条例》（待核对）", lists=("laws",))
def misnamed_law(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Titles that are not in the catalogue but all but one that is; one finding a title."""
    names = context.rules.once(_names)
    found: dict[str, list[Span]] = {}
    meant: dict[str, str] = {}
    for cited in document.once(cited_titles):
        if cited.key in meant:
            found[cited.key].append(cited.span)
        elif right := _meant(document, cited, names):
            meant[cited.key], found[cited.key] = right, [cited.span]
    for key, spans in found.items():
        yield rule.finding(
            document,
            spans[0],
            f"《{key}》不在法规目录中，与《{meant[key]}》相近，请核对名称；如是本地规定，请写明制定机关。",
            related=spans[1:20],
            count=len(spans),
        )


def _meant(document: Document, cited: Cited, names: _Names) -> str:
    """The catalogue's title that was meant, or empty."""
    key, text, start, end = bare(cited.key), document.text, cited.span.start, cited.span.end
    if key in names.known or cited.key in names.known or _OWN.search(cited.key):
        return ""
    law = key.endswith("法") and not key.endswith("办法")
    of_state = law or text.startswith(STATE, start + 1)
    if len(key) < (_SHORTEST_LAW if of_state else _SHORTEST):
        return ""
    near = names.near(key)
    if not near and of_state and key.endswith("条例") and not key.endswith(("暂行条例", "实施条例")):
        near = key.removesuffix("条例") + "法"
        near = near if near in names.known else ""
    if not near and (typed := _TYPE.search(key)) and (decree := names.decrees.get(key[: typed.start()])):
        called = _CALLED_LAW.match(text, end) or _NATIONAL.search(text, max(0, start - 12), start)
        near = decree if of_state or (called and typed[0] != "条例") else ""
    if of_state:
        return near
    if near and _HERE.search(text, max(0, start - 14), start) and not _NATIONAL.search(text, max(0, start - 30), start):
        return ""
    return near


def _near(written: str, name: str) -> bool:
    """True if ``written`` is ``name`` with one character wrong, too many or (up to two) missing, or two changed about,
    and is no other kind of document; characters that alter no name (的, marks) do not count."""
    short = min(len(written), len(name))
    front = 0
    while front < short and written[front] == name[front]:
        front += 1
    back = 0
    while back < short - front and written[-1 - back] == name[-1 - back]:
        back += 1
    mine, other = written[front : len(written) - back], name[front : len(name) - back]
    last, my_last = _LAST.search(name), _LAST.search(written)
    if last and my_last and my_last[0] != last[0]:
        return False
    if not mine:
        return (
            other not in _KINDS and not _NO_MATTER.issuperset(other) and len(other) <= (2 if len(name) >= _LONG else 1)
        )
    if not other:
        return len(mine) == 1 and mine not in _NO_MATTER and not (front == 0 and mine in _AROUND)
    if len(mine) == len(other) == 2:
        return mine == other[::-1]
    if len(mine) != 1 or len(other) != 1 or mine.isascii():
        return False
    return not any(mine in idle or other in idle for idle in (_NO_MATTER, _PLACES))
