"""Bodies that owe a report, or oversee those that do, as one tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from tracker.roles import Permission

if TYPE_CHECKING:
    from tracker.models import User

PATH_END = "Z" * 40
"""Sorts after every continuation of a path under any collation: paths hold 0-9 and A-Z only."""


def below(prefix: str, field: str = "path") -> Q:
    """The condition that ``field`` lies in the subtree of path ``prefix``, the node itself included.

    A range and not ``startswith``: SQLite answers that with a scan of the whole table.
    """
    return Q(**{f"{field}__gte": prefix, f"{field}__lte": prefix + PATH_END})


USCC_PROBLEMS: tuple[tuple[type[ValidationError], Any], ...] = (
    (InvalidLength, _("统一社会信用代码应为18位，请核对位数。")),
    (InvalidFormat, _("统一社会信用代码只含数字和大写字母（不用I、O、S、V、Z），请核对。")),
    (InvalidChecksum, _("统一社会信用代码的校验位不对，请核对是否抄错。")),
)
_LIKE_USCC = re.compile(r"[0-9A-Z]{15,20}")
_LOCAL_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
REGION = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
"""A GB/T 2260 code of six digits, or one of nine or twelve for what lies below a county."""


def uscc_problem(code: str) -> str:
    """What is wrong with a unified social credit code, in a sentence; empty if nothing is."""
    try:
        uscc.validate(code)
    except ValidationError as error:
        said = next((words for kind, words in USCC_PROBLEMS if isinstance(error, kind)), None)
        return str(said or _("统一社会信用代码不对，请核对。"))
    return ""


def code_problem(code: str) -> str:
    """The same for any code of an organisation: what looks like a unified social credit code must be one, an office's
    own code (of an inner body that has no other) is letters and digits."""
    if len(code) == 18 or (_LIKE_USCC.fullmatch(code) and sum(map(str.isdigit, code)) >= 10):
        return uscc_problem(code)
    return "" if _LOCAL_CODE.fullmatch(code) else str(_("单位代码只能用字母、数字和 . _ -，不超过40位。"))


class OrganisationKind(models.TextChoices):
    """What an organisation is; the first three are the kinds a standard speaks of."""

    GOVERNMENT = "government", _("党委政府")
    DEPARTMENT = "department", _("部门")
    TOWNSHIP = "township", _("乡镇街道")
    OTHER = "other", _("其他")


class OrganisationLevel(models.TextChoices):
    """The level of government it belongs to."""

    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("区县级")
    TOWNSHIP = "township", _("乡镇级")


class OrganisationQuerySet(MP_NodeQuerySet):
    """Questions about organisations."""

    def visible_to(self, user: User, permission: Permission = Permission.VIEW) -> OrganisationQuerySet:
        """Those where one of the user's memberships in force today grants ``permission``."""
        return self.filter(user.reach(permission, ""))

    def subtree_of(self, organisation: Organisation) -> OrganisationQuerySet:
        """The organisation and everything below it."""
        return self.filter(below(organisation.path))


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """The tree's manager (``add_root``, ``add_child``, ``move``) over our queryset."""

    def get_queryset(self) -> OrganisationQuerySet:
        """Nodes in tree order."""
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """A party committee with its government, a government, a department or a township."""

    name = models.CharField(_("名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=OrganisationKind)
    level = models.CharField(_("层级"), max_length=12, choices=OrganisationLevel)
    code = models.CharField(_("单位代码"), max_length=40, unique=True, help_text=_("一般为统一社会信用代码"))
    region = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    issuers = models.JSONField(_("发文主体"), default=list, blank=True, help_text=_("一个或两个：党委、政府"))
    active = models.BooleanField(_("使用中"), default=True)

    node_order_by: list[str] = []
    objects = OrganisationManager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("单位")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def issuing_bodies(self) -> list[str]:
        """Who issues its report: the stated one or two bodies, else itself."""
        return [str(one) for one in self.issuers] or [self.name]


class OrganisationList(models.Model):
    """An Excel list of organisations as it was read, kept from its preview until it is taken. ``rows``: what each row
    says, in the order of the file."""

    name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("导入人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    taken_at = models.DateTimeField(_("采用时间"), null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("单位名单")

    def __str__(self) -> str:
        return self.name
