"""A district with as many reports as wanted, written straight into the tables: for counting queries and measuring."""

from __future__ import annotations

from django.utils import timezone

import reportsrc
from tracker.models import (
    Activity,
    Assessment,
    Cycle,
    CycleDueDate,
    Duty,
    DutyAct,
    Entry,
    Filing,
    Inspection,
    Measure,
    Membership,
    Organisation,
    PartDraft,
    PlanItem,
    RecordedFinding,
    Report,
    ReportFigure,
    Shortcoming,
    User,
)
from tracker.roles import Role

ITEMS = {"measures": 8, "shortcomings": 4, "duties": 3, "plans": 4}
TEXTS = {
    "measures": "深化行政执法体制改革。全年办理行政处罚案件{n}件，开展执法监督检查12次，培训执法人员{n}人次，群众满意度稳步提升。",
    "shortcomings": "执法队伍力量仍显薄弱。由于基层任务重、专业人员少，部分执法案卷质量不高，整改落实还不够及时。",
    "duties": "区政府主要负责人主持召开常务会议{n}次研究法治建设工作，集体学法4次，部署重点任务并督促落实。",
    "plans": "加强执法规范化建设。围绕重点领域开展专项培训{n}期，健全执法监督机制，提升依法行政能力和水平。",
}
RESULTS = ("complete", "complete", "complete", "partial", "missing")


def district() -> tuple[Organisation, User]:
    """An empty district and one person who coordinates and administers it and all below."""
    root = Organisation.objects.add_root(
        {"name": "云川区人民政府", "kind": "government", "level": "county", "code": "district"}
    )
    person = User.objects.create_user(username="coordinator", password="coordinator", name="周统筹")
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        Membership.objects.create(user=person, organisation=root, role=role, reaches_below=True)
    return root, person


def add_reports(root: Organisation, person: User, count: int, *, year: int = 2023, marked: bool = True) -> list[Report]:
    """``count`` more departments below ``root``, each with one full report of ``year``: items, figures, marks, a run of
    the checks with three findings. About a third are not fully judged."""
    standard = reportsrc.load_standard()
    cycle, made = Cycle.objects.get_or_create(year=year, organisation=root, standard_key=standard.key)
    if made:
        CycleDueDate.objects.bulk_create(
            CycleDueDate(cycle=cycle, kind=due.kind, organisation_kind=kind, on=due.on(year), inclusive=due.inclusive)
            for due in standard.due_dates
            for kind in due.applies_to
        )
    first = Organisation.objects.count()
    below = [
        Organisation.objects.add_child(
            Organisation.objects.get(pk=root.pk),
            {"name": f"云川区第{n}局", "kind": "department", "level": "county", "code": f"department-{n}"},
        )
        for n in range(first, first + count)
    ]
    reports = Report.objects.bulk_create(
        Report(
            cycle=cycle,
            organisation=one,
            organisation_name=one.name,
            organisation_kind=one.kind,
            standard_key=standard.key,
            status=("published", "in-review", "drafting")[number % 3],
        )
        for number, one in enumerate(below)
    )
    for number, report in enumerate(reports):
        report.number = number
    _fill(reports, standard)
    _inspect(reports, person, standard)
    if marked:
        _mark(reports, person, standard)
    Filing.objects.bulk_create(
        Filing(report=report, kind=kind, on=f"{year + 1}-02-20", text_sha256="0" * 64, recorded_by=person)
        for report in reports
        if report.status == "published"
        for kind in ("report", "publication")
    )
    Activity.objects.bulk_create(
        Activity(
            by=person, organisation_id=report.organisation_id, report=report, deed="report-opened", detail="建立报告"
        )
        for report in reports
    )
    return reports


def _fill(reports: list[Report], standard: reportsrc.Standard) -> None:
    parts = PartDraft.objects.bulk_create(
        PartDraft(report=report, role=part.key, form=part.form.value, position=number, started=True)
        for report in reports
        for number, part in enumerate(standard.parts)
        if part.required
    )
    entries = []
    for part in parts:
        heading = Entry(kind="heading", level=1, marker="一、", text="一、标题", position=part.position * 20)
        items = [
            Entry(
                kind="item",
                marker=f"{n}.",
                text=f"{n}. " + TEXTS[part.role].format(n=n + 10),
                position=part.position * 20 + n,
            )
            for n in range(1, ITEMS.get(part.role, 0) + 1)
        ]
        for entry in (heading, *items):
            entry.report_id, entry.part, entry.separator = part.report_id, part, "\n"
            entries.append(entry)
    entries = Entry.objects.bulk_create(entries, batch_size=500)
    items = [entry for entry in entries if entry.kind == "item"]
    of = {role: [entry for entry in items if entry.part.role == role] for role in ITEMS}
    Measure.objects.bulk_create([Measure(entry=e, area="行政执法工作体系") for e in of["measures"]])
    Shortcoming.objects.bulk_create(
        [
            Shortcoming(entry=e, cause_start=None if e.pk % 2 else 13, cause_end=None if e.pk % 2 else 27)
            for e in of["shortcomings"]
        ]
    )
    Duty.objects.bulk_create([Duty(entry=e) for e in of["duties"]])
    DutyAct.objects.bulk_create(
        [DutyAct(duty_id=e.pk, leader="government", kind="study", times=4, words="集体学法4次") for e in of["duties"]]
    )
    PlanItem.objects.bulk_create([PlanItem(entry=e) for e in of["plans"]])
    ReportFigure.objects.bulk_create(
        [
            ReportFigure(entry=e, words="12次", value=12, unit="次", start=30, end=33)
            for e in of["measures"]
            for _ in range(3)
        ],
        batch_size=500,
    )


def _inspect(reports: list[Report], person: User, standard: reportsrc.Standard) -> None:
    located = [one.key for one in standard.requirements[::2]]
    runs = Inspection.objects.bulk_create(
        Inspection(report=report, by=person, text_sha256="0" * 64, errors=1, warnings=2, addressed=located)
        for report in reports
    )
    for report, run in zip(reports, runs, strict=True):
        report.last_inspection = run
    Report.objects.bulk_update(reports, ["last_inspection"], batch_size=200)
    entries = dict(Entry.objects.filter(report__in=reports, kind="item").values_list("report_id", "pk"))
    RecordedFinding.objects.bulk_create(
        RecordedFinding(
            inspection=run,
            entry_id=entries[run.report_id],
            part_role="measures",
            code=code,
            name="ratio-mismatch",
            severity=severity,
            message="前文104件、败诉11件为10.58%，此处10.48%：请核对数字或写明口径",
            quote="10.48%",
            fingerprint=f"{number:032x}",
            start=number,
            end=number + 6,
        )
        for run in runs
        for number, (code, severity) in enumerate([("TIE-01", "warning"), ("STR-02", "error"), ("TXT-01", "warning")])
    )


def _mark(reports: list[Report], person: User, standard: reportsrc.Standard) -> None:
    now = timezone.now()
    Assessment.objects.bulk_create(
        (
            Assessment(
                report=report,
                requirement_key=one.key,
                part_role=one.part,
                gates=one.obligation.gates,
                status="done",
                result=RESULTS[(number + report.number) % len(RESULTS)],
                note="请补充具体数据。" if number % 4 == 0 else "",
                marked_by=person,
                marked_at=now,
            )
            for report in reports
            for number, one in enumerate(standard.for_kind(report.organisation_kind))
            if report.number % 3 != 2 or number % 2
        ),
        batch_size=500,
    )
