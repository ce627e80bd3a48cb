"""The list of organisation × requirement: what the reviewer judged, and beside it what the machine located."""

from __future__ import annotations

import datetime
from collections.abc import Container
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.filters.review import OBLIGATIONS
from tracker.models.review import Result
from tracker.tables.lists import ListColumn, ListTable, address_of, date_column, link, long_column, number_column, tick
from tracker.tables.requirement_rows import RequirementRow
from tracker.workbooks import Kind

RESULTS = {**dict(Result.choices), "": _("未评定")}


class RequirementTable(ListTable):
    """Organisation × requirement."""

    empty = _("没有符合条件的要求。")
    nothing = _("还没有要求。报告建立后，它要写明的各项要求就会列在这里。")

    chosen = ListColumn(_("选择"), fixed=True, css="tick", accessor="report")
    year = number_column(_("年度"))
    organisation = ListColumn(_("单位"), css="nowrap", width=24)
    part = ListColumn(_("部分"), width=24)
    requirement = long_column(_("要求"), width=60)
    basis = ListColumn(_("依据"), accessor="requirement__basis", orderable=False, spare=True, kind=Kind.LONG, width=40)
    obligation = ListColumn(_("性质"), css="nowrap", width=10)
    result = ListColumn(_("评定"), css="nowrap", width=10)
    addressed = ListColumn(_("覆盖"), css="nowrap", width=10)
    marked_at = date_column(_("评定日期"))

    def __init__(self, *args: Any, ticked: Container[str] = (), every: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked, self.every = ticked, every
        self.report_page = address_of("report")
        self.obligations = {key: str(label) for key, label in OBLIGATIONS}

    def render_chosen(self, record: RequirementRow) -> SafeString:
        """The box that takes the requirement into the form below."""
        value = f"{record.report}:{record.requirement.key}"
        words = _("选择%(name)s：%(text)s") % {"name": record.organisation, "text": record.requirement.text}
        return tick(value, str(words), self.every or value in self.ticked)

    def render_organisation(self, record: RequirementRow) -> SafeString:
        """Linked to the report."""
        return link(self.report_page(record.report), record.organisation)

    def render_requirement(self, record: RequirementRow) -> SafeString:
        """The requirement with its basis; a citation not verified is marked 待核对."""
        one = record.requirement
        return format_html('{}<br><span class="soft small">{}</span>', one.text, one.basis)

    def render_obligation(self, record: RequirementRow) -> str:
        """Whose demand it is."""
        return self.obligations[record.requirement.obligation.value]

    def value_requirement(self, record: RequirementRow) -> str:
        """The requirement."""
        return record.requirement.text

    def value_basis(self, record: RequirementRow) -> str:
        """What it is based on."""
        return str(record.requirement.basis)

    def value_obligation(self, record: RequirementRow) -> str:
        """Whose demand it is."""
        return self.render_obligation(record)

    def value_result(self, record: RequirementRow) -> str:
        """The mark as a word."""
        return str(RESULTS[record.result])

    def value_addressed(self, record: RequirementRow) -> str:
        """What the machine located, as a word."""
        if record.addressed is None:
            return str(_("未检查"))
        return str(_("已覆盖") if record.addressed else _("未找到"))

    def value_marked_at(self, record: RequirementRow) -> datetime.date | None:
        """The day of the mark."""
        return timezone.localtime(record.marked_at).date() if record.marked_at else None

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
