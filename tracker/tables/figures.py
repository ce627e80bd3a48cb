"""The list of figures: every number of every entry, each leading to its sentence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.filters.figures import indicator_names
from tracker.models import ReportFigure, User
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, link, long_column, number_column
from tracker.workbooks import Kind

AROUND = 24


def standing_figures(user: User, permission: Permission = Permission.VIEW) -> QuerySet[ReportFigure]:
    """The figures that stand in reports the person may see, in the order of the reports' list and of the text."""
    found = ReportFigure.objects.filter(
        user.reach(permission, "entry__report__"), entry__removed=False, entry__part__isnull=False
    )
    return found.order_by("-entry__report__year", "entry__report__path", "entry__report_id", "entry__position", "start")


class FigureTable(ListTable):
    """One number a row: which indicator it is, how it is worded, its value."""

    empty = _("没有符合条件的数据。")
    nothing = _("还没有数据。报告写入文字后，文中的数字就会列在这里。")

    year = number_column(_("年度"), accessor="entry__report__year")
    organisation = ListColumn(
        _("单位"), accessor="entry__report__organisation_name", order_by="entry__report__path", css="nowrap", width=24
    )
    indicator = ListColumn(_("指标"), width=26)
    words = ListColumn(_("原文"), css="nowrap", width=16)
    value = number_column(_("数值"), kind=Kind.QUANTITY, width=14)
    unit = ListColumn(_("单位（量）"), css="nowrap", width=10)
    approximator = ListColumn(_("约数"), spare=True, css="nowrap", width=8)
    direction = ListColumn(_("增减"), spare=True, css="nowrap", width=8)
    base = ListColumn(_("基数"), spare=True, width=20)
    scope = ListColumn(_("口径"), spare=True, width=20)
    text = long_column(_("所在句"), accessor="entry__text", orderable=False, width=60)
    confirmed = ListColumn(_("核对"), css="nowrap", width=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part_page, self.names = address_of("part"), indicator_names()

    def render_indicator(self, record: ReportFigure) -> SafeString | str:
        """The indicator's name; that it stands for none."""
        return self.value_indicator(record) or format_html('<span class="soft">{}</span>', _("未对应"))

    def value_indicator(self, record: ReportFigure) -> str:
        """The indicator's name, or empty."""
        return self.names.get(record.indicator, record.indicator)

    def render_value(self, record: ReportFigure) -> str:
        """The number without needless noughts, by thousands."""
        return f"{record.value.normalize():,f}"

    def value_value(self, record: ReportFigure) -> Decimal:
        """The number."""
        return record.value

    def render_text(self, record: ReportFigure) -> SafeString:
        """The words around it, linked to the sentence."""
        text = record.entry.text
        start, end = max(record.start - AROUND, 0), record.end + AROUND
        around = ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
        return link(f"{self.part_page(record.entry.part_id)}#e{record.entry_id}", around)

    def value_text(self, record: ReportFigure) -> str:
        """The whole item."""
        return record.entry.text

    def render_confirmed(self, record: ReportFigure) -> SafeString | str:
        """Whether a person confirmed it."""
        words = self.value_confirmed(record)
        return words if record.confirmed else format_html('<span class="soft">{}</span>', words)

    def value_confirmed(self, record: ReportFigure) -> str:
        """The same in words."""
        return str(_("已核对") if record.confirmed else _("未核对"))
