"""A report on disk comes into the site: what was understood is printed, then it is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import reportsrc
from tracker.actions.cycles import open_cycle
from tracker.actions.organisations import create_organisation
from tracker.actions.refusal import Refused
from tracker.actions.reports import open_report
from tracker.imports.published_report import Preview, preview, take_bytes
from tracker.models import Cycle, Organisation, Report
from tracker.models.cycles import LAW_GOV_REPORT
from tracker.models.organisations import OrganisationKind, OrganisationLevel

_LEVEL_BELOW = {
    OrganisationLevel.PROVINCE: OrganisationLevel.CITY,
    OrganisationLevel.CITY: OrganisationLevel.COUNTY,
    OrganisationLevel.COUNTY: OrganisationLevel.TOWNSHIP,
    OrganisationLevel.TOWNSHIP: OrganisationLevel.TOWNSHIP,
}


class Command(BaseCommand):
    """Import one report for one organisation and one reported year."""

    help = "导入一份报告文件（txt、html、docx、doc、wps、pdf）。YEAR 是报告年度，即文件所总结的年份。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose it is and for which year; how to proceed where something is there or is not."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--organisation", required=True, metavar="CODE", help="单位代码")
        parser.add_argument("--year", required=True, type=int, help="报告年度")
        parser.add_argument("--create", metavar="NAME", help="没有这个单位时，以此名称新建")
        parser.add_argument("--kind", choices=OrganisationKind.values, help="新建单位的类别，默认为 government")
        parser.add_argument("--parent", metavar="CODE", help="新建单位的上级单位代码")
        parser.add_argument("--dry-run", action="store_true", help="只显示读出了什么，不保存")
        parser.add_argument("--replace", action="store_true", help="替换报告已有的文字，原有的每个版本都保留")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` with one sentence; then nothing was stored."""
        data = _bytes_of(options["file"])
        try:
            with transaction.atomic():
                report = _report_for(options)
                seen = preview(data, options["file"].name, report.standard)
                self._show(seen, report)
                _require_free(report, replace=options["replace"])
                if options["dry_run"]:
                    transaction.set_rollback(True)
                    self.stdout.write("以上只是预览，没有保存。")
                    return
                taken = take_bytes(report, data, options["file"].name, by=None, replace=options["replace"])
        except (reportsrc.ReadError, Refused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已导入：{taken}，{taken.entries.standing().count()}段。")

    def _show(self, seen: Preview, report: Report) -> None:
        for line in seen.understood:
            self.stdout.write(line)
        for label, value in seen.metadata:
            self.stdout.write(f"{label}：{value}")
        for part in seen.parts:
            self.stdout.write(f"  {part.heading}　→ {part.name}（{part.sections}节，{part.items}条）")
        doubts = list(seen.doubtful)
        if seen.document.year not in (None, report.year):
            doubts.append(f"文件写的是{seen.document.year}年度，这里导入为{report.year}年度。")
        for line in doubts:
            self.stderr.write(f"请留意：{line}")


def _bytes_of(file: Path) -> bytes:
    limit = settings.REPORT_UPLOAD_MAX_BYTES
    try:
        if not file.is_file():
            raise CommandError(f"没有文件{file}。")
        if file.stat().st_size > limit:
            raise CommandError(f"文件{file.name}超过上限{limit // 1024 // 1024} MB。")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"不能读取文件{file}：{error.strerror}。") from error


def _require_free(report: Report, *, replace: bool) -> None:
    if not replace and report.entries.standing().exists():
        raise CommandError(f"{report}已有文字；确要替换，请加 --replace（原有文字的每个版本都会保留）。")
    if not report.editable:
        raise CommandError(f"{report}现在是“{report.status_label}”，不能导入。")


def _organisation(options: dict[str, Any]) -> Organisation:
    code = options["organisation"]
    found = Organisation.objects.filter(code=code).first()
    if found is not None:
        return found
    if not options["create"]:
        raise CommandError(f"没有代码为{code}的单位；要新建，请加 --create 名称。")
    parent = None
    if options["parent"]:
        parent = Organisation.objects.filter(code=options["parent"]).first()
        if parent is None:
            raise CommandError(f"没有代码为{options['parent']}的上级单位。")
    kind = options["kind"] or OrganisationKind.GOVERNMENT
    level = OrganisationLevel(parent.level) if parent else OrganisationLevel.COUNTY
    if parent and kind != OrganisationKind.DEPARTMENT:
        level = _LEVEL_BELOW[level]
    return create_organisation(by=None, parent=parent, name=options["create"], code=code, kind=kind, level=level)


def _report_for(options: dict[str, Any]) -> Report:
    """The report, opened with its cycle where missing: the cycle of the nearest superior that runs this year."""
    organisation, year = _organisation(options), options["year"]
    report = (
        Report.objects.filter(organisation=organisation, cycle__year=year, cycle__document_kind=LAW_GOV_REPORT)
        .select_related("cycle", "organisation")
        .first()
    )
    if report is not None:
        return report
    above = [organisation, *reversed(Organisation.objects.get_ancestors(organisation))]
    of_year = Cycle.objects.filter(year=year, document_kind=LAW_GOV_REPORT)
    cycles = {one.organisation_id: one for one in of_year.filter(organisation__in=above)}
    cycle = next((cycles[one.pk] for one in above if one.pk in cycles), None)
    return open_report(cycle or open_cycle(year, above[-1], by=None), organisation, by=None)
