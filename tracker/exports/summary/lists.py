"""The sheets that list what the reports say: measures, shortcomings, duties, plans, figures; and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from tracker.exports.summary.facts import Facts
from tracker.models import DutyAct, Entry, RecordedFinding, ReportFigure
from tracker.models.entries import ActKind, Leader, Outcome
from tracker.models.inspections import SEVERITIES
from tracker.workbooks import Book, Column, Kind, Sheet, Tone, Value, fit_width

NO_CAUSE = "原因尚未写进正文"
CONTEXT = 24
"""Characters shown on each side of a figure."""

DIRECTIONS = {"increase": "增", "decrease": "减", "": ""}
SEVERITY = {key: str(label) for key, label in SEVERITIES}
OUTCOMES = {key: str(label) for key, label in Outcome.choices}
LEADERS = {key: str(label) for key, label in Leader.choices}
ACTS = {key: str(label) for key, label in ActKind.choices}


def _sheet(book: Book, facts: Facts, title: str, columns: list[Column]) -> Sheet:
    width = fit_width("单位", (one.organisation for one in facts.reports), most=30)
    return book.sheet(title, [Column("年度", Kind.TEXT, 8), Column("单位", Kind.TEXT, width), *columns])


def _items(facts: Facts, form: str, *fields: str, kinds: tuple[str, ...] = ("item",)) -> Iterator[tuple[Any, ...]]:
    """(year, organisation, kind, level, marker, text, *fields) of the entries of parts with this form, in order."""
    rows = (
        Entry.objects.filter(report__in=facts.selected, removed=False, kind__in=kinds, part__form=form)
        .order_by("-report__cycle__year", "report__organisation__path", "report_id", "position", "pk")
        .values_list("report_id", "kind", "level", "marker", "text", *fields)
    )
    return _with_report(facts, rows)


def _with_report(facts: Facts, rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows streamed, the report's key at their head replaced by its year and organisation."""
    for pk, *rest in rows.iterator(chunk_size=2000):
        if one := facts.by_key.get(pk):
            yield (str(one.year), one.organisation, *rest)


def write_measures(book: Book, facts: Facts) -> None:
    """举措: every item with the section it stands in and its area of work."""
    columns = [
        Column("章节", Kind.LONG, 26),
        Column("序号", Kind.TEXT, 9),
        Column("工作领域", Kind.LONG, 20),
        Column("内容", Kind.LONG, 90),
    ]
    sheet = _sheet(book, facts, "举措", columns)
    section, owner = "", ("", "")
    for year, name, kind, level, marker, text, area in _items(
        facts, "measure", "measure__area", kinds=("heading", "item")
    ):
        if owner != (year, name) or (kind == "heading" and level == 1):
            section, owner = "", (year, name)
        if kind == "item":
            sheet.append([year, name, section, marker, area or "", text])
        elif level > 1:
            section = text
    sheet.close()


def write_shortcomings(book: Book, facts: Facts) -> None:
    """不足: every item and the words that state its cause."""
    columns = [Column("序号", Kind.TEXT, 9), Column("内容", Kind.LONG, 80), Column("原因", Kind.LONG, 46)]
    sheet = _sheet(book, facts, "不足", columns)
    fields = ("shortcoming__cause_start", "shortcoming__cause_end")
    for year, name, _kind, _level, marker, text, start, end in _items(facts, "shortcoming", *fields):
        cause = text[start:end] if start is not None and end is not None else ""
        sheet.append([year, name, marker, text, cause or NO_CAUSE])
    sheet.flag("原因", Tone.LOOK, begins=(NO_CAUSE,))
    sheet.close()


def write_duties(book: Book, facts: Facts) -> None:
    """第一责任人履职: every item, who acted, and how often each kind of act is told (提及: without a number)."""
    columns = [
        Column("序号", Kind.TEXT, 9),
        Column("内容", Kind.LONG, 70),
        Column("负责人", Kind.LONG, 18),
        *(Column(f"{label}（次）", Kind.NUMBER, 13) for label in ACTS.values()),
    ]
    sheet = _sheet(book, facts, "第一责任人履职", columns)
    acts: dict[int, list[tuple[str, str, int | None]]] = {}
    told = DutyAct.objects.filter(duty__entry__report__in=facts.selected).order_by("pk")
    for duty, leader, kind, times in told.values_list("duty_id", "leader", "kind", "times").iterator(chunk_size=2000):
        acts.setdefault(duty, []).append((leader, kind, times))
    for year, name, _kind, _level, marker, text, pk in _items(facts, "duty", "pk"):
        mine = acts.get(pk, [])
        leaders = list(dict.fromkeys(LEADERS[leader] for leader, _k, _t in mine)) or [LEADERS["not-said"]]
        sheet.append([year, name, marker, text, "、".join(leaders), *(_times(mine, kind) for kind in ACTS)])
    sheet.close()


def _times(acts: list[tuple[str, str, int | None]], kind: str) -> Value:
    counts = [times for _leader, one, times in acts if one == kind]
    if not counts:
        return None
    return sum(n for n in counts if n) or "提及"


def write_plans(book: Book, facts: Facts) -> None:
    """下一年度安排: every item, who leads, until when, and what became of it."""
    columns = [
        Column("序号", Kind.TEXT, 9),
        Column("内容", Kind.LONG, 80),
        Column("牵头单位", Kind.LONG, 20),
        Column("完成时限", Kind.DATE, 12),
        Column("落实情况", Kind.TEXT, 11),
    ]
    sheet = _sheet(book, facts, "下一年度安排", columns)
    fields = ("plan_item__lead_unit", "plan_item__due_on", "plan_item__outcome")
    for year, name, _kind, _level, marker, text, unit, due, outcome in _items(facts, "plan", *fields):
        sheet.append([year, name, marker, text, unit or "", due, OUTCOMES[outcome or ""]])
    sheet.close()


def write_figures(book: Book, facts: Facts) -> None:
    """数据指标: every number of the texts as a value, with its words around it."""
    columns = [
        Column("部分", Kind.TEXT, 18),
        Column("指标", Kind.LONG, 22),
        Column("数值", Kind.QUANTITY, 14),
        Column("单位名", Kind.TEXT, 9),
        Column("约数", Kind.TEXT, 8),
        Column("增减", Kind.TEXT, 8),
        Column("原文", Kind.TEXT, 14),
        Column("上下文", Kind.LONG, 60),
        Column("已核对", Kind.TEXT, 9),
    ]
    sheet = _sheet(book, facts, "数据指标", columns)
    names = dict(facts.parts)
    rows = (
        ReportFigure.objects.filter(entry__report__in=facts.selected, entry__removed=False)
        .order_by(
            "-entry__report__cycle__year",
            "entry__report__organisation__path",
            "entry__report_id",
            "entry__position",
            "start",
        )
        .values_list(
            "entry__report_id",
            "entry__part__role",
            "indicator",
            "value",
            "unit",
            "approximator",
            "direction",
            "words",
            "entry__text",
            "start",
            "end",
            "confirmed",
        )
    )
    for row in _with_report(facts, rows):
        year, name, role, indicator, value, unit, about, way, words, text, start, end, sure = row
        around = text[max(0, start - CONTEXT) : end + CONTEXT].replace("\n", " ")
        way, part, checked = DIRECTIONS.get(way, way), names.get(role, ""), "是" if sure else "否"
        sheet.append([year, name, part, indicator, value, unit, about, way, words, around, checked])
    sheet.close()


def write_findings(book: Book, facts: Facts) -> None:
    """检查发现: what the last inspection of each report found."""
    columns = [
        Column("部分", Kind.TEXT, 18),
        Column("规则", Kind.TEXT, 10),
        Column("程度", Kind.TEXT, 8),
        Column("问题", Kind.LONG, 60),
        Column("原文", Kind.LONG, 40),
        Column("处数", Kind.NUMBER, 8),
        Column("依据", Kind.LONG, 40),
    ]
    sheet = _sheet(book, facts, "检查发现", columns)
    names = dict(facts.parts)
    rows = (
        RecordedFinding.objects.filter(
            inspection__report__in=facts.selected, inspection__report__last_inspection=F("inspection")
        )
        .order_by(
            "-inspection__report__cycle__year",
            "inspection__report__organisation__path",
            "inspection__report_id",
            "start",
            "pk",
        )
        .values_list("inspection__report_id", "part_role", "code", "severity", "message", "quote", "count", "basis")
    )
    for year, name, role, code, severity, message, quote, count, basis in _with_report(facts, rows):
        sheet.append([year, name, names.get(role, ""), code, SEVERITY[severity], message, quote, count, basis])
    sheet.flag("程度", Tone.WRONG, begins=("阻断", "错误"))
    sheet.close()
