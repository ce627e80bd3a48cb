"""句子重复。

What it does
查找正文里一字不差出现两次以上、不少于20个汉字的句子（编号、空格和全角半角不计较），两处都指出；连着的几句一起重复，
只报一条；超过5处，合成一条。标题、小标题，“以……为指导”一类固定开头，除去“固定搭配”表里的词语就没有几个字的句子，以及不足20个汉字的短句不报。
改了字的重复句查不出来。

Why
多半是复制粘贴后忘了改写，不同工作写成同一句话，也会让人怀疑内容不实。

Example
（二）……把分析结果反馈给执法部门并督促整改到位。（四）……把分析结果反馈给执法部门并督促整改到位。

Remedy
保留一处，另一处按实际工作改写或删去。

Basis
报告内部核对，不引外部依据。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportsrc.document import Document, PassageKind, sentences_of
from reportsrc.finding import Finding, Severity
from reportsrc.registry import Check, Context, Option, check
from reportsrc.text import Span, Stretches, fold

_MARKER = re.compile(
    r"(?:[(（]?[一二三四五六七八九十0-9０-９]{1,3}[)）、.．]|[一二三四五六七八九十]{1,2}是|[①-⑳])[ 　]*"
)
_DIGIT = re.compile("[0-9]")
_LETTER = re.compile("[\u4e00-\u9fff]")
_FIXED = re.compile("(?:坚持|始终)?以习近平[^。]{0,40}(?:指导|指引|统领)|现将[^。]{0,60}如下")
_THOUGHT = re.compile("习近平[\u4e00-\u9fff]{0,30}?思想")
_FIXED_MOST = 60
_OWN_WORDS = 12
_MOST = 5
_TAIL = 6
_MARKS = "。;；!?！？"


@dataclass(slots=True)
class _Repeat:
    """Sentences ``first`` to ``last`` (places in the row) that stand elsewhere from ``earlier`` on."""

    span: Span
    earlier: Span
    last: int
    earlier_last: int


@check(
    "TXT-02",
    "句子重复",
    Severity.WARNING,
    "报告内部核对",
    lists=("fixed_terms",),
    options={"letters": Option(20, "至少多少个汉字的句子才比较", 12, 200)},
)
def repeated_sentence(document: Document, context: Context, rule: Check) -> Iterator[Finding]:
    """Sentences that stand word for word in two places."""
    found = list(
        _repeats(document, rule.option(context, "letters"), [row["term"] for row in context.rules.rows("fixed_terms")])
    )
    if len(found) > _MOST:
        yield rule.finding(
            document,
            found[0].span,
            f"有{len(found)}处句子与前文一字不差，请保留一处，其余改写或删去。",
            related=[found[0].earlier, *(one.span for one in found[1:20])],
            count=len(found),
        )
        return
    for one in found:
        yield rule.finding(
            document,
            one.span,
            "这里与前文的句子一字不差，请保留一处，另一处改写或删去。",
            related=[one.earlier],
        )


def _repeats(document: Document, letters: int, terms: list[str]) -> list[_Repeat]:
    text = document.text
    sentences = document.once(sentences_of).spans
    alike: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        if sentence.end - sentence.start >= letters:
            alike.setdefault(text[sentence.end - _TAIL : sentence.end].rstrip(_MARKS)[-4:], []).append(place)
    several = sorted(place for places in alike.values() if len(places) > 1 for place in places)
    if not several:
        return []
    headings = Stretches(one.span for one in document.passages if one.kind is PassageKind.HEADING)
    seen: dict[str, tuple[int, Span]] = {}
    found: list[_Repeat] = []
    for place in several:
        sentence = sentences[place]
        marker = _MARKER.match(text, sentence.start, sentence.end)
        span = Span(marker.end(), sentence.end) if marker else sentence
        key = "".join(fold(span.of(text)).split()).rstrip(_MARKS)
        if len(key) < letters or span.start in headings:
            continue
        earlier = seen.setdefault(key, (place, span))
        if earlier[0] == place or len(_LETTER.findall(key)) < letters or _fixed(key, terms):
            continue
        before = found[-1] if found else None
        if before and place == before.last + 1 and earlier[0] == before.earlier_last + 1:
            before.span = Span(before.span.start, span.end)
            before.earlier = Span(before.earlier.start, earlier[1].end)
            before.last, before.earlier_last = place, earlier[0]
        else:
            found.append(_Repeat(span, earlier[1], place, earlier[0]))
    return found


def _fixed(key: str, terms: list[str]) -> bool:
    """True if the sentence is one of the openings every report has, or little but terms everyone uses, no number."""
    if len(key) <= _FIXED_MOST and _FIXED.match(key):
        return True
    rest = _THOUGHT.sub("", key)
    for term in terms:
        rest = rest.replace(term, "")
    return len(rest) < len(key) and not _DIGIT.search(rest) and len(_LETTER.findall(rest)) < _OWN_WORDS
