"""Keeping the files made in the background: asked for, made, fetched by their maker, removed when their days are over."""

from __future__ import annotations

import hashlib
import secrets
from typing import IO

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from tracker.actions import activity
from tracker.actions.refusal import Denied, Refused
from tracker.models import MadeFile, TaskProgress, User
from tracker.models.exports import KEPT_FOR
from tracker.models.progress import UNFINISHED
from tracker.roles import Permission

MOST_AT_ONCE = 3
"""So many files one person may have in the making: each takes its time of the one worker."""


def ask(export: str, title: str, query: str, scope: str, site: str, *, by: User) -> MadeFile:
    """A file that is to be made. The caller has checked that ``by`` may have it."""
    waiting = MadeFile.objects.filter(by=by, made_at=None, task__state__in=UNFINISHED).count()
    if waiting >= MOST_AT_ONCE:
        raise Refused(f"已有{waiting}个文件正在生成，请等它们完成。")
    return MadeFile.objects.create(export=export, title=title[:200], query=query, scope=scope, site=site[:200], by=by)


def set_task(made: MadeFile, task: TaskProgress) -> None:
    """Say which piece of work makes it."""
    made.task = task
    made.save(update_fields=["task"])


def keep(made: MadeFile, stream: IO[bytes], title: str) -> MadeFile:
    """Keep the bytes that were made; made a second time (after a crash) they replace the first."""
    stream.seek(0)
    hashed = hashlib.sha256()
    while chunk := stream.read(1 << 18):
        hashed.update(chunk)
    digest, size = hashed.hexdigest(), stream.tell()
    stream.seek(0)
    old = made.file.name
    made.file.save(f"{secrets.token_hex(16)}.bin", File(stream), save=False)
    made.title, made.size, made.sha256 = title[:200], size, digest
    made.made_at = timezone.now()
    made.expires_at = made.made_at + KEPT_FOR
    with transaction.atomic():
        made.save(update_fields=["file", "title", "size", "sha256", "made_at", "expires_at"])
        activity.record_export(made.by, f"生成 {made.title}　{made.scope}　sha256 {digest}")
    if old:
        made.file.storage.delete(old)
    return made


def fetch(made: MadeFile, *, by: User) -> IO[bytes]:
    """The bytes, for their maker alone and while that person may still take files; it stands on record. Raises
    ``Denied``, or ``Refused`` if they are gone."""
    needed = Permission.VIEW_ACTIVITY if made.export.startswith("activity") else Permission.EXPORT
    if made.by_id != by.pk or not by.can_anywhere(needed):
        raise Denied("您没有取这个文件的权限。")
    if not made.ready:
        raise Refused("文件还没有生成。" if made.made_at is None else "文件已过保留期限并删除，请重新导出。")
    try:
        stream: IO[bytes] = made.file.storage.open(str(made.file.name), "rb")
    except FileNotFoundError:
        raise Refused("文件已不在服务器上，请重新导出。") from None
    activity.record_export(by, f"下载 {made.title}")
    return stream


def remove_expired() -> int:
    """Remove the bytes whose days are over; what was made stays on record. How many there were."""
    found = list(MadeFile.objects.expired())
    for made in found:
        made.file.storage.delete(str(made.file.name))
        MadeFile.objects.filter(pk=made.pk).update(file="")
    return len(found)
