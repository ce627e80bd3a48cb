"""What is done with entries and marks beyond typing: joined, pasted, linked, marked together; and without scripts."""

from __future__ import annotations

from playwright.sync_api import expect

from tracker.actions import entries
from tracker.models.review import Assessment, Result


def _part(cast, role: str) -> str:
    return f"/parts/{cast.part(role).pk}/"


def _texts(cast, role: str) -> list[str]:
    return [entry.text for entry in cast.items(role)]


def test_two_entries_are_joined_into_one(sit_down, cast) -> None:
    first, second = cast.items("plans")[:2]
    page = sit_down("drafter").go(_part(cast, "plans"))
    page.locator(f"#e{first.pk}").hover()
    page.locator(f"#e{first.pk}").get_by_role("button", name="与下一条合并").click()
    expect(page.locator(".notice")).to_contain_text("已与下一条合并")
    expect(page.locator(f"#e{first.pk} .line-text")).to_contain_text("针对普法方式单一")
    assert len(_texts(cast, "plans")) == 1
    assert not cast.report.entries.standing().filter(pk=second.pk).exists()


def test_a_pasted_part_is_shown_in_pieces_before_anything_changes(sit_down, cast) -> None:
    before = _texts(cast, "shortcomings")
    page = sit_down("drafter").go(_part(cast, "shortcomings"))
    page.get_by_role("link", name="从 WPS 整段粘贴").click()
    page.fill("#id_text", "一是执法装备不足。主要原因是经费安排不及时。\n二是培训不够。原因在于师资少。")
    page.get_by_role("button", name="看看怎样分条").click()
    expect(page.locator(".paper .line")).to_have_count(2)
    assert _texts(cast, "shortcomings") == before
    page.locator("input[name=replace]").check()
    page.get_by_role("button", name="放入报告").click()
    expect(page.locator(".notice")).to_contain_text("已放入 2 段")
    assert [text.strip() for text in _texts(cast, "shortcomings")] == [
        "一是执法装备不足。主要原因是经费安排不及时。",
        "二是培训不够。原因在于师资少。",
    ]


def test_the_other_place_of_a_contradiction_is_a_link_that_leads_there(sit_down, cast) -> None:
    first = cast.items("measures")[0]
    entries.save_entry(first, "一是应诉。全年行政诉讼案件104件，败诉11件。", first.version, by=cast.drafter)
    last = cast.items("shortcomings")[0]
    entries.save_entry(
        last, "一是败诉率偏高，全年行政诉讼败诉率10.48%。原因在于法制审核不严；", last.version, by=cast.drafter
    )
    page = sit_down("drafter").go(_part(cast, "shortcomings"))
    note = page.locator(f"#e{last.pk} .note", has_text="10.58%")
    expect(note).to_contain_text("请核对数字或写明口径")
    note.get_by_role("link").first.click()
    page.wait_for_url(f"**/parts/{first.part_id}/#e{first.pk}")
    expect(page.locator(f"#e{first.pk}")).to_be_in_viewport()


def test_leaving_the_box_of_one_entry_for_another_keeps_both_texts(sit_down, cast) -> None:
    first, second = cast.items("plans")[:2]
    page = sit_down("drafter").go(f"{_part(cast, 'plans')}?edit={first.pk}")
    page.locator(f"#e{second.pk}").hover()
    page.locator(f"#e{second.pk}").get_by_text("修改", exact=True).click()
    expect(page.locator(f"#t{second.pk}")).to_be_focused()
    page.fill(f"#t{first.pk}", "一是先改的这一条；")
    page.fill(f"#t{second.pk}", "二是后改的这一条。")
    expect(page.locator("#saved")).to_contain_text("已保存")
    with page.expect_response("**/save/"):
        page.locator(f"#e{first.pk}").get_by_role("button", name="完成修改").click()
    with page.expect_response("**/save/"):
        page.locator(f"#e{second.pk}").get_by_role("button", name="完成修改").click()
    expect(page.locator(f"#e{first.pk} .line-text")).to_contain_text("先改的")
    expect(page.locator(f"#e{second.pk} .line-text")).to_contain_text("后改的")
    assert _texts(cast, "plans") == ["一是先改的这一条；", "二是后改的这一条。"]


def test_without_scripts_a_conflict_shows_both_texts_and_takes_the_merged_one(sit_down, cast) -> None:
    entry = cast.items("measures")[0]
    page = sit_down("drafter", script=False).go(f"{_part(cast, 'measures')}?edit={entry.pk}")
    entries.save_entry(entry, "一是别人写的。", entry.version, by=cast.drafter)
    page.fill(f"#t{entry.pk}", "一是我写的。")
    page.get_by_role("button", name="完成修改").click()
    expect(page.locator("h1")).to_have_text("两人同时修改了这一条")
    expect(page.locator(".both")).to_contain_text("一是别人写的。")
    expect(page.locator(f"#merge-{entry.pk}")).to_have_value("一是我写的。")
    page.fill(f"#merge-{entry.pk}", "一是别人写的。我写的。")
    page.get_by_role("button", name="保存合并后的文字").click()
    expect(page.locator(f"#e{entry.pk} .line-text")).to_contain_text("一是别人写的。我写的。")


def test_without_scripts_an_entry_is_cut_at_its_own_numbers_and_moved(sit_down, cast) -> None:
    entry = cast.items("plans")[1]
    page = sit_down("drafter", script=False).go(f"{_part(cast, 'plans')}?edit={entry.pk}")
    page.fill(f"#t{entry.pk}", "二是改进普法方式。三是办好三件实事。")
    page.get_by_text("在光标处拆成两条").click()
    expect(page.locator(".notice")).to_contain_text("已拆成 2 条")
    page.locator(f"#e{entry.pk}").hover()
    page.locator(f"#e{entry.pk}").get_by_role("link", name="上移").click()
    page.get_by_role("button", name="就这样移动").click()
    expect(page.locator(".notice")).to_contain_text("已移动")
    assert [text[:6] for text in _texts(cast, "plans")] == ["一是改进普法", "二是充实执法", "三是办好三件"]


def test_not_applicable_needs_a_reason_and_advisory_requirements_are_marked_together(sit_down, cast) -> None:
    cast.submit()
    page = sit_down("reviewer").go("/")
    page.locator("a.row-link").first.click()
    page.goto(page.url.split("/review/")[0] + "/review/measures/")
    judge = page.locator("[id='r-measures.steps']")
    judge.get_by_text("不适用", exact=True).click()
    judge.get_by_role("button", name="记下").click()
    expect(judge).to_contain_text("需要写明理由")
    expect(judge.locator("input[value=not-applicable]")).to_be_checked()
    judge.get_by_role("textbox", name="意见").fill("本单位没有这项职责。")
    judge.get_by_role("button", name="记下").click()
    expect(judge).to_contain_text("沈核")
    together = page.locator("form[action*=advisory]")
    together.get_by_text("完整", exact=True).click()
    together.get_by_role("button", name="一并记下").click()
    expect(page.locator(".notice")).to_contain_text("项参考性要求")
    expect(page.locator("form[action*=advisory]")).to_have_count(0)
    marks = Assessment.objects.filter(report=cast.report)
    assert marks.get(requirement_key="measures.steps").result == Result.NOT_APPLICABLE
    advisory = {r.key for r in cast.report.requirements if r.part == "measures" and not r.obligation.gates}
    assert advisory and advisory <= set(marks.filter(result=Result.COMPLETE).values_list("requirement_key", flat=True))
