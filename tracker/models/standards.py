"""Editions of standards kept here beside the shipped ones: whole ones, and local additions to another edition."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models.organisations import Organisation, OrganisationQuerySet
from tracker.roles import Permission

if TYPE_CHECKING:
    from tracker.models import User


class StoredStandardQuerySet(models.QuerySet["StoredStandard"]):
    """Questions about editions kept here."""

    def published(self) -> StoredStandardQuerySet:
        """Those in use: never edited after."""
        return self.filter(published_at__isnull=False)

    def binding(self, organisation: Organisation) -> StoredStandardQuerySet:
        """Those that an organisation or one above it published: they may be used for it and everything below."""
        steps = range(Organisation.steplen, len(organisation.path) + 1, Organisation.steplen)
        return self.published().filter(organisation__path__in=[organisation.path[:n] for n in steps])


class StoredStandard(models.Model):
    """One edition, as plain data (``reportsrc.shape_of``), of the organisation that publishes it.

    ``base_key`` empty: ``data`` is a whole standard. Else ``data`` holds requirements added to that edition, which is
    itself frozen, so that what a key names never changes. Without ``published_at`` it is only shown (a dry run).
    """

    key = models.CharField(_("编号"), max_length=60, unique=True)
    title = models.CharField(_("名称"), max_length=120)
    organisation = models.ForeignKey(
        "Organisation", models.PROTECT, related_name="standards", verbose_name=_("发布单位")
    )
    base_key = models.CharField(_("所依据的标准"), max_length=60, blank=True)
    data = models.JSONField()
    source_name = models.CharField(_("文件名"), max_length=255, blank=True)
    misfits = models.JSONField(_("没有带入的要求"), default=list)
    made_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("编制人"))
    made_at = models.DateTimeField(_("编制时间"), auto_now_add=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    objects = StoredStandardQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("标准")

    def __str__(self) -> str:
        return self.title

    def standard(self) -> reportsrc.Standard:
        """The edition itself. Raises ``reportsrc.StandardError`` where its data does not hold together."""
        return built(self.key, self.title, self.base_key, self.data)[0]


def built(
    key: str, title: str, base_key: str, data: Mapping[str, Any]
) -> tuple[reportsrc.Standard, tuple[reportsrc.Misfit, ...]]:
    """The edition that ``data`` makes, whole or laid over the edition ``base_key``, and additions that do not fit."""
    if base_key:
        return reportsrc.extend(load_standard(base_key), data, key=key, title=title)
    return reportsrc.parse_standard({**data, "key": key, "title": title}), ()


@lru_cache(maxsize=64)
def _published(key: str) -> reportsrc.Standard:
    found = StoredStandard.objects.published().filter(key=key).first()
    if found is None:
        raise reportsrc.StandardError(f"没有编号为 {key} 的标准。")
    return found.standard()


def load_standard(key: str = reportsrc.DEFAULT_STANDARD) -> reportsrc.Standard:
    """The edition with this key, shipped or published here. Raises ``reportsrc.StandardError`` if there is none.

    What was read is kept: a published edition never changes.
    """
    shipped = reportsrc.shipped_standards().get(key)
    return shipped if shipped is not None else _published(key)


def standards_for(organisation: Organisation) -> list[reportsrc.Standard]:
    """The editions a round of this organisation may be under: those published for it, newest first, then the shipped."""
    kept = StoredStandard.objects.binding(organisation).values_list("key", flat=True)
    return [*(load_standard(key) for key in kept), *reportsrc.shipped_standards().values()]


def standards_within(organisations: OrganisationQuerySet) -> list[reportsrc.Standard]:
    """The editions that rounds of these organisations may be under, each once, kept ones first."""
    found = {
        one.key: one
        for top in organisations.exclude(numchild=0)
        for one in standards_for(top)
        if one.key not in reportsrc.shipped_standards()
    }
    return [*found.values(), *reportsrc.shipped_standards().values()]


def standards_above(user: User) -> StoredStandardQuerySet:
    """The published editions that concern a person's organisations: their own, those below, and those above."""
    condition = user.reach(Permission.VIEW, "organisation__") | user.reach(Permission.RUN_CYCLE, "organisation__")
    above = {
        membership.organisation.path[:end]
        for membership in user.memberships_today
        for end in range(Organisation.steplen, len(membership.organisation.path), Organisation.steplen)
    }
    return StoredStandard.objects.published().filter(condition | Q(organisation__path__in=above))
