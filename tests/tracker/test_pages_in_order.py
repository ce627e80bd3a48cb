"""Every page of every role, in English: no word of the interface left Chinese, one heading above all, one policy."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client

from tests.tracker.pages import NAMES, OPEN, address, keys_of
from tests.tracker.test_english import CHINESE, CONTEXT, SAME_WORDS_AS_DATA, _entries
from tracker.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FRAGMENTS = {"entry", "api-docs"}
"""A line of the workspace, and a page that a library draws (``test_docs`` looks at it)."""
DATA = {"rule-list": {"撤销", "账号"}, "rule-settings": {"固定表述"}, "progress": {"建立报告"}}
"""Lists of terms and titles as stored, which stay Chinese, where one is also a word of the interface."""


@pytest.fixture(scope="module")
def words(root: Path) -> set[str]:
    """The Chinese words of the interface."""
    source = (root / "tracker" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    said = {key.rpartition(CONTEXT)[2].strip() for _flags, key, _words in _entries(source)}
    return {one for one in said if CHINESE.search(one)} - SAME_WORDS_AS_DATA


def _policy(header: str) -> dict[str, str]:
    return {name: rest for name, _space, rest in (one.strip().partition(" ") for one in header.split(";"))}


def _shown(page: str) -> list[str]:
    body = page.partition("<body")[2]
    found = [one.strip() for one in re.findall(r">([^<]+)<", body)]
    return found + re.findall(r'(?:aria-label|placeholder|title|data-[a-z]+)="([^"]*)"', body)


def _faults(page: str) -> list[str]:
    """What is out of order on a whole page."""
    found = []
    levels = [int(one) for one in re.findall(r"<h([1-6])[ >]", page.partition("<main")[2])]
    if levels.count(1) != 1:
        found.append(f"{levels.count(1)} headings of the first level")
    found += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    keys = re.findall(r'\sid="([^"]+)"', page)
    found += [f"twice: {one}" for one in {one for one in keys if keys.count(one) > 1}]
    if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]{3,16}=", page):
        found.append("script or style of its own")
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_in_order_and_all_english(role: Role, cast, words: set[str]) -> None:
    known = keys_of(cast)
    client = Client()
    client.force_login(cast[role])
    client.cookies["django_language"] = "en"
    wrong: dict[str, list[str]] = {}
    opened = 0
    for name in NAMES:
        if name in OPEN | FRAGMENTS:
            continue
        answer = client.get(address(name, cast, known))
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code in (302, 405):
            continue
        assert _policy(answer.headers["Content-Security-Policy"]) == POLICY, name
        page = answer.content.decode()
        opened += answer.status_code == 200
        found = _faults(page) if "<html" in page else []
        found += [one for one in _shown(page) if one in words - DATA.get(name, set())]
        if found:
            wrong[name] = found
    assert wrong == {}
    assert opened > 2
