"""Nothing lost: what was can be seen, compared and brought back; who else is here is shown."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tracker.actions import accounts, entries, moves, review, rules
from tracker.actions.presence import seen
from tracker.actions.refusal import Denied, Refused
from tracker.actions.restoring import restore_part
from tracker.models import Activity, EntryVersion, Presence
from tracker.models.history import part_events, returns
from tracker.models.review import Result
from tracker.roles import Role

pytestmark = pytest.mark.django_db


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def texts(cast, role: str = "plans") -> list[str]:
    return [one.text for one in cast.items(role)]


def last_moment() -> int:
    return EntryVersion.objects.latest("pk").pk


def shown(part, moment: int) -> list[tuple[int, int]]:
    return [(one.entry.pk, one.entry.version) for one in returns(part, moment)]


def test_a_part_comes_back_as_it_was_after_saves_splits_merges_additions_and_removals(cast):
    part, drafter = cast.part("plans"), cast.drafter
    before, moment = texts(cast), last_moment()
    first, second = cast.items("plans")
    first = entries.save_entry(first, "一是改过，也加长；", first.version, by=drafter)
    entries.split_entry(first, [4], first.version, by=drafter)
    entries.add_entry(part, "三是新加的。", by=drafter)
    entries.remove_entry(second, second.version, by=drafter)
    changed = texts(cast)
    after = last_moment()
    restore_part(part, moment, shown(part, moment), by=drafter)
    assert texts(cast) == before
    restore_part(part, after, shown(part, after), by=drafter)
    assert texts(cast) == changed
    assert Activity.objects.filter(deed="part-restored").count() == 2


def test_merged_entries_come_apart_again(cast):
    part, before, moment = cast.part("plans"), texts(cast), last_moment()
    first = cast.items("plans")[0]
    entries.merge_entry(first, first.version, by=cast.drafter)
    assert len(texts(cast)) == 1
    restore_part(part, moment, shown(part, moment), by=cast.drafter)
    assert texts(cast) == before


def test_a_part_somebody_changed_since_it_was_shown_is_not_restored_over_them(cast, unchanged):
    part, moment = cast.part("plans"), last_moment()
    first, second = cast.items("plans")
    first = entries.save_entry(first, "一是改过；", first.version, by=cast.drafter)
    seen_then = shown(part, moment)
    entries.save_entry(second, "二是也改过。", second.version, by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="刚刚有人改过"):
        restore_part(part, moment, seen_then, by=cast.drafter)
    with unchanged(), pytest.raises(Denied):
        restore_part(part, moment, shown(part, moment), by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="没有这个时间点"):
        restore_part(part, 10**9, [], by=cast.drafter)
    with unchanged(), pytest.raises(Refused, match="就是那时的样子"):
        restore_part(part, last_moment(), [], by=cast.drafter)


def test_the_page_of_a_parts_history_leads_back_to_any_moment(cast):
    part, moment = cast.part("plans"), last_moment()
    first = cast.items("plans")[0]
    entries.save_entry(first, first.text.replace("充实", "壮大"), first.version, by=cast.drafter)
    client = _client(cast.drafter)
    page = client.get(reverse("part-history", args=[part.pk])).content.decode()
    assert "<del>充实</del>" in page
    address = reverse("part-restore", args=[part.pk, moment])
    preview = client.get(address).content.decode()
    assert "<ins>充实</ins>" in preview
    value = preview.split('name="shown" value="')[1].split('"')[0]
    assert client.post(address, {"shown": "1:99"}).status_code == 422
    assert client.post(address, {"shown": ["²:1", value]}).status_code == 302
    assert texts(cast)[0] == first.text
    assert client.get(reverse("part-restore", args=[part.pk, 10**9])).status_code == 404


def test_saves_of_one_sitting_are_one_event_and_what_others_did_another(cast):
    entry = cast.items("plans")[0]
    for turn in range(3):
        entry = entries.save_entry(entry, f"一是第{turn}次写；", entry.version, by=cast.drafter)
    entries.remove_entry(entry, entry.version, by=cast.drafter)
    removed, edited, *_ = part_events(cast.part("plans"))
    assert (removed.label, removed.saves) == ("删除", 1)
    assert (edited.label, edited.saves) == ("修改", 3)
    assert [new for _, _, new in edited.rows.values()] == ["一是第2次写；"]


def test_the_course_of_a_report_shows_steps_marks_and_texts_with_what_was_before(cast):
    entry = cast.items("plans")[0]
    entry = entries.save_entry(entry, "一是改过；", entry.version, by=cast.drafter)
    cast.submit()
    review.mark(cast.report, "measures.steps", Result.PARTIAL, "请补充。", by=cast.reviewer)
    review.mark(cast.report, "measures.steps", Result.COMPLETE, "", by=cast.reviewer)
    address = reverse("report-history", args=[cast.report.pk])
    page = _client(cast.reviewer).get(address).content.decode()
    for words in ("状态：起草中 → 已提交", "评定：部分 → 完整", "意见：请补充。 → —", "版本：1 → 2"):
        assert words in page
    assert reverse("entry-history", args=[entry.pk]) in page
    assert "来自" not in page
    assert "来自" in _client(cast.coordinator).get(address).content.decode()
    narrowed = _client(cast.reviewer).get(address, {"deed": "step-submit"}).content.decode()
    assert "已提交" in narrowed and "评定：" not in narrowed


def test_the_course_of_an_organisation_shows_people_and_settings_with_what_was_before(cast):
    officer = cast[Role.SECURITY_OFFICER]
    accounts.grant(cast.drafter, cast.civil, Role.DRAFTER, by=officer, until=datetime.date(2030, 1, 1))
    accounts.revoke(cast.drafter.memberships.get(), by=officer)
    rules.set_rules(cast.civil, {"severity": {"TXT-01": "error"}}, 0, by=cast[Role.ADMINISTRATOR])
    address = reverse("organisation-history", args=[cast.civil.pk])
    page = _client(cast[Role.AUDITOR]).get(address).content.decode()
    for words in (
        "至：— → 2030-01-01",
        "角色：填报人 → —",
        "severity.TXT-01：— → &quot;error&quot;",
        "名称：— → 云溪区民政局",
    ):
        assert words in page
    for user in (cast.drafter, cast.outsider):
        assert _client(user).get(address).status_code == 404


def test_any_two_versions_of_an_entry_are_compared(cast):
    entry = cast.items("measures")[0]
    for new in ("148件，办结149件", "150件，办结149件"):
        entry = entries.save_entry(entry, entry.text.replace("148件，办结148件", new), entry.version, by=cast.drafter)
    entry = entries.save_entry(entry, "一是全变了。", entry.version, by=cast.drafter)
    address = reverse("entry-history", args=[entry.pk])
    page = _client(cast.drafter).get(address, {"old": "1", "new": "2"}).content.decode()
    assert "第 1 版 → 第 2 版" in page
    assert "办结14<del>8</del><ins>9</ins>件" in page
    for odd in ("99", "x", "²"):
        assert _client(cast.drafter).get(address, {"old": odd, "new": odd}).status_code == 200


def test_two_years_and_two_offices_are_compared_to_the_digit_and_only_what_one_may_see(cast):
    last = cast.last_year()
    address = reverse("report-compare", args=[cast.report.pk])
    page = _client(cast.drafter).get(address).content.decode()
    assert "1<del>36</del><ins>48</ins>件" in page
    assert "上年安排在本年举措中的落实" in page
    other = reverse("report-compare", args=[cast.empty.pk])
    page = _client(cast.coordinator).get(other, {"with": cast.report.pk}).content.decode()
    assert "逐句对照" in page and "上年安排" not in page
    assert "请选择要比较的报告" in _client(cast.coordinator).get(other).content.decode()
    page = _client(cast.drafter).get(address, {"with": cast.empty.pk}).content.decode()
    assert "请选择要比较的报告" in page
    assert "青禾镇" not in page
    for odd in ("x", "²", "9" * 30, str(last.pk)):
        assert _client(cast.drafter).get(address, {"with": odd}).status_code == 200


def test_a_conflict_proposes_both_peoples_changes_over_the_text_both_began_with(cast):
    entry = cast.items("measures")[0]
    client, address = _client(cast.drafter), reverse("entry-save", args=[entry.pk])
    theirs, mine = entry.text.replace("148件，办结", "158件，办结"), entry.text.replace("100%", "99%")
    client.post(address, {"text": theirs, "version": 1})
    answer = client.post(address, {"text": mine, "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "互不重叠" in page
    merged = theirs.replace("100%", "99%")
    assert f"\n{merged}</textarea>" in page
    clash = client.post(
        address, {"text": entry.text.replace("148件，办结", "168件，办结"), "version": 1}
    ).content.decode()
    assert "有 1 处两人改得不同" in clash
    assert "<q>158</q>" in clash and "<q>168</q>" in clash


def test_a_conflict_over_a_version_that_never_was_still_shows_both_texts(cast):
    entry = cast.items("measures")[0]
    answer = _client(cast.drafter).post(reverse("entry-save", args=[entry.pk]), {"text": "一是我的。", "version": 77})
    assert answer.status_code == 409
    assert "一是我的。" in answer.content.decode()


def test_who_else_is_in_a_part_is_shown_and_gone_after_a_minute(cast):
    part = cast.part("plans")
    assert seen(part, by=cast.drafter, writes=True) == []
    assert [one.user.name for one in seen(part, by=cast.reviewer)] == ["田笔"]
    address = reverse("part-presence", args=[part.pk])
    page = _client(cast.leader).post(address).content.decode()
    assert "田笔（正在写）、沈核" in page
    Presence.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=61))
    assert seen(part, by=cast.leader) == []
    assert Presence.objects.count() == 3
    Presence.objects.update(seen_at=timezone.now() - datetime.timedelta(hours=2))
    seen(cast.part("measures"), by=cast.leader)
    assert Presence.objects.count() == 1
    assert _client(cast.drafter).get(address).status_code == 405


def test_the_record_is_exported_as_shown_and_no_cell_is_a_formula(cast):
    entry = cast.items("plans")[0]
    entries.save_entry(entry, '=cmd|" /C calc"!A0', entry.version, by=cast.drafter)
    auditor = _client(cast[Role.AUDITOR])
    page = auditor.get(reverse("activity"), {"words": "calc"}).content.decode()
    assert "共 1 条" in page
    taken = auditor.get(reverse("export", args=["activity_csv"]), {"deed": "entry-saved"})
    rows = list(csv.reader(io.StringIO(b"".join(taken.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][7].startswith("修改：=cmd")
    taken = auditor.get(reverse("export", args=["activity"]))
    book = load_workbook(io.BytesIO(b"".join(taken.streaming_content)))
    assert book["动态"].max_row == Activity.objects.filter(organisation__path__startswith=cast.district.path).count()
    assert {cell.data_type for row in book["动态"].iter_rows() for cell in row} <= {"s", "n", "d"}
    assert Activity.objects.filter(deed="exported", by=cast[Role.AUDITOR]).count() == 2
    assert _client(cast.drafter).get(reverse("export", args=["activity"])).status_code == 403


def test_the_record_of_another_tree_is_neither_shown_nor_exported(cast):
    taken = _client(cast.outsider).get(reverse("export", args=["activity_csv"]))
    assert "民政局" not in b"".join(taken.streaming_content).decode()


def test_a_move_is_in_the_history_of_the_part(cast):
    first, second = cast.items("plans")
    plan = moves.plan_move(first, 1)
    moves.move_entry(first, 1, [(one.entry.pk, one.entry.version) for one in plan], by=cast.drafter)
    event = part_events(cast.part("plans"))[0]
    assert event.label == "移动"
    assert set(event.rows) == {first.pk, second.pk}
