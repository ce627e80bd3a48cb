"""The list of reports."""

from __future__ import annotations

import datetime
from collections.abc import Container

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import workflow
from tracker.models import Report
from tracker.models.cycles import LAW_GOV_REPORT
from tracker.models.deadlines import standing
from tracker.models.organisations import OrganisationKind
from tracker.tables.lists import ListTable, link, number_column, tick
from tracker.workflow import Status

KINDS = dict(OrganisationKind.choices)
LEFT = frozenset({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED})


def due_cell(record: Report, kind: str, done: datetime.date | None, today: datetime.date) -> SafeString | str:
    """A due date as digits, marked where the event is late; ``with_due_dates`` must have annotated it."""
    due = getattr(record, f"due_{kind}")
    found = standing(done, due, today, inclusive=getattr(record, f"due_{kind}_inclusive"))
    if found is None:
        return ""
    if found.late and not record.let_off:
        return format_html('<span class="count-wrong">{}</span>', _("%(on)s（逾期）") % {"on": due})
    return due.isoformat()


class ReportTable(ListTable):
    """Every report a person may see, one a row."""

    empty = _("没有符合条件的报告。")

    chosen = tables.Column(verbose_name=_("选择"), orderable=False, empty_values=(), accessor="pk")
    year = number_column(_("年度"), accessor="cycle__year")
    organisation = tables.Column(
        verbose_name=_("单位"), order_by="organisation__path", attrs={"td": {"class": "nowrap"}}
    )
    kind = tables.Column(verbose_name=_("类别"), accessor="organisation_kind")
    status = tables.Column(verbose_name=_("状态"))
    completeness = number_column(_("完整度"), order_by="share")
    errors = number_column(_("错误"), accessor="errors")
    warnings = number_column(_("警告"), accessor="warnings")
    due_report = tables.Column(verbose_name=_("报送期限"), attrs={"td": {"class": "nowrap"}})
    due_publish = tables.Column(verbose_name=_("公开期限"), attrs={"td": {"class": "nowrap"}})
    published_on = tables.Column(verbose_name=_("公开日期"), attrs={"td": {"class": "nowrap"}})

    def __init__(
        self, *args: object, today: datetime.date, ticked: Container[str] = (), every: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.ticked, self.every = today, ticked, every

    def render_chosen(self, record: Report) -> SafeString:
        """The box that takes the report into the form below."""
        words = _("选择%(name)s%(year)s年度") % {"name": record.organisation_name, "year": record.year}
        return tick(str(record.pk), str(words), self.every or str(record.pk) in self.ticked)

    def render_organisation(self, record: Report) -> SafeString:
        """The name as it was, linked to the report; with its kind where it is not the usual one."""
        named = link(reverse("report", args=[record.pk]), record.organisation_name)
        if record.cycle.document_kind == LAW_GOV_REPORT:
            return named
        return format_html('{}　<span class="soft small">{}</span>', named, record.standard.short_title)

    def render_kind(self, record: Report) -> str:
        """The kind in words."""
        return str(KINDS.get(record.organisation_kind, record.organisation_kind))

    def render_status(self, record: Report) -> SafeString | str:
        """The status as a word, in colour only where work is left to those who write."""
        if record.let_off:
            return str(_("免报"))
        label = _(workflow.LABELS[Status(record.status)])
        return format_html('<span class="state state-work">{}</span>', label) if record.status in LEFT else str(label)

    def render_completeness(self, record: Report) -> str:
        """完整度 as everywhere: never 0 % while something is not marked."""
        return str(record.completeness)

    def render_errors(self, record: Report) -> SafeString | str | int:
        """Errors of the last inspection; a word where there was none."""
        count = record.errors  # type: ignore[attr-defined]
        if count is None:
            return str(_("未检查"))
        return format_html('<span class="count-wrong">{}</span>', count) if count else 0

    def render_due_publish(self, record: Report) -> SafeString | str:
        """The date; marked where it went by without publication."""
        return due_cell(record, "publish", record.published_on, self.today)  # type: ignore[attr-defined]

    def render_due_report(self, record: Report) -> SafeString | str:
        """The date; marked where it went by without the report being filed upward."""
        return due_cell(record, "report", record.reported_on, self.today)  # type: ignore[attr-defined]

    def render_published_on(self, record: Report) -> str:
        """The date as digits."""
        return record.published_on.isoformat() if record.published_on else ""  # type: ignore[attr-defined]

    def order_completeness(self, queryset: QuerySet[Report], is_descending: bool) -> tuple[QuerySet[Report], bool]:
        """By the share, reports not fully judged last."""
        share = F("share")
        order = share.desc(nulls_last=True) if is_descending else share.asc(nulls_last=True)
        return queryset.order_by(order, "-cycle__year", "organisation__path"), True
