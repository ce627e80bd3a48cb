"""The list of findings of each report's last inspection."""

from __future__ import annotations

import django_tables2 as tables
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import RecordedFinding, User
from tracker.models.inspections import SEVERITIES
from tracker.models.standards import load_standard
from tracker.roles import Permission
from tracker.tables.lists import ListTable, link, number_column, short

RANKS = {key: rank for rank, (key, _label) in enumerate(SEVERITIES)}
LABELS = dict(SEVERITIES)
COLOURS = {"blocking": "count-wrong", "error": "count-wrong", "warning": "count-look"}


def last_findings(user: User) -> QuerySet[RecordedFinding]:
    """The findings of the last inspection of every report the person may see."""
    found = RecordedFinding.objects.filter(
        user.reach(Permission.VIEW, "inspection__report__organisation__"),
        inspection__report__last_inspection=F("inspection"),
    )
    rank = Case(*(When(severity=key, then=Value(n)) for key, n in RANKS.items()), output_field=IntegerField())
    return (
        found.annotate(rank=rank)
        .select_related("inspection__report__cycle", "entry")
        .order_by("-inspection__report__cycle__year", "inspection__report__organisation__path", "rank", "start")
    )


class FindingTable(ListTable):
    """What the checks found."""

    empty = _("没有符合条件的检查发现。")

    year = number_column(_("年度"), accessor="inspection__report__cycle__year")
    organisation = tables.Column(
        verbose_name=_("单位"), order_by="inspection__report__organisation__path", attrs={"td": {"class": "nowrap"}}
    )
    part = tables.Column(verbose_name=_("部分"), order_by="part_role")
    severity = tables.Column(verbose_name=_("程度"), order_by="rank", attrs={"td": {"class": "nowrap"}})
    code = tables.Column(verbose_name=_("规则"), attrs={"td": {"class": "nowrap"}})
    message = tables.Column(verbose_name=_("问题"), orderable=False)
    quote = tables.Column(verbose_name=_("原文"), orderable=False)

    def render_organisation(self, record: RecordedFinding) -> str:
        """The name as it was."""
        return record.inspection.report.organisation_name

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
        url, entry = reverse("report-read", args=[record.inspection.report_id]), record.entry
        if entry and not entry.removed:
            url = (reverse("part", args=[entry.part_id]) if entry.part_id else url) + f"#e{entry.pk}"
        return link(url, short(record.message))

    def render_quote(self, record: RecordedFinding) -> str:
        """The words it speaks of."""
        return short(record.quote, 60)
