"""报送公开登记表: to whom each report went and when, where it was published, what is late and what is still to come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from tracker import workflow
from tracker.exports import export, new_book
from tracker.exports.summary.facts import Facts, ReportFacts, gather, lateness
from tracker.models import Filing, User
from tracker.models.deadlines import FilingKind
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Formula, Kind, Link, Tone, Value, fit_width

REPORT, PUBLISH = str(FilingKind.REPORT.label), str(FilingKind.PUBLICATION.label)
NOT_YET = "未登记"
EXCUSED = "不需报送"
FIELDS = ("report_id", "kind", "key", "label", "party", "on", "address", "excused", "reason", "on_behalf",
          "recorded_by__name", "recorded_at")  # fmt: skip


@export(
    "filings",
    title=_("报送公开登记表"),
    says=_("报给了谁、哪天报的，公开在哪个栏目、网址是什么，哪些逾期、哪些还没有登记。"),
    at_once=500,
    rank=43,
)
def write_filing_list(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the filings of ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        book = new_book("报送公开登记表", by=by)
        write_filings(book, facts)
        rows = [
            ("报送对象", "按《法治政府建设与责任落实督察工作规定》和发文单位的类别、层级列出；登记过的另列。"),
            ("情况", "按登记的日期与本年度期限比较，文中的落款日期不作为依据。撤销的登记不列。"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


def write_filings(book: Book, facts: Facts) -> None:
    """报送公开: one row for each addressee and one for the publication of each report."""
    columns = [
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=24)),
        Column("事项", Kind.TEXT, 9),
        Column("对象或栏目", Kind.LONG, 24),
        Column("期限", Kind.DATE, 12),
        Column("日期", Kind.DATE, 12),
        Column("情况", Kind.TEXT, 12),
        Column("网址", Kind.LONG, 30),
        Column("登记人", Kind.TEXT, 10),
        Column("登记时间", Kind.MOMENT, 18),
        Column("备注", Kind.LONG, 16),
    ]
    sheet = book.sheet("报送公开", columns)
    late = 0
    for cells in _rows(facts):
        late += str(cells[6]).startswith("逾期")
        sheet.append(cells)
    if sheet.rows:
        where = sheet.cells("情况")
        counted = Formula(f'"逾期"&COUNTIF({where},"逾期*")&"项"', f"逾期{late}项")
        sheet.append_total(
            ["合计", Formula(f'COUNTA({sheet.cells("事项")})&"项"', f"{sheet.rows}项"), *[None] * 4, counted]
        )
    sheet.flag("情况", Tone.WRONG, begins=("逾期",))
    sheet.close()


def _rows(facts: Facts) -> Iterator[list[Value]]:
    levels = dict(facts.selected.values_list("pk", "organisation__level"))
    found: dict[int, list[tuple[Any, ...]]] = {}
    kinds = (FilingKind.REPORT, FilingKind.PUBLICATION)
    standing = Filing.objects.standing().filter(report__in=facts.selected, kind__in=kinds).order_by("on", "pk")
    for row in standing.values_list(*FIELDS).iterator(chunk_size=2000):
        found.setdefault(row[0], []).append(row[1:])
    for one in facts.reports:
        mine = found.get(one.pk, [])
        done = {row[1] for row in mine if row[0] == FilingKind.REPORT}
        for row in mine:
            if row[0] == FilingKind.REPORT:
                yield _filed(one, row, facts, "report", REPORT)
        wanted = () if one.excused else workflow.addressees(one.kind, levels[one.pk])
        for item in wanted:
            if item.required and item.key not in done and not (one.reported_on and "" in done):
                yield _open(one, item.label, facts, "report", REPORT)
        published = [row for row in mine if row[0] == FilingKind.PUBLICATION]
        for row in published:
            yield _filed(one, row, facts, "publish", PUBLISH)
        if not published and not one.excused:
            yield _open(one, "", facts, "publish", PUBLISH)


def _due(one: ReportFacts, kind: str) -> datetime.date | None:
    return one.dues[kind][0] if kind in one.dues else None


def _who(one: ReportFacts) -> list[Value]:
    return [str(one.year), Link(one.organisation, f"/reports/{one.pk}/")]


def _filed(one: ReportFacts, row: tuple[Any, ...], facts: Facts, due: str, what: str) -> list[Value]:
    _kind, _key, label, party, on, address, excused, reason, behalf, who, at = row
    state = EXCUSED if excused else lateness(one, on, due, facts.today)
    remark = "；".join(word for word in ("代为登记" if behalf else "", reason) if word)
    to = party if not label or label == party else f"{label}：{party}" if party else label
    day = None if excused else on
    return [*_who(one), what, to, _due(one, due), day, state, address, who, timezone.localtime(at), remark]


def _open(one: ReportFacts, label: str, facts: Facts, due: str, what: str) -> list[Value]:
    state = lateness(one, None, due, facts.today) or NOT_YET
    return [*_who(one), what, label, _due(one, due), None, state, "", "", None, NOT_YET]
