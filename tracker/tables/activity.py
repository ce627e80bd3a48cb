"""The record of deeds as a list."""

from __future__ import annotations

import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.filters.activity import DEEDS
from tracker.models import Activity, User
from tracker.models.activity import ADMINISTRATION
from tracker.roles import Permission
from tracker.tables.lists import ListTable, link, short


def visible_deeds(user: User) -> QuerySet[Activity]:
    """The deeds at organisations whose record the person may read (all of it, or that of administration), newest first."""
    everything = user.reach(Permission.VIEW_ACTIVITY, "organisation__")
    administration = user.reach(Permission.VIEW_ADMINISTRATION, "organisation__") & Q(deed__in=ADMINISTRATION)
    found = Activity.objects.filter(everything | administration)
    return found.select_related("by", "organisation", "report__cycle").order_by("-at", "-pk")


class ActivityTable(ListTable):
    """Who did what, when, from where."""

    empty = _("没有符合条件的动态。")

    at = tables.Column(verbose_name=_("时间"), attrs={"td": {"class": "nowrap"}})
    by = tables.Column(verbose_name=_("人员"), accessor="by__name")
    organisation = tables.Column(
        verbose_name=_("单位"), order_by="organisation__path", attrs={"td": {"class": "nowrap"}}
    )
    report = tables.Column(verbose_name=_("报告"), orderable=False)
    deed = tables.Column(verbose_name=_("事项"), attrs={"td": {"class": "nowrap"}})
    detail = tables.Column(verbose_name=_("内容"), orderable=False)
    address = tables.Column(verbose_name=_("来自"))

    def __init__(self, *args: object, links: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.links = links

    def render_at(self, record: Activity) -> str:
        """To the second, in the site's time zone."""
        return timezone.localtime(record.at).strftime("%Y-%m-%d %H:%M:%S")

    def render_by(self, record: Activity) -> str:
        """The person; a command has none."""
        return record.by.name if record.by else str(_("命令行"))

    def render_organisation(self, record: Activity) -> str:
        """Its short name."""
        return record.organisation.label if record.organisation else ""

    def render_report(self, record: Activity) -> SafeString | str:
        """The report it concerns, if any."""
        if record.report is None:
            return ""
        if not self.links:
            return str(_("%(year)s年度") % {"year": record.report.year})
        return link(reverse("report", args=[record.report_id]), str(_("%(year)s年度") % {"year": record.report.year}))

    def render_deed(self, record: Activity) -> str:
        """What was done, as people call it."""
        return str(DEEDS.get(record.deed, record.deed))

    def render_detail(self, record: Activity) -> str:
        """The sentence that was recorded."""
        return short(record.detail)
