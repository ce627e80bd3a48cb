"""The organisations of a round, with where each stands."""

from __future__ import annotations

import datetime

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import workflow
from tracker.models import Report, ReviewAssignment
from tracker.tables.lists import ListTable, link
from tracker.tables.reports import KINDS, LEFT, due_cell
from tracker.workflow import Status


class CycleTable(ListTable):
    """One organisation a row: its report, who reviews it, its dates. ``chosen``: the rows ticked on a form."""

    empty = _("这个年度还没有符合条件的单位。")

    choose = tables.Column(verbose_name=_("选择"), orderable=False, accessor="pk", attrs={"td": {"class": "tick"}})
    organisation = tables.Column(verbose_name=_("单位"), order_by="organisation__path")
    kind = tables.Column(verbose_name=_("类别"), accessor="organisation_kind")
    status = tables.Column(verbose_name=_("状态"))
    reviewers = tables.Column(verbose_name=_("审核人"), orderable=False)
    due_handover = tables.Column(verbose_name=_("交稿期限"), attrs={"td": {"class": "nowrap"}})
    due_report = tables.Column(verbose_name=_("报送期限"), attrs={"td": {"class": "nowrap"}})
    due_publish = tables.Column(verbose_name=_("公开期限"), attrs={"td": {"class": "nowrap"}})
    excuse = tables.Column(verbose_name=_("免报"), orderable=False, empty_values=())

    def __init__(
        self,
        *args: object,
        today: datetime.date,
        chosen: frozenset[int] = frozenset(),
        choosing: bool = False,
        may_run: bool = False,
        **kwargs: object,
    ) -> None:
        hidden = ["choose"] if not choosing else ["due_handover", "due_report", "due_publish", "excuse"]
        super().__init__(*args, exclude=hidden if choosing or may_run else [*hidden, "excuse"], **kwargs)
        self.today = today
        self.chosen = chosen

    def render_choose(self, record: Report) -> SafeString:
        """A box to tick."""
        return format_html(
            '<input type="checkbox" name="report" value="{}" aria-label="{}" {}>',
            record.pk,
            record.organisation_name,
            "checked" if record.pk in self.chosen else "",
        )

    def render_organisation(self, record: Report) -> SafeString:
        """The name as it was, linked to the report."""
        return link(reverse("report", args=[record.pk]), record.organisation_name)

    def render_kind(self, record: Report) -> str:
        """The kind in words."""
        return str(KINDS.get(record.organisation_kind, record.organisation_kind))

    def render_status(self, record: Report) -> SafeString | str:
        """The status as a word, in colour only where work is left to those who write."""
        if record.let_off:
            return str(_("免报"))
        label = _(workflow.LABELS[Status(record.status)])
        return format_html('<span class="state state-work">{}</span>', label) if record.status in LEFT else str(label)

    def render_reviewers(self, record: Report) -> str:
        """Who reviews it, part by part where that was said; the stand-in where it is their days."""
        return "；".join(self._reviewer(record, one) for one in record.reviewers.all())

    def _reviewer(self, record: Report, one: ReviewAssignment) -> str:
        part = record.standard.part(one.part_role) if one.part_role else None
        name = one.reviewer.name
        if one.stands_in(self.today) and one.stand_in:
            name = str(_("%(stand_in)s（代%(reviewer)s）") % {"stand_in": one.stand_in.name, "reviewer": name})
        return f"{part.name}：{name}" if part else name

    def render_due_handover(self, record: Report) -> SafeString | str:
        """The local date, held against the day the text was first handed in."""
        return due_cell(record, "handover", record.submitted_on, self.today)

    def render_due_report(self, record: Report) -> SafeString | str:
        """The date of reporting upward, judged by its filing."""
        return due_cell(record, "report", record.reported_on, self.today)  # type: ignore[attr-defined]

    def render_due_publish(self, record: Report) -> SafeString | str:
        """The date of publication, judged by its filing."""
        return due_cell(record, "publish", record.published_on, self.today)  # type: ignore[attr-defined]

    def render_excuse(self, record: Report) -> SafeString:
        """The way to let the organisation off, or to ask for its report again."""
        words = record.excuse.reason if record.let_off else _("免报…")
        return link(reverse("report-excuse", args=[record.pk]), str(words))
