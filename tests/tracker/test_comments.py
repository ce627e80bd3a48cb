"""Talk: threads stay with their words, call people, are settled; they are seen where the words are."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tracker.actions import comments, entries, moves, reports
from tracker.actions.refusal import Denied, Refused
from tracker.models import Activity, Comment, Entry, Notice
from tracker.models.comments import places
from tracker.models.entries import EntryKind
from tracker.roles import ROLES, Permission, Role

QUOTE = "办结148件"


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def said(cast) -> Comment:
    """The reviewer speaks of some words of the first measure."""
    entry = cast.items("measures")[0]
    return comments.comment_on_entry(entry, "请核对办结数。", by=cast.reviewer, quote=QUOTE)


def thread(said: Comment):
    """The thread as it stands now."""
    return places([Comment.objects.select_related("entry").get(pk=said.pk)])[0]


def words(said: Comment) -> str:
    """The words of the text where the thread stands now."""
    now = thread(said)
    return "" if now.start is None else now.comment.entry.text[now.start : now.start + len(now.comment.quote)]


def test_a_comment_keeps_its_quote_with_its_place_and_version(cast, said):
    assert (said.start, said.end, said.at_version) == (said.entry.text.index(QUOTE), said.start + 6, 1)
    assert Activity.objects.filter(deed="commented", report=cast.report, by=cast.reviewer).count() == 1


def test_a_comment_stays_with_its_sentence_when_the_entry_is_edited(cast, said):
    entry = said.entry
    entries.save_entry(entry, "加在前面的话。" + entry.text, 1, by=cast.drafter)
    assert words(said) == QUOTE
    entries.save_entry(entry, "一是全部重写了。", 2, by=cast.drafter)
    assert thread(said).changed
    page = _client(cast.drafter).get(reverse("part", args=[entry.part_id])).content.decode()
    assert "原文已改" in page
    entries.restore_version(Entry.objects.get(pk=entry.pk), 1, 3, by=cast.drafter)
    assert words(said) == QUOTE
    assert not thread(said).changed


def test_the_second_of_two_equal_words_is_not_taken_for_the_first(cast):
    entry = cast.items("measures")[0]
    text = "一是收件5件，甲乙丙丁，发件5件。"
    entries.save_entry(entry, text, 1, by=cast.drafter)
    second = text.rindex("5件")
    said = comments.comment_on_entry(entry, "哪来的？", by=cast.reviewer, quote="5件", start=second)
    new = "一是另外加上很长很长的一段话，" + text[2:]
    entries.save_entry(entry, new, 2, by=cast.drafter)
    assert thread(said).start == new.rindex("5件")


@pytest.mark.parametrize("how", ["moved", "kind", "part"])
def test_a_comment_stays_when_its_entry_moves(cast, said, how):
    entry = said.entry
    if how == "moved":
        shown = moves.plan_move(entry, 1)
        moves.move_entry(entry, 1, [(one.entry.pk, one.entry.version) for one in shown], by=cast.drafter)
    elif how == "kind":
        entries.reclassify_entry(entry, 1, by=cast.drafter, kind=EntryKind.LEAD)
    else:
        entries.reclassify_entry(entry, 1, by=cast.drafter, part=cast.part("plans"))
    assert thread(said).comment.entry_id == entry.pk
    assert words(said) == QUOTE


def test_a_comment_goes_with_the_piece_that_holds_its_words(cast, said):
    entry = said.entry
    whole = comments.comment_on_entry(entry, "整条都好。", by=cast.reviewer)
    head = comments.comment_on_entry(entry, "这里呢？", by=cast.reviewer, quote="规范社会救助")
    cut = entry.text.index("全年受理")
    kept, made = entries.split_entry(entry, [cut], 1, by=cast.drafter)
    assert thread(said).comment.entry_id == made.pk
    assert words(said) == QUOTE
    assert thread(head).comment.entry_id == kept.pk
    assert words(head) == "规范社会救助"
    assert thread(whole).comment.entry_id == kept.pk


def test_a_comment_goes_with_the_kept_entry_when_two_are_joined(cast):
    first, second = cast.items("measures")[:2]
    said = comments.comment_on_entry(second, "几件？", by=cast.reviewer, quote="处罚案件4件")
    given = comments.comment_on_entry(second, "整条。", by=cast.reviewer)
    merged = entries.merge_entry(first, 1, by=cast.drafter)
    assert thread(said).comment.entry_id == merged.pk
    assert words(said) == "处罚案件4件"
    assert thread(given).comment.entry_id == merged.pk


def test_words_that_are_not_in_the_entry_and_empty_or_endless_comments_are_refused(cast, unchanged):
    entry = cast.items("measures")[0]
    for text, quote, says in (
        ("好。", "没有的字", "不在这一条里"),
        (" ", "", "请写意见"),
        ("长" * 2001, "", "超过上限"),
        ("坏\x0b字", "", "控制字符"),
        ("好。", "长" * 301, "超过上限"),
    ):
        with unchanged(), pytest.raises(Refused, match=says):
            comments.comment_on_entry(entry, text, by=cast.reviewer, quote=quote)
    with unchanged(), pytest.raises(Refused, match="没有这项要求"):
        comments.comment_on_requirement(cast.report, "nothing.here", "好。", by=cast.reviewer)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_comment_is_said_by_the_table_of_roles(cast, said, unchanged, role):
    person = cast[role]
    if Permission.COMMENT in ROLES[role]:
        comments.reply(said, "收到。", by=person)
        comments.resolve(said, by=person)
        return
    for deed in (lambda: comments.reply(said, "收到。", by=person), lambda: comments.resolve(said, by=person)):
        with unchanged(), pytest.raises(Denied):
            deed()
    with unchanged(), pytest.raises(Denied):
        comments.comment_on_entry(said.entry, "我说。", by=person)


def test_another_office_says_nothing_here(cast, said, unchanged):
    for person in (cast.outsider, cast.neighbour):
        with unchanged(), pytest.raises(Denied):
            comments.comment_on_entry(said.entry, "我说。", by=person)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("请@田笔核对", {"田笔"}),
        ("请@drafter 核对", {"田笔"}),
        ("请＠Drafter，@丁局看", {"田笔", "丁局"}),
        ("@沈核 @田笔。", {"沈核", "田笔"}),
        ("写信到 someone@drafter.cn", set()),
        ("@drafter2 看", set()),
        ("@计审 @安保 @邻座 @外人 看", set()),
        ("没有人", set()),
    ],
)
def test_a_mention_calls_those_who_may_see_the_report(cast, text, called):
    people, _ = comments.mentioned(text, comments.listeners(cast.report))
    assert {one.name for one in people} == called


def test_whoever_is_mentioned_sees_it_among_their_tasks_until_they_read_it(cast):
    entry = cast.items("measures")[0]
    client = _client(cast.reviewer)
    answer = client.post(reverse("entry-comment", args=[entry.pk]), {"text": "请@田笔核对，也问@邻座。", "quote": ""})
    assert answer["Location"].endswith(f"#e{entry.pk}")
    assert "没有找到可以查看这份报告的“@邻座”" in client.get(answer["Location"]).content.decode()
    drafter = _client(cast.drafter)
    assert "请@田笔核对" in drafter.get("/").content.decode()
    assert "请@田笔核对" not in _client(cast.leader).get("/").content.decode()
    said = Comment.objects.get()
    drafter.get(reverse("comment", args=[said.pk]))
    assert "请@田笔核对" not in drafter.get("/").content.decode()
    drafter.post(reverse("comment", args=[said.pk]), {"text": "改好了。"})
    assert "改好了。" in client.get("/").content.decode()


def test_nobody_reads_a_notice_for_another(cast, unchanged):
    comments.comment_on_entry(cast.items("measures")[0], "@田笔", by=cast.reviewer)
    told, leader = Notice.objects.get(), _client(cast.leader)
    with unchanged():
        assert leader.post(reverse("notice-read", args=[told.pk])).status_code == 404
    _client(cast.drafter).post(reverse("notice-read", args=[told.pk]))
    assert not Notice.objects.unread().exists()


def test_a_thread_is_settled_and_opened_again_each_with_a_line_in_the_record(cast, said):
    client = _client(cast.drafter)
    address = reverse("comment-settle", args=[said.pk])
    assert client.post(address, {"state": "resolved"})["Location"].endswith(f"#e{said.entry_id}")
    assert not Comment.objects.open().exists()
    with pytest.raises(Refused, match="重新打开"):
        comments.reply(said, "还有。", by=cast.reviewer)
    client.post(address, {"state": "open"})
    assert Comment.objects.open().get().resolved_by is None
    deeds = Activity.objects.filter(deed__startswith="comment-").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["comment-resolved", "comment-reopened"]


def test_what_was_typed_stays_when_a_comment_is_refused(cast, unchanged):
    entry, client = cast.items("measures")[0], _client(cast.reviewer)
    with unchanged():
        answer = client.post(
            reverse("entry-comment", args=[entry.pk]), {"text": "我的意见<b>", "quote": "没有的字", "start": "x"}
        )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "我的意见&lt;b&gt;" in page
    assert "没有的字" in page


def test_the_words_that_were_selected_stand_in_the_form(cast):
    entry = cast.items("measures")[0]
    start = entry.text.index(QUOTE)
    page = _client(cast.reviewer).get(reverse("entry-comment", args=[entry.pk]) + f"?start={start}&end={start + 6}")
    assert f'value="{QUOTE}"' in page.content.decode()
    assert _client(cast.reviewer).get(reverse("entry-comment", args=[entry.pk]) + "?start=a&end=9").status_code == 200


def test_a_thread_is_seen_in_the_margin_and_at_the_requirement_and_a_reviewer_edits_nothing(cast, said):
    comments.comment_on_requirement(cast.report, "measures.steps", "请写具体。", by=cast.reviewer)
    cast.submit()
    reviewer = _client(cast.reviewer)
    part = reviewer.get(reverse("part", args=[said.entry.part_id])).content.decode()
    assert "请核对办结数。" in part
    assert "请写具体。" in part
    assert reverse("entry-comment", args=[said.entry_id]) in part
    assert reverse("entry-save", args=[said.entry_id]) not in part
    judge = reviewer.get(reverse("review", args=[cast.report.pk, "measures"])).content.decode()
    assert "请写具体。" in judge
    assert "请核对办结数。" in judge


def test_a_return_lists_every_open_comment_each_with_a_link_to_its_place(cast, said):
    done = comments.comment_on_requirement(cast.report, "measures.steps", "已说清。", by=cast.reviewer)
    comments.resolve(done, by=cast.reviewer)
    key = "measures.results"
    comments.comment_on_requirement(cast.report, key, "请补成效。", by=cast.reviewer)
    cast.submit()
    reports.take_step(cast.report, "return", by=cast.reviewer, reason="见各条意见。")
    page = _client(cast.drafter).get(reverse("report", args=[cast.report.pk])).content.decode()
    notice = page[page.index("退回意见") : page.index('id="next"')]
    assert "还没有解决的意见（2）" in notice
    assert reverse("part", args=[said.entry.part_id]) + f"#e{said.entry_id}" in notice
    assert reverse("review", args=[cast.report.pk, "measures"]) + f"#r-{key}" in notice
    assert "已说清。" not in notice


def test_a_comment_on_a_removed_entry_is_still_listed_and_says_so(cast, said):
    entries.remove_entry(said.entry, 1, by=cast.drafter)
    page = _client(cast.reviewer).get(reverse("report", args=[cast.report.pk])).content.decode()
    assert "条目已删除" in page
    assert reverse("entry-history", args=[said.entry_id]) in page


def test_a_closed_report_is_not_talked_about_any_more(cast, said, unchanged):
    type(cast.report).objects.filter(pk=cast.report.pk).update(status="closed")
    said.refresh_from_db()
    with unchanged(), pytest.raises(Refused, match="已办结"):
        comments.comment_on_entry(cast.items("measures")[0], "晚了。", by=cast.reviewer)
    with unchanged(), pytest.raises(Refused, match="已办结"):
        comments.resolve(Comment.objects.get(pk=said.pk), by=cast.reviewer)
