"""Figures of years before the system, given by hand with their source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

import reportsrc
from tracker.models.figures import ReportFigure
from tracker.roles import Permission

if TYPE_CHECKING:
    from tracker.models.accounts import User
    from tracker.models.reports import Report


class GivenFigureQuerySet(models.QuerySet["GivenFigure"]):
    """Questions about given figures."""

    def visible_to(self, user: User, permission: Permission = Permission.VIEW) -> GivenFigureQuerySet:
        """Those of organisations where the user has ``permission`` today."""
        return self.filter(user.reach(permission, "organisation__"))

    def of_years(self, years: Iterable[int]) -> GivenFigureQuerySet:
        """Those of these reported years."""
        return self.filter(year__in=list(years))

    def before(self, report: Report) -> GivenFigureQuerySet:
        """Those of the report's organisation for the year before: what its figures may be compared with."""
        return self.filter(organisation=report.organisation_id, year=report.year - 1)


class GivenFigure(models.Model):
    """One indicator of one organisation in one year, as a person gave it; where it was read stands in ``source``.

    What a report in the system says of the same year goes before it: this is for years that have no report here.
    """

    organisation = models.ForeignKey(
        "Organisation", models.PROTECT, related_name="given_figures", verbose_name=_("单位")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    indicator = models.CharField(_("指标"), max_length=60)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6)
    unit = models.CharField(_("单位"), max_length=12, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("填写人"))
    at = models.DateTimeField(_("时间"), auto_now=True)

    objects = GivenFigureQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__path", "indicator", "year"]
        verbose_name = _("历年数据")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "indicator"], name="given_figure_once"),
        ]

    @property
    def words(self) -> str:
        """The value with its unit."""
        return f"{self.value.normalize():f}{self.unit}"

    def __str__(self) -> str:
        return f"{self.year} {self.indicator} {self.value.normalize():f}{self.unit}"


@dataclass(frozen=True, slots=True)
class GivenPair:
    """A figure given for the year before, beside what this year's report tells of the same indicator."""

    title: str
    given: GivenFigure
    now: tuple[ReportFigure, ...]


def given_pairs(report: Report) -> tuple[GivenPair, ...]:
    """What was given by hand for the year before (two queries), for the page where figures of two years stand together."""
    catalogue = reportsrc.load_catalogue().indicators
    before = [one for one in GivenFigure.objects.before(report) if one.indicator in catalogue]
    if not before:
        return ()
    told: dict[str, list[ReportFigure]] = {}
    standing = ReportFigure.objects.filter(entry__report=report, entry__removed=False)
    for figure in standing.filter(indicator__in=[one.indicator for one in before]).select_related("entry"):
        told.setdefault(figure.indicator, []).append(figure)
    return tuple(GivenPair(catalogue[one.indicator].title, one, tuple(told.get(one.indicator, ()))) for one in before)
