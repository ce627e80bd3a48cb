"""总览 and 完整性清单: where each report stands, and each of its requirements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

import reportsrc
from tracker import workflow
from tracker.exports.summary.facts import Facts, ReportFacts, lateness
from tracker.models import Assessment
from tracker.models.review import AssessmentStatus, Completeness, Result
from tracker.workbooks import Book, Column, Formula, Kind, Link, Sheet, Tone, Value, fit_width
from tracker.workflow import Status

OPEN = "未评完"
NOTHING = "无适用要求"
RESULTS = {key: str(label) for key, label in Result.choices}
OBLIGATIONS = {one.value: one.label for one in reportsrc.Obligation}


def write_overview(book: Book, facts: Facts) -> None:
    """One row a report, then totals as formulas over the rows above."""
    parts = facts.parts
    local = any("handover" in one.dues for one in facts.reports)
    name_width = fit_width("单位", (one.organisation for one in facts.reports), most=28)
    columns = [
        Column("年度", Kind.TEXT, 7),
        Column("单位", Kind.TEXT, name_width),
        Column("类别", Kind.TEXT, 10),
        Column("状态", Kind.TEXT, 10),
        Column("完整度", Kind.PERCENT, 10),
        *(Column(f"完整度：{name}", Kind.PERCENT, 13) for _key, name in parts),
        Column("评定说明", Kind.TEXT, 17),
        Column("要求项数", Kind.NUMBER, 8),
        Column("覆盖项数", Kind.NUMBER, 8),
        Column("阻断", Kind.NUMBER, 7),
        Column("错误", Kind.NUMBER, 7),
        Column("警告", Kind.NUMBER, 7),
        Column("提示", Kind.NUMBER, 7),
        *([Column("交稿期限", Kind.DATE, 12)] if local else []),
        Column("报送期限", Kind.DATE, 12),
        Column("报送日期", Kind.DATE, 12),
        Column("报送情况", Kind.TEXT, 12),
        Column("公开期限", Kind.DATE, 12),
        Column("公开日期", Kind.DATE, 12),
        Column("公开情况", Kind.TEXT, 12),
    ]
    sheet = book.sheet("总览", columns)
    rows = [_overview_row(one, parts, facts, local=local) for one in facts.reports]
    for row in rows:
        sheet.append(row)
    if rows:
        _totals(sheet, facts, rows)
    for heading in ("报送情况", "公开情况"):
        sheet.flag(heading, Tone.WRONG, begins=("逾期",))
    sheet.close()


def share(completeness: Completeness) -> Value:
    """完整度 as a value between 0 and 1; a word while it is not fully judged, never 0 for what is not marked."""
    if not completeness.applying:
        return NOTHING
    return OPEN if completeness.ratio is None else completeness.ratio


def judgement(completeness: Completeness) -> str:
    """How the marks came out, in numbers: the share itself stands in its own column."""
    if completeness.ratio is None:
        return str(completeness)
    partial = f"，部分{completeness.partial}" if completeness.partial else ""
    return f"完整{completeness.complete}/{completeness.applying}{partial}"


def _overview_row(one: ReportFacts, parts: list[tuple[str, str]], facts: Facts, *, local: bool) -> list[Value]:
    whole = one.completeness()
    due = {kind: one.dues[kind][0] if kind in one.dues else None for kind in ("handover", "report", "publish")}
    return [
        str(one.year),
        Link(one.organisation, f"/reports/{one.pk}/"),
        one.kind_label,
        one.status_label,
        share(whole),
        *(share(one.completeness(key)) for key, _name in parts),
        judgement(whole),
        len(one.requirements),
        one.covered(),
        *(one.findings or (None,) * 4),
        *([due["handover"]] if local else []),
        due["report"],
        one.reported_on,
        lateness(one, one.reported_on, "report", facts.today),
        due["publish"],
        one.published_on,
        lateness(one, one.published_on, "publish", facts.today),
    ]


def _totals(sheet: Sheet, facts: Facts, rows: list[list[Value]]) -> None:
    """Totals as formulas, each with the value it comes to."""
    total: list[Value] = []
    for number, column in enumerate(sheet.columns):
        cells = sheet.cells(column.heading)
        values = [row[number] for row in rows]
        numbers = [value for value in values if isinstance(value, int | float)]
        if column.heading == "单位":
            total.append(Formula(f'COUNTA({cells})&"份报告"', f"{len(rows)}份报告"))
        elif column.kind is Kind.PERCENT:
            mean = sum(numbers) / len(numbers) if numbers else OPEN
            total.append(Formula(f'IF(COUNT({cells})=0,"{OPEN}",AVERAGE({cells}))', mean))
        elif column.kind is Kind.NUMBER:
            total.append(Formula(f"SUM({cells})", sum(numbers)))
        elif column.heading in ("报送情况", "公开情况"):
            late = sum(str(value).startswith("逾期") for value in values)
            total.append(Formula(f'"逾期"&COUNTIF({cells},"逾期*")&"份"', f"逾期{late}份"))
        else:
            total.append("合计" if number == 0 else "平均" if column.heading == "评定说明" else None)
    sheet.append_total(total)
    cells, labels = sheet.cells("状态"), [one.status_label for one in facts.reports]
    for one in Status:
        label = workflow.LABELS[one]
        sheet.append_total(["其中", label, None, Formula(f'COUNTIF({cells},"{label}")', labels.count(label))])


def write_checklist(book: Book, facts: Facts) -> None:
    """One row for each requirement of each report: what the reviewer judged, and in its own column what was located."""
    names = (one.organisation for one in facts.reports)
    columns = [
        Column("年度", Kind.TEXT, 8),
        Column("单位", Kind.TEXT, fit_width("单位", names, most=30)),
        Column("部分", Kind.TEXT, 18),
        Column("要求", Kind.LONG, 46),
        Column("性质", Kind.TEXT, 8),
        Column("评定", Kind.TEXT, 9),
        Column("覆盖", Kind.TEXT, 9),
        Column("意见", Kind.LONG, 34),
        Column("评定人", Kind.TEXT, 12),
        Column("评定时间", Kind.MOMENT, 17),
        Column("依据", Kind.LONG, 34),
    ]
    sheet = book.sheet("完整性清单", columns)
    marks = _marks_in_order(facts)
    parts = dict(facts.parts)
    for one in facts.reports:
        judged = marks.take(one.pk)
        for requirement in one.requirements:
            result, note, who, when = judged.get(requirement.key, ("", "", None, None))
            located = "未检查" if one.addressed is None else "是" if requirement.key in one.addressed else "否"
            sheet.append(
                [
                    str(one.year),
                    one.organisation,
                    parts.get(requirement.part) or _part_name(one, requirement.part),
                    requirement.text,
                    OBLIGATIONS[requirement.obligation.value],
                    RESULTS.get(result, "未评定"),
                    located,
                    note,
                    who,
                    timezone.localtime(when) if when else None,
                    str(requirement.basis),
                ]
            )
    sheet.flag("评定", Tone.WRONG, begins=("缺失",))
    sheet.flag("评定", Tone.LOOK, begins=("部分",))
    sheet.close()


def _part_name(one: ReportFacts, key: str) -> str:
    part = one.standard.part(key)
    return part.name if part else key


class _Grouped:
    """Rows that come report by report in the order of the sheets, taken one report at a time."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, pk: int) -> dict[str, tuple[Any, ...]]:
        """requirement key → (result, note, who, when) of one report; reports must be asked for in order."""
        found: dict[str, tuple[Any, ...]] = {}
        while self._next is not None and self._next[0] == pk:
            found[self._next[1]] = self._next[2:]
            self._next = next(self._rows, None)
        return found


def _marks_in_order(facts: Facts) -> _Grouped:
    rows = (
        Assessment.objects.filter(report__in=facts.selected, status=AssessmentStatus.DONE)
        .order_by("-report__cycle__year", "report__organisation__path", "report_id")
        .values_list("report_id", "requirement_key", "result", "note", "marked_by__name", "marked_at")
    )
    known = facts.by_key
    return _Grouped(row for row in rows.iterator(chunk_size=2000) if row[0] in known)
