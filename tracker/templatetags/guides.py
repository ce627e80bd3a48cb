"""First-visit guidance: what one does on a kind of page, in a few sentences, until the person lays it aside."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from tracker.models import User

register = template.Library()

GUIDES: dict[str, tuple[Any, ...]] = {
    "my-tasks": (
        _("这一页只列等您做的事，最急的在最上面；做完的会自己消失。"),
        _("蓝色的字可以点。标红的已经逾期。"),
    ),
    "report": (
        _("先看上面的方框：现在到哪一步，还差什么，下一步由谁做。"),
        _("点各部分的名称进去填写；全部写完并确认后，在这一页提交。"),
    ),
    "part": (
        _("能填写时，点一条文字就能改；停下来会自动保存，旁边写着保存的时间。"),
        _("右边列出这一部分要写的内容。点开每一项，能看到依据、示例、去年怎样写、别的单位怎样写。"),
        _("在 WPS 里写好的，可以整段粘贴，系统会分成条目，先给您看再采用。"),
    ),
    "review": (
        _("左边逐项评定，右边是正文。点原文可跳到出处。"),
        _("只评定、提意见，不改正文；评完后在报告页退回或通过。"),
    ),
    "import-preview": (_("这里只是让您看看读得对不对。确认之前，什么也不会改变。"),),
    "report-compilation": (_("勾选下级单位的条目，采用到本级报告里；来源会一直记着，来源改了会提醒您。"),),
    "cycles": (_("一个年度从“开启年度”开始：选标准，定期限，选哪些单位要报。"),),
    "cycle": (_("这一页管一个年度：期限、哪些单位要报、谁审核谁、提醒。"),),
    "calendar": (_("日历只列您能看到的报告的期限。可以订阅到手机或电脑的日历里。"),),
    "people": (_("管理员新增人员和账号；安全保密员授予角色。两件事分开，谁也不能替对方做。"),),
    "activity": (_("谁在什么时候做了什么，写下后不能改。可以按事项、人员、日期筛选。"),),
}
"""Name of a page's address → what is said there once."""


@register.inclusion_tag("guidance/_guide.html", takes_context=True)
def guide(context: template.Context) -> dict[str, Any]:
    """The guidance of this page for a person who has not laid it aside; nothing on pages that have none (no query)."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    kind = match.url_name if match else ""
    user = getattr(request, "user", None)
    if kind not in GUIDES or not isinstance(user, User) or kind in user.guides_seen:
        return {"sentences": ()}
    return {
        "kind": kind,
        "sentences": GUIDES[kind],
        "here": request.get_full_path() if request else "",
        "csrf_token": context.get("csrf_token"),
    }
