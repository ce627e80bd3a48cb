"""``compare``: what of last year's report stands in this year's, and what answers what."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reportsrc.commands.files import FINE, complain, print_json
from reportsrc.comparison import Answer, Comparison, SentenceChange
from reportsrc.comparison import compare as compare_documents
from reportsrc.finding import Place
from reportsrc.json_shape import comparison_shape
from reportsrc.readers import read_file
from reportsrc.readers.content import ReadError
from reportsrc.standard import Standard
from reportsrc.text import Lines

CHANGES = {
    SentenceChange.SAME: "照抄",
    SentenceChange.REVISED: "改写",
    SentenceChange.NEW: "新写",
    SentenceChange.DROPPED: "删去",
}
LONGEST = 48


def compare(options: argparse.Namespace, standard: Standard) -> int:
    """Print how the sentences of two reports correspond; last year's plan and this year's shortcomings beside it."""
    documents = []
    for name in (options.old, options.new):
        try:
            documents.append(read_file(name, standard))
        except ReadError as error:
            return complain(name, error)
    old, new = documents
    found = compare_documents(old, new)
    if options.json:
        print_json(comparison_shape(found, old.text, new.text))
        return FINE
    _print_sentences(found, Lines(old.text), Lines(new.text))
    _print_answers("上年安排在本年举措中的落实", found.promises, Lines(old.text), Lines(new.text))
    _print_answers("本年不足在下一年安排中的回应", found.remedies, Lines(new.text), Lines(new.text))
    return FINE


def _print_sentences(found: Comparison, old: Lines, new: Lines) -> None:
    for pair in found.pairs:
        marks = [CHANGES[pair.change]]
        if pair.change is SentenceChange.REVISED:
            marks.append("只改数字" if pair.figures_only else f"相似{pair.score:.2f}")
        if pair.moved:
            marks.append("移动")
        places = []
        if pair.old:
            places.append(f"上年第{_line(pair.old, old)}行")
        if pair.new:
            places.append(f"本年第{_line(pair.new, new)}行")
        print(f"[{' '.join(marks)}] {'→'.join(places)}：{_short((pair.new or pair.old).quote)}")  # type: ignore[union-attr]
        if pair.change is SentenceChange.REVISED and pair.old:
            print(f"    上年：{_short(pair.old.quote)}")
    counts = "，".join(f"{name} {found.count(change)}" for change, name in CHANGES.items())
    moved = sum(1 for pair in found.pairs if pair.moved)
    print(f"共 {len(found.pairs)} 句：{counts}；其中移动 {moved}")


def _print_answers(title: str, answers: Sequence[Answer], asked: Lines, lines: Lines) -> None:
    if not answers:
        return
    done = sum(1 for one in answers if one.by)
    print(f"\n{title}（{len(answers)}项，找到{done}项）")
    for one in answers:
        print(f"  第{_line(one.item, asked)}行 {_short(one.item.quote)}")
        if one.by:
            sure = "" if one.sure else "可能是"
            print(f"    → {sure}第{_line(one.by, lines)}行（{one.score:.2f}）{_short(one.by.quote)}")
        else:
            print("    → 没有找到")


def _line(place: Place, lines: Lines) -> int:
    return lines.at(place.span.start)[0]


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
