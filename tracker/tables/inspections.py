"""The list of findings of each report's last inspection."""

from __future__ import annotations

import datetime
from collections.abc import Container
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import RecordedFinding, User
from tracker.models.inspections import SEVERITIES
from tracker.models.standards import load_standard
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, link, long_column, number_column, short, tick
from tracker.workbooks import Kind

RANKS = {key: rank for rank, (key, _label) in enumerate(SEVERITIES)}
LABELS = dict(SEVERITIES)
COLOURS = {"blocking": "count-wrong", "error": "count-wrong", "warning": "count-look"}


def last_findings(user: User, permission: Permission = Permission.VIEW) -> QuerySet[RecordedFinding]:
    """The findings of the last inspection of every report the person may see."""
    found: QuerySet[Any] = RecordedFinding.objects.filter(
        user.reach(permission, "inspection__report__"),
        inspection__report__last_inspection=F("inspection"),
    )
    return ranked(found).order_by(
        "-inspection__report__year", "inspection__report__path", "inspection__report_id", "rank", "start"
    )


def ranked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotated with ``rank``: the gravest first."""
    rank = Case(*(When(severity=key, then=Value(n)) for key, n in RANKS.items()), output_field=IntegerField())
    return rows.annotate(rank=rank)


class FindingTable(ListTable):
    """What the checks found."""

    empty = _("没有符合条件的检查发现。")
    nothing = _("还没有检查发现。报告检查过以后，发现的问题就会列在这里。")

    chosen = ListColumn(_("选择"), fixed=True, css="tick", accessor="pk")
    year = number_column(_("年度"), accessor="inspection__report__year")
    organisation = ListColumn(
        _("单位"),
        accessor="inspection__report__organisation_name",
        order_by="inspection__report__path",
        css="nowrap",
        width=24,
    )
    part = ListColumn(_("部分"), accessor="part_role", width=20)
    severity = ListColumn(_("程度"), accessor="rank", css="nowrap")
    code = ListColumn(_("规则"), css="nowrap", width=10)
    message = long_column(_("问题"), orderable=False)
    quote = ListColumn(_("原文"), orderable=False, css="words", kind=Kind.LONG, width=36)
    basis = ListColumn(_("依据"), orderable=False, spare=True, css="words", kind=Kind.LONG, width=36)
    at = ListColumn(_("检查时间"), accessor="inspection__at", spare=True, css="nowrap", kind=Kind.MOMENT, width=18)

    def __init__(self, *args: Any, ticked: Container[str] = (), every: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked, self.every = ticked, every
        self.part_page, self.read_page = address_of("part"), address_of("report-read")

    def render_chosen(self, record: RecordedFinding) -> SafeString:
        """The box that takes the finding into the form below."""
        words = _("选择%(name)s：%(text)s") % {
            "name": record.inspection.report.organisation_name, "text": short(record.message, 60)
        }  # fmt: skip
        return tick(str(record.pk), str(words), self.every or str(record.pk) in self.ticked)

    def value_part(self, record: RecordedFinding) -> str:
        """The part's name."""
        return self.render_part(record)

    def value_severity(self, record: RecordedFinding) -> str:
        """How much it weighs, as a word."""
        return str(LABELS[record.severity])

    def value_message(self, record: RecordedFinding) -> str:
        """The whole problem."""
        return record.message

    def value_quote(self, record: RecordedFinding) -> str:
        """The whole quote."""
        return record.quote

    def render_at(self, record: RecordedFinding) -> str:
        """To the minute, in the site's time zone."""
        return f"{self.value_at(record):%Y-%m-%d %H:%M}"

    def value_at(self, record: RecordedFinding) -> datetime.datetime:
        """When the report was inspected."""
        return timezone.localtime(record.inspection.at)

    def render_part(self, record: RecordedFinding) -> str:
        """The part's name in the edition."""
        if not record.part_role:
            return ""
        part = load_standard(record.inspection.report.standard_key).part(record.part_role)
        return part.name if part else str(_("其他部分"))

    def render_severity(self, record: RecordedFinding) -> SafeString | str:
        """How much it weighs, as a word."""
        label, css = LABELS[record.severity], COLOURS.get(record.severity)
        return format_html('<span class="{}">{}</span>', css, label) if css else str(label)

    def render_message(self, record: RecordedFinding) -> SafeString:
        """The problem, linked to its sentence in the part, or to the composed report."""
        url, entry = self.read_page(record.inspection.report_id), record.entry
        if entry and not entry.removed:
            url = (self.part_page(entry.part_id) if entry.part_id else url) + f"#e{entry.pk}"
        return link(url, short(record.message))

    def render_quote(self, record: RecordedFinding) -> str:
        """The words it speaks of."""
        return short(record.quote, 60)
