"""Cases that came in, were carried over, were closed and are left: 上年结转A件，新收B件，审结C件，未审结D件."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportsrc.intervals import Relation, exact
from reportsrc.nearby import Surroundings

_BALANCE = re.compile(
    r"(?P<left>未[审办]?结|尚未|正在|在办|在审|[转结]入?下年|下年)|(?P<carried>结转|旧存)"
    r"|(?P<came>新收|受理|收到|接收)|(?P<closed>审结|办结|结案)"
)


def balances(book: Surroundings) -> Iterator[Relation]:
    """Every sentence that tells all four: what came in is what went out and what is left."""
    by_sentence: dict[int, dict[str, int]] = {}
    for at, figure in enumerate(book.figures):
        match = _BALANCE.search(book.labels[at]) if exact(figure) else None
        if match and match.lastgroup:
            told = by_sentence.setdefault(book.sentence(figure.span.start), {})
            told[match.lastgroup] = -1 if match.lastgroup in told else at
    for told in by_sentence.values():
        if len(told) < len(_BALANCE.groupindex) or min(told.values()) < 0:
            continue
        carried, came, closed, left = (book.figures[told[one]] for one in ("carried", "came", "closed", "left"))
        if len({one.unit for one in (carried, came, closed, left)}) == 1:
            gone = closed.value + left.value
            yield Relation(
                "合计", f"结转{carried.text}加新收", "", "", came, (closed, left), (carried,), gone - carried.value,
                carried.value + came.value == gone, True, False, "sum",
            )  # fmt: skip
