"""A workbook that came back: kept until it is confirmed, taken once and whole, by the person who brought it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils import timezone

from tracker.actions.refusal import Refused
from tracker.models import FilledWorkbook, User

Change = TypeVar("Change")


class Plan(Protocol[Change]):
    """What a workbook would do: changes, clashes with the site, faults by cell, and a digest of all that is shown."""

    changes: list[Change]
    clashes: list[Change]
    faults: list[tuple[str, str]]

    @property
    def digest(self) -> str:
        """Of everything that was shown."""


def keep(kind: FilledWorkbook.Kind, name: str, sha256: str, data: Mapping[str, Any], *, by: User) -> FilledWorkbook:
    """Keep it; it replaces an earlier one of this kind and person that was never taken."""
    with transaction.atomic():
        FilledWorkbook.objects.filter(kind=kind, by=by, taken_at=None).delete()
        return FilledWorkbook.objects.create(
            kind=kind, name=name[:255], sha256=sha256, data=dict(data), by=by, batch=""
        )


@contextmanager
def taking(kept: FilledWorkbook, *, by: User) -> Iterator[FilledWorkbook]:
    """One transaction around taking it, at the end of which it counts as taken."""
    with transaction.atomic():
        kept = FilledWorkbook.objects.select_for_update(of=("self",)).get(pk=kept.pk)
        if kept.by_id != by.pk:
            raise Refused("这份表格不是您上传的。")
        if kept.taken_at is not None:
            raise Refused("这份表格已经采用。")
        yield kept
        kept.taken_at = timezone.now()
        kept.save(update_fields=["taken_at"])


def settled(plan: Plan[Change], shown: str, choices: Mapping[int, str], what: str) -> Sequence[Change]:
    """What is to be done of a plan that was seen as it is (``shown``: its digest) and whose clashes were decided
    (``choices``: by number, ``form`` or ``site``). ``what``: what it is of, for the sentence of a refusal."""
    if plan.faults:
        cell, message = plan.faults[0]
        raise Refused(f"表格里还有{len(plan.faults)}处问题，不能采用：{cell}，{message}")
    if plan.digest != shown:
        raise Refused(f"看过之后又有{what}改过，请重新看过再采用。")
    if any(choices.get(number) not in ("form", "site") for number in range(len(plan.clashes))):
        raise Refused(f"两边都改过的{what}，请逐项选择用哪一份。")
    return [*plan.changes, *(one for number, one in enumerate(plan.clashes) if choices[number] == "form")]
