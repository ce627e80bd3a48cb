"""What was typed is never lost in silence: leaving asks, a failed save says so, a slow one does not fight its writer."""

from __future__ import annotations

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import Person
from tracker.actions import entries
from tracker.models import Entry


@pytest.fixture
def entry(cast) -> Entry:
    """The entry everybody here is writing."""
    return cast.items("measures")[0]


def _open(person: Person, entry: Entry) -> Page:
    """The part with this entry in its box, the cursor behind the last word."""
    page = person.go(f"/parts/{entry.part_id}/?edit={entry.pk}")
    page.click(f"#t{entry.pk}")
    page.keyboard.press("Control+End")
    return page


def _type(page: Page, words: str) -> None:
    """Words as an input method hands them over: an input event for the whole, by the person's own hand."""
    page.keyboard.insert_text(words)
    page.keyboard.press("Shift")


def _asked_on_leaving(page: Page) -> bool:
    """Try to go to the first page; True if the browser asks first (and one stays)."""
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.click("a.brand", no_wait_after=True)
    page.wait_for_timeout(400)
    page.remove_listener("dialog", stay)
    assert asked in ([], ["beforeunload"])
    return bool(asked)


def _hold_first_answer(page: Page) -> list[tuple[Route, APIResponse]]:
    """The first save from now on reaches the server, but its answer is kept until ``_deliver``; the others pass."""
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/save/", hold)
    return held


def _sent(page: Page, held: list[tuple[Route, APIResponse]]) -> None:
    for _ in range(100):
        if held:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was sent")


def _deliver(held: list[tuple[Route, APIResponse]]) -> None:
    route, answer = held[0]
    route.fulfill(response=answer)


def test_leaving_before_the_text_is_saved_asks_first_and_leaves_it_in_the_box(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    _type(page, "还没存的一句。")
    assert _asked_on_leaving(page)
    assert page.input_value(f"#t{entry.pk}").endswith("还没存的一句。")


def test_leaving_after_the_text_is_saved_asks_nothing(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    _type(page, "已经存好的一句。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    assert not _asked_on_leaving(page)
    expect(page).to_have_title("我的任务")


AT_ONCE = """([id, words]) => {
  new MutationObserver((_, watch) => {
    const box = document.getElementById(id);
    if (!box) return;
    watch.disconnect();
    box.value = words;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }).observe(document.body, { childList: true, subtree: true });
}"""


def test_what_is_typed_the_moment_the_box_appears_is_saved_too(sit_down, entry) -> None:
    page = sit_down("drafter").go(f"/parts/{entry.part_id}/")
    page.evaluate(AT_ONCE, [f"t{entry.pk}", "一是马上写的。"])
    page.locator(f"#e{entry.pk}").hover()
    page.locator(f"#e{entry.pk}").get_by_text("修改", exact=True).click()
    expect(page.locator("#saved")).to_contain_text("已保存")
    entry.refresh_from_db()
    assert entry.text == "一是马上写的。"


def test_text_that_was_refused_still_counts_as_unsaved(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    page.keyboard.press("Control+A")
    _type(page, "   ")
    expect(page.locator("#saved")).to_contain_text("尚未保存")
    assert _asked_on_leaving(page)


def test_text_refused_on_finishing_still_counts_as_unsaved(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    page.keyboard.press("Control+A")
    _type(page, "   ")
    page.get_by_role("button", name="完成修改").click()
    expect(page.locator(f"#error-{entry.pk}")).to_contain_text("没有文字")
    assert page.input_value(f"#t{entry.pk}") == "   "
    assert _asked_on_leaving(page)


def test_a_new_entry_not_yet_added_is_not_lost_by_leaving(sit_down, entry) -> None:
    page = sit_down("drafter").go(f"/parts/{entry.part_id}/")
    page.click("#id_new")
    _type(page, "三是还没添加的一条。")
    assert _asked_on_leaving(page)


def test_when_the_network_is_away_the_page_says_so_keeps_the_text_and_saves_it_later(sit_down, entry) -> None:
    person = sit_down("drafter")
    page = _open(person, entry)
    page.route("**/save/", lambda route: route.abort())
    _type(page, "断网时写的。")
    expect(page.locator("#saved")).to_contain_text("没有保存成功")
    page.get_by_role("button", name="完成修改").click()
    page.wait_for_timeout(300)
    assert _asked_on_leaving(page)
    page.unroute("**/save/")
    _type(page, "网好了。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    entry.refresh_from_db()
    assert entry.text.endswith("断网时写的。网好了。")
    assert all("ERR_FAILED" in one or "htmx:" in one for one in person.complaints)
    person.complaints.clear()


def test_a_session_that_ran_out_does_not_pass_for_a_save_and_is_mended_in_another_window(sit_down, entry, cast) -> None:
    person = sit_down("drafter")
    page = _open(person, entry)
    person.context.clear_cookies(name="sessionid")
    _type(page, "登录过期后写的。")
    expect(page.locator("#saved")).to_contain_text("登录已过期")
    with page.expect_response("**/accounts/login/**"):
        page.get_by_role("button", name="完成修改").click()
    assert page.input_value(f"#t{entry.pk}").endswith("登录过期后写的。")
    assert _asked_on_leaving(page)
    other = person.context.new_page()
    other.goto(person.address + "/accounts/login/")
    other.fill("#id_login", "drafter")
    other.fill("#id_password", cast.password)
    other.click("main button[type=submit]")
    expect(other).to_have_title("我的任务")
    page.get_by_role("button", name="完成修改").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("登录过期后写的")


def test_opening_an_entry_after_the_session_ran_out_leads_to_the_log_in(sit_down, entry) -> None:
    person = sit_down("drafter")
    page = person.go(f"/parts/{entry.part_id}/")
    person.context.clear_cookies(name="sessionid")
    page.locator(f"#e{entry.pk}").hover()
    page.locator(f"#e{entry.pk}").get_by_text("修改", exact=True).click()
    expect(page).to_have_title("登录")


def test_a_conflict_on_finishing_shows_both_texts_and_proposes_them_as_one(sit_down, entry, cast) -> None:
    page = _open(sit_down("drafter"), entry)
    entries.save_entry(entry, "一是别人写的。", entry.version, by=cast.drafter)
    _type(page, "我写完了。")
    page.keyboard.press("Control+s")
    expect(page.locator(f"#e{entry.pk}")).to_contain_text("一是别人写的。")
    expect(page.locator(f"#e{entry.pk} .both")).to_contain_text("我写完了。")
    expect(page.locator(f"#merge-{entry.pk}")).to_have_value("一是别人写的。我写完了。")
    assert _asked_on_leaving(page)


def test_what_is_typed_while_a_conflict_is_on_its_way_stands_in_the_merge_box(sit_down, entry, cast) -> None:
    page = _open(sit_down("drafter"), entry)
    entries.save_entry(entry, "一是别人写的。", entry.version, by=cast.drafter)
    held = _hold_first_answer(page)
    _type(page, "我先写的。")
    _sent(page, held)
    _type(page, "我又写的。")
    _deliver(held)
    merge = page.locator(f"#merge-{entry.pk}")
    expect(merge).to_have_value(entry.text + "我先写的。我又写的。")
    assert _asked_on_leaving(page)
    merge.fill("一是别人写的。我先写的。我又写的。")
    page.get_by_text("保存合并后的文字").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("我又写的")


def test_finishing_while_an_own_save_is_on_its_way_is_no_conflict(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    held = _hold_first_answer(page)
    _type(page, "先写的。")
    _sent(page, held)
    _type(page, "再写的。")
    page.get_by_role("button", name="完成修改").click()
    _deliver(held)
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("先写的。再写的。")


def test_cutting_while_an_own_save_is_on_its_way_is_no_conflict(sit_down, entry) -> None:
    page = _open(sit_down("drafter"), entry)
    held = _hold_first_answer(page)
    page.keyboard.press("Control+A")
    _type(page, "一是先写的。")
    _sent(page, held)
    _type(page, "二是再写的。")
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.get_by_text("在光标处拆成两条").click()
    _deliver(held)
    expect(page.locator(".notice")).to_contain_text("已拆成 2 条")
    texts = list(Entry.objects.standing().filter(part=entry.part_id, kind="item").values_list("text", flat=True)[:2])
    assert [text.strip() for text in texts] == ["一是先写的。", "二是再写的。"]
