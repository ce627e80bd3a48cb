"""The lists of shortcomings and of next year's planned items."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import PlanItem, Shortcoming, User
from tracker.models.entries import Outcome
from tracker.roles import Permission
from tracker.tables.lists import ListTable, link, number_column, short

OUTCOMES = dict(Outcome.choices)


def _standing(rows: QuerySet[Any], user: User, form: str) -> QuerySet[Any]:
    found = rows.filter(
        user.reach(Permission.VIEW, "entry__report__organisation__"), entry__removed=False, entry__part__form=form
    )
    return found.select_related("entry__report__cycle").order_by(
        "-entry__report__cycle__year", "entry__report__organisation__path", "entry__position"
    )


def standing_shortcomings(user: User) -> QuerySet[Shortcoming]:
    """The shortcomings that stand in reports the person may see."""
    return _standing(Shortcoming.objects.all(), user, "shortcoming")


def standing_plans(user: User) -> QuerySet[PlanItem]:
    """The planned items that stand in reports the person may see."""
    return _standing(PlanItem.objects.all(), user, "plan")


class _ItemTable(ListTable):
    year = number_column(_("报告年度"), accessor="entry__report__cycle__year")
    organisation = tables.Column(
        verbose_name=_("单位"), order_by="entry__report__organisation__path", attrs={"td": {"class": "nowrap"}}
    )
    text = tables.Column(verbose_name=_("内容"), orderable=False)

    def render_organisation(self, record: Any) -> str:
        """The name as it was."""
        return str(record.entry.report.organisation_name)

    def render_text(self, record: Any) -> SafeString:
        """The item, marker included, linked to its place in the part."""
        entry = record.entry
        return link(reverse("part", args=[entry.part_id]) + f"#e{entry.pk}", short(entry.text))


class ShortcomingTable(_ItemTable):
    """What reports say is lacking, with the cause where one is written."""

    empty = _("没有符合条件的不足。")

    cause = tables.Column(verbose_name=_("原因"), order_by="cause_start")

    def render_cause(self, record: Shortcoming) -> SafeString | str:
        """The words that state the cause, or that there are none yet."""
        return short(record.cause) or format_html('<span class="count-look">{}</span>', _("原因尚未写进正文"))


class PlanTable(_ItemTable):
    """What reports promise for the next year."""

    empty = _("没有符合条件的安排。")

    lead_unit = tables.Column(verbose_name=_("牵头单位"))
    due_on = tables.Column(verbose_name=_("完成时限"), attrs={"td": {"class": "nowrap"}})
    outcome = tables.Column(verbose_name=_("落实情况"), attrs={"td": {"class": "nowrap"}})

    def render_due_on(self, record: PlanItem) -> str:
        """The date as digits."""
        return record.due_on.isoformat() if record.due_on else ""

    def render_outcome(self, record: PlanItem) -> SafeString | str:
        """What became of it."""
        label = OUTCOMES[record.outcome]
        return str(label) if record.outcome else format_html('<span class="soft">{}</span>', label)
