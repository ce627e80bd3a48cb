"""Find any of many fixed words in a text in one pass that starts on characters seldom met in reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FREQUENT = frozenset(
    "、“”（）法是件政人治一年行建执理次案全设三二查办的和项推不开府主公区审规进责合化部实解事要个制范监作务成员度工发报议提管组学调有处督展依"
    "大会改问为重四在动出加强业同对安文县市镇情时中党现服应定职况决体用民条信力上等委任程复意整性效期量街道经单以国科坚持领导"
)


class WordSearch:
    """Searches a text for words. Each is looked for by its end, from its first seldom character on, then in whole.

    The work is in step with the length of the text; one search serves some hundreds of words.
    """

    __slots__ = ("_pattern", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        ends: dict[str, list[tuple[int, str]]] = {}
        for word in sorted(set(words) - {""}, key=lambda one: (-len(one), one)):
            before = next((i for i, char in enumerate(word) if char not in _FREQUENT), 0)
            ends.setdefault(word[before:], []).append((before, word))
        longest = sorted(ends, key=lambda end: (-len(end), end))
        self._pattern = re.compile("|".join(map(re.escape, longest)) or "(?!)")
        self._words = {
            end: sorted(
                (pair for other, pairs in ends.items() if end.startswith(other) for pair in pairs),
                key=lambda pair: (-len(pair[1]), pair[1]),
            )
            for end in longest
        }

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
        """``(place, word)`` of the words in ``text[start:end]``, none overlapping another, in text order."""
        stop = len(text) if end is None else end
        last, match = start, self._pattern.search(text, start, stop)
        while match:
            after = match.start() + 1
            for before, word in self._words[match[0]]:
                at = match.start() - before
                if at >= last and text.startswith(word, at, stop):
                    yield at, word
                    last = after = at + len(word)
                    break
            match = self._pattern.search(text, after, stop)
