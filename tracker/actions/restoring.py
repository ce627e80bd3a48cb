"""A whole part as it was at an earlier moment: shown first, taken when confirmed, itself undone the same way."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.actions import activity, readings
from tracker.actions.entries import touch, write
from tracker.actions.locking import locked, require_editable
from tracker.actions.refusal import Refused
from tracker.models import Entry, PartDraft, User
from tracker.models.entries import Deed
from tracker.models.history import moment_of, returns


def restore_part(part: PartDraft, moment: int, shown: Sequence[tuple[int, int]], *, by: User) -> list[Entry]:
    """Make a part's entries read as they did after the version ``moment``; the versions between stay.

    ``shown``: (entry id, version) of what was shown to change. Raises ``Refused`` if anything changed since.
    """
    with transaction.atomic():
        report = locked(part.report)
        require_editable(report, by)
        then = moment_of(part, moment)
        if then is None:
            raise Refused("没有这个时间点。")
        wanted = returns(part, moment)
        if [(one.entry.pk, one.entry.version) for one in wanted] != list(shown):
            raise Refused("这一部分刚刚有人改过，请重新看过再恢复。")
        if not wanted:
            raise Refused("这一部分现在就是那时的样子。")
        written = [
            write(
                one.entry,
                one.then or one.entry.text,
                Deed.RESTORED if one.then else Deed.REMOVED,
                by=by,
                removed=not one.then,
            )
            for one in wanted
        ]
        touch(report, [part], by=by)
        standing = [one for one in written if not one.removed]
        readings.read_entries(standing, {one.pk: one for one in report.parts.all()}, report.standard)
        activity.record(
            by,
            "part-restored",
            f"{part.name}：恢复到{timezone.localtime(then.at):%Y-%m-%d %H:%M}，改动{len(written)}条",
            report=report,
            subject=f"part:{part.role}",
        )
    return written
