"""The official document as the browser prints it, and the public copy."""

from __future__ import annotations

from collections import Counter

import pypdfium2
from playwright.sync_api import expect

from tests.tracker.walks import published
from tracker.actions import entries, public
from tracker.roles import Role


def lines_of(page: pypdfium2.PdfPage) -> Counter[int]:
    """How many Chinese characters stand on each line of a page."""
    words = page.get_textpage()
    places = [
        words.get_charbox(at, loose=True)[1]
        for at in range(words.count_chars())
        if "一" <= words.get_text_range(at, 1) <= "龥"
    ]
    return Counter(round(place / 28.95) for place in places)


def test_the_document_prints_on_a4_in_22_lines_of_28_characters_and_nothing_else_of_the_page(sit_down, cast) -> None:
    entry = cast.items("duties")[0]
    text = "一是" + "组织学习行政法律法规并督促各单位落实" * 80 + "。"
    entries.save_entry(entry, text, entry.version, by=cast.drafter)
    page = sit_down("drafter").go(f"/reports/{cast.report.pk}/word/")
    expect(page.get_by_role("button", name="打印或存为 PDF")).to_be_visible()
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert [round(length / 72 * 25.4) for length in document[0].get_size()] == [210, 297]
    rows = lines_of(document[1])
    assert len(rows) == 22 and max(rows.values()) == 28 and list(rows.values()).count(28) >= 18
    words = "".join(one.get_textpage().get_text_range() for one in document)
    assert "云溪区民政局" in words and "下载清稿" not in words and "我的任务" not in words


def test_the_public_copy_is_read_without_logging_in_and_sets_no_cookie(chromium, live_server, cast) -> None:
    published(cast.report, cast.coordinator)
    public.switch_copies(cast.civil, True, by=cast[Role.ADMINISTRATOR])
    with chromium.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{live_server.url}/public/CIVIL/")
        page.get_by_role("link", name="2024").click()
        expect(page.locator("h1")).to_contain_text("法治政府建设年度报告")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "center"
        assert context.cookies() == [] and complaints == []
