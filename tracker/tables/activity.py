"""The record of deeds as a list."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker import roles, workflow
from tracker.filters.activity import DEEDS
from tracker.models import Activity, User
from tracker.models.activity import ADMINISTRATION
from tracker.models.organisations import OrganisationKind, OrganisationLevel
from tracker.models.review import Result
from tracker.roles import Permission
from tracker.tables.lists import ListColumn, ListTable, address_of, link, long_column, short
from tracker.workbooks import Kind

_WHAT = {
    "status": _("状态"),
    "result": _("评定"),
    "note": _("意见"),
    "version": _("版本"),
    "proposal": _("不适用建议"),
    "declared_done": _("已完成"),
    "role": _("角色"),
    "reaches_below": _("含下级单位"),
    "since": _("自"),
    "until": _("至"),
    "name": _("名称"),
    "short_name": _("简称"),
    "code": _("单位代码"),
    "kind": _("类别"),
    "level": _("层级"),
    "region": _("行政区划代码"),
    "issuers": _("发文主体"),
    "number": _("序号"),
    "digest": _("摘要"),
    "schedule": _("提醒"),
    "email": _("邮箱"),
    "mail": _("提醒邮件"),
}
_WORDS: dict[str, dict[str, Any]] = {
    "status": {status.value: _(label) for status, label in workflow.LABELS.items()},
    "result": dict(Result.choices),
    "role": {role.value: _(label) for role, label in roles.LABELS.items()},
    "kind": dict(OrganisationKind.choices),
    "level": dict(OrganisationLevel.choices),
}


def told_changes(activity: Activity) -> list[tuple[str, str, str]]:
    """(what, before, after) of a deed, in words."""
    return in_words(activity.changes)


def in_words(changes: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, before, after) of changes as they are kept."""
    found = []
    for key, pair in changes.items():
        before, after = (str(_WORDS.get(key, {}).get(value, value)) or "—" for value in pair)
        found.append((str(_WHAT.get(key, key)), before, after))
    return found


def visible_deeds(user: User) -> QuerySet[Activity]:
    """The deeds at organisations whose record the person may read (all of it, or that of administration), newest first.

    What belongs to no organisation (a log-in under an unknown name) is for those who read a whole tree's record.
    """
    within = user.reach(Permission.VIEW_ACTIVITY, "organisation__")
    whole = any(
        one.reaches_below
        and one.organisation.depth == 1
        and Permission.VIEW_ACTIVITY in roles.ROLES[roles.Role(one.role)]
        for one in user.memberships_today
    )
    within |= user.reach(Permission.VIEW_ADMINISTRATION, "organisation__") & Q(deed__in=ADMINISTRATION)
    found = Activity.objects.filter(within | Q(organisation=None) if whole else within)
    return found.select_related("by", "organisation", "report__cycle").order_by("-at", "-pk")


class ActivityTable(ListTable):
    """Who did what, when, from where."""

    empty = _("没有符合条件的动态。")
    nothing = _("还没有动态。")
    NULLS_LAST = frozenset({"by", "organisation"})

    at = ListColumn(_("时间"), css="nowrap", kind=Kind.MOMENT, width=20)
    by = ListColumn(_("人员"), accessor="by__name", css="nowrap", width=12)
    organisation = ListColumn(
        _("单位"), accessor="organisation__name", order_by="organisation__path", css="nowrap", width=24
    )
    report = ListColumn(_("报告"), orderable=False, css="nowrap", width=10)
    deed = ListColumn(_("事项"), css="nowrap", width=14)
    detail = long_column(_("内容"), orderable=False)
    changes = ListColumn(_("之前 → 之后"), orderable=False, css="words", kind=Kind.LONG, width=40)
    address = ListColumn(_("来自"), css="nowrap", width=18)

    def __init__(self, *args: object, user: User | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.of_report = user is None or user.can_anywhere(Permission.VIEW)
        self.of_organisation = user is None or user.can_anywhere(Permission.VIEW_ACTIVITY)
        self.organisation_page, self.report_page, self.entry_page = (
            address_of(name) for name in ("organisation-history", "report-history", "entry-history")
        )

    def render_at(self, record: Activity) -> str:
        """To the second, in the site's time zone."""
        return timezone.localtime(record.at).strftime("%Y-%m-%d %H:%M:%S")

    def render_by(self, record: Activity) -> str:
        """The person; a command has none."""
        return record.by.name if record.by else str(_("命令行"))

    def render_organisation(self, record: Activity) -> SafeString | str:
        """Its short name, leading to its course."""
        if record.organisation is None:
            return ""
        if not self.of_organisation:
            return record.organisation.label
        return link(self.organisation_page(record.organisation_id), record.organisation.label)

    def render_report(self, record: Activity) -> SafeString | str:
        """The course of the report it concerns, if any."""
        if record.report is None:
            return ""
        words = str(_("%(year)s年度") % {"year": record.report.year})
        return link(self.report_page(record.report_id), words) if self.of_report else words

    def render_deed(self, record: Activity) -> str:
        """What was done, as people call it."""
        return str(DEEDS.get(record.deed, record.deed))

    def render_detail(self, record: Activity) -> SafeString | str:
        """The sentence that was recorded; of an entry it leads to its versions."""
        kind, _colon, key = record.subject.partition(":")
        if kind == "entry":
            return link(self.entry_page(key), short(record.detail))
        return short(record.detail)

    def render_changes(self, record: Activity) -> SafeString | str:
        """What it was and what it became."""
        rows = ((what, short(before, 60), short(after, 60)) for what, before, after in told_changes(record))
        return format_html_join("", "<div>{}：{} → {}</div>", rows)

    def value_at(self, record: Activity) -> datetime.datetime:
        """The moment, in the site's time zone."""
        return timezone.localtime(record.at)

    def value_by(self, record: Activity) -> str:
        """The person."""
        return self.render_by(record)

    def value_report(self, record: Activity) -> str:
        """The reported year of the report it concerns."""
        return str(record.report.year) if record.report else ""

    def value_deed(self, record: Activity) -> str:
        """What was done, as people call it."""
        return self.render_deed(record)

    def value_detail(self, record: Activity) -> str:
        """The whole sentence."""
        return record.detail

    def value_changes(self, record: Activity) -> str:
        """What it was and what it became, whole."""
        return "\n".join(f"{what}：{before} → {after}" for what, before, after in told_changes(record))
