"""全部: every workbook there is of these reports, and each report as a workbook of its own, in one zip."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.actions.word import file_name
from tracker.exports import IN_MEMORY, OF_REPORTS, Export, export, exports_of, find_export
from tracker.models import Report, User
from tracker.models.reports import ReportQuerySet

NAME = "everything"
FOLDER = "各单位"


@export(
    NAME,
    title=_("全部材料"),
    suffix="zip",
    content_type="application/zip",
    says=_("以上各种文件，加上每份报告各一份工作簿，打成一个压缩包。"),
    at_once=10,
    rank=90,
)
def write_everything(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the zip: one file after the other, so that no more than one is held at a time."""
    with translation.override("zh-hans"), ZipFile(stream, "w", ZIP_DEFLATED, allowZip64=True) as package:
        for one in exports_of(*OF_REPORTS):
            if one.name != NAME:
                name = f"{file_name(str(one.title), '_')}.{one.suffix}"
                _add(package, name, one, reports, by=by, when=when, scope=scope)
        single = find_export("report")
        assert single is not None
        taken: set[str] = set()
        chosen = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        rows = chosen.order_by("-cycle__year", "organisation__path", "pk")
        for pk, year, office in list(rows.values_list("pk", "cycle__year", "organisation_name")):
            name = f"{FOLDER}/{year}年度/{file_name(office, '_')}.{single.suffix}"
            if name in taken:
                name = f"{FOLDER}/{year}年度/{file_name(office, '_')}（{pk}）.{single.suffix}"
            taken.add(name)
            _add(package, name, single, Report.objects.filter(pk=pk), by=by, when=when)


def _add(
    package: ZipFile,
    name: str,
    one: Export,
    reports: ReportQuerySet,
    *,
    by: User | None,
    when: datetime.datetime,
    scope: str = "",
) -> None:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as made:
        one.write(reports, made, by=by, when=when, scope=scope)
        made.seek(0)
        member = ZipInfo(name, when.timetuple()[:6])
        member.compress_type = ZIP_STORED if one.suffix == "xlsx" else ZIP_DEFLATED
        with package.open(member, "w", force_zip64=True) as target:
            shutil.copyfileobj(made, target, 1 << 18)
