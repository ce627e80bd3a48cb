"""问题—安排—落实台账: the ledger of shortcomings, plans and what came of them, as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.models import Entry, Report, User
from tracker.models.entries import Outcome
from tracker.models.ledger import deeds_of, is_lack, ledger_rows, plans_of, state_of
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Column, Formula, Kind, Link, Tone, Value

OUTCOMES = {key: str(label) for key, label in Outcome.choices}
SETTLED = {"closed": "已销号", "open": "未销号", "": "未答复"}
COLUMNS = [
    Column("年度", Kind.TEXT, 8),
    Column("单位", Kind.TEXT, 24),
    Column("不足", Kind.LONG, 50),
    Column("下一年度安排", Kind.LONG, 50),
    Column("落实情况", Kind.TEXT, 12),
    Column("次年举措", Kind.LONG, 50),
    Column("办理结果", Kind.TEXT, 12),
    Column("说明", Kind.LONG, 30),
    Column("销号", Kind.TEXT, 10),
]


@export(
    "ledger", title=_("问题安排落实台账"), says=_("每条不足对应哪项安排，安排次年落实了没有，一行看到底。"), rank=40
)
def write_ledger(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the ledger of ``reports`` to ``stream`` as an xlsx workbook, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        book = new_book("问题—安排—落实台账", by=by)
        sheet = book.sheet("台账", COLUMNS)
        counts = dict.fromkeys(SETTLED.values(), 0)
        for row in ledger_rows().filter(report__in=selected).iterator(chunk_size=2000):
            cells = _cells(row)
            counts[str(cells[-1])] += 1
            sheet.append(cells)
        if sheet.rows:
            where = sheet.cells("销号")
            total = Formula(f'COUNTA({where})&"条"', f"{sheet.rows}条")
            sheet.append_total(["合计", total])
            for word, count in counts.items():
                sheet.append_total(["其中", word, Formula(f'COUNTIF({where},"{word}")', count)])
        sheet.flag("销号", Tone.LOOK, begins=("未",))
        sheet.flag("落实情况", Tone.WRONG, begins=("未落实",))
        sheet.close()
        rows = [
            ("关联", "不足与安排、安排与次年举措之间的关联由填报人确认；没有确认的留空。"),
            (
                "销号",
                "已销号：不足已解决，或者没有对应不足的安排已落实；未销号：仍存在、部分落实或未落实；未答复：还没有人答复。",
            ),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


def _cells(row: Entry) -> list[Value]:
    plans = plans_of(row)
    state, label, note = state_of(row)
    return [
        str(row.report.year),
        Link(row.report.organisation_name, f"/entries/{row.pk}/"),
        row.text if is_lack(row) else "",
        _lines(one.text for one in plans),
        _lines(OUTCOMES[one.plan_item.outcome] for one in plans),
        _lines(one.text for one in deeds_of(row)),
        label,
        note,
        SETTLED[state],
    ]


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
