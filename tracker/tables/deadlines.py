"""What is late, one matter a row; the due dates, one date of a round a row; the events that were filed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Filing, User
from tracker.models.agenda import AgendaLine, Overdue
from tracker.models.cycles import DueDateKind
from tracker.models.organisations import OrganisationKind
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, date_column, link, long_column, number_column
from tracker.tables.rows import SortedRows
from tracker.workbooks import Kind

KINDS = dict(OrganisationKind.choices)


class OverdueTable(ListTable):
    """Who is late with what, and by how many days; the latest first."""

    empty = _("没有符合条件的逾期事项。")
    nothing = _("没有逾期的事项。")

    organisation = ListColumn(_("单位"), accessor="report__organisation_name", css="nowrap", width=28)
    year = number_column(_("年度"), accessor="report__year")
    kind = ListColumn(_("事项"), css="nowrap", width=10)
    on = ListColumn(_("期限"), accessor="due__on", css="nowrap", kind=Kind.DATE, width=14)
    days = number_column(_("逾期天数"))
    status = ListColumn(_("状态"), accessor="report__status", css="nowrap", width=12)
    next = ListColumn(_("下一步"), accessor="report__next_step", orderable=False, kind=Kind.LONG, width=34)

    KEYS = {
        "organisation": lambda row: row.report.path,
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

    def render_on(self, record: Overdue) -> str:
        """The date; whether the day itself counts where it does not."""
        return record.due.on.isoformat() + ("" if record.due.inclusive else str(_("（不含当日）")))

    def render_days(self, record: Overdue) -> SafeString:
        """How many days late, in colour."""
        return format_html('<span class="count-wrong">{}</span>', record.days)

    def render_status(self, record: Overdue) -> str:
        """The status as a word."""
        return str(_(record.report.status_label))

    def value_status(self, record: Overdue) -> str:
        """The same."""
        return self.render_status(record)

    def render_next(self, record: Overdue) -> str:
        """What happens next and who must do it."""
        return str(_(record.report.next_step))

    def value_next(self, record: Overdue) -> str:
        """The same."""
        return self.render_next(record)


class DueDateTable(ListTable):
    """One date of one round for one kind of organisation, and how many of those have done what it asks for."""

    empty = _("没有符合条件的期限。")
    nothing = _("还没有期限。统筹人开启一个年度后，它的期限就会列在这里。")

    on = ListColumn(_("期限"), accessor="due__on", css="nowrap", kind=Kind.DATE, width=14)
    matter = ListColumn(_("事项"), accessor="label", css="nowrap", width=10)
    year = number_column(_("年度"), accessor="due__cycle__year")
    round = ListColumn(_("组织单位"), accessor="due__cycle__organisation__name", css="nowrap", width=28)
    kind = ListColumn(_("单位类别"), accessor="due__organisation_kind", css="nowrap", width=12)
    total = number_column(_("应完成"))
    done = number_column(_("已完成"))
    left = number_column(_("未完成"))
    standing = ListColumn(_("情况"), accessor="when", css="nowrap", width=16)

    KEYS = {
        "on": lambda row: row.on,
        "matter": lambda row: list(DueDateKind).index(DueDateKind(row.due.kind)),
        "year": lambda row: row.due.cycle.year,
        "round": lambda row: row.due.cycle.organisation.path,
        "kind": lambda row: list(KINDS).index(row.due.organisation_kind),
        "total": lambda row: row.total,
        "done": lambda row: row.done,
        "left": lambda row: row.left,
        "standing": lambda row: row.days_left,
    }

    @classmethod
    def data_of(cls, rows: list[AgendaLine]) -> SortedRows:
        """The rows as this table's data."""
        return SortedRows(rows, cls.KEYS)

    def render_on(self, record: AgendaLine) -> SafeString:
        """The date, linked to the reports it is a date of; whether the day itself counts where it does not."""
        query = f"{record.query}&kind={record.due.organisation_kind}"
        words = record.on.isoformat() + ("" if record.due.inclusive else str(_("（不含当日）")))
        return link(f"{reverse('reports')}?{query}", words)

    def render_kind(self, record: AgendaLine) -> str:
        """The kind in words."""
        return str(KINDS[record.due.organisation_kind])

    def value_kind(self, record: AgendaLine) -> str:
        """The same."""
        return self.render_kind(record)

    def render_standing(self, record: AgendaLine) -> SafeString | str:
        """How far off it is, in colour where somebody is late."""
        if not record.left:
            return str(_("都已完成"))
        return format_html('<span class="count-wrong">{}</span>', record.when) if record.late else record.when

    def value_standing(self, record: AgendaLine) -> str:
        """The same in words."""
        return record.when if record.left else str(_("都已完成"))


def visible_filings(user: User, permission: Permission = Permission.VIEW) -> QuerySet[Filing]:
    """The events filed on reports the person may see, the newest first."""
    return Filing.objects.filter(user.reach(permission, "report__")).order_by("-on", "-pk")


class FilingTable(ListTable):
    """One event a row: who signed, to whom it was reported, where it was published; what was revoked says so."""

    empty = _("没有符合条件的登记。")
    nothing = _("还没有登记。审签、签发、报送、公开登记后，就会列在这里。")
    NULLS_LAST = frozenset({"revoked_at"})

    on = date_column(_("日期"))
    year = number_column(_("年度"), accessor="report__year")
    organisation = ListColumn(
        _("单位"), accessor="report__organisation_name", order_by="report__path", css="nowrap", width=28
    )
    kind = ListColumn(_("事项"), css="nowrap", width=12)
    label = ListColumn(_("环节"), width=20)
    party = ListColumn(_("对象"), width=24)
    post = ListColumn(_("职务"), spare=True, width=16)
    address = ListColumn(_("网址"), spare=True, width=30)
    reason = long_column(_("理由"), orderable=False, spare=True, width=30)
    on_behalf = ListColumn(_("代为登记"), spare=True, css="nowrap", width=10)
    recorded_by = ListColumn(_("登记人"), accessor="recorded_by__name", css="nowrap", width=12)
    recorded_at = ListColumn(_("登记时间"), spare=True, css="nowrap", kind=Kind.MOMENT, width=18)
    revoked_at = ListColumn(_("效力"), css="nowrap", width=20)
    revoked_why = long_column(_("失效原因"), orderable=False, spare=True, width=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report_page = address_of("report")

    def render_organisation(self, record: Filing) -> SafeString:
        """Linked to the report."""
        return link(self.report_page(record.report_id), record.report.organisation_name)

    def render_kind(self, record: Filing) -> str:
        """What was filed; that an addressee was left out."""
        return str(record.get_kind_display()) + (str(_("（不需报送）")) if record.excused else "")

    def value_kind(self, record: Filing) -> str:
        """The same."""
        return self.render_kind(record)

    def render_on_behalf(self, record: Filing) -> str:
        """Whether it was done on paper."""
        return str(_("是")) if record.on_behalf else ""

    def value_on_behalf(self, record: Filing) -> str:
        """The same."""
        return self.render_on_behalf(record)

    def render_recorded_at(self, record: Filing) -> str:
        """To the minute, in the site's time zone."""
        return f"{self.value_recorded_at(record):%Y-%m-%d %H:%M}"

    def value_recorded_at(self, record: Filing) -> datetime.datetime:
        """The moment."""
        return timezone.localtime(record.recorded_at)

    def render_revoked_at(self, record: Filing) -> SafeString | str:
        """Whether it holds."""
        words = self.value_revoked_at(record)
        return words if record.revoked_at is None else format_html('<span class="count-look">{}</span>', words)

    def value_revoked_at(self, record: Filing) -> str:
        """Whether it holds, in words."""
        if record.revoked_at is None:
            return str(_("有效"))
        return str(_("%(on)s 失效") % {"on": timezone.localdate(record.revoked_at).isoformat()})
