"""完成情况汇总表: where every office stands, on one sheet to print, and the same counted by kind of organisation."""

from __future__ import annotations

import datetime
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl.chart import BarChart, Reference

from tracker.exports import export, new_book
from tracker.exports.summary import title_of
from tracker.exports.summary.facts import Facts, ReportFacts, gather, lateness
from tracker.exports.summary.overview import OPEN, share
from tracker.models import User
from tracker.models.reports import ReportQuerySet
from tracker.workbooks import Book, Column, Formula, Kind, Link, Sheet, Tone, Value, fit_width

LOW = 0.6
"""A share of complete requirements below which a cell asks to be looked at."""

MAIN = "完成情况"
STATED = ("报送", "公开")


@export(
    "completion",
    title=_("完成情况汇总表"),
    says=_("每个单位一行：状态、完整度、问题数、报送和公开是否按期；另按单位类别统计。"),
    at_once=500,
    rank=10,
)
def write_completion(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write where ``reports`` stand to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        title = title_of(facts).removesuffix("汇总表") + "完成情况汇总表"
        book = new_book(title, by=by)
        rows = [_row(number, one, facts) for number, one in enumerate(facts.reports, start=1)]
        sheet = _write_offices(book, facts, rows, title, f"截至{when:%Y年%-m月%-d日}，共{len(rows)}份报告")
        if rows:
            _write_kinds(book, sheet, rows)
        notes = [
            ("完整度", "评定为“完整”的要求项数÷适用且计入的要求项数；有要求尚未评定时显示“未评完”。"),
            ("问题数", "最近一次检查发现的阻断和错误；没有检查过的为空。"),
            ("按期", "按登记的报送、公开日期与本年度期限比较；免报的单位不计入应报。"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=notes)
        book.save(stream)


def _row(number: int, one: ReportFacts, facts: Facts) -> list[Value]:
    dues = {kind: one.dues[kind][0] if kind in one.dues else None for kind in ("report", "publish")}
    return [
        number,
        str(one.year),
        Link(one.organisation, f"/reports/{one.pk}/"),
        one.kind_label,
        one.status_label,
        share(one.completeness()),
        None if one.findings is None else one.findings[0] + one.findings[1],
        dues["report"],
        one.reported_on,
        lateness(one, one.reported_on, "report", facts.today),
        dues["publish"],
        one.published_on,
        lateness(one, one.published_on, "publish", facts.today),
    ]


def _write_offices(book: Book, facts: Facts, rows: list[list[Value]], title: str, under: str) -> Sheet:
    columns = [
        Column("序号", Kind.NUMBER, 7),
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", (one.organisation for one in facts.reports), most=32)),
        Column("类别", Kind.TEXT, 11),
        Column("状态", Kind.TEXT, 11),
        Column("完整度", Kind.PERCENT, 11),
        Column("问题数", Kind.NUMBER, 10),
        Column("报送期限", Kind.DATE, 12),
        Column("报送日期", Kind.DATE, 12),
        Column("报送情况", Kind.TEXT, 12),
        Column("公开期限", Kind.DATE, 12),
        Column("公开日期", Kind.DATE, 12),
        Column("公开情况", Kind.TEXT, 12),
    ]
    sheet = book.sheet(MAIN, columns, above=(title, under))
    for row in rows:
        sheet.append(row)
    if rows:
        shares = [row[5] for row in rows if isinstance(row[5], int | float)]
        found = sum(row[6] for row in rows if isinstance(row[6], int))
        where = sheet.cells("完整度")
        mean = Formula(f'IF(COUNT({where})=0,"{OPEN}",AVERAGE({where}))', sum(shares) / len(shares) if shares else OPEN)
        count = Formula(f'COUNTA({sheet.cells("单位")})&"份"', f"{len(rows)}份")
        total: list[Value] = ["合计", None, count, None, "平均", mean, Formula(f"SUM({sheet.cells('问题数')})", found)]
        for what, at in (("报送情况", 9), ("公开情况", 12)):
            late = sum(str(row[at]).startswith("逾期") for row in rows)
            total += [None, None, Formula(f'"逾期"&COUNTIF({sheet.cells(what)},"逾期*")&"份"', f"逾期{late}份")]
        sheet.append_total(total)
    sheet.flag("完整度", Tone.LOOK, below=LOW)
    for word in STATED:
        sheet.flag(f"{word}情况", Tone.WRONG, begins=("逾期",))
    sheet.close()
    return sheet


def _write_kinds(book: Book, main: Sheet, rows: list[list[Value]]) -> None:
    """Counted by kind of organisation with formulas over the first sheet, and a chart of what is in time."""
    columns = [
        Column("类别", Kind.TEXT, 14),
        Column("应报", Kind.NUMBER, 9),
        Column("已报送", Kind.NUMBER, 10),
        Column("按期报送", Kind.NUMBER, 11),
        Column("按期报送率", Kind.PERCENT, 13),
        Column("已公开", Kind.NUMBER, 10),
        Column("按期公开", Kind.NUMBER, 11),
        Column("按期公开率", Kind.PERCENT, 13),
        Column("平均完整度", Kind.PERCENT, 13),
    ]
    sheet = book.sheet("分类统计", columns)

    def at(heading: str) -> str:
        first, _colon, last = main.cells(heading).partition(":")
        letter = main.letter(heading)
        return f"'{MAIN}'!${letter}${first[len(letter) :]}:${letter}${last[len(letter) :]}"

    kinds = list(dict.fromkeys(str(row[3]) for row in rows))
    for number, kind in enumerate(kinds, start=2):
        mine = [row for row in rows if row[3] == kind]
        same = f"{at('类别')},$A{number}"
        owed = sum(row[9] != "免报" for row in mine)
        cells: list[Value] = [
            kind, Formula(f'COUNTIF({same})-COUNTIFS({same},{at("报送情况")},"免报")', owed),
        ]  # fmt: skip
        for word, done, how, letter in (("报送", 8, 9, "D"), ("公开", 11, 12, "G")):
            there = sum(row[done] is not None for row in mine)
            timely = sum(row[how] == "按期" for row in mine)
            cells += [
                Formula(f'COUNTIFS({same},{at(f"{word}日期")},">0")', there),
                Formula(f'COUNTIFS({same},{at(f"{word}情况")},"按期")', timely),
                Formula(f'IF(B{number}=0,"",{letter}{number}/B{number})', timely / owed if owed else ""),
            ]
        shares = [row[5] for row in mine if isinstance(row[5], int | float)]
        mean = f'IFERROR(AVERAGEIFS({at("完整度")},{same}),"{OPEN}")'
        cells.append(Formula(mean, sum(shares) / len(shares) if shares else OPEN))
        sheet.append(cells)
    sheet.flag("平均完整度", Tone.LOOK, below=LOW)
    sheet.close()
    _draw(sheet, len(kinds))


def _draw(sheet: Sheet, count: int) -> None:
    chart = BarChart()
    chart.type, chart.style, chart.overlap = "col", 10, -10
    chart.title = "按期报送率和按期公开率"
    chart.height, chart.width = 8.5, 19
    for column, colour in ((5, "1F4E79"), (8, "9DB4C9")):
        values = Reference(sheet.ws, min_col=column, min_row=1, max_row=count + 1)
        chart.add_data(values, titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(Reference(sheet.ws, min_col=1, min_row=2, max_row=count + 1))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 1
    chart.y_axis.number_format, chart.y_axis.majorUnit = "0%", 0.25
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    sheet.ws.add_chart(chart, f"A{count + 4}")
    sheet.ws.print_area = f"A1:I{count + 22}"
