"""数据指标汇总表: the indicators of the chosen reports, years side by side, the change as formulas; and the sums of those
below beside each report's own figure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.exports import export, new_book
from tracker.exports.summary.facts import KINDS
from tracker.models import Report, User
from tracker.models.doubts import compare
from tracker.models.indicators import (
    RATE,
    Doubt,
    Figures,
    OfficeFigures,
    Remark,
    Told,
    pairs_of,
    plain,
    select,
    told_in,
)
from tracker.models.reports import ReportQuerySet
from tracker.models.rollups import RollUp, roll_ups
from tracker.workbooks import Book, Column, Formula, Kind, Link, Sheet, Tone, Value, fit_width

YEARS = 4
"""How many years stand side by side at the most."""

WORDS = {
    Doubt.UNUSUAL: "变化与其他单位明显不同",
    Doubt.LOST: "上年写了，本年没有找到",
    Doubt.UNLIKE_PEERS: "同类单位多数写了，本年没有找到",
    Doubt.SEVERAL: "写了几个不同的数",
    Doubt.UNITS: "计量单位与上年不同，没有比较",
}


@export(
    "indicators",
    title=_("数据指标汇总表"),
    of="figures",
    says=_("各项指标各年并排，增减是公式，提示哪些数请核对；下级合计与本级数并列。"),
    rank=22,
)
def write_indicators(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the figures of ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        book = new_book("数据指标汇总表", by=by)
        seen = Report.objects.visible_to(by).owed() if by else Report.objects.owed()
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk")).owed()
        latest = selected.order_by("-cycle__year").values_list("cycle__year", flat=True).first()
        if latest is not None:
            _write(book, selected, seen, latest)
        notes = (
            (
                "数从哪里来",
                "系统从报告正文中找出并对应到指标的数；安排里的数不算；一份报告写了几个数的都列出，不比较。",
            ),
            ("请核对", "提示不等于有错：口径、职能调整都可能使数字变化。按什么提示见网站“指标对比”页。"),
            ("增减", "最后两年都只有一个数、计量单位相同时用公式计算；比率的增减是百分点，不算幅度。"),
        )
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=notes)
        book.save(stream)


def _write(book: Book, selected: ReportQuerySet, seen: ReportQuerySet, year: int) -> None:
    selection = select(selected, seen, year)
    pairs = pairs_of(selection)
    earlier = seen.filter(
        organisation__in=selection.now.order_by().values("organisation"),
        cycle__document_kind__in=selection.now.order_by().values("cycle__document_kind"),
        cycle__year__range=(year - YEARS + 1, year),
    )
    figures = told_in(earlier)
    of_year: dict[int, dict[int, int]] = {}
    for pk, organisation, reported in earlier.order_by().values_list("pk", "organisation", "cycle__year"):
        of_year.setdefault(organisation, {})[reported] = pk
    years = sorted({reported for found in of_year.values() for reported in found} | {year - 1, year})
    names = [now.name for now, _then in pairs]
    sheet = book.sheet(
        "指标对比",
        [
            Column("指标", Kind.TEXT, 26),
            Column("计量单位", Kind.TEXT, 9),
            Column("单位", Kind.TEXT, fit_width("单位", names, most=28)),
            Column("类别", Kind.TEXT, 10),
            *(Column(f"{one}年", Kind.QUANTITY, 13) for one in years),
            Column("增减", Kind.QUANTITY, 11),
            Column("增减幅度", Kind.PERCENT, 11),
            Column("请核对", Kind.LONG, 44),
            Column(f"{year}年原文", Kind.LONG, 20),
        ],
    )
    codes = {code for _report, code in figures}
    sums: list[tuple[str, RollUp]] = []
    chosen = [now for now, _then in pairs]
    for code, indicator in reportsrc.load_catalogue().indicators.items():
        if code in codes:
            for row in compare(code, pairs, figures):
                for cells in _lines(indicator.title, code, row, years, of_year, figures, sheet):
                    sheet.append(cells)
    sheet.flag("请核对", Tone.LOOK, begins=("请核对",))
    sheet.close()
    for code in codes:
        sums += [(code, one) for one in roll_ups(code, chosen, selection, seen)]
    _write_sums(book, sums)


def _lines(
    title: str,
    code: str,
    row: OfficeFigures,
    years: Sequence[int],
    of_year: Mapping[int, Mapping[int, int]],
    figures: Figures,
    sheet: Sheet,
) -> Iterator[list[Value]]:
    """One line for each unit the report tells the indicator in; units are never mixed."""
    told = {year: figures.get((of_year.get(row.report.organisation, {}).get(year, 0), code), ()) for year in years}
    units = sorted({one.unit for several in told.values() for one in several}) or [""]
    for unit in units:
        by_year = [[one for one in told[year] if one.unit == unit] for year in years]
        compared = row.pair is not None and row.pair[0].unit == unit
        remarks = "；".join(dict.fromkeys(map(_words, row.remarks))) if unit == units[0] else ""
        yield [
            title,
            unit,
            Link(row.report.name, f"/reports/{row.report.pk}/"),
            KINDS.get(row.report.kind, row.report.kind),
            *map(_cell, by_year),
            *_change(sheet, years, row if compared else None),
            f"请核对：{remarks}" if remarks else None,
            "；".join(one.words for one in by_year[-1]),
        ]


def _cell(told: Sequence[Told]) -> Value:
    """The value; several as text, one beside the other."""
    if len(told) == 1:
        return told[0].value
    return "；".join(plain(one.value) for one in told) or None


def _change(sheet: Sheet, years: Sequence[int], row: OfficeFigures | None) -> tuple[Value, Value]:
    if row is None or row.pair is None:
        return None, None
    line = sheet.rows + 2
    now, then = (f"{sheet.letter(f'{year}年')}{line}" for year in (years[-1], years[-2]))
    share = row.share is not None and row.pair[0].unit != RATE
    change = Formula(f"{now}-{then}", row.change)
    return change, Formula(f"({now}-{then})/{then}", row.share) if share else None


def _words(remark: Remark) -> str:
    if remark.doubt == Doubt.JUMP:
        return "是上年的8倍以上，核对单位和位数" if remark.title == "up" else "不到上年的八分之一，核对单位和位数"
    if remark.doubt == Doubt.RELATION:
        total = f"，合计{remark.shown_total}" if remark.total is not None else ""
        return f"{remark.title}（{'、'.join(one.shown for one in remark.others)}{total}）"
    return WORDS[remark.doubt]


def _write_sums(book: Book, sums: Sequence[tuple[str, RollUp]]) -> None:
    """汇总核对: each report's own figure beside the sum of the organisations below."""
    sheet = book.sheet(
        "汇总核对",
        [
            Column("指标", Kind.TEXT, 26),
            Column("计量单位", Kind.TEXT, 9),
            Column("单位", Kind.TEXT, 24),
            Column("本报告", Kind.QUANTITY, 12),
            Column("下级合计", Kind.QUANTITY, 12),
            Column("相差", Kind.QUANTITY, 12),
            Column("由哪些单位组成", Kind.LONG, 60),
            Column("没有计入", Kind.LONG, 50),
        ],
    )
    catalogue = reportsrc.load_catalogue().indicators
    order = list(catalogue)
    for code, one in sorted(sums, key=lambda row: order.index(row[0])):
        line = sheet.rows + 2
        sheet.append(
            [
                catalogue[code].title,
                one.unit,
                one.report.name,
                _cell(one.own),
                one.total if one.parts else None,
                Formula(f"D{line}-E{line}", one.difference) if one.difference is not None else None,
                "、".join(f"{office.label}{plain(told.value)}" for office, told in one.parts),
                _left_out(one),
            ]
        )
    sheet.close()


def _left_out(one: RollUp) -> str:
    named = (("写了几个数", one.torn), ("没有写", one.silent), ("还没有提交", one.waiting))
    found = [f"{label}：{'、'.join(office.label for office in offices)}" for label, offices in named if offices]
    return "；".join([*found, *([f"另有{one.hidden}份无权查看"] if one.hidden else [])])
