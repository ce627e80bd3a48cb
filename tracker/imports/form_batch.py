"""Several filled forms brought in at once: each read, held against its own report, and kept until it is confirmed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.actions import form_entries
from tracker.actions.form_plan import FormPlan, plan_form
from tracker.actions.refusal import Refused
from tracker.imports import form_in
from tracker.models import FilledWorkbook, Report, User
from tracker.roles import Permission
from tracker.workbooks.reading import WorkbookError


@dataclass(frozen=True, slots=True)
class Brought:
    """One file: what was kept of it, or why not."""

    name: str
    kept: FilledWorkbook | None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept form with what it would do now."""

    kept: FilledWorkbook
    plan: FormPlan

    @property
    def ready(self) -> bool:
        """True if it can be taken without a further look: nothing wrong, no clash, something to take."""
        return not self.plan.faults and not self.plan.clashes and not self.plan.empty and self.kept.taken_at is None


def new_batch() -> str:
    """A name for files that come together."""
    return uuid.uuid4().hex


def bring_in(
    files: Sequence[tuple[str, bytes]], *, by: User, batch: str, report: Report | None = None
) -> list[Brought]:
    """Read and keep files as (name, bytes). ``report``: whose form each must be; else each says whose it is."""
    found = []
    for (name, data), read in zip(files, form_in.read_forms([data for _name, data in files]), strict=True):
        try:
            if isinstance(read, WorkbookError):
                raise read
            found.append(Brought(name, _keep(name, data, read, by=by, batch=batch, report=report)))
        except (Refused, WorkbookError) as why:
            found.append(Brought(name, None, str(why)))
    return found


def _keep(
    name: str, data: bytes, read: form_in.FormRead, *, by: User, batch: str, report: Report | None
) -> FilledWorkbook:
    target = report or Report.objects.visible_to(by, Permission.EDIT).filter(pk=read.report).first()
    if target is None:
        raise WorkbookError(
            _("这是“%(name)s%(year)s年度”的表格，您没有填写那份报告的权限，或者它已不在。")
            % {"name": read.name or read.organisation, "year": read.year}
        )
    if why := form_in.misfit(read, target):
        raise WorkbookError(why)
    return form_entries.keep_form(target, name, form_in.sha256(data), read.data, by=by, batch=batch)


def shown(batch: str, *, by: User) -> list[Shown]:
    """What the forms of a batch would do."""
    rows = FilledWorkbook.objects.filter(batch=batch, by=by, kind=FilledWorkbook.Kind.FORM)
    found = rows.select_related("report__cycle", "report__organisation")
    return [Shown(one, plan_form(one.report, one.data)) for one in found if one.report is not None]


def take_ready(batch: str, *, by: User) -> tuple[int, list[str]]:
    """Take every form of a batch that needs no further look, each whole or not at all: how many, and what was refused."""
    count, refused = 0, []
    for one in shown(batch, by=by):
        if not one.ready:
            continue
        try:
            form_entries.take_form(one.kept, one.plan.digest, {}, by=by)
            count += 1
        except Refused as why:
            refused.append(f"{one.kept.name}：{why}")
    return count, refused
