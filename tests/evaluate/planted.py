"""Whole reports whose numbers agree though they are hard to compare, and one contradiction put into each copy of them.

``data/consistent.txt`` holds the reports, ``data/planted.tsv`` what is put in: a contradiction is found if a finding
names both the changed place and the other one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportsrc import Context, Finding, Span, load_standard, read_bytes, run_checks
from tests.bench.measuring import table
from tests.evaluate.contradictions import Score

_DATA = Path(__file__).parent / "data"
_HEADS = (
    "一、2023年推进法治政府建设的主要举措和成效",
    "二、2023年推进法治政府建设存在的不足和原因",
    "三、2023年党政主要负责人履行推进法治建设第一责任人职责有关情况",
    "四、2024年推进法治政府建设的主要安排",
)
_OPENING = "临江县2023年度法治政府建设情况的报告\n\n2023年，临江县坚持依法行政。现将有关情况报告如下：\n"


def consistent() -> dict[str, str]:
    """The reports by name."""
    blocks = (_DATA / "consistent.txt").read_text(encoding="utf-8").split("\n## ")[1:]
    made = {}
    for block in blocks:
        name, _, body = block.partition("\n")
        parts = zip(_HEADS, body.strip().split("\n--\n"), strict=True)
        made[name] = _OPENING + "".join(f"\n{head}\n{part}\n" for head, part in parts)
    return made


def planted() -> list[list[str]]:
    """``[name, kind, old, new, other]`` of every contradiction."""
    lines = (_DATA / "planted.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def ties(text: str) -> list[Finding]:
    """What is said of the numbers of a report."""
    context = Context(standard=load_standard())
    document = read_bytes(text.encode(), context.standard)
    return list(run_checks(document, context, select=["TIE", "NUM"], ignore=["TIE-08", "TIE-09", "NUM-09"]))


def measure() -> Score:
    """All reports as they are, then with each contradiction."""
    score, texts = Score(), consistent()
    for name, text in texts.items():
        for one in ties(text):
            score.false += 1
            score.odd.append(f"  false ({name} as it is) {one.code} {one.quote}: {one.message}")
    for name, kind, old, new, other in planted():
        text = texts[name].replace(old, new)
        at = text.index(new)
        changed = Span(at, at + len(new))
        found = ties(text)
        touching = [one for one in found if any(span.overlaps(changed) for span in _places(one))]
        score.put += 1
        if any(
            other in text[span.start - len(other) : span.end + len(other)] for one in touching for span in _places(one)
        ):
            score.found += 1
        else:
            score.odd.append(f"  missed ({name}, {kind}): {old} made {new}, against {other}")
        for one in found:
            if one not in touching:
                score.false += 1
                score.odd.append(f"  false ({name}, {new}) {one.code} {one.quote}: {one.message}")
    return score


def _places(one: Finding) -> list[Span]:
    return [one.span, *(place.span for place in one.related)]


def run() -> Iterator[str]:
    """Recall and precision, then each miss and false alarm."""
    score = measure()
    recall, precision = score.found / max(1, score.put), score.found / max(1, score.found + score.false)
    row = (str(score.put), str(score.found), f"{recall:.3f}", str(score.false), f"{precision:.3f}")
    yield from table(
        "Contradictions in whole reports", ("put in", "found", "recall", "false alarms", "precision"), [row]
    )
    yield from score.odd
