"""Searching for many fixed words at once."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from reportsrc.word_search import WordSearch


def test_words_are_found_in_text_order():
    assert list(WordSearch(["工商局", "环保局"]).find("县环保局、县工商局")) == [(1, "环保局"), (6, "工商局")]


def test_the_longer_of_two_words_at_one_place_is_found():
    assert list(WordSearch(["环保局", "环保局长", "保局"]).find("环保局长")) == [(0, "环保局长")]


def test_only_the_stretch_asked_for_is_searched():
    assert list(WordSearch(["工商局"]).find("工商局工商局工商局", 1, 8)) == [(3, "工商局")]


def test_no_words_find_nothing():
    assert list(WordSearch([]).find("工商局")) == []


WORDS = st.lists(st.text("甲乙丙", min_size=2, max_size=4), max_size=6)


@given(WORDS, st.text("甲乙丙丁", max_size=60))
def test_it_finds_what_one_large_alternative_finds(words, text):
    longest = sorted(set(words), key=lambda word: (-len(word), word))
    expected = [(m.start(), m[0]) for m in re.finditer("|".join(longest) or "(?!)", text)]
    found = list(WordSearch(words).find(text))
    assert all(text.startswith(word, at) for at, word in found)
    assert {at for at, _ in found} <= {
        match.start() for match in re.finditer(f"(?=(?:{'|'.join(longest) or '(?!)'}))", text)
    }
    assert bool(found) is bool(expected)
