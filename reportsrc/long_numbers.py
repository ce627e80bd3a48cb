"""Long numbers of a text: runs of seven digits and more, which may be somebody's and must then not be printed whole.

Telephone, card and identity numbers are printed with or without a space or hyphen between groups, in either width.
A run that is glued to Latin letters (a code, an address of a page, a decimal) is nobody's number and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportsrc.document import Document
from reportsrc.text import Span, fold

_RUN = re.compile(r"[0-9０-９](?=[0-9０-９ \-－—]{6})(?:[ \-－—]?[0-9０-９]){6,}+[XxＸｘ]?")
_GLUE = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ_@]|[.．][0-9A-Za-z]")
_GLUED_BEFORE = re.compile(r"(?:[A-Za-zＡ-Ｚａ-ｚ_@=]|[0-9０-９A-Za-z][./&*．·])$")


@dataclass(frozen=True, slots=True)
class LongNumber:
    """A run of digits: ``digits`` is the folded slice of the text at ``span``, so positions in it are the text's."""

    span: Span
    digits: str


def long_numbers(document: Document) -> tuple[LongNumber, ...]:
    """Every long number of the whole text, in order; ask with ``document.once(long_numbers)``."""
    return tuple(_found(document.text))


def _found(text: str) -> Iterator[LongNumber]:
    for match in _RUN.finditer(text):
        start, end = match.span()
        if _GLUE.match(text, end) or _GLUED_BEFORE.search(text, max(0, start - 2), start):
            continue
        yield LongNumber(Span(start, end), fold(match[0]).replace("—", "-").upper())


def masked(number: str, head: int, tail: int) -> str:
    """``number`` without separators, its middle replaced by asterisks; ``head`` and ``tail`` digits stay."""
    plain = "".join(char for char in number if char.isalnum())
    return plain[:head] + "*" * max(4, len(plain) - head - tail) + plain[len(plain) - tail :]
