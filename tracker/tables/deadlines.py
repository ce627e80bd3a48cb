"""What is late, one matter a row."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models.agenda import Overdue
from tracker.models.cycles import DueDateKind
from tracker.tables.lists import ListTable, SortedRows, link, number_column


class OverdueTable(ListTable):
    """Who is late with what, and by how many days; the latest first."""

    empty = _("没有逾期的事项。")

    organisation = tables.Column(verbose_name=_("单位"), attrs={"td": {"class": "nowrap"}})
    year = number_column(_("年度"))
    kind = tables.Column(verbose_name=_("事项"), attrs={"td": {"class": "nowrap"}})
    on = tables.Column(verbose_name=_("期限"), attrs={"td": {"class": "nowrap"}}, empty_values=())
    days = number_column(_("逾期天数"))
    status = tables.Column(verbose_name=_("状态"), attrs={"td": {"class": "nowrap"}}, empty_values=())
    next = tables.Column(verbose_name=_("下一步"), orderable=False, empty_values=())

    KEYS = {
        "organisation": lambda row: row.report.organisation.path,
        "year": lambda row: row.report.year,
        "kind": lambda row: list(DueDateKind).index(DueDateKind(row.due.kind)),
        "on": lambda row: row.due.on,
        "days": lambda row: row.days,
        "status": lambda row: row.report.status,
    }

    @classmethod
    def data_of(cls, rows: list[Overdue]) -> SortedRows:
        """The rows as this table's data."""
        return SortedRows(rows, cls.KEYS)

    def render_organisation(self, record: Overdue) -> SafeString:
        """Linked to the report."""
        return link(reverse("report", args=[record.report.pk]), record.report.organisation_name)

    def render_year(self, record: Overdue) -> int:
        """The reported year."""
        return record.report.year

    def render_on(self, record: Overdue) -> str:
        """The date; whether the day itself counts where it does not."""
        return record.due.on.isoformat() + ("" if record.due.inclusive else str(_("（不含当日）")))

    def render_days(self, record: Overdue) -> SafeString:
        """How many days late, in colour."""
        return format_html('<span class="count-wrong">{}</span>', record.days)

    def render_status(self, record: Overdue) -> str:
        """The status as a word."""
        return str(_(record.report.status_label))

    def render_next(self, record: Overdue) -> str:
        """What happens next and who must do it."""
        return str(_(record.report.next_step))
