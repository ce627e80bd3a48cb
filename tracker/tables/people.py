"""Who holds which role where."""

from __future__ import annotations

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Membership
from tracker.tables.lists import ListColumn, ListTable, address_of, date_column, link


class MembershipTable(ListTable):
    """One row for each role a person holds."""

    empty = _("没有符合条件的任职。")
    nothing = _("还没有人员任职。")
    NULLS_LAST = frozenset({"since", "until"})

    person = ListColumn(_("姓名"), accessor="user__name", css="nowrap", width=14)
    username = ListColumn(_("用户名"), accessor="user__username", css="nowrap", width=16)
    organisation = ListColumn(
        _("单位"), accessor="organisation__name", order_by="organisation__path", css="nowrap", width=28
    )
    role = ListColumn(_("角色"), css="nowrap", width=14)
    reaches_below = ListColumn(_("含下级"), css="nowrap", width=8)
    since = date_column(_("自"))
    until = date_column(_("至"))
    active = ListColumn(_("账号"), accessor="user__is_active", spare=True, css="nowrap", width=10)
    email = ListColumn(_("邮箱"), accessor="user__email", spare=True, width=26)
    revoke = ListColumn(_("操作"), fixed=True, accessor="pk")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.person_page, self.revoke_page = address_of("person"), address_of("membership-revoke")

    def render_person(self, record: Membership) -> SafeString | str:
        """The name; a person who cannot log in any more is marked."""
        name = link(self.person_page(record.user_id), record.user.name or record.user.username)
        return name if record.user.is_active else format_html('{} <span class="soft">{}</span>', name, _("已停用"))

    def render_role(self, record: Membership) -> str:
        """The role in words."""
        return str(record.get_role_display())

    def render_reaches_below(self, record: Membership) -> str:
        """Whether it reaches the organisations below."""
        return str(_("是")) if record.reaches_below else ""

    def render_active(self, record: Membership) -> str:
        """Whether the person can log in."""
        return str(_("启用") if record.user.is_active else _("已停用"))

    def value_role(self, record: Membership) -> str:
        """The role in words."""
        return self.render_role(record)

    def value_reaches_below(self, record: Membership) -> str:
        """Whether it reaches the organisations below."""
        return self.render_reaches_below(record)

    def value_active(self, record: Membership) -> str:
        """Whether the person can log in."""
        return self.render_active(record)

    def render_until(self, record: Membership) -> SafeString | str:
        """The last day; marked if it is over."""
        if record.until is None:
            return ""
        over = record.until < timezone.localdate()
        return format_html('{} <span class="soft">{}</span>', record.until, _("已结束")) if over else str(record.until)

    def render_revoke(self, record: Membership) -> SafeString:
        """To the page that asks before the role is taken."""
        return link(self.revoke_page(record.pk), str(_("撤销")))
