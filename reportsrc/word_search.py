"""Find any of many fixed words in a text: quicker than one large alternative where hardly any of them occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator


class WordSearch:
    """Searches a text for words, at most a few hundred of them. Words of one character are not looked for.

    Each word is filed under a pair of characters it holds, the pairs being chosen so that few will do; a text
    without the pair holds none of its words. The work is in step with the length of the text.
    """

    __slots__ = ("_groups",)

    def __init__(self, words: Iterable[str]) -> None:
        pending = {word for word in words if len(word) > 1}
        groups: list[tuple[str, tuple[str, ...]]] = []
        while pending:
            pairs = Counter(pair for word in pending for pair in {word[i : i + 2] for i in range(len(word) - 1)})
            pair = min(pairs, key=lambda one: (-pairs[one], one))
            held = {word for word in pending if pair in word}
            groups.append((pair, tuple(sorted(held, key=lambda word: (-len(word), word)))))
            pending -= held
        self._groups = tuple(groups)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
        """``(place, word)`` for the words in ``text[start:end]``, in text order; of two that overlap the one that
        begins first, or the longer."""
        stop = len(text) if end is None else end
        found: list[tuple[int, int, str]] = []
        for pair, words in self._groups:
            if text.find(pair, start, stop) < 0:
                continue
            for word in words:
                at = text.find(word, start, stop)
                while at >= 0:
                    found.append((at, -len(word), word))
                    at = text.find(word, at + len(word), stop)
        last = start
        for at, _, word in sorted(found):
            if at >= last:
                last = at + len(word)
                yield at, word
