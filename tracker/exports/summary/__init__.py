"""The summary workbook: what each organisation's report holds, lacks and was judged to be, in nine sheets.

Every sheet is one query streamed into rows; the number of queries does not depend on the number of reports.
"""

from __future__ import annotations

import datetime
from typing import IO

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tracker.exports import export, new_book
from tracker.exports.summary.facts import Facts, gather
from tracker.exports.summary.lists import (
    write_duties,
    write_figures,
    write_findings,
    write_measures,
    write_plans,
    write_shortcomings,
)
from tracker.exports.summary.notes import write_notes
from tracker.exports.summary.overview import write_checklist, write_overview
from tracker.models import User
from tracker.models.reports import ReportQuerySet

__all__ = ["write_summary"]


@export(
    "summary",
    title=_("汇总表"),
    says=_("所有单位的完整性、举措、不足、履职、安排、数据和检查发现，一份工作簿九张表。"),
    rank=20,
)
def write_summary(
    reports: ReportQuerySet, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
) -> None:
    """Write the summary of ``reports`` to ``stream`` as an xlsx workbook, in Chinese whatever the page's language.

    ``by`` and ``when`` (aware) are stated on the last sheet, as is ``scope``, the choice in words.
    """
    with translation.override("zh-hans"):
        facts = gather(reports, today=when.date())
        book = new_book(title_of(facts), by=by)
        write_overview(book, facts)
        write_checklist(book, facts)
        write_measures(book, facts)
        write_shortcomings(book, facts)
        write_duties(book, facts)
        write_plans(book, facts)
        write_figures(book, facts)
        write_findings(book, facts)
        write_notes(book, facts, by=by, when=when, scope=scope)
        book.save(stream)


def title_of(facts: Facts) -> str:
    """The workbook's title: the years it holds and what it is."""
    years = sorted({one.year for one in facts.reports})
    span = f"{years[0]}—{years[-1]}年度" if len(years) > 1 else f"{years[0]}年度" if years else ""
    return f"{span}法治政府建设年度报告汇总表"
