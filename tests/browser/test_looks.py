"""Every page wide and narrow: nothing sticks out, nothing that keeps people with disabilities away."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "drafter": ["/", "/reports/{report}/", "/parts/{part}/", "/parts/{part}/?edit={entry}", "/parts/{part}/paste/",
                "/entries/{entry}/history/", "/entries/{entry}/move/?by=1", "/reports/{report}/read/",
                "/reports/{report}/import/", "/reports/", "/shortcomings/", "/plans/"],
    "reviewer": ["/", "/reports/{report}/review/measures/", "/requirements/", "/findings/"],
    "coordinator": ["/", "/reports/{report}/", "/activity/"],
    "administrator": ["/organisations/", "/people/"],
}  # fmt: skip


def _addresses(cast, username: str) -> list[str]:
    keys = {
        "report": cast.report.pk,
        "part": cast.part("measures").pk,
        "entry": cast.items("measures")[0].pk,
    }
    return [address.format(**keys) for address in PAGES[username]]


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("username", sorted(PAGES))
def test_nothing_sticks_out_of_a_page(username: str, width: int, sit_down, cast) -> None:
    person = sit_down(username, width=width)
    for address in _addresses(cast, username):
        page = person.go(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address


@pytest.mark.parametrize("username", sorted(PAGES))
def test_axe_finds_nothing_serious(username: str, sit_down, cast) -> None:
    person = sit_down(username)
    found = {}
    for address in _addresses(cast, username):
        page = person.go(address)
        violations = Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"][:120]) for v in violations if v["impact"] in ("serious", "critical")]
        if serious:
            found[address] = serious
    assert found == {}


def test_the_keyboard_skips_to_the_text_and_walks_the_notes(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"/parts/{cast.part('measures').pk}/?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "一是各项各项工作推进。")
    page.get_by_text("完成修改").click()
    expect(page.locator(".note").first).to_be_visible()
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.classList.contains('note')")
    page.goto(page.url.split("?")[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_print_shows_the_text_and_neither_navigation_nor_margin(sit_down, cast) -> None:
    page = sit_down("drafter").go(f"/reports/{cast.report.pk}/read/")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".margin").first).to_be_hidden()
    expect(page.locator(".line-text").first).to_be_visible()


def test_chinese_is_drawn_with_chinese_letters(sit_down, cast) -> None:
    page = sit_down("drafter").go("/")
    drawn = page.evaluate("document.fonts.check('16px \"Noto Sans CJK SC\"')")
    assert drawn
