"""Opening a year and keeping it: who owes a report, and by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

import reportsrc
from tracker.actions import activity
from tracker.actions.locking import locked, running
from tracker.actions.refusal import Refused, require
from tracker.models import Cycle, CycleDueDate, Excuse, Organisation, PartDraft, Report, User
from tracker.models.cycles import REPORTING_KINDS, DueDateKind
from tracker.models.organisations import OrganisationKind
from tracker.models.standards import load_standard
from tracker.roles import Permission
from tracker.workflow import Status

BATCH = 100
"""How many reports are opened in one transaction."""


class Day(NamedTuple):
    """A due date as typed: the day, and whether it itself is still in time."""

    on: datetime.date
    inclusive: bool = True


Dates = Mapping[tuple[str, str], Day | None]
"""(kind of date, kind of organisation) → the day; None: no such date. What is not named stays as the edition says."""


def statutory_dates(standard: reportsrc.Standard, year: int) -> dict[tuple[str, str], Day]:
    """What the edition says for a reported year."""
    return {(due.kind, kind): Day(due.on(year), due.inclusive) for due in standard.due_dates for kind in due.applies_to}


def open_cycle(
    year: int,
    organisation: Organisation,
    *,
    by: User | None,
    standard_key: str = reportsrc.DEFAULT_STANDARD,
    owing: Iterable[Organisation] = (),
    handover: Mapping[str, datetime.date] | None = None,
    dates: Dates | None = None,
) -> Cycle:
    """Open the round of a reported year below an organisation, with a report for each owing one.

    Statutory dates come from the edition; ``handover`` gives the local 交稿 date by kind of organisation, ``dates``
    any of the three. A great many reports are better opened by ``open_reports`` in the background.
    """
    if by is not None:
        require(by, Permission.RUN_CYCLE, organisation)
    if not 2000 <= year <= 2100:
        raise Refused("报告年度应在2000至2100之间。")
    try:
        standard = load_standard(standard_key)
    except reportsrc.StandardError as error:
        raise Refused("没有这个标准。") from error
    wanted: dict[tuple[str, str], Day | None] = {**statutory_dates(standard, year)}
    wanted |= {(DueDateKind.HANDOVER.value, str(kind)): Day(on) for kind, on in (handover or {}).items()}
    wanted |= dates or {}
    check_dates(standard, year, wanted)
    with transaction.atomic():
        cycle = round_of(year, organisation, standard)
        check_not_open(cycle)
        cycle.opened_by = by
        cycle.save()
        CycleDueDate.objects.bulk_create(
            CycleDueDate(cycle=cycle, kind=kind, organisation_kind=whose, on=day.on, inclusive=day.inclusive)
            for (kind, whose), day in wanted.items()
            if day is not None
        )
        activity.record(by, "cycle-opened", f"开启{year}年度", organisation=organisation)
        owing = list(owing)
        check_owing(cycle, owing, by=by)
        for _ in open_reports(cycle, [one.pk for one in owing], by=by):
            pass
    return cycle


def round_of(year: int, organisation: Organisation, standard: reportsrc.Standard) -> Cycle:
    """A round not yet opened."""
    kind = standard.document_kind
    return Cycle(year=year, organisation=organisation, standard_key=standard.key, document_kind=kind)


def check_not_open(cycle: Cycle) -> None:
    """Raise ``Refused`` if the organisation has a round of this year for this kind of report."""
    same = {"year": cycle.year, "organisation": cycle.organisation, "document_kind": cycle.document_kind}
    if Cycle.objects.filter(**same).exists():
        raise Refused(f"{cycle.organisation.name}的{cycle.year}年度{cycle.standard.short_title}已经开启。")


def check_dates(standard: reportsrc.Standard, year: int, dates: Dates) -> None:
    """Raise ``Refused`` unless local dates are as strict as the rules' own, and come one after another."""
    statutory = statutory_dates(standard, year)
    for kind in OrganisationKind.values:
        days = [(what, dates.get((what.value, kind))) for what in DueDateKind]
        known = [(what, day) for what, day in days if day is not None]
        for what, day in known:
            limit = statutory.get((what.value, kind))
            if limit is not None and day.on > limit.on:
                raise Refused(f"{_named(what, kind)}{day.on}晚于规定的{limit.on}；本地只能更早。")
            if day.on.year not in ((year, year + 1) if what == DueDateKind.HANDOVER else (year + 1,)):
                raise Refused(f"{_named(what, kind)}{day.on}应在{year + 1}年。")
        for (first, one), (then, other) in pairwise(known):
            if one.on > other.on:
                raise Refused(f"{_named(first, kind)}{one.on}晚于{_named(then, kind)}{other.on}。")
        for what, typed in days:
            if typed is None and (what.value, kind) in statutory:
                raise Refused(f"{_named(what, kind)}不能空着。")


def _named(what: DueDateKind, kind: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # what is said and recorded stays Chinese
        return f"{OrganisationKind(kind).label}的{what.label}期限"


def set_due_dates(cycle: Cycle, dates: Dates, *, by: User) -> list[str]:
    """Change the dates of a running round; returns what changed, a sentence each. What is late follows at once."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    with transaction.atomic():
        cycle = running(cycle)
        before = {(one.kind, one.organisation_kind): one for one in cycle.due_dates.all()}
        asked = {key: Day(one.on, one.inclusive) for key, one in before.items()} | dict(dates)
        check_dates(cycle.standard, cycle.year, asked)
        said = []
        for (kind, whose), day in asked.items():
            old = before.get((kind, whose))
            if (Day(old.on, old.inclusive) if old else None) == day:
                continue
            if day is None:
                cycle.due_dates.filter(kind=kind, organisation_kind=whose).delete()
            else:
                CycleDueDate.objects.update_or_create(
                    cycle=cycle, kind=kind, organisation_kind=whose, defaults=day._asdict()
                )
            said.append(f"{_named(DueDateKind(kind), whose)}：{_day(old)} → {_day(day)}")
        if said:
            activity.record(by, "dates-changed", "；".join(said), organisation=cycle.organisation)
    return said


def _day(day: Day | CycleDueDate | None) -> str:
    return "无" if day is None else f"{day.on}" + ("" if day.inclusive else "（不含当日）")


def already_owing(cycle: Cycle, organisations: Iterable[Organisation]) -> dict[int, str]:
    """Organisation → whose round of the same year it already reports in, for reports of the same kind."""
    rows = Report.objects.filter(cycle__year=cycle.year, cycle__document_kind=cycle.document_kind)
    rows = rows.filter(organisation__in=[one.pk for one in organisations])
    return dict(rows.values_list("organisation_id", "cycle__organisation__name"))


def check_owing(cycle: Cycle, organisations: Sequence[Organisation], *, by: User | None) -> None:
    """Raise ``Refused`` on an organisation that cannot owe a report here, ``Denied`` outside the person's reach."""
    for one in organisations:
        if by is not None:
            require(by, Permission.RUN_CYCLE, one)
        if not one.path.startswith(cycle.organisation.path):
            raise Refused(f"“{one.name}”不在“{cycle.organisation.name}”及其下级单位之中。")
        if one.kind not in REPORTING_KINDS:
            raise Refused(f"“{one.name}”的类别是“其他”，不需要报告。")
        if not one.active:
            raise Refused(f"“{one.name}”已停用。")
    owing = already_owing(cycle, organisations)
    for one in organisations:
        if one.pk in owing:
            raise Refused(f"“{one.name}”已在“{owing[one.pk]}”的{cycle.year}年度工作中。")


def open_reports(cycle: Cycle, keys: Sequence[int], *, by: User | None) -> Iterator[int]:
    """Open the reports of these organisations, a batch in each transaction; yields how many are done.

    Whoever calls has checked them. One that is open already is left as it is: begun anew after a crash, the same
    reports come out. Constant queries for a batch.
    """
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        with transaction.atomic():
            Cycle.objects.select_for_update().get(pk=cycle.pk)
            _open_batch(cycle, batch, by)
        yield start + len(batch)


def _open_batch(cycle: Cycle, keys: Sequence[int], by: User | None) -> None:
    there = set(Report.objects.filter(cycle=cycle, organisation__in=keys).values_list("organisation_id", flat=True))
    bodies = [one for one in Organisation.objects.filter(pk__in=keys) if one.pk not in there]
    above = {one.path[: -Organisation.steplen] for one in bodies}
    superiors = dict(Organisation.objects.filter(path__in=above).values_list("path", "name"))
    standard = cycle.standard
    reports = Report.objects.bulk_create(
        Report(
            cycle=cycle,
            organisation=one,
            organisation_name=one.name,
            organisation_kind=one.kind,
            superior_name=superiors.get(one.path[: -Organisation.steplen], ""),
            issuers=one.issuing_bodies(),
            standard_key=standard.key,
        )
        for one in bodies
    )
    PartDraft.objects.bulk_create(
        PartDraft(report=report, role=part.key, form=part.form.value, position=number)
        for report in reports
        for number, part in enumerate(standard.parts)
        if part.required
    )
    activity.record_many(by, "report-opened", [(None, report, f"建立{cycle.year}年度报告") for report in reports])


def add_owing(cycle: Cycle, organisations: Sequence[Organisation], *, by: User) -> int:
    """Have more organisations report in a running round; returns how many."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    with transaction.atomic():
        cycle = running(cycle)
        check_owing(cycle, organisations, by=by)
        for _ in open_reports(cycle, [one.pk for one in organisations], by=by):
            pass
    return len(organisations)


def excuse(report: Report, reason: str, *, by: User) -> Excuse:
    """Let an organisation off for this year, with the reason. Its report and what stands in it stay."""
    reason = reason.strip()
    require(by, Permission.RUN_CYCLE, report.organisation)
    if not reason:
        raise Refused("请写明免报的理由。")
    if len(reason) > 300:
        raise Refused(f"理由有{len(reason)}个字符，超过上限300。")
    with transaction.atomic():
        report = locked(report)
        if report.status in (Status.FILED, Status.PUBLISHED, Status.CLOSED):
            raise Refused(f"这份报告“{report.status_label}”，不必免报。")
        if Excuse.objects.filter(report=report).exists():
            raise Refused("这个单位今年已经免报。")
        made = Excuse.objects.create(report=report, reason=reason, by=by)
        activity.record(by, "report-excused", f"{report.year}年度免报：{reason}", report=report)
    return made


def ask_again(report: Report, *, by: User) -> None:
    """Take an excuse back: the report is owed again."""
    require(by, Permission.RUN_CYCLE, report.organisation)
    with transaction.atomic():
        running(report.cycle)
        if Excuse.objects.filter(report=report).delete()[0]:
            activity.record(by, "excuse-lifted", f"{report.year}年度恢复报告", report=report)


def close_round(cycle: Cycle, *, by: User, reason: str = "") -> None:
    """End a round: nothing of its reports changes any more. While reports are unfinished a reason must say why."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    reason = reason.strip()
    with transaction.atomic():
        cycle = running(cycle)
        if (left := unfinished(cycle).count()) and not reason:
            raise Refused(f"还有{left}份报告没有办结，结束年度需要写明理由。")
        cycle.closed = True
        cycle.save(update_fields=["closed"])
        detail = f"结束{cycle.year}年度" + (f"（{left}份未办结）：{reason}" if left else "")
        activity.record(by, "cycle-closed", detail, organisation=cycle.organisation, changes={"closed": (False, True)})


def reopen_round(cycle: Cycle, *, by: User, reason: str) -> None:
    """Open a round again that was ended, with a reason."""
    require(by, Permission.RUN_CYCLE, cycle.organisation)
    reason = reason.strip()
    if not reason:
        raise Refused("重新开放年度需要写明理由。")
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cycle.pk)
        if not cycle.closed:
            raise Refused(f"{cycle.year}年度工作没有结束，不必重新开放。")
        cycle.closed = False
        cycle.save(update_fields=["closed"])
        detail = f"重新开放{cycle.year}年度：{reason}"
        activity.record(
            by, "cycle-reopened", detail, organisation=cycle.organisation, changes={"closed": (True, False)}
        )


def unfinished(cycle: Cycle) -> QuerySet[Report]:
    """The reports of a round that are owed and not yet done with, in tree order."""
    return cycle.reports.filter(excuse__isnull=True).exclude(status=Status.CLOSED).order_by("organisation__path")
