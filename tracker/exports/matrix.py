"""完整性矩阵: organisations × requirements as a workbook, the marks as words, what they come to as formulas."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from tracker.exports import export, new_book
from tracker.exports.summary.facts import KINDS
from tracker.exports.summary.overview import OPEN, share
from tracker.models import Report, User
from tracker.models.matrix import Group, MatrixColumn, columns_of, completeness_of, groups_of, marks_of
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Result
from tracker.workbooks import Book, Column, Formula, Kind, Link, Sheet, Tone, Value, fit_width

AT_ONCE = 500
"""Reports whose marks are read by one query: memory does not grow with their number."""

UNMARKED, NONE = "未评", "—"
WORDS = {key: str(label) for key, label in Result.choices}
FIRST = ("年度", "单位", "类别", "完整度", "完整", "适用")
"""The columns before those of the requirements."""


@export(
    "matrix",
    title=_("完整性矩阵"),
    of="matrix",
    says=_("一行一个单位、一列一项要求：审核人的评定，按列合计。"),
    at_once=300,
    rank=21,
)
def write_matrix(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the whole matrix of ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk")).owed()
        columns = columns_of(groups_of(selected))
        book = new_book("完整性矩阵", by=by)
        sheet = book.sheet("完整性矩阵", _headings(selected, columns))
        sums = Sums([Counter() for _one in columns])
        for row in _rows(selected, columns, sums):
            sheet.append(row)
        if sheet.rows:
            _totals(sheet, sums)
            for column in sheet.columns[len(FIRST) :]:
                sheet.flag(column.heading, Tone.LOOK, begins=(WORDS[Result.PARTIAL],))
                sheet.flag(column.heading, Tone.WRONG, begins=(WORDS[Result.MISSING],))
                sheet.flag(column.heading, Tone.QUIET, begins=(UNMARKED, NONE))
        sheet.close()
        _requirements(book, columns)
        notes = (
            ("完整度", "评定为完整的要求÷适用的法定和地方要求；参考性要求不计入；没有评完的写“未评完”，不算百分比。"),
            ("单元格", f"审核人的评定；{UNMARKED}：还没有评定；{NONE}：这类单位没有这项要求。"),
            ("合计行", "按列统计：完整、适用（除不适用外）、部分、缺失、未评各有几份报告。"),
            ("免报", "免报的单位不列。"),
        )
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=notes)
        book.save(stream)


@dataclass(slots=True)
class Sums:
    """What the rows came to: words by column, the shares of reports fully judged, complete and applying marks."""

    words: list[Counter[str]]
    shares: list[float] = field(default_factory=list)
    complete: int = 0
    applying: int = 0


def _headings(selected: ReportQuerySet, columns: list[MatrixColumn]) -> list[Column]:
    names = selected.order_by().values_list("organisation_name", flat=True).distinct()[:AT_ONCE]
    return [
        Column("年度", Kind.TEXT, 7),
        Column("单位", Kind.TEXT, fit_width("单位", names, most=28)),
        Column("类别", Kind.TEXT, 10),
        Column("完整度", Kind.PERCENT, 10),
        Column("完整", Kind.NUMBER, 7),
        Column("适用", Kind.NUMBER, 7),
        *(Column(f"{one.number} {one.short[:24]}", Kind.TEXT, 9) for one in columns),
    ]


def _rows(selected: ReportQuerySet, columns: list[MatrixColumn], sums: Sums) -> Iterator[list[Value]]:
    rows = selected.order_by("-cycle__year", "organisation__path", "pk").values_list(
        "pk", "cycle__year", "organisation_name", "organisation_kind", "standard_key"
    )
    chunk: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield from _drawn(chunk, columns, sums)
            chunk = []
    yield from _drawn(chunk, columns, sums)


def _drawn(chunk: list[tuple[Any, ...]], columns: list[MatrixColumn], sums: Sums) -> Iterator[list[Value]]:
    groups: dict[int, Group] = {pk: (key, kind) for pk, _year, _name, kind, key in chunk}
    applying = {group: [one.key if group in one.groups else "" for one in columns] for group in set(groups.values())}
    marks, shares = marks_of(groups, columns), completeness_of(groups)
    for pk, year, name, kind, _key in chunk:
        keys = applying[groups[pk]]
        cells = [WORDS.get(marks.get((pk, key), ""), UNMARKED) if key else NONE for key in keys]
        for counter, word in zip(sums.words, cells, strict=True):
            counter[word] += 1
        found = shares[pk]
        sums.complete += found.complete
        sums.applying += found.applying
        if found.ratio is not None:
            sums.shares.append(found.ratio)
        title = Link(name, f"/reports/{pk}/")
        yield [str(year), title, KINDS.get(kind, kind), share(found), found.complete, found.applying, *cells]


def _totals(sheet: Sheet, sums: Sums) -> None:
    """How many reports have each mark, by requirement; the mean share of the reports that were fully judged."""
    last = sheet.rows + 1

    def count(at: int, *words: str) -> Formula:
        letter = get_column_letter(len(FIRST) + 1 + at)
        told = "+".join(f'COUNTIF({letter}$2:{letter}${last},"{word}")' for word in words)
        return Formula(told, sum(sums.words[at][word] for word in words))

    mean = sum(sums.shares) / len(sums.shares) if sums.shares else OPEN
    whole: list[Value] = [
        Formula(f'IF(COUNT(D2:D{last})=0,"{OPEN}",AVERAGE(D2:D{last}))', mean),
        Formula(f"SUM(E2:E{last})", sums.complete),
        Formula(f"SUM(F2:F{last})", sums.applying),
    ]
    applying = (WORDS[Result.COMPLETE], WORDS[Result.PARTIAL], WORDS[Result.MISSING], UNMARKED)
    places = range(len(sums.words))
    sheet.append_total(["完整", "合计", None, *whole, *(count(at, WORDS[Result.COMPLETE]) for at in places)])
    sheet.append_total(["适用", *[None] * 5, *(count(at, *applying) for at in places)])
    for word in (WORDS[Result.PARTIAL], WORDS[Result.MISSING], UNMARKED):
        sheet.append_total([word, *[None] * 5, *(count(at, word) for at in places)])


def _requirements(book: Book, columns: list[MatrixColumn]) -> None:
    """What the numbers in the headings stand for."""
    sheet = book.sheet(
        "要求",
        [
            Column("序号", Kind.NUMBER, 8),
            Column("部分", Kind.TEXT, 24),
            Column("要求", Kind.LONG, 70),
            Column("性质", Kind.TEXT, 8),
            Column("依据", Kind.LONG, 44),
        ],
    )
    for one in columns:
        found = one.requirement
        sheet.append([one.number, one.part, found.text, found.obligation.label, str(found.basis)])
    sheet.close()
