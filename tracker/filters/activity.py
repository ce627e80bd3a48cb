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
    "denied": _("越权被拒"),
    "refused": _("未能办理"),
    "logged-in": _("登录"),
    "logged-out": _("退出登录"),
    "log-in-failed": _("登录失败"),
    "password-changed": _("修改密码"),
    "exported": _("导出"),
    "cycle-opened": _("开启年度"),
    "cycle-closed": _("结束年度"),
    "cycle-reopened": _("重新开放年度"),
    "report-opened": _("建立报告"),
    "drafting-began": _("开始起草"),
    "review-began": _("开始审核"),
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
    "part-restored": _("恢复部分"),
    "inspected": _("检查"),
    "requirement-marked": _("评定"),
    "mark-cleared": _("取消评定"),
    "proposed-n/a": _("建议不适用"),
    "proposal-withdrawn": _("撤回建议"),
    **{f"step-{step.key}": _(step.label) for step in STEPS.values()},
    "event-filed": _("登记"),
    "organisation-created": _("新增单位"),
    "user-created": _("新增人员"),
    "membership-granted": _("任职"),
    "membership-revoked": _("撤销任职"),
    "rules-set": _("规则设置"),
    "finding-set-aside": _("不予处理"),
    "finding-taken-up": _("恢复处理"),
    "activity-archived": _("归档"),
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
    """The record of deeds: where, who, what, when (both days included), from where."""

    organisation = contains(_("单位名称"), "organisation__name")
    person = contains(_("人员"), "by__name")
    deed = choice(_("事项"), list(DEEDS.items()))
    words = contains(_("内容"), "detail")
    address = contains(_("来自"), "address")
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


class CourseFilter(ActivityFilter):
    """The course of one report or one organisation: who, what, when."""

    organisation = None
    address = None
