"""The matrix of 3,000 organisations × 60 requirements, the charts and the comparison of figures: each page against the
logged-in empty page, the matrix as a workbook against openpyxl's normal mode and against zipping its XML prepared
beforehand."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from tests.bench.measuring import medians, table
from tests.bench.office import temporary_office

ORGANISATIONS, REQUIREMENTS, ROUNDS = 3000, 60, 5
WORDS = ("完整", "完整", "部分", "缺失", "未评")


def run() -> Iterator[str]:
    """Lines of the tables."""
    with temporary_office():
        from django.test import Client
        from django.utils import timezone

        from tests.tracker.many_reports import district
        from tracker.exports import find_export
        from tracker.models import Report

        root, person = district()
        _fill(root, person)
        client = Client()
        client.force_login(person)
        pages = {
            "登录后的空页（接口令牌）": "/tokens/",
            "矩阵，第1页": "/matrix/",
            "矩阵，第100页，第5组要求": "/matrix/?page=100&column=5",
            "矩阵，覆盖": "/matrix/?show=coverage",
            "统计（全部图的数字）": "/statistics/",
            "一张图（SVG）": "/statistics/parts.svg",
            "指标对比（3,000份，只列份数）": "/indicators/",
            "一项指标，3,000份": "/indicators/penalties/",
        }

        def ask(address: str) -> Callable[[], object]:
            return lambda: client.get(address)

        taken = medians({name: ask(address) for name, address in pages.items()}, ROUNDS)
        floor = next(iter(taken.values()))
        rows = [(name, f"{seconds / floor:.1f}", f"{seconds * 1000:.1f}") for name, seconds in taken.items()]
        yield from table(f"{ORGANISATIONS}×{REQUIREMENTS}的页面", ("", "× 空页", "ms"), rows)

        write = find_export("matrix").write

        def ours() -> bytes:
            stream = io.BytesIO()
            write(Report.objects.all(), stream, by=None, when=timezone.localtime())
            return stream.getvalue()

        file, seconds = _timed(ours)
        _normal_file, normal = _timed(_normal)
        _zipped, least = _timed(lambda: _zip_again(file))
    rows = [
        ("矩阵工作簿（含取数、要求、说明）", f"{seconds / normal:.2f}", f"{seconds / least:.1f}"),
        ("openpyxl 普通模式，带样式和条件格式，不含取数", "1.00", f"{normal / least:.1f}"),
        ("事先备好的XML重新压缩（底线）", f"{least / normal:.3f}", "1.0"),
    ]
    yield ""
    yield from table(f"{ORGANISATIONS}×{REQUIREMENTS}的工作簿", ("", "× 普通模式", "× 底线"), rows)


def _timed(job: Callable[[], bytes]) -> tuple[bytes, float]:
    start = time.process_time()
    made = job()
    return made, time.process_time() - start


def _fill(root: object, person: object) -> None:
    """Departments with marks on the first 60 requirements and one figure each, this year and last."""
    import reportsrc
    from tracker.models import (
        Assessment,
        Cycle,
        CycleDueDate,
        Entry,
        Filing,
        Inspection,
        Organisation,
        PartDraft,
        Report,
        ReportFigure,
    )

    standard = reportsrc.load_standard()
    asked = standard.for_kind("department")[:REQUIREMENTS]
    path, step = root.path, Organisation.steplen
    offices = Organisation.objects.bulk_create(
        Organisation(
            path=f"{path}{Organisation._int2str(n).rjust(step, '0')}", depth=2, numchild=0, name=f"云川区第{n}局",
            kind="department", level="county", code=f"department-{n}",
        )
        for n in range(1, ORGANISATIONS + 1)
    )  # fmt: skip
    Organisation.objects.filter(pk=root.pk).update(numchild=ORGANISATIONS)
    for year in (2023, 2024):
        cycle = Cycle.objects.create(year=year, organisation=root, standard_key=standard.key)
        CycleDueDate.objects.create(cycle=cycle, kind="publish", organisation_kind="department", on=f"{year + 1}-04-01")
        reports = Report.objects.bulk_create(
            Report(
                cycle=cycle, organisation=one, organisation_name=one.name, organisation_kind="department",
                standard_key=standard.key, status="published", submitted_on=f"{year + 1}-01-{n % 28 + 1:02d}",
            )
            for n, one in enumerate(offices)
        )  # fmt: skip
        runs = Inspection.objects.bulk_create(
            Inspection(report=one, text_sha256="0" * 64, addressed=[each.key for each in asked[::2]]) for one in reports
        )
        for report, run in zip(reports, runs, strict=True):
            report.last_inspection = run
        Report.objects.bulk_update(reports, ["last_inspection"], batch_size=500)
        Filing.objects.bulk_create(
            Filing(report=one, kind=kind, on=f"{year + 1}-03-0{n % 9 + 1}", text_sha256="0" * 64, recorded_by=person)
            for n, one in enumerate(reports)
            for kind in ("report", "publication")
        )
        parts = PartDraft.objects.bulk_create(
            PartDraft(report=one, role="measures", form="measure", position=0, started=True) for one in reports
        )
        entries = Entry.objects.bulk_create(
            Entry(report_id=one.report_id, part=one, kind="item", text="一是办理行政处罚案件。", position=1)
            for one in parts
        )
        ReportFigure.objects.bulk_create(
            ReportFigure(entry=one, indicator="penalties", words="9件", value=90 + n % 9, unit="件", start=0, end=2)
            for n, one in enumerate(entries)
        )
        now = reports[0].cycle.opened_at
        Assessment.objects.bulk_create(
            (
                Assessment(
                    report=report, requirement_key=one.key, part_role=one.part, gates=one.obligation.gates,
                    status="done", result=("complete", "complete", "partial", "missing")[(n + number) % 4],
                    marked_by=person, marked_at=now,
                )
                for n, report in enumerate(reports)
                for number, one in enumerate(asked)
                if (n + number) % 5
            ),
            batch_size=5000,
        )  # fmt: skip


def _normal() -> bytes:
    """The same matrix by openpyxl's normal mode: one shared style for each kind of cell, colours by conditional formats."""
    book = openpyxl.Workbook()
    sheet = book.active
    border, align = Border(bottom=Side(style="thin", color="D9D9D9")), Alignment(vertical="top", wrap_text=True)
    font = Font(name="宋体", size=11)
    sheet.append(["单位", "完整度", "完整", "适用", *(f"{n} 要求" for n in range(REQUIREMENTS))])
    for n in range(ORGANISATIONS):
        words = (WORDS[(n + number) % 5] for number in range(REQUIREMENTS))
        sheet.append([f"云川区第{n}局", 0.5, 30, 60, *words])
    for row in sheet.iter_rows():
        for cell in row:
            cell.font, cell.border, cell.alignment = font, border, align
    area = f"E2:BL{ORGANISATIONS + 1}"
    for word, color in (("部分", "FFF6E0"), ("缺失", "FDECEA")):
        fill = PatternFill("solid", bgColor=color)
        sheet.conditional_formatting.add(area, CellIsRule(operator="equal", formula=[f'"{word}"'], fill=fill))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _zip_again(file: bytes) -> bytes:
    """The members of a workbook, as they are, zipped: nothing that writes them can be faster."""
    with zipfile.ZipFile(io.BytesIO(file)) as made:
        members = [(one.filename, made.read(one)) for one in made.infolist()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members:
            zipped.writestr(name, data)
    return stream.getvalue()
