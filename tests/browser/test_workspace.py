"""The part workspace as people use it."""

from __future__ import annotations

from playwright.sync_api import expect

from tracker.models import Entry, EntryVersion


def _part(cast, role: str = "measures") -> str:
    return f"/parts/{cast.part(role).pk}/"


def test_from_my_tasks_to_a_part_is_two_clicks(sit_down, cast) -> None:
    page = sit_down("drafter").go("/")
    page.locator("main").get_by_role("link", name="云溪区民政局").first.click()
    page.click("a.row-link >> text=存在的不足和原因")
    expect(page.locator("h1")).to_have_text("存在的不足和原因")


def test_typing_saves_by_itself_and_finishing_shows_the_new_text(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(_part(cast))
    line = page.locator(f"#e{entry.pk}")
    line.hover()
    line.get_by_text("修改", exact=True).click()
    page.fill(f"#t{entry.pk}", "一是规范社会救助。全年受理救助申请149件。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    entry.refresh_from_db()
    assert (entry.text, entry.version) == ("一是规范社会救助。全年受理救助申请149件。", 2)
    page.locator(f"#e{entry.pk}").get_by_text("完成修改").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("149件")
    assert EntryVersion.objects.filter(entry=entry).count() == 2


def test_a_contradiction_stands_beside_its_sentence_and_names_the_other_place(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"{_part(cast)}?edit={entry.pk}")
    page.fill(
        f"#t{entry.pk}",
        "一是规范社会救助。全年受理申请148件，其中办结120件，办结率100%。受理诉讼案件40件，败诉4件，败诉率12%。",
    )
    page.get_by_text("完成修改").click()
    note = page.locator(f"#e{entry.pk} .note", has_text="请核对数字或写明口径").first
    expect(note).to_be_visible()
    expect(note).to_contain_text("另见")
    expect(page.locator(f"#e{entry.pk} mark", has_text="12%")).to_be_visible()


def test_text_that_cannot_be_saved_gets_its_sentence_and_stays_in_the_box(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"{_part(cast)}?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "   ")
    expect(page.locator(f"#error-{entry.pk}")).to_contain_text("没有文字")
    expect(page.locator("#saved")).to_contain_text("尚未保存")
    assert page.input_value(f"#t{entry.pk}") == "   "
    page.fill(f"#t{entry.pk}", entry.text)
    expect(page.locator(f"#error-{entry.pk}")).to_have_text("")


def test_an_entry_is_cut_at_the_cursor_counted_in_characters_not_in_units(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter").go(f"{_part(cast)}?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "一是𠮷祥村试点。第二句。")
    page.evaluate(f"const b=document.getElementById('t{entry.pk}'); b.focus(); b.setSelectionRange(9, 9)")
    page.get_by_text("在光标处拆成两条").click()
    expect(page.locator(".notice")).to_contain_text("已拆成 2 条")
    texts = list(cast.part("measures").entries.standing().filter(kind="item").values_list("text", flat=True)[:2])
    assert texts == ["一是𠮷祥村试点。", "第二句。"]


def test_moving_down_is_shown_first_and_renumbers(sit_down, cast) -> None:
    first = cast.items("shortcomings")[0]
    page = sit_down("drafter").go(f"/entries/{first.pk}/move/?by=1")
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_text("就这样移动").click()
    expect(page.locator(".notice")).to_contain_text("已移动")
    texts = list(cast.part("shortcomings").entries.standing().filter(kind="item").values_list("text", flat=True))
    assert texts[0].startswith("一是普法方式单一") and texts[0].endswith("；")
    assert texts[1].startswith("二是执法力量不足") and texts[1].endswith("。")


def test_a_removed_entry_can_be_put_back_from_the_page(sit_down, cast) -> None:
    entry = cast.items("plans")[0]
    page = sit_down("drafter").go(_part(cast, "plans"))
    page.locator(f"#e{entry.pk}").hover()
    page.locator(f"#e{entry.pk}").get_by_text("删除", exact=True).click()
    page.get_by_text("已删除的条目").click()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("充实执法力量")


def test_the_second_of_two_people_sees_both_texts_and_saves_one(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    first, second = sit_down("drafter"), sit_down("drafter")
    for person in (first, second):
        person.go(f"{_part(cast)}?edit={entry.pk}")
    first.page.fill(f"#t{entry.pk}", "甲写的文字。")
    expect(first.page.locator("#saved")).to_contain_text("已保存")
    second.page.fill(f"#t{entry.pk}", "乙写的文字。")
    expect(second.page.locator(f"#e{entry.pk}")).to_contain_text("甲写的文字。")
    expect(second.page.locator(f"#merge-{entry.pk}")).to_have_value("乙写的文字。")
    second.page.fill(f"#merge-{entry.pk}", "甲写的文字。乙写的文字。")
    second.page.get_by_text("保存合并后的文字").click()
    expect(second.page.locator(f"#e{entry.pk} .line-text")).to_contain_text("甲写的文字。乙写的文字。")
    entry.refresh_from_db()
    assert entry.text == "甲写的文字。乙写的文字。"
    assert set(EntryVersion.objects.filter(entry=entry).values_list("text", flat=True)) >= {"甲写的文字。"}


def test_everything_needed_works_without_scripts(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter", script=False).go(f"{_part(cast)}?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "一是不用脚本也能写。")
    page.get_by_text("完成修改").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("不用脚本也能写")
    page.fill("#id_new", "三是新增的一条。")
    page.get_by_role("button", name="添加").click()
    expect(page.locator(".paper .line-text").last).to_contain_text("新增的一条")
    assert Entry.objects.filter(text="三是新增的一条。").exists()
    page.check("input[name=done][value=yes]")
    page.locator("form[action*=declare] button").click()
    expect(page.locator(".notice")).to_contain_text("已标为完成")
    assert cast.part("measures").declared_done


def test_a_reviewer_marks_returns_and_the_drafter_reads_why(sit_down, cast) -> None:
    cast.submit()
    page = sit_down("reviewer").go(f"/reports/{cast.report.pk}/review/measures/")
    judge = page.locator("[id='r-measures.steps']")
    judge.get_by_text("不适用").click()
    judge.get_by_role("button", name="记下").click()
    expect(page.locator("[id='r-measures.steps']")).to_contain_text("需要写明理由")
    judge = page.locator("[id='r-measures.steps']")
    judge.get_by_text("完整").click()
    judge.get_by_role("button", name="记下").click()
    expect(page.locator("[id='r-measures.steps']")).to_contain_text("沈核")
    page.goto(page.url.split("/review/")[0] + "/")
    page.locator("#step-return summary").click()
    page.fill("#reason-return", "请补写败诉率的口径。")
    page.locator("#step-return").get_by_role("button", name="退回修改").click()
    seen = sit_down("drafter").go("/")
    expect(seen.locator("main")).to_contain_text("请补写败诉率的口径。")


def test_who_else_has_the_part_open_is_shown_without_moving_the_text(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    drafter = sit_down("drafter")
    drafter.page.clock.install()
    page = drafter.go(f"{_part(cast)}?edit={entry.pk}")
    expect(page.locator("#presence")).to_have_text("")
    top = page.locator("#saved").bounding_box()["y"]
    other = sit_down("reviewer").go(_part(cast))
    expect(other.locator("#presence")).to_contain_text("田笔（正在写）")
    page.clock.run_for(21_000)
    expect(page.locator("#presence")).to_contain_text("沈核")
    assert page.locator("#saved").bounding_box()["y"] == top
