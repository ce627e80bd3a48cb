"""Traditional characters and pinyin glosses: how such a text is read, while its positions stay those of the text.

A portal's mirror prints ``建設(shè)`` or the whole page in traditional characters. What reads a report knows simplified
characters without glosses; it is given a view of the text (``reading_view``), and what it finds is laid back.
"""

from __future__ import annotations

import functools
import re
from itertools import islice
from typing import Any

from opencc import OpenCC

from reportsrc.text import View

_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_IN_BOTH = frozenset("乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽")
"""Traditional characters that stand in the simplified character set too."""


@functools.cache
def _converter() -> Any:
    return OpenCC("t2s")


def _simpler(code: int) -> int:
    """The simplified character of a traditional one, else the same; by code point.

    What the set of simplified characters (GB 2312) holds is left alone without asking: a report in simplified
    characters never opens the dictionaries.
    """
    if not any(low <= code <= high for low, high in _HAN):
        return code
    character = chr(code)
    if character not in _IN_BOTH:
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            pass
        else:
            return code
    made = str(_converter().convert(character))
    return ord(made) if len(made) == 1 else code


class _Table(dict[int, int]):
    """For ``str.translate``: simplified characters for traditional ones, kept once found."""

    def __missing__(self, code: int) -> int:
        made = _simpler(code)
        if code < 0x10000:  # a text can name a million others; they are not worth the room
            self[code] = made
        return made


_TABLE = _Table()


def simplified(text: str) -> str:
    """``text`` in simplified characters, of exactly the same length: a view to read, never a text to keep.

    Each character is taken for itself, so a word that would be written differently as a whole (``乾坤``) is not known.
    """
    return text.translate(_TABLE)


_SIGNS = re.compile("[區報設實進總執個關對會為爲與國們來時過後於這務責導領員議開見當發產業]")
"""Frequent characters that no text in simplified characters has."""
_LETTERS = "a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɡ"
_TONED = "[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]"
_GLOSS = re.compile(
    rf"(?<=[\u3400-\u9fff]) ?[(（](?=[^()（）]{{0,40}}{_TONED})(?:[{_LETTERS}]{{1,7}}[ ,，·'’]{{0,2}}){{1,8}}+[)）]"
)
_TONELESS = re.compile(r"(?<=[\u3400-\u9fff])[(（] ?(?:de|le|zhe|men|zi|ma|ba|ne|shang|a) ?[)）]")
_FEWEST_SIGNS = 3
_SHARE = 50
_FEWEST_GLOSSES = 3


def is_traditional(text: str) -> bool:
    """True if a real share of the text is in traditional characters: three signs, and one in fifty characters."""
    least = max(_FEWEST_SIGNS, -(-len(text) // _SHARE))
    return sum(1 for _ in islice(_SIGNS.finditer(text), least)) == least


def reading_view(text: str) -> View | None:
    """What is read in place of a text in traditional characters or with pinyin glosses; None for any other text.

    The view is in simplified characters and without the glosses; its offsets lead back into ``text``.
    """
    traditional = is_traditional(text)
    glosses = [match.span() for match in _GLOSS.finditer(text)] if _may_have_glosses(text) else []
    if not traditional and not glosses:
        return None
    if len(glosses) >= _FEWEST_GLOSSES:
        glosses = sorted([*glosses, *(match.span() for match in _TONELESS.finditer(text))])
    offsets: list[int] = []
    at = 0
    for start, end in glosses:
        offsets += range(at, start)
        at = end
    offsets += range(at, len(text))
    read = "".join(map(text.__getitem__, offsets)) if glosses else text
    return View(simplified(read) if traditional else read, (*offsets, len(text)))


def _may_have_glosses(text: str) -> bool:
    return any(letter in text for letter in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ")
