"""Searching for many fixed words at once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reportsrc.word_search import WordSearch


def test_words_are_found_in_text_order():
    assert list(WordSearch(["工商局", "环保局"]).find("县环保局、县工商局")) == [(1, "环保局"), (6, "工商局")]


def test_the_longer_of_two_words_at_one_place_is_found():
    assert list(WordSearch(["环保局", "环保局长", "保局"]).find("环保局长")) == [(0, "环保局长")]


def test_a_shorter_word_is_found_where_the_longer_one_that_ends_alike_is_not():
    assert list(WordSearch(["人民政府法制办公室", "法制办"]).find("区法制办公室")) == [(1, "法制办")]


def test_only_the_stretch_asked_for_is_searched():
    assert list(WordSearch(["工商局"]).find("工商局工商局工商局", 1, 8)) == [(3, "工商局")]


def test_no_words_find_nothing():
    assert list(WordSearch([]).find("工商局")) == []


@given(st.lists(st.text("法政乙丙", min_size=1, max_size=4), max_size=6), st.text("法政乙丙丁", max_size=60))
def test_what_it_finds_stands_there_and_what_stands_there_is_not_overlooked(words, text):
    found = list(WordSearch(words).find(text))
    assert all(word in words and text.startswith(word, at) for at, word in found)
    assert all(at + len(word) <= after for (at, word), (after, _) in pairwise(found))
    covered = {place for at, word in found for place in range(at, at + len(word))}
    for word in words:
        for at in range(len(text)):
            if text.startswith(word, at):
                assert covered.intersection(range(at, at + len(word)))
