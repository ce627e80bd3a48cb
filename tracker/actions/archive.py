"""Taking old lines out of the record of deeds into a file that still proves itself."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tracker.actions import activity
from tracker.actions.refusal import Refused
from tracker.models import Activity, ActivityHead
from tracker.models.activity import ARCHIVED, first_break


def archive_activity(before: datetime.date, file: Path) -> int:
    """Write the lines of before a day to a new file, one JSON object a line, and take them out; returns how many.

    The file is whole on disk before a row goes. The chain goes on: what remains is checked from the archived end.
    Raises ``Refused`` on days that must be kept, a broken chain, a file that is there already.
    """
    youngest = timezone.localdate() - datetime.timedelta(days=settings.ACTIVITY_KEEP_DAYS)
    if before > youngest:
        raise Refused(
            f"{youngest:%Y-%m-%d}以来的记录必须保留在系统中（ACTIVITY_KEEP_DAYS={settings.ACTIVITY_KEEP_DAYS}）。"
        )
    end = timezone.make_aware(datetime.datetime.combine(before, datetime.time()))
    with transaction.atomic():
        head, _ = ActivityHead.objects.select_for_update().get_or_create(pk=1)
        broken, _ = first_break()
        if broken is not None:
            raise Refused(f"记录不完整，不能归档：第{broken.number}条{broken.why}。")
        later = Activity.objects.filter(number__isnull=False, at__gte=end).order_by("number").first()
        last = (later.number or 0) - 1 if later else head.number
        rows = Activity.objects.filter(number__gt=head.archived, number__lte=last).order_by("number")
        count = rows.count()
        if not count:
            return 0
        end_digest = Activity.objects.get(number=last).digest
        try:
            with file.open("x", encoding="utf-8") as stream:
                for one in rows.iterator(chunk_size=2000):
                    line = {**one.said(), "previous": one.previous, "digest": one.digest}
                    stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        except FileExistsError as error:
            raise Refused(f"{file}已经存在，没有覆盖。") from error
        seal = hashlib.sha256(file.read_bytes()).hexdigest()
        ActivityHead.objects.filter(pk=head.pk).update(archived=last, archived_digest=end_digest)
        activity.record(
            None,
            ARCHIVED,
            f"第{head.archived + 1}至{last}条归档到{file.name}，文件SHA-256：{seal}",
            changes={"number": (head.archived, last), "digest": (head.archived_digest, end_digest)},
        )
        rows.delete()
    return count
