"""完整性矩阵: organisations × requirements as a workbook, the marks as words, what they come to as formulas."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from tracker.exports import export, new_book
from tracker.exports.summary.facts import KINDS
from tracker.exports.summary.overview import share
from tracker.models import Report, User
from tracker.models.matrix import Group, MatrixColumn, columns_of, completeness_of, groups_of, marks_of
from tracker.models.reports import ReportQuerySet
from tracker.models.review import Completeness, Result
from tracker.workbooks import Book, Column, Formula, Kind, Sheet, Value, fit_width

AT_ONCE = 500
"""Reports whose marks are read by one query: memory does not grow with their number."""

UNMARKED, NONE = "未评", "—"
WORDS = {key: str(label) for key, label in Result.choices}
FIRST = ("年度", "单位", "类别", "完整度", "完整", "适用")
"""The columns before those of the requirements."""


@export(
    "matrix",
    title=_("完整性矩阵"),
    says=_("单位×要求：每一项评定得怎样，每列每行合计。"),
    of="matrix",
    at_once=300,
    rank=21,
)
def write_matrix(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the whole matrix of ``reports`` to ``stream``, in Chinese whatever the page's language."""
    with translation.override("zh-hans"):
        selected = Report.objects.filter(pk__in=reports.order_by().values("pk"))
        columns = columns_of(groups_of(selected))
        book = new_book("完整性矩阵", by=by)
        sheet = book.sheet("完整性矩阵", _headings(selected, columns))
        for row in _rows(selected, columns):
            sheet.append(row)
        if sheet.rows:
            _totals(sheet)
        sheet.close()
        _requirements(book, columns)
        rows = [
            ("完整度", "评定为完整的要求÷适用的法定和地方要求；参考性要求不计入；没有评完的写“未评完”，不算百分比"),
            ("单元格", f"审核人的评定；{UNMARKED}：还没有评定；{NONE}：这类单位没有这项要求"),
            ("合计行", "按列统计：完整、适用（除不适用外）、部分、缺失、未评各有几份报告"),
        ]
        book.notes(by=by.name if by else "", when=when, scope=scope, rows=rows)
        book.save(stream)


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


def _rows(selected: ReportQuerySet, columns: list[MatrixColumn]) -> Iterator[list[Value]]:
    rows = selected.order_by("-cycle__year", "organisation__path", "pk").values_list(
        "pk", "cycle__year", "organisation_name", "organisation_kind", "standard_key"
    )
    chunk: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        chunk.append(row)
        if len(chunk) == AT_ONCE:
            yield from _drawn(chunk, columns)
            chunk = []
    yield from _drawn(chunk, columns)


def _drawn(chunk: list[tuple[Any, ...]], columns: list[MatrixColumn]) -> Iterator[list[Value]]:
    groups: dict[int, Group] = {pk: (key, kind) for pk, _year, _name, kind, key in chunk}
    applying = {group: [one.key if group in one.groups else "" for one in columns] for group in set(groups.values())}
    marks, shares = marks_of(groups, columns), completeness_of(groups)
    for pk, year, name, kind, _key in chunk:
        keys = applying[groups[pk]]
        cells = [WORDS.get(marks.get((pk, key), ""), UNMARKED) if key else NONE for key in keys]
        yield [str(year), name, KINDS.get(kind, kind), *_share(shares[pk]), *cells]


def _share(found: Completeness) -> list[Value]:
    return [share(found), found.complete, found.applying]


def _totals(sheet: Sheet) -> None:
    """How many reports have each mark, by requirement; the share of the whole where all reports were judged."""
    last = sheet.rows + 1

    def count(at: int, *words: str) -> Formula:
        letter = get_column_letter(at)
        return Formula("+".join(f'COUNTIF({letter}$2:{letter}${last},"{word}")' for word in words))

    places = range(len(FIRST) + 1, len(sheet.columns) + 1)
    rows = {
        "完整": (WORDS[Result.COMPLETE],),
        "适用": (WORDS[Result.COMPLETE], WORDS[Result.PARTIAL], WORDS[Result.MISSING], UNMARKED),
        "部分": (WORDS[Result.PARTIAL],),
        "缺失": (WORDS[Result.MISSING],),
        "未评": (UNMARKED,),
    }
    for label, words in rows.items():
        sums: list[Value] = [None] * 3
        if label == "完整":
            sums = [
                Formula(f'IF(COUNT(D2:D{last})=0,"未评完",AVERAGE(D2:D{last}))'),
                Formula(f"SUM(E2:E{last})"),
                Formula(f"SUM(F2:F{last})"),
            ]
        sheet.append_total(
            [label, "合计" if label == "完整" else None, None, *sums, *(count(at, *words) for at in places)]
        )


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
