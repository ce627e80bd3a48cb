"""The description of the interface is drawn in a real browser, from this site alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Person


def test_the_description_is_drawn_from_this_site_alone_and_without_a_complaint(
    sit_down: Callable[..., Person], cast
) -> None:
    for width in (1440, 390):
        person = sit_down("drafter", width=width)
        asked: list[str] = []
        person.page.on("request", lambda request, asked=asked: asked.append(request.url))
        page = person.go("/api/v1/docs/")
        expect(page.locator(".opblock").first).to_be_visible()
        page.get_by_text("/api/v1/entries/{entry}", exact=True).first.click()
        expect(page.locator(".opblock-body").first).to_be_visible()
        assert [one for one in asked if not one.startswith((person.address, "data:"))] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
