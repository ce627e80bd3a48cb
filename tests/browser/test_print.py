"""On paper: lists and dashboards across an A4 sheet with their headings repeated, the report upright in its own format."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def _sheets(pdf: bytes) -> set[str]:
    """The sizes of the sheets, in points."""
    return {one.decode() for one in re.findall(rb"/MediaBox \[0 0 ([0-9]+)", pdf)}


def test_lists_and_dashboards_are_printed_across_and_the_report_upright(sit_down, cast) -> None:
    person = sit_down("drafter")
    for where, width in (("/", "841"), ("/reports/", "841"), (f"/reports/{cast.report.pk}/read/", "594")):
        page = person.go(where)
        page.emulate_media(media="print")
        expect(page.locator(".masthead")).to_be_hidden()
        expect(page.locator(".colophon")).to_be_hidden()
        if width == "841":
            expect(page.locator("h1")).to_be_visible()
            assert page.locator(".filters, .guide").filter(visible=True).count() == 0
        assert _sheets(page.pdf(prefer_css_page_size=True)) == {width}, where


def test_a_printed_list_repeats_its_heading_and_is_not_cut(sit_down, cast) -> None:
    page = sit_down("drafter").go("/requirements/")
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.table-wrap thead')).display") == "table-header-group"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.table-wrap')).overflowX") == "visible"
