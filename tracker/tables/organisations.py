"""The tree of organisations as a list."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Organisation, User
from tracker.roles import Permission
from tracker.tables.lists import ListTable, link, number_column


class OrganisationTable(ListTable):
    """Organisations in tree order unless sorted otherwise; the depth is shown by the indent."""

    empty = _("您还没有可以看到的单位。")

    name = tables.Column(verbose_name=_("名称"), order_by="path")
    kind = tables.Column(verbose_name=_("类别"))
    level = tables.Column(verbose_name=_("层级"))
    code = tables.Column(verbose_name=_("单位代码"))
    region = tables.Column(verbose_name=_("行政区划代码"))
    people = number_column(_("人员"))

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def render_name(self, record: Organisation) -> SafeString:
        """The name, indented by full-width spaces; a link for who may change it."""
        shown = record.name
        if self.user.can(Permission.MANAGE, record):
            shown = link(reverse("organisation", args=[record.pk]), shown)
        retired = "" if record.active else _("（已停用）")
        return format_html("{}{}{}", "　" * (record.depth - 1), shown, retired)

    def render_kind(self, record: Organisation) -> str:
        """The kind in words."""
        return str(record.get_kind_display())

    def render_level(self, record: Organisation) -> str:
        """The level in words."""
        return str(record.get_level_display())
