"""The tree of organisations as a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.filters.reports import needing
from tracker.models import Organisation, User
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, link, number_column


def with_people(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Annotated with ``people``: how many with an account hold a role there."""
    return rows.annotate(people=Count("memberships__user", Q(memberships__user__is_active=True), distinct=True))


class OrganisationTable(ListTable):
    """Organisations in tree order unless sorted otherwise; the depth is shown by the indent."""

    empty = _("没有符合条件的单位。")
    nothing = _("您还没有可以看到的单位。")
    NEEDS: ClassVar[dict[str, Callable[[Any], Any]]] = {"people": lambda rows: needing(rows, "people", with_people)}

    name = ListColumn(_("名称"), order_by="path", width=36)
    short_name = ListColumn(_("简称"), spare=True, width=18)
    kind = ListColumn(_("类别"), css="nowrap", width=12)
    level = ListColumn(_("层级"), css="nowrap", width=12)
    code = ListColumn(_("单位代码"), css="nowrap", width=22)
    region = ListColumn(_("行政区划代码"), css="nowrap", width=16)
    people = number_column(_("人员"))
    active = ListColumn(_("使用中"), spare=True, css="nowrap", width=10)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.organisation_page = address_of("organisation")

    def render_name(self, record: Organisation) -> SafeString:
        """The name, indented by full-width spaces; a link for who may change it."""
        shown = record.name
        if self.user.can(Permission.MANAGE, record):
            shown = link(self.organisation_page(record.pk), shown)
        retired = "" if record.active else _("（已停用）")
        return format_html("{}{}{}", "　" * (record.depth - 1), shown, retired)

    def render_kind(self, record: Organisation) -> str:
        """The kind in words."""
        return str(record.get_kind_display())

    def render_level(self, record: Organisation) -> str:
        """The level in words."""
        return str(record.get_level_display())

    def render_active(self, record: Organisation) -> str:
        """Whether it is in use."""
        return str(_("是") if record.active else _("否"))

    def value_kind(self, record: Organisation) -> str:
        """The kind in words."""
        return self.render_kind(record)

    def value_level(self, record: Organisation) -> str:
        """The level in words."""
        return self.render_level(record)

    def value_active(self, record: Organisation) -> str:
        """Whether it is in use."""
        return self.render_active(record)
