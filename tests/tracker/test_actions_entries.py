"""Deeds on entries: what is saved is saved with its version, what is refused changes nothing."""

import pytest

from tracker.actions import entries, moves, reports
from tracker.actions.readings import acts_in
from tracker.actions.refusal import Conflict, Denied, Refused
from tracker.models import Activity, Entry, EntryVersion
from tracker.models.composition import compose
from tracker.models.entries import MAX_CHARACTERS, ActKind, EntryKind


def test_a_save_keeps_the_text_its_version_and_who_did_it(cast):
    entry = cast.items("shortcomings")[0]
    saved = entries.save_entry(entry, entry.text + " ", entry.version, by=cast.drafter)
    assert saved.text == entry.text + " "
    assert saved.version == entry.version + 1
    newest = EntryVersion.objects.filter(entry=entry).first()
    assert (newest.version, newest.text, newest.by) == (saved.version, saved.text, cast.drafter)
    assert Activity.objects.filter(report=cast.report, deed="entry-saved", by=cast.drafter).count() == 1


def test_saving_unchanged_text_makes_no_version(cast, unchanged):
    entry = cast.items("plans")[0]
    with unchanged():
        entries.save_entry(entry, entry.text, entry.version, by=cast.drafter)


def test_the_second_of_two_saves_sees_both_texts_and_changes_nothing(cast, unchanged):
    entry = cast.items("plans")[0]
    entries.save_entry(entry, "一是甲的写法；", entry.version, by=cast.drafter)
    with unchanged():
        with pytest.raises(Conflict) as told:
            entries.save_entry(entry, "一是乙的写法；", entry.version, by=cast.drafter)
        assert told.value.current.text == "一是甲的写法；"
        assert told.value.typed == "一是乙的写法；"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "没有文字"),
        (" \u3000\n", "没有文字"),
        ("长" * (MAX_CHARACTERS + 1), "超过上限"),
        ("一是\x00；", "控制字符"),
        ("一是\ud800；", "控制字符"),
    ],
)
def test_text_that_cannot_be_an_entry_is_refused_with_a_sentence(cast, unchanged, text, word):
    entry = cast.items("plans")[0]
    with unchanged():
        with pytest.raises(Refused, match=word):
            entries.save_entry(entry, text, entry.version, by=cast.drafter)
        with pytest.raises(Refused, match=word):
            entries.add_entry(cast.part("plans"), text, by=cast.drafter)


def test_a_declaration_falls_with_the_next_edit_of_that_part_only(cast):
    cast.declare_all()
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text + "并公布。", entry.version, by=cast.drafter)
    assert not cast.part("plans").declared_done
    assert cast.part("plans").declared_by is None
    assert cast.part("measures").declared_done


def test_an_entry_is_added_after_the_one_named_or_at_the_end(cast):
    first, second = cast.items("plans")
    last = entries.add_entry(cast.part("plans"), "三是开展评估。", by=cast.drafter)
    between = entries.add_entry(cast.part("plans"), "插入的一条。", by=cast.drafter, after=first)
    assert [one.pk for one in cast.items("plans")] == [first.pk, between.pk, second.pk, last.pk]
    assert last.marker == "三是"
    assert between.version == 1
    assert between.versions.get().text == "插入的一条。"


def test_an_entry_added_to_an_empty_report_opens_the_part_with_its_heading(cast):
    part = cast.empty.parts.select_related("report__cycle").get(role="measures")
    writer = cast.outsider
    with pytest.raises(Denied):
        entries.add_entry(part, "一是修订制度。", by=writer)
    from tracker.actions.accounts import grant
    from tracker.roles import Role

    grant(cast.neighbour, cast.township, Role.DRAFTER, by=None)
    entries.add_entry(part, "一是修订制度。", by=cast.neighbour)
    cast.empty.refresh_from_db()
    assert cast.empty.status == "drafting"
    assert compose(cast.empty).document.text == "一、2024年推进法治政府建设的主要举措和成效\n一是修订制度。"


def test_a_removed_entry_leaves_the_text_and_can_be_put_back(cast):
    whole = compose(cast.report).document.text
    entry = cast.items("duties")[0]
    gone = entries.remove_entry(entry, entry.version, by=cast.drafter)
    assert gone.removed
    assert entry.text not in compose(cast.report).document.text
    entries.put_back(gone, by=cast.drafter)
    assert compose(cast.report).document.text == whole
    assert [one.deed for one in entry.versions.all()] == ["restored", "removed", "imported"]


def test_a_save_over_a_removed_entry_is_refused_and_says_that_nothing_is_lost(cast, unchanged):
    entry = cast.items("duties")[0]
    entries.remove_entry(entry, entry.version, by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="没有丢失"):
        entries.save_entry(entry, "一是别的。", entry.version + 1, by=cast.drafter)


def test_an_earlier_version_is_restored_as_the_newest_and_those_between_stay(cast):
    entry = cast.items("duties")[0]
    old = entry.text
    saved = entries.save_entry(entry, "一是改过的。", entry.version, by=cast.drafter)
    back = entries.restore_version(saved, 1, saved.version, by=cast.drafter)
    assert back.text == old
    assert [one.text for one in entry.versions.order_by("version")] == [old, "一是改过的。", old]
    with pytest.raises(Refused, match="没有这个版本"):
        entries.restore_version(back, 99, back.version, by=cast.drafter)


def test_a_split_keeps_every_character_and_the_first_piece_keeps_the_history(cast):
    whole = compose(cast.report).document.text
    entry = cast.items("measures")[0]
    cut = entry.text.index("全年")
    first, second = entries.split_entry(entry, [cut], entry.version, by=cast.drafter)
    assert first.pk == entry.pk
    assert first.text + second.text == entry.text
    assert compose(cast.report).document.text == whole
    assert second.versions.get().deed == "split"


@pytest.mark.parametrize("offsets", [[], [0], [10_000], [-1]])
def test_a_split_at_the_edge_is_refused(cast, unchanged, offsets):
    entry = cast.items("measures")[0]
    with unchanged(), pytest.raises(Refused):
        entries.split_entry(entry, offsets, entry.version, by=cast.drafter)


def test_a_split_over_an_outdated_version_is_a_conflict(cast, unchanged):
    entry = cast.items("measures")[0]
    entries.save_entry(entry, entry.text + "补充。", entry.version, by=cast.drafter)
    with unchanged(), pytest.raises(Conflict):
        entries.split_entry(entry, [3], entry.version, by=cast.drafter)


def test_a_merge_joins_two_neighbours_without_losing_a_character(cast):
    whole = compose(cast.report).document.text
    first, second = cast.items("plans")
    merged = entries.merge_entry(first, first.version, by=cast.drafter)
    assert merged.text == first.text + second.separator + second.text
    assert compose(cast.report).document.text == whole
    assert Entry.objects.get(pk=second.pk).removed
    assert second.versions.first().text == second.text


def test_the_last_entry_of_a_part_has_nothing_to_merge_with(cast, unchanged):
    last = cast.items("plans")[-1]
    with unchanged(), pytest.raises(Refused, match="没有可以合并"):
        entries.merge_entry(last, last.version, by=cast.drafter)


def test_a_move_shows_new_numbers_and_closing_marks_before_it_is_taken(cast, unchanged):
    first, second = cast.items("shortcomings")
    with unchanged():
        shown = moves.plan_move(first, 1)
    assert [one.entry.pk for one in shown] == [second.pk, first.pk]
    assert shown[0].text == "一是普法方式单一。主要原因是对新媒体运用研究不够；"
    assert shown[1].text == "二是执法力量不足。原因在于执法岗位编制少、人员轮换快。"


def test_a_move_taken_reads_as_it_was_shown(cast):
    first, _ = cast.items("shortcomings")
    shown = moves.plan_move(first, 1)
    moves.move_entry(first, 1, [(one.entry.pk, one.entry.version) for one in shown], by=cast.drafter)
    assert [one.text for one in cast.items("shortcomings")] == [one.text for one in shown]
    assert [one.marker for one in cast.items("shortcomings")] == ["一是", "二是"]
    assert not cast.part("shortcomings").declared_done


def test_a_move_shown_before_somebody_saved_is_a_conflict(cast, unchanged):
    first, second = cast.items("shortcomings")
    shown = moves.plan_move(first, 1)
    entries.save_entry(second, second.text + "。", second.version, by=cast.drafter)
    with unchanged(), pytest.raises(Conflict):
        moves.move_entry(first, 1, [(one.entry.pk, one.entry.version) for one in shown], by=cast.drafter)


def test_a_move_does_not_leave_its_section(cast):
    last_of_first_section = cast.items("measures")[1]
    with pytest.raises(Refused, match="最后面"):
        moves.plan_move(last_of_first_section, 1)


def test_an_item_moved_to_another_part_stays_the_same_entry(cast):
    entry = cast.items("shortcomings")[1]
    moved = entries.reclassify_entry(entry, entry.version, by=cast.drafter, part=cast.part("plans"))
    assert moved.pk == entry.pk
    assert [one.pk for one in cast.items("plans")][-1] == entry.pk
    assert moved.versions.count() == 2
    assert hasattr(moved, "plan_item")


def test_an_item_becomes_an_intro_and_a_heading_stays_a_heading(cast, unchanged):
    entry = cast.items("plans")[0]
    saved = entries.reclassify_entry(entry, entry.version, by=cast.drafter, kind=EntryKind.INTRO)
    assert saved.kind == "intro"
    heading = cast.report.entries.filter(kind="heading").first()
    with unchanged():
        with pytest.raises(Refused):
            entries.reclassify_entry(heading, heading.version, by=cast.drafter, kind=EntryKind.ITEM)
        with pytest.raises(Refused):
            entries.reclassify_entry(saved, saved.version, by=cast.drafter, kind=EntryKind.HEADING)


def test_a_reclassification_over_an_outdated_version_moves_nothing(cast, unchanged):
    entry = cast.items("plans")[0]
    entries.save_entry(entry, entry.text + "。", entry.version, by=cast.drafter)
    with unchanged(), pytest.raises(Conflict):
        entries.reclassify_entry(entry, entry.version, by=cast.drafter, part=cast.part("duties"))


def test_nothing_is_written_once_the_report_was_handed_in(cast, unchanged):
    cast.submit()
    entry = cast.items("plans")[0]
    with unchanged():
        for deed in (
            lambda: entries.save_entry(entry, "一是改。", entry.version, by=cast.drafter),
            lambda: entries.add_entry(cast.part("plans"), "三是加。", by=cast.drafter),
            lambda: entries.remove_entry(entry, entry.version, by=cast.drafter),
            lambda: entries.split_entry(entry, [3], entry.version, by=cast.drafter),
            lambda: entries.merge_entry(entry, entry.version, by=cast.drafter),
            lambda: reports.declare_part(cast.part("plans"), False, by=cast.drafter),
        ):
            with pytest.raises(Refused, match="已提交"):
                deed()


def test_the_cause_and_the_figures_are_read_anew_with_each_save(cast):
    entry = cast.items("shortcomings")[0]
    assert entry.shortcoming.cause.startswith("原因在于")
    entries.save_entry(entry, "一是执法力量不足，缺员7人；", entry.version, by=cast.drafter)
    entry = Entry.objects.get(pk=entry.pk)
    assert entry.shortcoming.cause == ""
    assert [(one.value, one.unit) for one in entry.figures.all()] == [(7, "人")]


@pytest.mark.parametrize(
    ("text", "kind", "times"),
    [
        ("组织党政主要负责人述法，应述法42人，实际述法42人。", ActKind.ACCOUNT, None),
        ("区长主持常务会议学法3次，参加120人。", ActKind.STUDY, 3),
        ("区长对重点案件作出批示5件。", ActKind.DEPLOYMENT, 5),
        ("区长出庭应诉2件。", ActKind.COURT, 2),
    ],
)
def test_people_are_no_number_of_times_and_papers_and_cases_are(text: str, kind: ActKind, times: int | None) -> None:
    assert [one.times for one in acts_in(text) if one.kind == kind] == [times]
