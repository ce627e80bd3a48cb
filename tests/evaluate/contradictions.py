"""Contradictions put into texts that hold none: how many are found, by kind, and how many alarms are false.

``data/tied.tsv`` holds sentences whose numbers agree, each number marked with what it is. A number is changed in the way
of a slip (by one, two digits changed over, the last decimal, a part above its total, a wrong change, a second value),
the sentence stands in a sound report, and every TIE finding that touches the changed number is right, every other one
false. What still agrees after the change is left out. The demonstration's ticks are put out of joint the same way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from reportsrc import Context, Document, Finding, Span, load_standard, read_bytes, relations, run_checks
from tests.bench.measuring import table
from tests.evaluate.false_alarms import clean, layouts

_ROOT = Path(__file__).resolve().parents[2]
_TIED = Path(__file__).parent / "data" / "tied.tsv"
_DEMO = _ROOT / "tracker" / "demo"
_MARK = re.compile(r"\{([a-z]):([\d.]+)\}")
FRAME = """临江县2023年度法治政府建设情况的报告

2023年，临江县坚持依法行政。现将有关情况报告如下：

一、2023年推进法治政府建设的主要举措和成效
一是抓好落实。{sentences}
二是强化保障。{again}

二、2023年推进法治政府建设存在的不足和原因
基层执法力量薄弱，由于编制下沉不到位。

三、2023年党政主要负责人履行推进法治建设第一责任人职责有关情况
县政府主要负责人带头讲授法治课，督办重点事项。

四、2024年推进法治政府建设的主要安排
加强基层执法队伍建设。
"""


@dataclass
class Score:
    """Slips put in and found, and findings that touch nothing changed; ``odd`` says which."""

    put: int = 0
    found: int = 0
    false: int = 0
    odd: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Number:
    """A marked number of a sentence: what it is, as printed, and where it stands."""

    role: str
    printed: str
    span: Span

    @property
    def value(self) -> Decimal:
        """The number."""
        return Decimal(self.printed)


def tied() -> list[tuple[str, str]]:
    """``(kind, marked sentence)`` of the sentences."""
    rows = (line.split("\t") for line in _TIED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [(kind, sentence) for kind, sentence in rows]


def unmarked(sentence: str) -> tuple[str, list[Number]]:
    """The sentence without marks, and its numbers."""
    text, numbers, last = "", [], 0
    for match in _MARK.finditer(sentence):
        text += sentence[last : match.start()]
        numbers.append(Number(match[1], match[2], Span(len(text), len(text) + len(match[2]))))
        text, last = text + match[2], match.end()
    return text + sentence[last:], numbers


def slips(printed: str) -> Iterator[tuple[str, str]]:
    """``(kind, other number)``: by one in the last place, and each two neighbouring digits changed over."""
    step = Decimal(1).scaleb(-len(printed.partition(".")[2]))
    kind = "last decimal" if "." in printed else "off by one"
    for other in (Decimal(printed) + step, Decimal(printed) - step):
        if other > 0:
            yield kind, str(other)
    for at in range(len(printed) - 1):
        one, two = printed[at : at + 2]
        if one != two and (at or two != "0") and one + two in {f"{one}{two}"} and "." not in (one, two):
            yield "digits changed over", f"{printed[:at]}{two}{one}{printed[at + 2 :]}"


def holds(kind: str, numbers: list[Number]) -> bool:
    """True if the marked numbers agree, worked out anew and apart from the product."""
    by_role: dict[str, list[Number]] = {}
    for one in numbers:
        by_role.setdefault(one.role, []).append(one)
    if kind == "sum":
        return sum(one.value for one in by_role["p"]) == by_role["t"][0].value
    if kind == "ratio":
        part, base, rate = (by_role[role][0] for role in "abr")
        return abs(part.value * 100 / base.value - rate.value) <= _half(rate.printed)
    if kind == "change":
        old, new, change = (by_role[role][0] for role in "onc")
        gaps = abs(new.value - old.value), abs(new.value - old.value) * 100 / old.value
        spare = _half(change.printed) + (2 * _half(old.printed) if "." in old.printed else 0)
        return any(abs(gap - change.value) <= spare for gap in gaps)
    return by_role["p"][0].value <= by_role["t"][0].value


def _half(printed: str) -> Decimal:
    return Decimal(1).scaleb(-len(printed.partition(".")[2])) / 2


def changed(kind: str, sentence: str) -> Iterator[tuple[str, str, str, list[tuple[int, Span]]]]:
    """``(kind of slip, sentences, again, touched)``: touched places as (0 first sentence, 1 second; span)."""
    text, numbers = unmarked(sentence)
    if kind == "twice":
        (one,) = numbers
        for slip, other in slips(one.printed):
            again = text[: one.span.start] + other + text[one.span.end :]
            yield f"told twice, {slip}", text, again, [(0, one.span), (1, one.span)]
        return
    if kind == "above":
        part, total = (next(one for one in numbers if one.role == role) for role in "pt")
        for extra in (1, 7):
            other = str(total.value + extra)
            yield "part above total", text[: part.span.start] + other + text[part.span.end :], "", [(0, part.span)]
        return
    for place, one in enumerate(numbers):
        for slip, other in slips(one.printed):
            made = [*numbers[:place], Number(one.role, other, one.span), *numbers[place + 1 :]]
            if holds(kind, made):
                continue
            name = "wrong change" if kind == "change" else f"{kind}, {slip}"
            touched = [(0, each.span) for each in numbers]
            yield name, text[: one.span.start] + other + text[one.span.end :], "", touched


def ties(text: str) -> tuple[Document, list[Finding]]:
    """The text as read and its TIE findings."""
    context = Context(standard=load_standard())
    document = read_bytes(text.encode(), context.standard)
    found = run_checks(document, context, select=["TIE", "NUM-13"], ignore=["TIE-08", "TIE-09"])
    return document, list(found)


def measure() -> tuple[dict[str, Score], Score]:
    """Scores by kind of slip, and of the texts left as they are."""
    scores: dict[str, Score] = {}
    plain = Score()
    for kind, sentence in tied():
        text, _ = unmarked(sentence)
        _judge(plain, "", FRAME.format(sentences=text, again="工作有序推进。"), [])
        for name, first, again, touched in changed(kind, sentence) if kind != "plain" else ():
            whole = FRAME.format(sentences=first, again=again or "工作有序推进。")
            starts = (whole.index(first), whole.rindex(again) if again else 0)
            spans = [Span(starts[which] + span.start, starts[which] + span.end + 1) for which, span in touched]
            _judge(scores.setdefault(name, Score()), name, whole, spans)
    for name, text in [*clean().items(), *layouts().items(), *demonstration().items()]:
        _judge(plain, name, text, planted(name, text))
    for text in demonstration().values():
        _shake(text, scores.setdefault("demonstration, a tick out of joint", Score()))
    return scores, plain


def _judge(score: Score, name: str, text: str, touched: list[Span]) -> None:
    _, found = ties(text)
    score.put += bool(name and touched)
    right = [one for one in found if any(_touches(one, span) for span in touched)]
    false = [one for one in found if one not in right]
    score.found += bool(name and right)
    score.false += len(false)
    if name and touched and not right:
        score.odd.append(f"  missed ({name}): {_around(text, touched[0])}")
    score.odd += [
        f"  false ({name or 'as it is'}) {one.code}: {_around(text, one.span)} {one.message}" for one in false
    ]


def _touches(one: Finding, span: Span) -> bool:
    return one.span.overlaps(span) or any(place.span.overlaps(span) for place in one.related)


def _around(text: str, span: Span) -> str:
    return text[max(0, span.start - 24) : span.end + 36].replace("\n", "/")


def demonstration() -> dict[str, str]:
    """The demonstration's reports by path."""
    folder = _DEMO / "reports"
    return {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8") for one in sorted(folder.rglob("*.txt"))
    }


def planted(name: str, text: str) -> list[Span]:
    """Where contradictions were planted in a report of the demonstration."""
    faults = tomllib.loads((_DEMO / "faults.toml").read_text(encoding="utf-8"))["fault"]
    quotes = [one["quote"] for one in faults if one["file"] == name and one["code"].startswith("TIE")]
    return [Span(match.start(), match.end()) for quote in quotes for match in re.finditer(re.escape(quote), text)]


def _shake(text: str, score: Score) -> None:
    """Put each tick of a report out of joint by changing over two digits or the last one of its printed number."""
    document, before = ties(text)
    for tick in relations(document):
        if not tick.ties:
            continue
        number = re.match(r"[\d.]+", tick.rate.text)
        others = [other for _, other in slips(number[0])] if number else []
        if number is None or not others:
            continue
        span = tick.rate.span
        _, after = ties(text[: span.start] + others[-1] + text[span.start + len(number[0]) :])
        score.put += 1
        near = Span(span.start, span.start + len(others[-1]) + 1)
        score.found += any(_touches(one, near) for one in after)
        score.false += max(0, len(after) - len(before) - 1)


def run() -> Iterator[str]:
    """Recall by kind of slip, precision over everything, and each miss and false alarm."""
    scores, plain = measure()
    rows = [
        (name, str(one.put), str(one.found), f"{one.found / max(1, one.put):.3f}", str(one.false))
        for name, one in sorted(scores.items())
    ]
    put, found = (sum(getattr(one, key) for one in scores.values()) for key in ("put", "found"))
    false = plain.false + sum(one.false for one in scores.values())
    rows.append(("all", str(put), str(found), f"{found / max(1, put):.3f}", str(false)))
    rows.append(("texts as they are", "", "", "", str(plain.false)))
    yield from table("Contradictions put in", ("", "put in", "found", "recall", "false alarms"), rows)
    yield f"precision {found / max(1, found + false):.3f}"
    for one in (*scores.values(), plain):
        yield from one.odd
