"""The list of reports."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container
from typing import Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import workflow
from tracker.filters.reports import needing, with_completeness, with_due_dates
from tracker.models import Report
from tracker.models.cycles import LAW_GOV_REPORT
from tracker.models.deadlines import standing
from tracker.models.organisations import OrganisationKind
from tracker.models.reports import ReportQuerySet
from tracker.tables.lists import ListColumn, ListTable, address_of, date_column, link, number_column, tick
from tracker.workbooks import Kind
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

    nothing = _("还没有报告。统筹人开启一个年度后，各单位应报的报告就会列在这里。")
    NEEDS: ClassVar[dict[str, Callable[[Any], Any]]] = {
        "completeness": lambda rows: needing(rows, "share", with_completeness),
        **dict.fromkeys(
            ("errors", "warnings", "remarks"), lambda rows: needing(rows, "errors", ReportQuerySet.with_findings)
        ),
        **dict.fromkeys(
            ("reported_on", "published_on"), lambda rows: needing(rows, "published_on", ReportQuerySet.with_dates)
        ),
        **dict.fromkeys(
            ("due_handover", "due_report", "due_publish"), lambda rows: needing(rows, "due_report", with_due_dates)
        ),
    }
    NULLS_LAST = frozenset(
        {"completeness", "errors", "warnings", "remarks", "reported_on", "published_on", "submitted_on"}
        | {"due_handover", "due_report", "due_publish"}
    )
    SUMS: ClassVar[dict[str, str]] = {"errors": "errors", "warnings": "warnings"}

    chosen = ListColumn(_("选择"), fixed=True, css="tick", accessor="pk")
    year = number_column(_("年度"))
    organisation = ListColumn(
        _("单位"), accessor="organisation_name", order_by=("path", "organisation_name"), css="nowrap", width=24
    )
    document = ListColumn(
        _("文种"), accessor="cycle__document_kind", order_by="cycle__document_kind", spare=True, width=20
    )
    kind = ListColumn(_("类别"), accessor="organisation_kind", css="nowrap", width=12)
    superior_name = ListColumn(_("上级单位"), spare=True, width=24)
    status = ListColumn(_("状态"), css="nowrap", width=12)
    completeness = number_column(_("完整度"), accessor="share", kind=Kind.TEXT, width=14)
    errors = number_column(_("错误"))
    warnings = number_column(_("警告"))
    remarks = number_column(_("提示"), spare=True)
    due_handover = date_column(_("交稿期限"), spare=True)
    submitted_on = date_column(_("首次提交"), spare=True)
    due_report = date_column(_("报送期限"))
    reported_on = date_column(_("报送日期"), spare=True)
    due_publish = date_column(_("公开期限"))
    published_on = date_column(_("公开日期"))

    def __init__(
        self, *args: object, today: datetime.date, ticked: Container[str] = (), every: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.ticked, self.every = today, ticked, every
        self.report_page = address_of("report")
        self.kinds = {key: str(label) for key, label in KINDS.items()}

    def render_chosen(self, record: Report) -> SafeString:
        """The box that takes the report into the form below."""
        words = _("选择%(name)s%(year)s年度") % {"name": record.organisation_name, "year": record.year}
        return tick(str(record.pk), str(words), self.every or str(record.pk) in self.ticked)

    def render_organisation(self, record: Report) -> SafeString:
        """The name as it was, linked to the report; with its kind where it is not the usual one."""
        named = link(self.report_page(record.pk), record.organisation_name)
        if record.cycle.document_kind == LAW_GOV_REPORT:
            return named
        return format_html('{}　<span class="soft small">{}</span>', named, record.standard.short_title)

    def render_document(self, record: Report) -> str:
        """The kind of report in words."""
        return record.standard.short_title

    def value_document(self, record: Report) -> str:
        """The same."""
        return record.standard.short_title

    def render_kind(self, record: Report) -> str:
        """The kind in words."""
        return self.kinds.get(record.organisation_kind, record.organisation_kind)

    def value_kind(self, record: Report) -> str:
        """The same."""
        return self.render_kind(record)

    def value_status(self, record: Report) -> str:
        """The status as a word."""
        return str(_("免报") if record.let_off else _(workflow.LABELS[Status(record.status)]))

    def render_status(self, record: Report) -> SafeString | str:
        """The status as a word, in colour only where work is left to those who write."""
        if record.let_off:
            return str(_("免报"))
        label = _(workflow.LABELS[Status(record.status)])
        return format_html('<span class="state state-work">{}</span>', label) if record.status in LEFT else str(label)

    def render_completeness(self, record: Report) -> str:
        """完整度 as everywhere: never 0 % while something is not marked."""
        return str(record.completeness)

    def value_completeness(self, record: Report) -> str:
        """The same in words."""
        return str(record.completeness)

    def value_errors(self, record: Report) -> int | str:
        """The count, or that there was no inspection."""
        count = record.errors  # type: ignore[attr-defined]
        return str(_("未检查")) if count is None else int(count)

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

    def render_due_handover(self, record: Report) -> SafeString | str:
        """The date; marked where it went by without the text being handed in."""
        return due_cell(record, "handover", record.submitted_on, self.today)
