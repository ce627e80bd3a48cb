"""The list of organisation × requirement: what the reviewer judged, and beside it what the machine located."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.filters.review import OBLIGATIONS, UNMARKED
from tracker.models import Assessment, Report
from tracker.models.review import AssessmentStatus, Result
from tracker.models.standards import load_standard
from tracker.tables.lists import ListTable, SortedRows, link, number_column, tick

RESULTS = {**dict(Result.choices), "": _("未评定")}
_RANK = {result: rank for rank, result in enumerate(["missing", "partial", "", "complete", "not-applicable"])}


@dataclass(slots=True)
class RequirementRow:
    """One requirement of one report. ``addressed``: located by the last inspection; None if it never ran."""

    report: int
    year: int
    organisation: str
    place: int
    number: int
    requirement: reportsrc.Requirement
    part: str
    result: str
    addressed: bool | None
    marked_at: datetime.datetime | None


def requirement_rows(reports: QuerySet[Report], wanted: dict[str, Any]) -> list[RequirementRow]:
    """Every requirement that applies to these reports, with its mark (two queries). ``wanted``: see the filter."""
    ordered = reports.order_by("-cycle__year", "organisation__path", "pk")
    heads = ordered.values_list(
        "pk", "cycle__year", "organisation_name", "organisation_kind", "standard_key", "last_inspection__addressed"
    )
    marks = {
        (report, key): (result, at)
        for report, key, result, at in Assessment.objects.filter(
            report__in=reports.order_by().values("pk"), status=AssessmentStatus.DONE
        )
        .order_by()
        .values_list("report_id", "requirement_key", "result", "marked_at")
    }
    rows, lists = [], {}
    for place, (pk, year, name, kind, standard, located) in enumerate(heads):
        if (standard, kind) not in lists:
            lists[standard, kind] = list(_requirements(standard, kind, wanted))
        found = None if located is None else frozenset(located)
        for number, part, one in lists[standard, kind]:
            result, at = marks.get((pk, one.key), ("", None))
            addressed = None if found is None else one.key in found
            if _is_wanted(result, addressed, wanted):
                rows.append(RequirementRow(pk, year, name, place, number, one, part, result, addressed, at))
    return rows


def _requirements(standard: str, kind: str, wanted: dict[str, Any]) -> Iterable[tuple[int, str, reportsrc.Requirement]]:
    edition = load_standard(standard)
    names = {part.key: part.name for part in edition.parts}
    for number, one in enumerate(edition.for_kind(kind)):
        if (
            wanted.get("obligation", one.obligation.value) == one.obligation.value
            and wanted.get("words", "") in one.text
        ):
            yield number, names[one.part], one


def _is_wanted(result: str, addressed: bool | None, wanted: dict[str, Any]) -> bool:
    if "result" in wanted and (result or UNMARKED) != wanted["result"]:
        return False
    return "addressed" not in wanted or addressed is (wanted["addressed"] == "yes")


class RequirementTable(ListTable):
    """Organisation × requirement."""

    empty = _("没有符合条件的要求。")

    chosen = tables.Column(verbose_name=_("选择"), orderable=False, empty_values=(), accessor="report")
    year = number_column(_("年度"))
    organisation = tables.Column(verbose_name=_("单位"), attrs={"td": {"class": "nowrap"}})
    part = tables.Column(verbose_name=_("部分"))
    requirement = tables.Column(verbose_name=_("要求"))
    obligation = tables.Column(verbose_name=_("性质"), attrs={"td": {"class": "nowrap"}})
    result = tables.Column(verbose_name=_("评定"), attrs={"td": {"class": "nowrap"}})
    addressed = tables.Column(verbose_name=_("覆盖"), attrs={"td": {"class": "nowrap"}})
    marked_at = tables.Column(verbose_name=_("评定日期"), attrs={"td": {"class": "nowrap"}})

    KEYS = {
        "year": lambda row: row.year,
        "organisation": lambda row: row.place,
        "part": lambda row: row.number,
        "requirement": lambda row: row.requirement.text,
        "obligation": lambda row: row.requirement.obligation.value,
        "result": lambda row: _RANK[row.result],
        "addressed": lambda row: -1 if row.addressed is None else int(row.addressed),
        "marked_at": lambda row: row.marked_at.timestamp() if row.marked_at else 0.0,
    }

    def __init__(self, *args: Any, ticked: Container[str] = (), every: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked, self.every = ticked, every

    def render_chosen(self, record: RequirementRow) -> SafeString:
        """The box that takes the requirement into the form below."""
        value = f"{record.report}:{record.requirement.key}"
        words = _("选择%(name)s：%(text)s") % {"name": record.organisation, "text": record.requirement.text}
        return tick(value, str(words), self.every or value in self.ticked)

    @classmethod
    def data_of(cls, rows: list[RequirementRow]) -> SortedRows:
        """The rows as this table's data."""
        return SortedRows(rows, cls.KEYS)

    def render_organisation(self, record: RequirementRow) -> SafeString:
        """Linked to the report."""
        return link(reverse("report", args=[record.report]), record.organisation)

    def render_requirement(self, record: RequirementRow) -> SafeString:
        """The requirement with its basis; a citation not verified is marked 待核对."""
        one = record.requirement
        return format_html('{}<br><span class="soft small">{}</span>', one.text, one.basis)

    def render_obligation(self, record: RequirementRow) -> str:
        """Whose demand it is."""
        return str(dict(OBLIGATIONS)[record.requirement.obligation.value])

    def render_result(self, record: RequirementRow) -> SafeString | str:
        """The mark as a word; colour for what is lacking or left."""
        label = RESULTS[record.result]
        css = {"missing": "state-wrong", "partial": "state-work", "": "soft"}.get(record.result)
        return format_html('<span class="{}">{}</span>', css, label) if css else str(label)

    def render_addressed(self, record: RequirementRow) -> SafeString | str:
        """What the machine located at the last inspection."""
        if record.addressed is None:
            return format_html('<span class="soft">{}</span>', _("未检查"))
        return str(_("已覆盖") if record.addressed else _("未找到"))

    def render_marked_at(self, record: RequirementRow) -> str:
        """The day of the mark."""
        return timezone.localtime(record.marked_at).date().isoformat() if record.marked_at else ""
