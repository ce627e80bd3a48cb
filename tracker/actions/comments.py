"""Talk: a comment on an entry or a requirement, answers, resolving; carried along when entries are cut or joined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.actions import activity, notices
from tracker.actions.locking import locked
from tracker.actions.refusal import Refused, require
from tracker.models import Assignment, Comment, Entry, Reply, Report, User
from tracker.models.accounts import people_with
from tracker.models.comments import MAX_COMMENT, MAX_QUOTE, found_at, places
from tracker.models.entries import CONTROL
from tracker.models.notices import NoticeKind
from tracker.roles import Permission
from tracker.workflow import Status

_AT = re.compile(r"[@＠]([^\s@＠]{1,150})")
_NAME_GOES_ON = re.compile(r"[\w.+-]", re.ASCII)


def mentioned(text: str, people: Sequence[User]) -> tuple[list[User], list[str]]:
    """Whom a text calls by @姓名 or @用户名, and the calls that reach nobody among ``people``.

    The longest name that fits counts; two people of one name are both called.
    """
    names: dict[str, list[User]] = {}
    for one in people:
        for name in {one.name, one.username.lower()} - {""}:
            names.setdefault(name, []).append(one)
    longest = sorted(names, key=len, reverse=True)
    called: dict[int, User] = {}
    lost = []
    for match in _AT.finditer(text):
        if match.start() and _NAME_GOES_ON.match(text[match.start() - 1]):
            continue  # the middle of an e-mail address
        said = match[1]
        found = next((name for name in longest if _calls(said, name)), None)
        if found is None:
            lost.append(re.split(r"[，。、；：！？,;:!?（）()]", said)[0][:20])
        for one in names.get(found or "", ()):
            called[one.pk] = one
    return list(called.values()), lost


def _calls(said: str, name: str) -> bool:
    if not said.lower().startswith(name.lower()):
        return False
    rest = said[len(name) :].rstrip(".")
    return not (name.isascii() and rest and _NAME_GOES_ON.match(rest))


def listeners(report: Report) -> list[User]:
    """Those who may be mentioned: whoever may see the report (the auditor, who may not, cannot be)."""
    return list(people_with(Permission.VIEW, report.organisation))


def _check(report: Report, text: str, by: User) -> str:
    require(by, Permission.COMMENT, report.organisation)
    if report.status == Status.CLOSED:
        raise Refused("报告已办结，不能再提意见。")
    text = text.strip()
    if not text:
        raise Refused("请写意见。")
    if len(text) > MAX_COMMENT:
        raise Refused(f"意见有{len(text)}个字符，超过上限{MAX_COMMENT}。")
    if found := CONTROL.search(text):
        raise Refused(f"第{found.start() + 1}个字符是看不见的控制字符，请删去后再试。")
    return text


def _tell_mentioned(comment: Comment, text: str, by: User) -> list[User]:
    people, _ = mentioned(text, listeners(comment.report))
    return notices.notify(people, NoticeKind.MENTION, text[:120], report=comment.report, by=by, comment=comment)


def comment_on_entry(entry: Entry, text: str, *, by: User, quote: str = "", start: int = 0) -> Comment:
    """Begin a thread on an entry. ``quote`` are words of it, the ones nearest to ``start`` if they stand there twice.

    Raises ``Refused`` on words that are not in the entry.
    """
    with transaction.atomic():
        report = locked(entry.report)
        text = _check(report, text, by)
        current = Entry.objects.get(pk=entry.pk)
        if current.removed:
            raise Refused("这一条已被删除。")
        if len(quote) > MAX_QUOTE:
            raise Refused(f"引用的原文有{len(quote)}个字符，超过上限{MAX_QUOTE}。")
        at = found_at(quote, current.text, start) if quote else 0
        if at is None:
            raise Refused("引用的文字不在这一条里，请从原文复制，或不填。")
        made = Comment.objects.create(
            report=report,
            entry=current,
            quote=quote,
            start=at,
            end=at + len(quote),
            at_version=current.version,
            text=text,
            by=by,
        )
        _tell_mentioned(made, text, by)
        activity.record(by, "commented", f"意见：{text[:60]}（{(quote or current.text)[:30]}）", report=report)
    return made


def comment_on_requirement(report: Report, key: str, text: str, *, by: User) -> Comment:
    """Begin a thread on a requirement of a report."""
    with transaction.atomic():
        report = locked(report)
        text = _check(report, text, by)
        requirement = next((one for one in report.requirements if one.key == key), None)
        if requirement is None:
            raise Refused("这份报告没有这项要求。")
        made = Comment.objects.create(report=report, requirement_key=key, text=text, by=by)
        _tell_mentioned(made, text, by)
        activity.record(by, "commented", f"意见：{text[:60]}（{requirement.text[:30]}）", report=report)
    return made


def reply(comment: Comment, text: str, *, by: User) -> Reply:
    """Answer in a thread. Whoever took part in it is told, as is who is mentioned."""
    with transaction.atomic():
        comment = Comment.objects.select_related("report__cycle", "report__organisation", "by").get(pk=comment.pk)
        text = _check(locked(comment.report), text, by)
        if not comment.open:
            raise Refused("这条意见已经解决。要继续讨论，请先重新打开。")
        earlier = {comment.by.pk: comment.by} | {one.by.pk: one.by for one in comment.replies.select_related("by")}
        made = Reply.objects.create(comment=comment, text=text, by=by)
        called = {one.pk for one in _tell_mentioned(comment, text, by)}
        able = {one.pk for one in listeners(comment.report)}
        others = [one for key, one in earlier.items() if key in able - called]
        notices.notify(others, NoticeKind.REPLY, text[:120], report=comment.report, by=by, comment=comment)
        notices.read_thread(comment, by=by)
        activity.record(by, "replied", f"回复：{text[:60]}", report=comment.report)
    return made


def resolve(comment: Comment, *, by: User) -> None:
    """Call a thread settled; it can be opened again."""
    _settle(comment, done=True, by=by)


def reopen(comment: Comment, *, by: User) -> None:
    """Open a thread that was called settled."""
    _settle(comment, done=False, by=by)


def _settle(comment: Comment, *, done: bool, by: User) -> None:
    with transaction.atomic():
        report = locked(comment.report)
        require(by, Permission.COMMENT, report.organisation)
        if report.status == Status.CLOSED:
            raise Refused("报告已办结，意见不能再改。")
        values = (by, timezone.now()) if done else (None, None)
        changed = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=done).update(
            resolved_by=values[0], resolved_at=values[1]
        )
        if not changed:
            return
        if done:
            notices.read_thread(comment, by=by)
        deed, word = ("comment-resolved", "意见已解决") if done else ("comment-reopened", "意见重新打开")
        activity.record(by, deed, f"{word}：{comment.text[:60]}", report=report)


def carry_to_pieces(pieces: Sequence[Entry], text: str) -> None:
    """An entry with ``text`` was cut into ``pieces``, the first of which is still itself: each thread goes with the piece
    that holds its quote. Threads without a quote, or whose words were gone, stay with the first."""
    if len(pieces) < 2:
        return
    kept = pieces[0]
    starts, at = [], 0
    for piece in pieces:
        at = text.index(piece.text, at)
        starts.append(at)
        at += len(piece.text)
    before = list(Comment.objects.filter(entry=kept).exclude(quote="").select_related("entry"))
    for one in before:
        one.entry = Entry(pk=kept.pk, text=text, version=kept.version - 1)
    for thread in places(before):
        if thread.start is None:
            continue
        number = max(n for n, start in enumerate(starts) if start <= thread.start or n == 0)
        moved = max(0, thread.start - starts[number])
        Comment.objects.filter(pk=thread.comment.pk).update(
            entry=pieces[number],
            start=moved,
            end=moved + len(thread.comment.quote),
            at_version=pieces[number].version,
        )


def carry_to_kept(kept: Entry, gone: Entry, offset: int) -> None:
    """``gone`` was joined to ``kept``, its text beginning at ``offset`` there: its threads and the work given out on it
    go with the kept entry."""
    Assignment.objects.filter(entry=gone).update(entry=kept)
    for thread in places(Comment.objects.filter(entry=gone).select_related("entry")):
        one = thread.comment
        at = offset + (one.start if thread.start is None else thread.start)
        Comment.objects.filter(pk=one.pk).update(entry=kept, start=at, end=at + len(one.quote), at_version=kept.version)
