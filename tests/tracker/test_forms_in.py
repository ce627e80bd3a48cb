"""A report's form out to Excel and in again: nothing changes by itself, nothing is overwritten, nothing is half taken."""

from __future__ import annotations

import datetime

import pytest

from tests.tracker.filled_books import Filled
from tracker.actions import cycles, entries, form_entries, moves
from tracker.actions.form_plan import plan_form
from tracker.actions.refusal import Conflict, Denied, Refused
from tracker.imports import form_batch, form_out
from tracker.models import EntryVersion, FilledWorkbook, Measure, PlanItem
from tracker.models.composition import compose
from tracker.models.entries import EntryKind
from tracker.roles import Role
from tracker.workbooks import child, safe

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads is tried in ``test_safe_reading``; here it would only take its time to start."""
    monkeypatch.setattr(safe, "_ask", lambda files: [child.answer(one) for one in files])


@pytest.fixture
def filled(cast) -> Filled:
    return Filled(cast.report, cast.drafter)


def _texts(cast, role: str) -> list[str]:
    return [one.text for one in cast.items(role)]


def test_a_form_that_nobody_touched_changes_nothing(cast, filled, unchanged) -> None:
    plan = filled.plan()
    assert plan.empty and plan.faults == [] and plan.notes == []
    with unchanged():
        kept = filled.keep()
        kept.delete()
    versions = EntryVersion.objects.count()
    filled.take()
    assert EntryVersion.objects.count() == versions
    assert compose(cast.report).document.text == cast.text


def test_what_was_filled_in_is_taken_whole(cast, filled) -> None:
    first, second = cast.items("plans")
    filled.write("plans", filled.row("plans", "一是"), "一是充实力量，\n补充十人；")
    filled.write("plans", filled.row("plans", "二是"), None)
    row = filled.blank("plans")
    filled.write("plans", row, "二是加强培训。")
    filled.sheet("plans").cell(row, 6).value = "区司法局"
    filled.sheet("plans").cell(row, 7).value = "2025年6月30日"
    filled.write("measures", filled.blank("measures"), "（三）推进公开。", "小标题")
    filled.write("measures", filled.blank("measures") + 1, "一是公开目录。")
    plan = filled.take()
    assert plan.counts == {"added": 3, "changed": 1, "removed": 1, "moved": 0}
    assert _texts(cast, "plans") == ["一是充实力量，\n补充十人；", "二是加强培训。"]
    added = cast.items("plans")[1]
    item = PlanItem.objects.get(entry=added)
    assert (item.lead_unit, item.due_on.isoformat()) == ("区司法局", "2025-06-30")
    assert added.marker == "二是" and added.versions.get().deed == "added"
    second.refresh_from_db()
    assert second.removed and second.versions.first().deed == "removed"
    first.refresh_from_db()
    assert first.version == 2 and first.changed_by == cast.drafter
    text = compose(cast.report).document.text
    assert "（三）推进公开。\n一是公开目录。\n\n二、" in text
    assert cast.report.entries.get(text="（三）推进公开。").level == 2
    deed = cast.report.activities.filter(deed="form-taken").get()
    assert "新增3条，修改1条，删除1条" in deed.detail
    assert cast.part("plans").state == "in-progress"


def test_the_same_form_taken_twice_adds_nothing_twice(cast, filled) -> None:
    filled.write("plans", filled.row("plans", "一是"), "一是充实力量；")
    filled.write("plans", filled.blank("plans"), "三是加强培训。")
    filled.put_in("duties", filled.row("duties", "二是"), "一是又一项。")
    filled.take()
    text, versions = compose(cast.report).document.text, EntryVersion.objects.count()
    again = filled.take()
    assert again.counts == dict.fromkeys(("added", "changed", "removed", "moved"), 0)
    assert (compose(cast.report).document.text, EntryVersion.objects.count()) == (text, versions)
    added = cast.items("plans")[2]
    entries.save_entry(added, "三是加强全员培训。", 1, by=cast.drafter)
    assert filled.plan().empty
    filled.write("plans", filled.row("plans", "三是"), "三是加强执法培训。")
    (clash,) = filled.plan().clashes
    assert (clash.base, clash.entry.pk) == ("三是加强培训。", added.pk)


def test_what_both_sides_changed_is_chosen_by_a_person_and_nothing_is_lost(cast, filled) -> None:
    first, second = cast.items("plans")
    third, fourth = cast.items("duties")
    filled.write("plans", filled.row("plans", "一是"), first.text.replace("人员", "人员30名"))
    filled.write("plans", filled.row("plans", "二是"), "二是表格里的。")
    filled.write("duties", filled.row("duties", "一是"), None)
    filled.write("duties", filled.row("duties", "二是"), "二是表格里的履职。")
    entries.save_entry(first, first.text.replace("开展", "全面开展"), 1, by=cast.drafter)
    entries.save_entry(second, "二是网站上的。", 1, by=cast.drafter)
    entries.save_entry(third, "一是网站上的履职；", 1, by=cast.drafter)
    entries.remove_entry(fourth, 1, by=cast.drafter)
    plan = filled.plan()
    assert [one.entry.pk for one in plan.clashes] == [third.pk, fourth.pk, first.pk, second.pk]
    merged = plan.clashes[2].merged
    assert "人员30名并全面开展" in merged and plan.clashes[3].merged == ""
    with pytest.raises(Refused, match="还有4处"):
        filled.take()
    filled.take(**{f"e{first.pk}": "merged", f"e{second.pk}": "form", f"e{third.pk}": "site", f"e{fourth.pk}": "form"})
    assert _texts(cast, "plans") == [merged, "二是表格里的。"]
    assert _texts(cast, "duties") == ["一是网站上的履职；", "二是表格里的履职。"]
    assert second.versions.filter(text="二是网站上的。").exists()


def test_what_only_the_site_changed_stays(cast, filled) -> None:
    first, second = cast.items("plans")
    entries.save_entry(first, "一是网站上的；", 1, by=cast.drafter)
    entries.remove_entry(second, 1, by=cast.drafter)
    entries.add_entry(cast.part("plans"), "三是网站新增的。", by=cast.drafter)
    assert filled.plan().empty


def test_rows_in_another_order_are_moved_and_their_numbers_stay_with_the_place(cast, filled) -> None:
    first, second = cast.items("shortcomings")
    cells = filled.cut_out("shortcomings", filled.row("shortcomings", "二是"))
    filled.paste("shortcomings", filled.row("shortcomings", "一是"), cells)
    plan = filled.take()
    assert len(plan.parts[1].moved) == 1
    assert [one.pk for one in cast.items("shortcomings")] == [second.pk, first.pk]
    assert [one.text[:6] for one in cast.items("shortcomings")] == ["一是普法方式", "二是执法力量"]
    assert [one.text[-1] for one in cast.items("shortcomings")] == ["；", "。"]
    assert filled.plan().empty


def test_the_order_of_the_site_wins_where_both_moved_and_is_told(cast) -> None:
    third = entries.add_entry(cast.part("plans"), "三是第三项。", by=cast.drafter)
    filled = Filled(cast.report, cast.drafter)
    cells = filled.cut_out("plans", filled.row("plans", "二是"))
    filled.paste("plans", filled.row("plans", "一是"), cells)
    shown = moves.plan_move(third, -1)
    moves.move_entry(third, -1, [(one.entry.pk, one.entry.version) for one in shown], by=cast.drafter)
    plan = filled.plan()
    assert plan.count("moved") == 0 and any("次序没有采用" in one.message for one in plan.notes)


def test_a_row_put_between_comes_there_and_a_row_of_another_sheet_moves_over(cast, filled) -> None:
    moved = cast.items("duties")[1]
    cells = filled.cut_out("duties", filled.row("duties", "二是"))
    filled.paste("plans", filled.row("plans", "二是"), cells)
    filled.put_in("plans", filled.row("plans", "二是改进"), "插在中间的一条；")
    filled.put_in("measures", filled.row("measures", "（二）"), "这一节到此为止。", "结尾")
    filled.take()
    assert [one[:4] for one in _texts(cast, "plans")] == ["一是充实", "二是带头", "插在中间", "二是改进"]
    moved.refresh_from_db()
    assert moved.part.role == "plans" and moved.version == 2
    closing = cast.report.entries.get(kind=EntryKind.CLOSING)
    order = list(cast.report.entries.standing().filter(part=closing.part).values_list("text", flat=True))
    assert order[order.index(closing.text) + 1].startswith("（二）")


def test_a_copied_row_a_copied_sheet_and_merged_cells_are_told(cast, filled) -> None:
    ws = filled.sheet("plans")
    row = filled.row("plans", "一是")
    filled.paste("plans", row + 1, [cell.value for cell in ws[row]])
    filled.write("plans", row + 1, "一是照着写的。")
    filled.sheet("duties").merge_cells(start_row=6, end_row=7, start_column=3, end_column=3)
    filled.book.copy_worksheet(filled.sheet("shortcomings"))
    plan = filled.plan()
    assert [one.text for one in plan.parts[3].added] == ["一是照着写的。"]
    assert any("复制的" in one.message for one in plan.notes)
    told = [f"{one.cell}：{one.message}" for one in plan.faults]
    assert any(one.startswith("C7：与上面的格子合并了") for one in told)
    assert any("同一个部分" in one for one in told)


def test_what_a_spreadsheet_makes_of_text_is_told_by_its_cell(cast, filled) -> None:
    row = filled.blank("plans")
    for at, value in enumerate((2025, datetime.date(2025, 3, 1), True, "=1+1", "坏\u200b", "x" * 20_001)):
        cell = filled.sheet("plans").cell(row + at, 3)
        cell.value = value
    filled.write("plans", row + 6, "没有这一类。", "段落")
    plan = filled.plan()
    assert {one.cell for one in plan.faults} == {
        f"C{row + 1}",
        f"C{row + 2}",
        f"C{row + 3}",
        f"C{row + 5}",
        f"B{row + 6}",
    }
    assert all(one.sheet.startswith("4 ") for one in plan.faults)
    assert any(one.cell == f"C{row}" and "2025" in one.message for one in plan.notes)
    with pytest.raises(Refused, match="处问题"):
        filled.take()


def test_renamed_and_missing_sheets_and_lost_marks_do_no_harm(cast, filled) -> None:
    filled.sheet("plans").title = "改了名"
    filled.write("plans", filled.row("plans", "一是"), "一是改了名也认得；")
    del filled.book[filled.sheet("duties").title]
    filled.sheet("shortcomings")["A2"].value = None
    filled.cut_out("shortcomings", filled.row("shortcomings", "二是"))
    plan = filled.take()
    assert plan.counts == {"added": 0, "changed": 1, "removed": 0, "moved": 0}
    assert [one.message[:8] for one in plan.notes] == ["表头上方隐藏的标", "表格里没有“党政"]


def test_a_form_of_another_report_is_refused_with_both_names(cast) -> None:
    form = Filled(cast.empty, cast.drafter)
    (brought,) = form_batch.bring_in([("x.xlsx", form.data)], by=cast.drafter, batch="b", report=cast.report)
    assert brought.kept is None
    assert "青禾镇人民政府2024年度" in brought.sentence and "云溪区民政局2024年度" in brought.sentence
    (alone,) = form_batch.bring_in([("x.xlsx", form.data)], by=cast.drafter, batch="b")
    assert "没有填写那份报告的权限" in alone.sentence
    other = Filled(cast.report, cast.drafter)
    cast.report.standard_key = "open-info-2021"
    (brought,) = form_batch.bring_in([("x.xlsx", other.data)], by=cast.drafter, batch="b", report=cast.report)
    assert "law-gov-2019" in brought.sentence and "open-info-2021" in brought.sentence


def test_rights_states_and_rounds_hold_as_for_any_writing(cast, filled, unchanged) -> None:
    filled.write("plans", filled.row("plans", "一是"), "一是改过的；")
    kept = filled.keep()
    digest = plan_form(cast.report, kept.data).digest
    with unchanged():
        for person in (cast.reviewer, cast.neighbour):
            with pytest.raises(Denied):
                form_entries.take_form(kept, digest, {}, by=person)
        with pytest.raises(Refused, match="又有人改过"):
            form_entries.take_form(kept, "0", {}, by=cast.drafter)
    cast.submit()
    with pytest.raises(Refused, match="不能修改"):
        form_entries.take_form(kept, digest, {}, by=cast.drafter)
    cycles.close_round(cast.cycle, by=cast.coordinator, reason="年度结束")
    with pytest.raises(Refused, match="已经结束"):
        form_entries.take_form(kept, digest, {}, by=cast.drafter)


def test_a_form_is_taken_once(cast, filled) -> None:
    filled.write("plans", filled.row("plans", "一是"), "一是改过的；")
    kept = filled.keep()
    form_entries.take_form(kept, plan_form(cast.report, kept.data).digest, {}, by=cast.drafter)
    with pytest.raises(Refused, match="已经采用"):
        form_entries.take_form(kept, plan_form(cast.report, kept.data).digest, {}, by=cast.drafter)
    with pytest.raises(Conflict):
        entries.save_entry(cast.items("plans")[0], "旧的。", 1, by=cast.drafter)


def test_an_empty_report_is_filled_from_its_form(cast) -> None:
    from tracker.actions import accounts

    accounts.grant(cast.drafter, cast.township, Role.DRAFTER, by=None)
    by = cast.drafter
    filled = Filled(cast.empty, by)
    for role in ("measures", "plans"):
        filled.write(role, filled.blank(role), "一是第一件事；")
        filled.write(role, filled.blank(role) + 1, "二是第二件事。")
    filled.sheet("measures").cell(filled.blank("measures"), 6).value = "行政执法工作体系"
    filled.write("frame", 5, "青禾镇2024年法治政府建设年度报告")
    filled.write("frame", 8, "青禾镇人民政府\n2025年1月10日")
    filled.take()
    text = compose(cast.empty).document.text
    assert text.startswith(
        "青禾镇2024年法治政府建设年度报告\n\n一、2024年推进法治政府建设的主要举措和成效\n一是第一件事；\n二是"
    )
    assert text.endswith("二是第二件事。\n\n青禾镇人民政府\n2025年1月10日")
    assert Measure.objects.get(entry__report=cast.empty, entry__text="一是第一件事；").area == "行政执法工作体系"
    assert filled.plan().empty


def test_who_takes_a_form_is_on_record_and_its_properties_name_no_more_than_the_maker(cast, client) -> None:
    client.force_login(cast.drafter)
    answer = client.get(f"/reports/{cast.report.pk}/form/file/")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet") and b"".join(answer.streaming_content)[:2] == b"PK"
    assert "民政局2024年度填报表" in cast.report.activities.model.objects.filter(deed="exported").get().detail
    about = Filled(cast.report, cast.drafter).book.properties
    assert about.creator == about.lastModifiedBy == "田笔" and "民政局2024年度" in about.title
    assert form_out.file_name(cast.report) == "云溪区民政局2024年度填报表.xlsx"


def test_the_pages_show_what_would_change_and_take_it(cast, client, filled) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.drafter)
    where = f"/reports/{cast.report.pk}/form/"
    assert client.post(where).status_code == 422
    wrong = client.post(where, {"file": SimpleUploadedFile("a.xlsx", b"x")})
    assert wrong.status_code == 422 and "不是 xlsx" in wrong.content.decode()
    first = cast.items("plans")[0]
    filled.write("plans", filled.row("plans", "一是"), "一是表格里的；")
    filled.write("plans", filled.row("plans", "二是"), None)
    entries.save_entry(first, "一是网站上的；", 1, by=cast.drafter)
    shown = client.post(where, {"file": SimpleUploadedFile("填报表.xlsx", filled.data)})
    page = client.get(shown["Location"]).content.decode()
    assert "两边都改过 1 条" in page and "删除 1 条" in page
    digest = page.partition('name="shown" value="')[2][:64]
    assert client.post(shown["Location"], {"shown": digest}).status_code == 422
    done = client.post(shown["Location"], {"shown": digest, f"choice-{first.pk}": "form"})
    assert done["Location"] == f"/reports/{cast.report.pk}/"
    assert _texts(cast, "plans") == ["一是表格里的；"]
    assert FilledWorkbook.objects.get().taken_at is not None


def test_several_forms_come_in_together_and_the_sound_ones_are_taken_with_one_button(cast, client, filled) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tracker.actions import accounts

    accounts.grant(cast.drafter, cast.township, Role.DRAFTER, by=None)
    other = Filled(cast.empty, cast.drafter)
    other.write("plans", other.blank("plans"), "一是镇里的事。")
    filled.write("plans", filled.row("plans", "一是"), "一是局里的事；")
    files = [SimpleUploadedFile(f"{n}.xlsx", data) for n, data in enumerate((filled.data, other.data, b"PK"))]
    client.force_login(cast.drafter)
    answer = client.post("/forms/", {"workbooks": files})
    page = client.get(answer["Location"]).content.decode()
    assert "采用这 2 份" in page and "可能没有传完" in page
    client.post(answer["Location"])
    assert _texts(cast, "plans")[0] == "一是局里的事；"
    assert cast.empty.entries.filter(text="一是镇里的事。").exists()
