"""The words of modules that know no Django, named here so that the catalogues of the interface hold them.

``workflow``, ``roles`` and ``reportsrc`` say their words in Chinese; pages translate them where they are shown, by
``{% translate report.status_label %}`` or, for a step one can take, ``{% translate step.label context "step" %}``.
"""

from django.utils.translation import gettext_noop, pgettext_lazy

STATUSES = (
    gettext_noop("未开始"),
    gettext_noop("起草中"),
    gettext_noop("已提交"),
    gettext_noop("审核中"),
    gettext_noop("已退回"),
    gettext_noop("审核通过"),
    gettext_noop("已签发"),
    gettext_noop("已报送"),
    gettext_noop("已公开"),
    gettext_noop("已办结"),
)

NEXT = (
    gettext_noop("填报人开始填写"),
    gettext_noop("填报人写完各部分后提交审核"),
    gettext_noop("审核人开始审核"),
    gettext_noop("审核人逐项评定，通过或退回"),
    gettext_noop("填报人按退回意见修改后重新提交"),
    gettext_noop("党政主要负责人签发"),
    gettext_noop("统筹人登记报送"),
    gettext_noop("统筹人登记公开"),
    gettext_noop("统筹人办结"),
    gettext_noop("本年度工作已办结"),
)

STEPS = (
    pgettext_lazy("step", "提交审核"),
    pgettext_lazy("step", "退回起草"),
    pgettext_lazy("step", "撤回"),
    pgettext_lazy("step", "开始审核"),
    pgettext_lazy("step", "退回修改"),
    pgettext_lazy("step", "审核通过"),
    pgettext_lazy("step", "签发"),
    pgettext_lazy("step", "登记报送"),
    pgettext_lazy("step", "登记保密审查"),
    pgettext_lazy("step", "准予放行"),
    pgettext_lazy("step", "审签"),
    pgettext_lazy("step", "登记公开"),
    pgettext_lazy("step", "办结"),
    pgettext_lazy("step", "重新打开"),
)

STEPS_TAKEN = (
    gettext_noop("提交审核"),
    gettext_noop("退回起草"),
    gettext_noop("撤回"),
    gettext_noop("开始审核"),
    gettext_noop("退回修改"),
    gettext_noop("签发"),
    gettext_noop("登记报送"),
    gettext_noop("登记保密审查"),
    gettext_noop("准予放行"),
    gettext_noop("审签"),
    gettext_noop("登记公开"),
    gettext_noop("办结"),
    gettext_noop("重新打开"),
)

ROLES = (
    gettext_noop("填报人"),
    gettext_noop("单位负责人"),
    gettext_noop("审核人"),
    gettext_noop("统筹人"),
    gettext_noop("只读"),
    gettext_noop("审计员"),
    gettext_noop("安全保密员"),
    gettext_noop("管理员"),
)

OBLIGATIONS = (gettext_noop("法定"), gettext_noop("地方"), gettext_noop("参考"))

PORTAL_HEADER = (
    gettext_noop("索引号"),
    gettext_noop("发布机构"),
    gettext_noop("成文日期"),
    gettext_noop("发布日期"),
    gettext_noop("公开方式"),
    gettext_noop("发文字号"),
    gettext_noop("信息来源"),
    gettext_noop("主题分类"),
    gettext_noop("体裁分类"),
    gettext_noop("未对应到规定的部分"),
)
