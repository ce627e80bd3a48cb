"""The tree of organisations as a list."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Organisation
from tracker.tables.lists import ListTable, number_column


class OrganisationTable(ListTable):
    """Organisations in tree order unless sorted otherwise; the depth is shown by the indent."""

    empty = _("您还没有可以看到的单位。")

    name = tables.Column(verbose_name=_("名称"), order_by="path")
    kind = tables.Column(verbose_name=_("类别"))
    level = tables.Column(verbose_name=_("层级"))
    code = tables.Column(verbose_name=_("单位代码"))
    people = number_column(_("人员"))

    def render_name(self, record: Organisation) -> SafeString:
        """The name, indented by full-width spaces."""
        return format_html("{}{}", "　" * (record.depth - 1), record.name)

    def render_kind(self, record: Organisation) -> str:
        """The kind in words."""
        return str(record.get_kind_display())

    def render_level(self, record: Organisation) -> str:
        """The level in words."""
        return str(record.get_level_display())
