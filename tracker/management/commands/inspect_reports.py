"""Check every report that has text once more and keep what was found."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tracker.actions.inspections import inspect
from tracker.models import Report


class Command(BaseCommand):
    """Run the checks over the stored reports."""

    help = "对已有文字的报告逐份检查一遍，保存结果。"

    def add_arguments(self, parser: CommandParser) -> None:
        """``--year`` narrows to one reported year."""
        parser.add_argument("--year", type=int, help="报告年度（不给出时检查全部年度）")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each report, then the sum."""
        reports = Report.objects.filter(entries__removed=False).distinct().select_related("cycle", "organisation")
        if options["year"] is not None:
            reports = reports.filter(cycle__year=options["year"])
        number = 0
        for report in reports.iterator(chunk_size=100):
            number += 1
            run = inspect(report, by=None, occasion="命令")
            self.stdout.write(
                f"{report}：阻断{run.blocking}处，错误{run.errors}处，警告{run.warnings}处，提示{run.infos}处"
            )
        self.stdout.write(f"共检查{number}份报告。")
