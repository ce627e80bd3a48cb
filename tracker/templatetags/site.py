"""What every page knows: whether it is a demonstration, and where the person can go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.models import User
from tracker.roles import Permission

RARE = frozenset(
    {
        "matrix",
        "indicators",
        "statistics",
        "shortcomings",
        "plans",
        "rules",
        "standards",
        "workflow",
        "people",
        "activity",
        "exports",
    }
)
"""What stands in the menu 更多: a person goes there now and then."""


def navigation(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """The main links this person may use, in order."""
    links = [
        ("my-tasks", _("我的任务"), True),
        ("reports", pgettext("list", "报告"), user.can_anywhere(Permission.VIEW)),
        ("calendar", _("日历"), user.can_anywhere(Permission.VIEW)),
        ("requirements", pgettext("list", "要求"), user.can_anywhere(Permission.VIEW)),
        ("findings", _("检查发现"), user.can_anywhere(Permission.VIEW)),
        ("shortcomings", _("不足"), user.can_anywhere(Permission.VIEW)),
        ("plans", _("安排"), user.can_anywhere(Permission.VIEW)),
        ("ledger", _("台账"), user.can_anywhere(Permission.VIEW)),
        ("matrix", _("矩阵"), user.can_anywhere(Permission.VIEW)),
        ("indicators", _("指标"), user.can_anywhere(Permission.VIEW)),
        ("statistics", _("统计"), user.can_anywhere(Permission.VIEW)),
        (
            "exports",
            _("导出"),
            user.can_anywhere(Permission.EXPORT) or user.can_anywhere(Permission.VIEW_ACTIVITY),
        ),
        ("organisations", pgettext("list", "单位"), user.can_anywhere(Permission.VIEW)),
        ("rules", _("规则"), user.can_anywhere(Permission.VIEW)),
        ("standards", _("标准"), user.can_anywhere(Permission.VIEW)),
        (
            "workflow",
            _("流程"),
            any(map(user.can_anywhere, (Permission.MANAGE, Permission.GRANT, Permission.RUN_CYCLE))),
        ),
        ("cycles", _("年度"), user.can_anywhere(Permission.RUN_CYCLE)),
        (
            "people",
            pgettext("list", "人员"),
            user.can_anywhere(Permission.MANAGE) or user.can_anywhere(Permission.GRANT),
        ),
        (
            "activity",
            _("动态"),
            user.can_anywhere(Permission.VIEW_ACTIVITY) or user.can_anywhere(Permission.VIEW_ADMINISTRATION),
        ),
    ]
    found = []
    for name, label, allowed in links:
        if allowed:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            here = request.path == url or (url != "/" and request.path.startswith(url))
            found.append({"url": url, "label": label, "here": here, "rare": name in RARE})
    return found


def site(request: HttpRequest) -> dict[str, Any]:
    """``demo``: True on a demonstration installation; ``site_nav``, ``site_more``: the main links and the rarer ones."""
    user = getattr(request, "user", None)
    links = navigation(request, user) if isinstance(user, User) else []
    return {
        "demo": settings.DEMO,
        "site_nav": [one for one in links if not one["rare"]],
        "site_more": [one for one in links if one["rare"]],
    }
