"""Keeping the row of a piece of work: planned, taken by one worker, told on, finished, begun again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracker.actions import activity
from tracker.actions.refusal import Denied, Refused
from tracker.models import Organisation, TaskProgress, User
from tracker.models.progress import MOST_ATTEMPTS, UNFINISHED, TaskState


class Lost(Exception):  # noqa: N818  (what happened, as people say it)
    """Another worker has this piece of work now; whoever gets this stops and writes nothing more."""


def plan(
    name: str, title: str, arguments: Mapping[str, Any], total: int, *, by: User | None, organisation: Organisation
) -> TaskProgress:
    """A piece of work that waits. The caller has checked that ``by`` may have it done."""
    with transaction.atomic():
        row = TaskProgress.objects.create(
            name=name, title=title[:200], arguments=dict(arguments), total=total, by=by, organisation=organisation
        )
        activity.record(by, "task-begun", f"后台事项：{row.title}", organisation=organisation)
    return row


def queued(row: TaskProgress, ticket: str) -> None:
    """Keep where it stands in the queue."""
    TaskProgress.objects.filter(pk=row.pk).update(ticket=ticket[:40], heartbeat=timezone.now())


def claim(pk: int) -> TaskProgress | None:
    """Take a waiting piece of work; None if another has it or it is finished."""
    holder = secrets.token_hex(16)
    taken = TaskProgress.objects.filter(pk=pk, state=TaskState.WAITING).update(
        state=TaskState.RUNNING, holder=holder, heartbeat=timezone.now(), attempts=F("attempts") + 1, done=0
    )
    return TaskProgress.objects.select_related("by", "organisation").get(pk=pk) if taken else None


def beat(row: TaskProgress, done: int) -> None:
    """Say that it goes on and how far it is. Raises ``Lost`` if another has it."""
    held = TaskProgress.objects.filter(pk=row.pk, holder=row.holder, state=TaskState.RUNNING)
    if not held.update(done=done, heartbeat=timezone.now()):
        raise Lost
    row.done = done


def finish(row: TaskProgress, result: str, *, failed: bool = False) -> None:
    """The end, with the sentence people read. Raises ``Lost`` if another has it."""
    with transaction.atomic():
        state = TaskState.FAILED if failed else TaskState.DONE
        held = TaskProgress.objects.filter(pk=row.pk, holder=row.holder, state=TaskState.RUNNING)
        if not held.update(state=state, result=result[:500], finished_at=timezone.now()):
            raise Lost
        deed = "task-failed" if failed else "task-done"
        activity.record(row.by, deed, f"{row.title}：{result[:200]}", organisation=row.organisation)


def wait_again(row: TaskProgress, why: str) -> bool:
    """Put a piece of work that broke off or stopped back to waiting; False if it was begun too often: it is given up.

    Raises ``Lost`` if it went on or another has it.
    """
    held = TaskProgress.objects.filter(pk=row.pk, holder=row.holder, state__in=UNFINISHED, heartbeat=row.heartbeat)
    with transaction.atomic():
        if row.attempts < MOST_ATTEMPTS:
            if not held.update(state=TaskState.WAITING, holder="", heartbeat=timezone.now(), result=why[:500]):
                raise Lost
            return True
        said = f"{why}已试{row.attempts}次，不再自动重试。"
        if not held.update(state=TaskState.FAILED, result=said[:500], finished_at=timezone.now()):
            raise Lost
        activity.record(row.by, "task-failed", f"{row.title}：{said}"[:300], organisation=row.organisation)
    return False


def begin_anew(row: TaskProgress, *, by: User) -> TaskProgress:
    """A person starts a piece of work again that failed or stopped. What it did already it finds done."""
    if not TaskProgress.objects.visible_to(by).filter(pk=row.pk).exists():
        raise Denied("您没有重新开始这一事项的权限。")
    with transaction.atomic():
        row = TaskProgress.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
        if row.state == TaskState.DONE:
            raise Refused("这一事项已经完成。")
        if row.unfinished and not row.stuck:
            raise Refused("这一事项还在进行，请稍候。")
        row.state, row.attempts, row.holder, row.result = TaskState.WAITING, 0, "", ""
        row.heartbeat, row.finished_at = timezone.now(), None
        row.save(update_fields=["state", "attempts", "holder", "result", "heartbeat", "finished_at"])
        activity.record(by, "task-begun", f"重新开始：{row.title}", organisation=row.organisation)
    return row
