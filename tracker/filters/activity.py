"""Narrowing the record of deeds."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.filters.lists import WordFilter, choice, contains
from tracker.models import Activity
from tracker.workflow import STEPS

DEEDS: dict[str, Any] = {
    "denied": _("越权被拒"),
    "refused": _("未能办理"),
    "logged-in": _("登录"),
    "logged-out": _("退出登录"),
    "log-in-failed": _("登录失败"),
    "token-refused": _("令牌被拒"),
    "password-changed": _("修改密码"),
    "exported": _("导出"),
    "cycle-opened": _("开启年度"),
    "cycle-closed": _("结束年度"),
    "cycle-reopened": _("重新开放年度"),
    "report-opened": _("建立报告"),
    "drafting-began": _("开始起草"),
    "review-began": _("开始审核"),
    "text-taken": _("导入"),
    "form-taken": _("采用填报表"),
    "figures-given": _("填写历年数据"),
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
    "user-deactivated": _("停用账号"),
    "user-activated": _("启用账号"),
    "membership-granted": _("任职"),
    "membership-revoked": _("撤销任职"),
    "rules-set": _("规则设置"),
    "finding-set-aside": _("不予处理"),
    "finding-taken-up": _("恢复处理"),
    "activity-archived": _("归档"),
    "dates-changed": _("调整期限"),
    "report-excused": _("免报"),
    "excuse-lifted": _("取消免报"),
    "reviewer-assigned": _("审核分工"),
    "reviewer-unassigned": _("取消审核分工"),
    "filings-revoked": _("登记失效"),
    "organisation-changed": _("修改单位"),
    "organisation-moved": _("移动单位"),
    "organisation-retired": _("停用单位"),
    "organisation-restored": _("恢复单位"),
    "organisations-imported": _("导入单位"),
    "chain-set": _("设置审签环节"),
    "chain-granted": _("审签授权"),
    "chain-revoked": _("撤销审签授权"),
    "exception-granted": _("批准例外"),
    "exception-used": _("使用例外"),
    "exception-ended": _("结束例外"),
    "exception-moved": _("转交例外"),
    "standard-published": _("发布标准"),
    "entries-linked": _("关联条目"),
    "entries-unlinked": _("取消关联"),
    "entries-taken": _("采用下级材料"),
    "source-followed": _("跟随来源"),
    "source-seen": _("核对来源"),
    "outcome-recorded": _("答复安排"),
    "shortcoming-answered": _("答复不足"),
    "text-carried": _("从上年带入"),
    "task-begun": _("开始后台任务"),
    "task-done": _("后台任务完成"),
    "task-failed": _("后台任务失败"),
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
    "reminders-set": _("提醒设置"),
    "mail-chosen": _("提醒邮件"),
    "calendar-opened": _("日历订阅"),
    "calendar-closed": _("停用日历订阅"),
    "email-set": _("修改邮箱"),
    "password-reset": _("重设密码"),
    "token-made": _("建立令牌"),
    "token-revoked": _("撤销令牌"),
    "view-shared": _("共享视图"),
    "view-unshared": _("删除共享视图"),
    "word-template-kept": _("上传公文模板"),
    "word-template-chosen": _("采用公文模板"),
    "public-copies-on": _("开放公开副本"),
    "public-copies-off": _("关闭公开副本"),
}
"""Deeds as people call them; a deed without a name here shows its key."""


def _day(label: Any, method: str) -> filters.DateFilter:
    bounds = [MinValueValidator(datetime.date(2000, 1, 1)), MaxValueValidator(datetime.date(2100, 12, 31))]
    return filters.DateFilter(
        label=label, method=method, validators=bounds, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class ActivityFilter(WordFilter):
    """The record of deeds: where, who, what, when (both days included), from where."""

    SEARCH = ("detail", "by__name", "organisation__name", "address")
    FOREMOST = ("q", "deed", "since", "until")
    PHRASES: ClassVar[dict[str, Any]] = {
        "q": _("含“%s”"),
        "organisation": _("单位名称含“%s”"),
        "person": _("人员含“%s”"),
        "deed": _("事项为“%s”"),
        "words": _("内容含“%s”"),
        "address": _("来自 %s"),
        "since": _("自 %s 起"),
        "until": _("至 %s 止"),
    }

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


class CourseFilter(ActivityFilter):
    """The course of one report or one organisation: who, what, when."""

    organisation = None
    address = None
