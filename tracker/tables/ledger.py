"""问题—安排—落实, as one list whose every cell leads to its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.models import Entry, User
from tracker.models.entries import Outcome
from tracker.models.ledger import deeds_of, is_lack, ledger_rows, plans_of, state_of
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, number_column, short
from tracker.workbooks import Kind

OUTCOMES = dict(Outcome.choices)
CUT = 80


def visible_ledger(user: User, permission: Permission = Permission.VIEW) -> QuerySet[Entry]:
    """The rows of the reports the person may see."""
    return ledger_rows().filter(user.reach(permission, "report__"))


def _sentence(entry: Entry) -> SafeString:
    url = reverse("part", args=[entry.part_id]) + f"#e{entry.pk}"
    return format_html('<a class="sentence" href="{}">{}</a>', url, short(entry.text, CUT))


def _several(cells: Iterable[tuple[SafeString, Any]]) -> SafeString:
    rows = [(cell, format_html(' <span class="soft small">{}</span>', word) if word else "") for cell, word in cells]
    return format_html_join("", '<p class="mb-1">{}{}</p>', rows)


class LedgerTable(ListTable):
    """A shortcoming, what was planned against it, what was done the year after, and how it ended."""

    empty = _("没有符合条件的不足或安排。")
    nothing = _("还没有不足或安排。报告写入文字后，就会列在这里。")

    year = number_column(_("报告年度"), accessor="report__year")
    organisation = ListColumn(_("单位"), accessor="report__organisation_name", order_by="report__path", width=24)
    lack = ListColumn(_("不足"), accessor="text", orderable=False, kind=Kind.LONG, width=50)
    plans = ListColumn(_("下一年度安排"), accessor="pk", orderable=False, kind=Kind.LONG, width=50)
    deeds = ListColumn(_("次年举措"), accessor="pk", orderable=False, kind=Kind.LONG, width=50)
    state = ListColumn(_("办理结果"), accessor="pk", orderable=False, width=20)

    def value_lack(self, record: Entry) -> str:
        """The whole shortcoming."""
        return record.text if is_lack(record) else ""

    def value_plans(self, record: Entry) -> str:
        """The whole items, each with what became of it."""
        told = [
            (one.text, str(OUTCOMES[one.plan_item.outcome] if one.plan_item.outcome else ""))
            for one in plans_of(record)
        ]
        return "\n".join(f"{text}（{word}）" if word else text for text, word in told)

    def value_deeds(self, record: Entry) -> str:
        """What was done the year after, whole."""
        return "\n".join(one.text for one in deeds_of(record))

    def value_state(self, record: Entry) -> str:
        """How it ended, with the note."""
        _state, label, note = state_of(record)
        return f"{label}：{note}" if note else str(label)

    def render_lack(self, record: Entry) -> SafeString | str:
        """The shortcoming; a plan that answers none has none."""
        return _sentence(record) if is_lack(record) else "—"

    def render_plans(self, record: Entry) -> SafeString:
        """The planned items, each with what became of it."""
        found = [
            (_sentence(one), OUTCOMES[one.plan_item.outcome] if one.plan_item.outcome else "")
            for one in plans_of(record)
        ]
        return _several(found) or format_html('<span class="soft">{}</span>', _("未关联"))

    def render_deeds(self, record: Entry) -> SafeString:
        """What was done the year after."""
        return _several((_sentence(one), "") for one in deeds_of(record)) or format_html(
            '<span class="soft">{}</span>', _("未关联")
        )

    def render_state(self, record: Entry) -> SafeString:
        """How it ended, in a person's word, with the note."""
        state, label, note = state_of(record)
        css = {"closed": "", "open": "count-look", "": "soft"}[state]
        return format_html(
            '<span class="{}">{}</span>{}',
            css,
            label,
            format_html('<p class="soft small mb-0">{}</p>', note) if note else "",
        )
