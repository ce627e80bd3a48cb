"""Who holds which role where."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Membership
from tracker.tables.lists import ListTable, link


class MembershipTable(ListTable):
    """One row for each role a person holds."""

    empty = _("还没有人员任职。")

    person = tables.Column(verbose_name=_("姓名"), order_by="user__name")
    username = tables.Column(verbose_name=_("用户名"), accessor="user__username")
    organisation = tables.Column(
        verbose_name=_("单位"), order_by="organisation__path", attrs={"td": {"class": "nowrap"}}
    )
    role = tables.Column(verbose_name=_("角色"))
    reaches_below = tables.Column(verbose_name=_("含下级"))
    since = tables.Column(verbose_name=_("自"), attrs={"td": {"class": "nowrap"}})
    until = tables.Column(verbose_name=_("至"), attrs={"td": {"class": "nowrap"}})
    revoke = tables.Column(verbose_name=_("操作"), orderable=False, empty_values=(), accessor="pk")

    def render_person(self, record: Membership) -> SafeString | str:
        """The name; a person who cannot log in any more is marked."""
        name = link(reverse("person", args=[record.user_id]), record.user.name or record.user.username)
        return name if record.user.is_active else format_html('{} <span class="soft">{}</span>', name, _("已停用"))

    def render_organisation(self, record: Membership) -> str:
        """Its name."""
        return record.organisation.name

    def render_role(self, record: Membership) -> str:
        """The role in words."""
        return str(record.get_role_display())

    def render_reaches_below(self, record: Membership) -> str:
        """Whether it reaches the organisations below."""
        return str(_("是")) if record.reaches_below else ""

    def render_since(self, record: Membership) -> str:
        """The first day."""
        return record.since.isoformat() if record.since else ""

    def render_until(self, record: Membership) -> SafeString | str:
        """The last day; marked if it is over."""
        if record.until is None:
            return ""
        over = record.until < timezone.localdate()
        return format_html('{} <span class="soft">{}</span>', record.until, _("已结束")) if over else str(record.until)

    def render_revoke(self, record: Membership) -> SafeString:
        """To the page that asks before the role is taken."""
        return link(reverse("membership-revoke", args=[record.pk]), str(_("撤销")))
