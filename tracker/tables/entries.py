"""The lists of entries: all of them, and those of the parts that are kept as data, each with columns of its own."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.filters.entries import FORMS
from tracker.models import Entry, User
from tracker.models.entries import EntryKind, Outcome, Resolution
from tracker.models.organisations import OrganisationKind
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, date_column, link, long_column, number_column, short
from tracker.workbooks import Kind

OUTCOMES = dict(Outcome.choices)
RESOLUTIONS = dict(Resolution.choices)
KINDS = dict(OrganisationKind.choices)
FORM_NAMES = dict(FORMS)


def standing_entries(user: User, form: str = "", permission: Permission = Permission.VIEW) -> QuerySet[Entry]:
    """The items that stand in reports the person may see, of the parts kept in one form or of all, in the order of the
    reports' list and then of the text."""
    found = Entry.objects.filter(
        user.reach(permission, "report__"), removed=False, kind=EntryKind.ITEM, part__isnull=False
    )
    if form:
        found = found.filter(part__form=form)
    return found.order_by("-report__year", "report__path", "report_id", "part__position", "part_id", "position")


class EntryTable(ListTable):
    """Every item, whatever part it stands in."""

    empty = _("没有符合条件的条目。")
    nothing = _("还没有条目。填报人在报告的各部分写入或导入文字后，就会列在这里。")
    NULLS_LAST = frozenset({"changed_by"})

    year = number_column(_("报告年度"), accessor="report__year", width=10)
    organisation = ListColumn(
        _("单位"), accessor="report__organisation_name", order_by="report__path", css="nowrap", width=24
    )
    kind = ListColumn(_("单位类别"), accessor="report__organisation_kind", spare=True, css="nowrap", width=12)
    part: Any = ListColumn(_("部分"), accessor="part__form", order_by=("part__form", "part__position"), width=24)
    marker = ListColumn(_("序号"), spare=True, css="nowrap")
    text = long_column(_("内容"), width=70)
    length = number_column(_("字数"), orderable=False, accessor="text", spare=True)
    changed_by = ListColumn(_("修改人"), accessor="changed_by__name", spare=True, css="nowrap", width=12)
    changed_at = ListColumn(_("修改时间"), spare=True, css="nowrap", kind=Kind.MOMENT, width=18)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part_page = address_of("part")

    def render_kind(self, record: Entry) -> Any:
        """The kind in words."""
        return KINDS.get(record.report.organisation_kind, record.report.organisation_kind)

    def value_kind(self, record: Entry) -> str:
        """The same."""
        return str(self.render_kind(record))

    def render_part(self, record: Entry) -> str:
        """The part's name in its edition."""
        part = record.part
        assert part is not None
        named = record.report.standard.part(part.role)
        return named.name if named else str(FORM_NAMES.get(part.form, part.form))

    def value_part(self, record: Entry) -> str:
        """The same."""
        return self.render_part(record)

    def render_text(self, record: Entry) -> SafeString:
        """The item, marker included, linked to its place in the part."""
        return link(f"{self.part_page(record.part_id)}#e{record.pk}", short(record.text))

    def value_text(self, record: Entry) -> str:
        """The whole item."""
        return record.text

    def render_length(self, record: Entry) -> int:
        """How many characters it has."""
        return len(record.text)

    def value_length(self, record: Entry) -> int:
        """The same."""
        return len(record.text)

    def render_changed_at(self, record: Entry) -> str:
        """To the minute, in the site's time zone."""
        return timezone.localtime(record.changed_at).strftime("%Y-%m-%d %H:%M")

    def value_changed_at(self, record: Entry) -> datetime.datetime:
        """The moment."""
        return timezone.localtime(record.changed_at)


class MeasureTable(EntryTable):
    """What was done, with its area of work."""

    empty = _("没有符合条件的举措。")
    NULLS_LAST = frozenset({"changed_by", "area"})

    part = None
    area = ListColumn(_("工作领域"), accessor="measure__area", width=18)

    class Meta(ListTable.Meta):
        sequence = ("year", "organisation", "kind", "area", "...")


class DutyTable(EntryTable):
    """What principal leaders did, act by act."""

    empty = _("没有符合条件的履职事项。")

    part = None
    acts = ListColumn(_("履职事项"), accessor="pk", orderable=False, css="words", kind=Kind.LONG, width=36)

    def render_acts(self, record: Entry) -> SafeString | str:
        """Who did what how often, as it was read from the sentence."""
        return self.value_acts(record) or format_html('<span class="soft">{}</span>', _("未读出"))

    def value_acts(self, record: Entry) -> str:
        """The acts in words."""
        duty = getattr(record, "duty", None)
        acts = duty.acts.all() if duty else ()
        return "；".join(
            f"{one.get_leader_display()} {one.get_kind_display()}" + (f" {one.times}" if one.times else "")
            for one in acts
        )


class ShortcomingTable(EntryTable):
    """What reports say is lacking, with the cause where one is written."""

    empty = _("没有符合条件的不足。")
    NULLS_LAST = frozenset({"changed_by", "cause", "resolution"})

    part = None
    cause = long_column(_("原因"), accessor="shortcoming__cause_start", width=40)
    resolution = ListColumn(_("整改情况"), accessor="shortcoming__resolution", spare=True, css="nowrap", width=12)

    def render_cause(self, record: Entry) -> SafeString | str:
        """The words that state the cause, or that there are none yet."""
        return short(self._cause(record)) or format_html('<span class="count-look">{}</span>', _("原因尚未写进正文"))

    def value_cause(self, record: Entry) -> str:
        """The whole cause, or that there is none yet."""
        return self._cause(record) or str(_("原因尚未写进正文"))

    def _cause(self, record: Entry) -> str:
        lack = getattr(record, "shortcoming", None)
        if lack is None or lack.cause_start is None:
            return ""
        return record.text[lack.cause_start : lack.cause_end]

    def render_resolution(self, record: Entry) -> Any:
        """What it came to a year later."""
        lack = getattr(record, "shortcoming", None)
        return RESOLUTIONS[lack.resolution] if lack else ""

    def value_resolution(self, record: Entry) -> str:
        """The same."""
        return str(self.render_resolution(record))


class PlanTable(EntryTable):
    """What reports promise for the next year."""

    empty = _("没有符合条件的安排。")
    NULLS_LAST = frozenset({"changed_by", "lead_unit", "due_on", "outcome"})

    part = None
    lead_unit = ListColumn(_("牵头单位"), accessor="plan_item__lead_unit", width=20)
    due_on = date_column(_("完成时限"), accessor="plan_item__due_on")
    outcome = ListColumn(_("落实情况"), accessor="plan_item__outcome", css="nowrap", width=12)
    outcome_note = ListColumn(
        _("落实说明"), accessor="plan_item__outcome_note", spare=True, css="words", kind=Kind.LONG
    )

    def render_outcome(self, record: Entry) -> SafeString | str:
        """What became of it."""
        item = getattr(record, "plan_item", None)
        label = OUTCOMES[item.outcome if item else ""]
        return str(label) if item and item.outcome else format_html('<span class="soft">{}</span>', label)

    def value_outcome(self, record: Entry) -> str:
        """The same in words."""
        item = getattr(record, "plan_item", None)
        return str(OUTCOMES[item.outcome if item else ""])
