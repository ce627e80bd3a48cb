"""第一责任人履职清单: what each report tells of its principal leaders, act by act, and counted by office."""

from __future__ import annotations

import datetime
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.exports.summary.facts import Facts, gather
from tracker.models import DutyAct, Entry, User
from tracker.models.entries import ActKind, Leader
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Formula, Kind, Link, Tone, Value, fit_width

LEADERS = {key: str(label) for key, label in Leader.choices}
ACTS = {key: str(label) for key, label in ActKind.choices}
NOTHING = "未读出具体事项"
UNTOLD = "未写"
UNCOUNTED = "提及"


@export(
    "duties",
    title=_("第一责任人履职清单"),
    says=_("党政主要负责人听取汇报、学法、会议研究等各做了几次，出自哪一句；哪家没有写。"),
    rank=41,
)
def write_duty_list(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write what ``reports`` tell of the principal leaders to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        book = new_book("党政主要负责人履行第一责任人职责清单", by=by)
        counts = _count(facts)
        _write_offices(book, facts, counts)
        _write_acts(book, facts)
        rows = [
            ("次数", "按报告正文写明的次数；写到而没有写次数的，标“提及”，不计入合计。"),
            ("已核对", "系统从正文读出的，经填报人核对后标“是”；未核对的引用前请对照原文。"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


def _count(facts: Facts) -> dict[int, dict[str, int | None]]:
    """report → kind of act → how many times (None: told without a number)."""
    found: dict[int, dict[str, int | None]] = {}
    acts = DutyAct.objects.filter(duty__entry__report__in=facts.selected, duty__entry__removed=False).order_by("pk")
    for pk, kind, times in acts.values_list("duty__entry__report_id", "kind", "times").iterator(chunk_size=2000):
        mine = found.setdefault(pk, {})
        if times is not None:
            mine[kind] = (mine.get(kind) or 0) + times
        else:
            mine.setdefault(kind, None)
    return found


def _write_offices(book: Book, facts: Facts, counts: dict[int, dict[str, int | None]]) -> None:
    columns = [
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=32)),
        *(Column(label, Kind.NUMBER, 13) for label in ACTS.values()),
        Column("合计（次）", Kind.NUMBER, 12),
    ]
    sheet = book.sheet("履职汇总", columns)
    last = chr(ord("C") + len(ACTS) - 1)
    sums = dict.fromkeys(ACTS, 0)
    for number, one in enumerate(facts.reports, start=2):
        mine = counts.get(one.pk, {})
        cells: list[Value] = [str(one.year), Link(one.organisation, f"/reports/{one.pk}/")]
        for kind in ACTS:
            times = mine.get(kind)
            sums[kind] += times or 0
            cells.append(times if times is not None else UNCOUNTED if kind in mine else UNTOLD)
        total = sum(times or 0 for times in mine.values())
        sheet.append([*cells, Formula(f"SUM(C{number}:{last}{number})", total)])
    if facts.reports:
        columns_of = [(ACTS[kind], sums[kind]) for kind in ACTS] + [("合计（次）", sum(sums.values()))]
        totals: list[Value] = [Formula(f"SUM({sheet.cells(label)})", value) for label, value in columns_of]
        sheet.append_total(["合计", None, *totals])
    for label in ACTS.values():
        sheet.flag(label, Tone.QUIET, begins=(UNTOLD,))
    sheet.flag("合计（次）", Tone.LOOK, below=1)
    sheet.close()


def _write_acts(book: Book, facts: Facts) -> None:
    columns = [
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=32)),
        Column("负责人", Kind.TEXT, 18),
        Column("事项", Kind.TEXT, 14),
        Column("次数", Kind.NUMBER, 8),
        Column("原文", Kind.LONG, 24),
        Column("已核对", Kind.TEXT, 9),
        Column("所在条目", Kind.LONG, 60),
    ]
    sheet = book.sheet("履职清单", columns)
    acts: dict[int, list[tuple[Any, ...]]] = {}
    told = DutyAct.objects.filter(duty__entry__report__in=facts.selected).order_by("pk")
    fields = ("duty_id", "leader", "kind", "times", "words", "confirmed")
    for row in told.values_list(*fields).iterator(chunk_size=2000):
        acts.setdefault(row[0], []).append(row[1:])
    entries = (
        Entry.objects.filter(report__in=facts.selected, removed=False, kind="item", part__form="duty")
        .order_by("-report__cycle__year", "report__organisation__path", "report_id", "position", "pk")
        .values_list("report_id", "pk", "text")
    )
    for report, pk, text in entries.iterator(chunk_size=2000):
        one = facts.by_key[report]
        who: list[Value] = [str(one.year), Link(one.organisation, f"/entries/{pk}/")]
        for leader, kind, times, words, sure in acts.get(pk, ()):
            sheet.append([*who, LEADERS[leader], ACTS[kind], times, words, "是" if sure else "否", text])
        if pk not in acts:
            sheet.append([*who, LEADERS["not-said"], NOTHING, None, "", "", text])
    sheet.flag("事项", Tone.LOOK, begins=(NOTHING,))
    sheet.flag("负责人", Tone.LOOK, begins=(LEADERS["not-said"],))
    sheet.close()
