"""How a person likes a list: its columns and how many rows a page; and views of lists kept by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tracker.models import User


class ListChoice(models.Model):
    """One person's choice for one list: the columns shown, in order (empty: as the list comes), and rows a page
    (0: as the list comes)."""

    user = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("人员"))
    listing = models.CharField(_("列表"), max_length=40)
    columns = models.JSONField(_("列"), default=list)
    per_page = models.PositiveSmallIntegerField(_("每页条数"), default=0)

    class Meta:
        verbose_name = _("列表设置")
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="list_choice_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.listing}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions about kept views."""

    def open_to(self, user: User, listing: str) -> SavedViewQuerySet:
        """One's own of a list, and those shared with an organisation one belongs to or holds a role at."""
        near = {one.organisation_id for one in user.memberships_today} | {user.organisation_id} - {None}
        mine = Q(user=user) | Q(shared_with__in=near)
        return self.filter(mine, listing=listing).select_related("user", "shared_with").order_by("name", "pk")


class SavedView(models.Model):
    """A list as it was narrowed, sorted and laid out: its address query (the columns stand in it too), by a name.

    ``shared_with``: an organisation whose people see it as well.
    """

    user = models.ForeignKey("User", models.CASCADE, related_name="saved_views", verbose_name=_("人员"))
    listing = models.CharField(_("列表"), max_length=40)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=2000, blank=True)
    shared_with = models.ForeignKey(
        "Organisation", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("共享给")
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("视图")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "listing", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
