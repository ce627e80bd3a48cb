"""检查问题清单: what the last run of the checks found in each report, to be worked off, and counted by rule."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import IO

from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.exports.summary.facts import Facts, gather
from tracker.models import RecordedFinding, User, Waiver
from tracker.models.inspections import SEVERITIES
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Formula, Kind, Link, Sheet, Tone, fit_width

SEVERITY = {key: str(label) for key, label in SEVERITIES}
RANK = {key: rank for rank, (key, _label) in enumerate(SEVERITIES)}
ANSWERS = ("已改正", "待改正", "经核对无误")
MAIN = "检查问题"


@export(
    "findings",
    title=_("检查问题清单"),
    says=_("最近一次检查发现的问题逐条列出，附依据和处理情况一栏，可发给单位逐条核对。"),
    rank=42,
)
def write_finding_list(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write what was found in ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        book = new_book("检查问题清单", by=by)
        sheet, counts = _write_findings(book, facts)
        _write_rules(book, sheet, counts)
        _write_waivers(book, facts)
        never = sum(one.findings is None for one in facts.reports)
        rows = [
            (
                "检查",
                f"各单位报告最近一次检查的结果；没有检查过的报告{never}份。问题由系统按规则提出，以核对原文为准。",
            ),
            ("程度", "阻断、错误要改正，警告要核对，提示供参考。"),
            ("处理情况", "供收到清单的单位填写，只能从列表中选；填好的清单不会自动读回系统。"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


def _write_findings(book: Book, facts: Facts) -> tuple[Sheet, Counter[tuple[str, str]]]:
    names = dict(facts.parts)
    columns = [
        Column("序号", Kind.NUMBER, 7),
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=22)),
        Column("部分", Kind.TEXT, 16),
        Column("程度", Kind.TEXT, 8),
        Column("规则", Kind.TEXT, 9),
        Column("问题", Kind.LONG, 38),
        Column("原文", Kind.LONG, 26),
        Column("处数", Kind.NUMBER, 7),
        Column("依据", Kind.LONG, 24),
        Column("处理情况", Kind.TEXT, 13, fill=True),
        Column("说明", Kind.LONG, 18, fill=True),
    ]
    sheet = book.sheet(MAIN, columns)
    rank = Case(*(When(severity=key, then=Value(n)) for key, n in RANK.items()), output_field=IntegerField())
    rows = (
        RecordedFinding.objects.filter(
            inspection__report__in=facts.selected, inspection__report__last_inspection=F("inspection")
        )
        .annotate(rank=rank)
        .order_by("-inspection__report__cycle__year", "inspection__report__organisation__path", "rank", "start", "pk")
        .values_list(
            "inspection__report_id", "entry_id", "part_role", "severity", "code", "message", "quote", "count", "basis"
        )
    )
    counts: Counter[tuple[str, str]] = Counter()
    for report, entry, role, severity, code, message, quote, count, basis in rows.iterator(chunk_size=2000):
        one = facts.by_key[report]
        counts[code, SEVERITY[severity]] += 1
        path = f"/entries/{entry}/" if entry else f"/reports/{report}/"
        who = Link(one.organisation, path)
        sheet.append(
            [
                sheet.rows + 1, str(one.year), who, names.get(role, ""), SEVERITY[severity], code, message, quote, count,
                basis, None, None,
            ]
        )  # fmt: skip
    sheet.flag("程度", Tone.WRONG, begins=("阻断", "错误"))
    sheet.flag("程度", Tone.LOOK, begins=("警告",))
    if sheet.rows:
        sheet.choose("处理情况", ANSWERS)
    sheet.close()
    return sheet, counts


def _write_rules(book: Book, main: Sheet, counts: Counter[tuple[str, str]]) -> None:
    sheet = book.sheet(
        "按规则统计", [Column("规则", width=12), Column("程度", width=10), Column("条数", Kind.NUMBER, 10)]
    )
    codes, severities = (f"'{MAIN}'!{main.cells(heading)}" for heading in ("规则", "程度"))
    for number, ((code, severity), count) in enumerate(counts.most_common(), start=2):
        counted = f"COUNTIFS({codes},A{number},{severities},B{number})"
        sheet.append([code, severity, Formula(counted, count)])
    if counts:
        sheet.append_total(["合计", None, Formula(f"SUM({sheet.cells('条数')})", counts.total())])
    sheet.close()


def _write_waivers(book: Book, facts: Facts) -> None:
    columns = [
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=22)),
        Column("规则", Kind.TEXT, 10),
        Column("问题", Kind.LONG, 50),
        Column("原文", Kind.LONG, 36),
        Column("理由", Kind.LONG, 36),
        Column("决定人", Kind.TEXT, 12),
        Column("时间", Kind.MOMENT, 18),
    ]
    sheet = book.sheet("不予处理", columns)
    found = (
        Waiver.objects.filter(report__in=facts.selected, lifted_at=None)
        .order_by("-report__cycle__year", "report__organisation__path", "pk")
        .values_list("report_id", "code", "message", "quote", "reason", "by__name", "at")
    )
    for report, code, message, quote, reason, who, at in found.iterator(chunk_size=2000):
        one = facts.by_key[report]
        name = Link(one.organisation, f"/reports/{report}/")
        sheet.append([str(one.year), name, code, message, quote, reason, who, timezone.localtime(at)])
    sheet.close()
