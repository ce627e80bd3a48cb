"""Bodies that owe a report, or oversee those that do, as one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
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
