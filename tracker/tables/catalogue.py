"""Every list of the site in one place: who sees it, what its rows are, how they are narrowed and laid out.

A page shows a list, an export writes one; both come through ``Listing``, so what is taken is what is seen.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.filters.activity import ActivityFilter
from tracker.filters.deadlines import DueDateFilter, FilingFilter, OverdueFilter
from tracker.filters.entries import DutyFilter, EntryFilter, MeasureFilter, PlanFilter, ShortcomingFilter
from tracker.filters.figures import FigureFilter
from tracker.filters.inspections import FindingFilter
from tracker.filters.ledger import LedgerFilter
from tracker.filters.lists import ListFilter, WordFilter
from tracker.filters.organisations import OrganisationFilter
from tracker.filters.people import MembershipFilter
from tracker.filters.reports import ReportFilter, with_due_dates
from tracker.filters.review import RequirementFilter
from tracker.models import Duty, Membership, Organisation, Report, User
from tracker.models.agenda import agenda, overdue
from tracker.models.calendar import today
from tracker.models.cycles import DueDateKind
from tracker.roles import Permission
from tracker.tables.activity import ActivityTable, visible_deeds
from tracker.tables.deadlines import DueDateTable, FilingTable, OverdueTable, visible_filings
from tracker.tables.entries import (
    DutyTable,
    EntryTable,
    MeasureTable,
    PlanTable,
    ShortcomingTable,
    standing_entries,
)
from tracker.tables.figures import FigureTable, standing_figures
from tracker.tables.inspections import FindingTable, last_findings, ranked
from tracker.tables.ledger import LedgerTable, visible_ledger
from tracker.tables.lists import ListTable
from tracker.tables.organisations import OrganisationTable, with_people
from tracker.tables.people import MembershipTable
from tracker.tables.reports import ReportTable
from tracker.tables.requirement_rows import RequirementRows
from tracker.tables.review import RequirementTable
from tracker.tables.rows import QueryRows

P = Permission
NO_READER = _("您没有查看报告的权限。")


@dataclass(frozen=True)
class Listing:
    """One list. ``name`` is the name of its page too; ``seen_by`` and ``taken_by``: who may look, and who may take it as
    a file (any one of these permissions somewhere); ``noun`` ends the sentence of its filters."""

    name: str
    title: Any
    noun: Any
    table: type[ListTable]
    narrowing: type[WordFilter]
    seen_by: tuple[Permission, ...] = (P.VIEW,)
    taken_by: tuple[Permission, ...] = (P.EXPORT,)
    refusal: Any = NO_READER
    options: tuple[str, ...] = ()

    def is_seen_by(self, user: User) -> bool:
        """True if the person may look at the list."""
        return any(map(user.can_anywhere, self.seen_by))

    def is_taken_by(self, user: User) -> bool:
        """True if the person may take the list as a file."""
        return any(map(user.can_anywhere, self.taken_by))

    def narrow(self, query: QueryDict, user: User, *, taking: bool = False) -> Any:
        """The rows the person sees (or may take), narrowed as an address says."""
        rows = self.rows(user, self.taken_by if taking else self.seen_by)
        if issubclass(self.narrowing, ListFilter):
            return self.narrowing(query, rows, user=user, permission=P.EXPORT if taking else P.VIEW)
        return self.narrowing(query, rows)

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """The rows where the person has one of these permissions."""
        raise NotImplementedError

    def data(self, found: Any) -> Any:
        """What the table is made of, from the narrowed rows."""
        return QueryRows(found.qs, self.dress)

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """Some rows with what their cells show."""
        return rows

    def extra(self, user: User) -> dict[str, Any]:
        """What the table needs to know beside its rows."""
        return {name: {"user": user, "today": today()}[name] for name in self.options}


class ReportListing(Listing):
    """Reports."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Reports the person sees."""
        return Report.objects.visible_to(user, permissions[0]).order_by("-year", "path")

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With marks, dates and findings counted, as far as they are shown."""
        found: Any = rows
        if "completeness" in shown:
            found = found.with_counts()
        kinds = [kind for kind in DueDateKind if f"due_{kind.value}" in shown]
        if kinds or "reported_on" in shown or "published_on" in shown:
            found = with_due_dates(found.with_dates(), kinds)
        return found.with_findings().select_related("cycle", "excuse")


class RequirementListing(ReportListing):
    """Organisation × requirement."""

    def data(self, found: Any) -> Any:
        """One row for each requirement that applies."""
        return RequirementRows(found.qs, found.wanted)


class EntryListing(Listing):
    """Entries; ``form``: of the parts kept in one form."""

    form = ""
    related: tuple[str, ...] = ()

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Entries that stand."""
        return standing_entries(user, self.form, permissions[0])

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With their report, part and what is their own."""
        return rows.select_related("report", "part", "changed_by", *self.related)


class MeasureListing(EntryListing):
    """Measures."""

    form, related = "measure", ("measure",)


class ShortcomingListing(EntryListing):
    """Shortcomings."""

    form, related = "shortcoming", ("shortcoming",)


class PlanListing(EntryListing):
    """Planned items."""

    form, related = "plan", ("plan_item",)


class DutyListing(EntryListing):
    """What principal leaders did."""

    form = "duty"

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With the acts they tell."""
        return super().dress(rows, shown).prefetch_related(Prefetch("duty", Duty.objects.prefetch_related("acts")))


class FigureListing(Listing):
    """Figures."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Figures that stand."""
        return standing_figures(user, permissions[0])

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With their sentence."""
        return rows.select_related("entry__report")


class FindingListing(Listing):
    """Findings."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Findings of each report's last inspection."""
        return last_findings(user, permissions[0])

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With their report and sentence."""
        return ranked(rows).select_related("inspection__report", "entry")


class FilingListing(Listing):
    """Filings."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Events of the reports the person sees."""
        return visible_filings(user, permissions[0])

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With their report and who recorded them."""
        return rows.select_related("report", "recorded_by").defer("details")


class OverdueListing(Listing):
    """What is late."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """The reports whose dates are looked at."""
        return Report.objects.visible_to(user, permissions[0])

    def data(self, found: Any) -> Any:
        """One row for each matter that is late."""
        return OverdueTable.data_of(overdue(found.qs, today(), found.wanted))


class DueDateListing(OverdueListing):
    """The due dates of rounds."""

    def data(self, found: Any) -> Any:
        """One row for each date of each kind of organisation."""
        lines = agenda(found.qs, today(), apart=True)
        kept = [one for one in lines if found.wanted in ("", one.due.kind)]
        if found.state:
            kept = [one for one in kept if bool(one.left) is (found.state == "open")]
        return DueDateTable.data_of(kept)


class LedgerListing(Listing):
    """The ledger of shortcomings, plans and what came of them."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """The rows of the reports the person sees."""
        return visible_ledger(user, permissions[0])

    def data(self, found: Any) -> Any:
        """Rows with all that hangs on them."""
        return QueryRows(found.qs)


class ActivityListing(Listing):
    """The record of deeds."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """The deeds the person may read."""
        return visible_deeds(user)

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With who, where and of which report."""
        return rows.select_related("by", "organisation", "report")


def _where(user: User, permissions: tuple[Permission, ...], relation: str) -> Any:
    condition = user.reach(permissions[0], relation)
    for one in permissions[1:]:
        condition |= user.reach(one, relation)
    return condition


class OrganisationListing(Listing):
    """Organisations."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Those the person sees, in tree order."""
        return Organisation.objects.filter(_where(user, permissions, "")).order_by("path")

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With how many people hold a role there."""
        return with_people(rows)


class PeopleListing(Listing):
    """Who holds which role where."""

    def rows(self, user: User, permissions: tuple[Permission, ...]) -> QuerySet[Any]:
        """Memberships where the person keeps accounts or gives roles."""
        found = Membership.objects.filter(_where(user, permissions, "organisation__"))
        return found.order_by("organisation__path", "role", "user__name")

    def dress(self, rows: QuerySet[Any], shown: Container[str]) -> QuerySet[Any]:
        """With the person and the organisation."""
        return rows.select_related("user", "organisation")


LISTINGS: dict[str, Listing] = {
    one.name: one
    for one in (
        ReportListing("reports", pgettext_lazy("list", "报告"), pgettext_lazy("list", "报告"), ReportTable, ReportFilter, options=("today",)),
        RequirementListing("requirements", pgettext_lazy("list", "要求"), pgettext_lazy("list", "要求"), RequirementTable, RequirementFilter),
        EntryListing("entries", _("条目"), _("条目"), EntryTable, EntryFilter),
        MeasureListing("measures", _("举措"), _("举措"), MeasureTable, MeasureFilter),
        ShortcomingListing("shortcomings", _("不足"), _("不足"), ShortcomingTable, ShortcomingFilter),
        DutyListing("duties", _("履职"), _("履职事项"), DutyTable, DutyFilter),
        PlanListing("plans", _("安排"), _("安排"), PlanTable, PlanFilter),
        FigureListing("figure-list", _("数据"), _("数据"), FigureTable, FigureFilter),
        FindingListing("findings", _("检查发现"), _("检查发现"), FindingTable, FindingFilter),
        FilingListing("filings", _("登记"), _("登记"), FilingTable, FilingFilter),
        OverdueListing("overdue", _("逾期清单"), _("逾期事项"), OverdueTable, OverdueFilter),
        DueDateListing("due-dates", _("期限清单"), _("期限"), DueDateTable, DueDateFilter),
        LedgerListing("ledger", _("问题—安排—落实台账"), _("不足和安排"), LedgerTable, LedgerFilter),
        ActivityListing(
            "activity", _("动态"), _("动态"), ActivityTable, ActivityFilter,
            seen_by=(P.VIEW_ACTIVITY, P.VIEW_ADMINISTRATION), taken_by=(P.VIEW_ACTIVITY,),
            refusal=_("您没有查看动态的权限。"), options=("user",),
        ),
        OrganisationListing(
            "organisations", pgettext_lazy("list", "单位"), pgettext_lazy("list", "单位"), OrganisationTable, OrganisationFilter,
            seen_by=(P.VIEW, P.MANAGE), taken_by=(P.EXPORT, P.MANAGE),
            refusal=_("您没有查看单位的权限。"), options=("user",),
        ),
        PeopleListing(
            "people", pgettext_lazy("list", "人员"), _("任职"), MembershipTable, MembershipFilter,
            seen_by=(P.MANAGE, P.GRANT), taken_by=(P.MANAGE, P.GRANT), refusal=_("您没有管理人员的权限。"),
        ),
    )
}  # fmt: skip
"""The lists by name."""
