"""Narrowing the record of deeds."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import choice, contains, dressed
from tracker.models import Activity
from tracker.workflow import STEPS

DEEDS: dict[str, Any] = {
    "cycle-opened": _("开启年度"),
    "report-opened": _("建立报告"),
    "text-taken": _("导入"),
    "entry-saved": _("修改条目"),
    "entry-added": _("新增条目"),
    "entries-added": _("新增多条"),
    "entry-split": _("拆分"),
    "entries-merged": _("合并"),
    "entry-moved": _("移动"),
    "entry-removed": _("删除"),
    "entry-restored": _("恢复"),
    "entry-reclassified": _("调整类型"),
    "part-declared": _("标记部分"),
    "inspected": _("检查"),
    "requirement-marked": _("评定"),
    "mark-cleared": _("取消评定"),
    "proposed-n/a": _("建议不适用"),
    "proposal-withdrawn": _("撤回建议"),
    **{f"step-{step.key}": _(step.label) for step in STEPS.values()},
    "event-filed": _("登记"),
    "organisation-created": _("新增单位"),
    "user-created": _("新增人员"),
    "user-deactivated": _("停用账号"),
    "user-activated": _("启用账号"),
    "membership-granted": _("任职"),
    "membership-revoked": _("撤销任职"),
    "stand-in-given": _("安排代理"),
    "stand-in-ended": _("结束代理"),
    "handed-over": _("工作交接"),
    "assigned": _("分派"),
    "assignment-done": _("办结任务"),
    "assignment-withdrawn": _("收回任务"),
    "assignment-moved": _("转交任务"),
    "commented": _("提意见"),
    "replied": _("回复意见"),
    "comment-resolved": _("意见解决"),
    "comment-reopened": _("意见重开"),
    "notice-moved": _("转交意见"),
    "reminded": _("提醒"),
}
"""Deeds as people call them; a deed without a name here shows its key."""


def _day(label: Any, method: str) -> filters.DateFilter:
    bounds = [MinValueValidator(datetime.date(2000, 1, 1)), MaxValueValidator(datetime.date(2100, 12, 31))]
    return filters.DateFilter(
        label=label, method=method, validators=bounds, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class ActivityFilter(filters.FilterSet):
    """The record of deeds: where, who, what, when (both days included)."""

    organisation = contains(_("单位名称"), "organisation__name")
    person = contains(_("人员"), "by__name")
    deed = choice(_("事项"), list(DEEDS.items()))
    since = _day(_("自"), "by_first_day")
    until = _day(_("至"), "by_last_day")

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_first_day(self, queryset: QuerySet[Activity], name: str, value: datetime.date) -> QuerySet[Activity]:
        """From this day on."""
        return queryset.filter(at__gte=_midnight(value))

    def by_last_day(self, queryset: QuerySet[Activity], name: str, value: datetime.date) -> QuerySet[Activity]:
        """Up to and with this day."""
        return queryset.filter(at__lt=_midnight(value + datetime.timedelta(days=1)))

    def get_form_class(self) -> type[forms.Form]:
        """The form, with controls as the site draws them."""
        return dressed(super().get_form_class())
