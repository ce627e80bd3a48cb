"""报告工作簿: one report whole — its text, its requirements with their marks, findings, figures, duties and filings."""

from __future__ import annotations

import datetime
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.exports.filings import write_filings
from tracker.exports.summary.facts import Facts, gather
from tracker.exports.summary.lists import write_duties, write_figures, write_findings, write_plans, write_shortcomings
from tracker.exports.summary.notes import RULES
from tracker.exports.summary.overview import judgement, share, write_checklist
from tracker.models import Entry, Report, User
from tracker.models.entries import EntryKind
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Kind, Link, Value

KINDS = {key: str(label) for key, label in EntryKind.choices}


@export(
    "report",
    title=_("报告工作簿"),
    of="report",
    says=_("一份报告的正文、要求和评定、检查发现、数据、报送公开登记。"),
)
def write_report(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the one report in ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        report = Report.objects.select_related("cycle").get(pk=facts.reports[0].pk)
        book = new_book(str(report), by=by)
        _write_cover(book, facts, report)
        _write_text(book, report)
        write_checklist(book, facts)
        write_findings(book, facts)
        write_figures(book, facts)
        write_shortcomings(book, facts)
        write_duties(book, facts)
        write_plans(book, facts)
        write_filings(book, facts)
        book.notes(by=by.name if by else "", when=when, scope=scope or str(report), rows=RULES)
        book.save(stream)


def _write_cover(book: Book, facts: Facts, report: Report) -> None:
    one = facts.reports[0]
    whole = one.completeness()
    found = "没有检查过"
    if one.findings is not None:
        words = ("阻断", "错误", "警告", "提示")
        found = "，".join(f"{word}{count}" for word, count in zip(words, one.findings, strict=True))
    sheet = book.sheet("概况", [Column("项目", Kind.TEXT, 18), Column("内容", Kind.LONG, 80)], above=(str(report),))
    rows: list[tuple[str, Value]] = [
        ("单位", Link(one.organisation, f"/reports/{one.pk}/")),
        ("报告年度", str(one.year)),
        ("类别", one.kind_label),
        ("发文主体", "、".join(str(issuer) for issuer in report.issuers)),
        ("上级单位", report.superior_name),
        ("状态", one.status_label),
        ("下一步", report.next_step),
        ("标准", one.standard.title),
        ("完整度", _share(share(whole))),
        ("评定", judgement(whole)),
        ("最近一次检查", found),
        ("报送日期", one.reported_on.isoformat() if one.reported_on else "未登记"),
        ("公开日期", one.published_on.isoformat() if one.published_on else "未登记"),
    ]
    for row in rows:
        sheet.append(row)
    sheet.close()


def _share(value: Value) -> Value:
    return f"{value:.1%}" if isinstance(value, float | int) else value


def _write_text(book: Book, report: Report) -> None:
    """正文: every passage in order, as it is printed."""
    names = {part.pk: part.name for part in report.parts.select_related("report__cycle")}
    columns = [
        Column("部分", Kind.TEXT, 20),
        Column("类型", Kind.TEXT, 10),
        Column("序号", Kind.TEXT, 9),
        Column("文字", Kind.LONG, 110),
        Column("字数", Kind.NUMBER, 9),
    ]
    sheet = book.sheet("正文", columns)
    rows = Entry.objects.filter(report=report).standing().values_list("pk", "part_id", "kind", "marker", "text")
    for pk, part, kind, marker, text in rows.iterator(chunk_size=2000):
        sheet.append([names.get(part, ""), Link(KINDS[kind], f"/entries/{pk}/"), marker, text, len(text)])
    sheet.close()
