"""How the checks are set for an organisation and those below it; and rule sets as runs used them."""

from __future__ import annotations

import json
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models.organisations import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable


class RuleSettingQuerySet(models.QuerySet["RuleSetting"]):
    """Questions about settings."""

    def in_force(self) -> RuleSettingQuerySet:
        """The newest version of each organisation's settings."""
        return self.filter(current=True)

    def above(self, organisation: Organisation, *, itself: bool = True) -> RuleSettingQuerySet:
        """Settings of the organisations from the root down to this one (``itself`` included or not), in that order."""
        paths = [
            organisation.path[:end]
            for end in range(Organisation.steplen, len(organisation.path) + 1, Organisation.steplen)
        ]
        return self.filter(organisation__path__in=paths if itself else paths[:-1]).order_by("organisation__path")


class RuleSetting(models.Model):
    """One version of what an organisation sets otherwise than the organisations above it. Never changed once written.

    ``shape`` is plain data as ``reportsrc.RuleSet.from_shape`` takes it; ``current`` marks the newest version.
    """

    organisation = models.ForeignKey("Organisation", models.CASCADE, related_name="rule_settings")
    version = models.PositiveIntegerField(_("版本"))
    shape = models.JSONField(_("设置"), default=dict)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    current = models.BooleanField(default=True)

    objects = RuleSettingQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-version"]
        verbose_name = _("规则设置")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="rule_setting_version"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(current=True), name="rule_setting_current"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} v{self.version}"

    @property
    def rules(self) -> reportsrc.RuleSet:
        """The settings as the checks take them; what no longer fits the rules as shipped is left out (see ``fitting``)."""
        return fitting(self.shape)


class StoredRuleSet(models.Model):
    """A rule set that some run used, by its digest: with the engine's digest it says what a verdict was made by."""

    digest = models.CharField(max_length=16, primary_key=True)
    shape = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("用过的规则")

    def __str__(self) -> str:
        return self.digest


def fitting(shape: dict[str, Any]) -> reportsrc.RuleSet:
    """The RuleSet of a stored shape. A new edition of the checks may have dropped a rule, an option or a column that
    is set here: then the sections that still fit count, and the rest stays stored but has no effect."""
    try:
        return reportsrc.settle(reportsrc.RuleSet.from_shape(shape))
    except reportsrc.RuleSetError:
        kept: dict[str, Any] = {}
        for section, content in shape.items():
            for key, value in content.items():
                piece = {section: {key: value}}
                try:
                    reportsrc.settle(reportsrc.RuleSet.from_shape(piece))
                except reportsrc.RuleSetError:
                    continue
                kept.setdefault(section, {})[key] = value
        return reportsrc.RuleSet.from_shape(kept)


@lru_cache(maxsize=256)
def _laid_over(shapes: tuple[str, ...]) -> reportsrc.RuleSet:
    """The same settings give the same RuleSet again, with the look-up tables it has made of its lists."""
    pieces = (fitting(json.loads(shape)) for shape in shapes)
    return reduce(reportsrc.RuleSet.under, pieces, reportsrc.SHIPPED_RULES)


def laid_over(settings: Iterable[RuleSetting]) -> reportsrc.RuleSet:
    """The settings from the root down, each laid over those before it."""
    return _laid_over(tuple(json.dumps(one.shape, sort_keys=True) for one in settings))


def rules_for(organisation: Organisation, *, itself: bool = True) -> reportsrc.RuleSet:
    """What is in force at an organisation; without ``itself``, what it would inherit (one query)."""
    return laid_over(RuleSetting.objects.in_force().above(organisation, itself=itself))
