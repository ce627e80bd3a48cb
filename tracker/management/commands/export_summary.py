"""``export_summary --year YEAR --out FILE``: the summary workbook of a reported year."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.exports import find_export
from tracker.models import Organisation, Report
from tracker.models.calendar import now


class Command(BaseCommand):
    """Write the summary of every report of a year, or of those of one organisation and the ones below it."""

    help = "导出某一报告年度的汇总表（xlsx）"

    def add_arguments(self, parser: CommandParser) -> None:
        """The year and the file; optionally the organisation."""
        parser.add_argument("--year", type=int, required=True, help="报告年度，如 2023")
        parser.add_argument("--out", required=True, help="写到哪个文件")
        parser.add_argument("--organisation", default="", help="单位代码：只含该单位及其下级")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside the target first, so that a failure leaves no half-written file under its name."""
        year, out = options["year"], Path(options["out"])
        if not 2000 <= year <= 2100:
            raise CommandError(f"报告年度应在2000至2100之间：{year}")
        reports = Report.objects.filter(cycle__year=year)
        scope = f"{year}年度"
        if code := options["organisation"]:
            organisation = Organisation.objects.filter(code=code).first()
            if organisation is None:
                raise CommandError(f"没有代码为{code}的单位")
            reports = reports.filter(organisation__in=Organisation.objects.subtree_of(organisation))
            scope += f"，{organisation.name}及其下级"
        if not (count := reports.count()):
            raise CommandError(f"没有{scope}的报告")
        summary = find_export("summary")
        assert summary is not None
        part = Path()
        try:
            with tempfile.NamedTemporaryFile(dir=out.parent, suffix=".part", delete=False) as stream:
                part = Path(stream.name)
                summary.write(reports, stream, by=None, when=now(), scope=scope)
            os.replace(part, out)
        except OSError as error:
            raise CommandError(f"不能写到{out}：{error.strerror}") from error
        finally:
            if part.suffix == ".part":
                part.unlink(missing_ok=True)
        self.stdout.write(f"已写出{count}份报告的汇总表：{out}")
