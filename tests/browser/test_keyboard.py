"""The main ways through without a mouse: the focus is always seen, never lost, and comes back to where it was."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tracker.actions import reports
from tracker.models import Assessment, Report

# Of a date the browser itself lights the part (year, month, day, calendar) that has the focus.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  document.getAnimations().forEach((moving) => moving.finish());
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    tag: one.tagName, text: (one.textContent || "").trim().slice(0, 40), name: one.name || "", value: one.value || "",
    line: one.closest("article.line") ? one.closest("article.line").id : "",
    seen: one.type === "date" || (style.outlineStyle !== "none" || style.boxShadow !== "none") && box.width > 0 && box.height > 0,
    opaque: !one.closest(".line-tools") || getComputedStyle(one.closest(".line-tools")).opacity === "1",
  };
}"""


def _tab_to(page: Page, most: int = 90, **wanted: str) -> dict[str, object]:
    """Press Tab until the focus is on what is wanted; every stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            continue
        assert at["seen"], at
        if all(str(at[key]).startswith(value) for key, value in wanted.items()):
            return at
    raise AssertionError(f"no way to {wanted} by Tab")


def test_an_entry_is_opened_written_saved_and_left_by_keyboard(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"/parts/{entry.part_id}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    at = _tab_to(page, tag="A", text="修改", line=f"e{entry.pk}")
    assert at["opaque"]
    page.keyboard.press("Enter")
    expect(page.locator(f"#t{entry.pk}")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("并逐户回访。")
    expect(page.locator("#saved[role=status]")).to_contain_text("已保存")
    expect(page.locator(f"#t{entry.pk}")).to_be_focused()
    _tab_to(page, tag="BUTTON", text="完成修改")
    page.keyboard.press("Enter")
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("并逐户回访。")
    page.wait_for_function(f"() => document.activeElement.closest('#e{entry.pk}')")
    assert page.evaluate(FOCUS)["text"] == "修改"


def test_menus_open_and_close_by_keyboard_and_a_list_is_narrowed(sit_down, cast) -> None:
    page = sit_down("coordinator").go("/reports/")
    _tab_to(page, tag="SUMMARY", text="更多")
    page.keyboard.press("Enter")
    expect(page.locator(".more-menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".more-menu")).to_be_hidden()
    assert page.evaluate(FOCUS)["text"].startswith("更多")
    page.keyboard.press("Enter")
    _tab_to(page, tag="SUMMARY", text="童筹")
    expect(page.locator(".more-menu")).to_be_hidden()
    _tab_to(page, tag="SELECT", name="status")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    _tab_to(page, tag="BUTTON", text="筛选")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=drafting**")


def test_a_requirement_is_marked_and_a_report_signed_by_keyboard(sit_down, cast) -> None:
    cast.submit()
    page = sit_down("reviewer").go(f"/reports/{cast.report.pk}/review/measures/")
    _tab_to(page, tag="SUMMARY", text="示例")
    page.keyboard.press("Enter")
    expect(page.locator(".help-more").first).to_contain_text("同类单位公开的报告怎样写")
    assert page.evaluate(FOCUS)["text"].startswith("示例")
    _tab_to(page, tag="INPUT", name="result")
    page.keyboard.press("Space")
    _tab_to(page, tag="BUTTON", text="记下")
    page.keyboard.press("Enter")
    page.wait_for_url("**#r-measures.steps")
    assert Assessment.objects.get(report=cast.report, requirement_key="measures.steps").result == "complete"
    cast.mark_all()
    reports.take_step(cast.report, "pass", by=cast.reviewer)
    page = sit_down("leader").go(f"/reports/{cast.report.pk}/")
    _tab_to(page, tag="BUTTON", text="签发")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("已签发")
    assert Report.objects.get(pk=cast.report.pk).status == "signed"
