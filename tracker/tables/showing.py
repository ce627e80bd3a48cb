"""A list as one person sees it: narrowed, sorted and laid out by its address, by a kept view, by their own choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.models import ListChoice, Organisation, SavedView, User
from tracker.roles import Permission
from tracker.tables.catalogue import LISTINGS, Listing
from tracker.tables.lists import MOST_PER_PAGE, SIZES, ListTable, laid_out

COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column as the form of columns offers it."""

    name: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many rows a page may have, and where the choice is sent."""

    address: str
    each: tuple[int, ...] = SIZES


class ShownList:
    """A list on its page; ``table`` and ``filter`` are what its template draws."""

    def __init__(self, listing: Listing, request: HttpRequest, user: User, **options: Any) -> None:
        self.listing, self.request, self.user = listing, request, user
        self.filter = listing.narrow(request.GET, user)
        self.table = self._table(**options)
        self.table.narrowed = bool(self.filter.chosen)

    def _table(self, **options: Any) -> ListTable:
        columns = laid_out(self.listing.table, self.columns_wanted)
        if "exclude" in options:
            columns["exclude"] = [*columns["exclude"], *options.pop("exclude")]
        per_page = self.choice.per_page if self.choice else 0
        data = self.listing.data(self.filter)
        more = {**self.listing.extra(self.user), **options}
        return self.listing.table.of(data, self.request, per_page=per_page, **columns, **more)

    @cached_property
    def choice(self) -> ListChoice | None:
        """What the person chose for this list, if anything."""
        return ListChoice.objects.filter(user=self.user, listing=self.listing.name).first()

    @property
    def columns_wanted(self) -> list[str]:
        """The columns the address asks for, else those the person chose; empty: as the list comes."""
        asked = columns_of(self.request.GET, self.listing)
        return asked or [str(one) for one in (self.choice.columns if self.choice else ())]

    @cached_property
    def columns(self) -> list[ColumnChoice]:
        """Every column that can be chosen: the shown ones in their order, then the others."""
        facts = {key: one for key, one in self.listing.table.base_columns.items() if not getattr(one, "fixed", False)}
        shown = [one.name for one in self.table.columns if one.name in facts]
        order = [*shown, *(name for name in facts if name not in shown)]
        return [ColumnChoice(name, str(facts[name].verbose_name), name in shown) for name in order]

    def column_rows(self) -> SafeString:
        """The lines of the form of columns: a box to tick, and two buttons that move the column."""
        up, down = _("上移"), _("下移")
        line = (
            '<li><input type="hidden" name="order" value="{0}">'
            '<label><input type="checkbox" name="shown" value="{0}"{1}> {2}</label> '
            '<button class="link-button" name="move" value="{0}:up" aria-label="{3}{2}">{3}</button> '
            '<button class="link-button" name="move" value="{0}:down" aria-label="{4}{2}">{4}</button></li>\n'
        )
        told = ((one.name, " checked" if one.shown else "", one.label, up, down) for one in self.columns)
        return format_html_join("", line, told)

    @property
    def is_laid_out(self) -> bool:
        """True if the person chose columns of their own."""
        return bool(self.choice and self.choice.columns)

    @cached_property
    def views(self) -> list[SavedView]:
        """The kept views of this list that the person sees."""
        return list(SavedView.objects.open_to(self.user, self.listing.name))

    @property
    def own_views(self) -> list[SavedView]:
        """Those of the person's own, to be renamed or thrown away."""
        return [one for one in self.views if one.user_id == self.user.pk]

    @property
    def view(self) -> str:
        """The key of the view the address names, or empty."""
        asked = self.request.GET.get("view", "")
        return asked if asked in {str(one.pk) for one in self.views} else ""

    @property
    def sharing(self) -> list[Organisation]:
        """The organisations the person may share a view with."""
        return may_share_with(self.user)

    @property
    def clear_query(self) -> str:
        """The list without conditions, where there are some."""
        return self.filter.clear_query() if self.table.narrowed else ""

    @property
    def sizes(self) -> Sizes:
        """The sizes a page may have."""
        return Sizes(reverse("list-size", args=[self.listing.name]))

    @property
    def taking(self) -> str:
        """The query of the export of exactly this, or empty where the person may not take it."""
        if not self.table.total or not self.listing.is_taken_by(self.user):
            return ""
        query = self.filter.data.copy()
        for key in ("page", "per_page", "all", "lay", "view", "list"):
            query.pop(key, None)
        shown = [one.name for one in self.columns if one.shown]
        query["list"], query[COLUMNS] = self.listing.name, ",".join(shown)
        return "?" + query.urlencode()

    @property
    def kept_query(self) -> str:
        """What a view of this would keep."""
        return kept_query(self.request.GET)

    def context(self) -> dict[str, Any]:
        """What the templates of lists are given."""
        return {
            "list": self,
            "table": self.table,
            "filter": self.filter,
            "sizes": self.sizes,
            "clear_query": self.clear_query,
        }


def kept_query(query: QueryDict) -> str:
    """An address query as a view keeps it: conditions, sort and columns."""
    kept = query.copy()
    for key in ("page", "per_page", "all", "lay", "view", "list", "csrfmiddlewaretoken"):
        kept.pop(key, None)
    return kept.urlencode()


def columns_of(query: QueryDict, listing: Listing) -> list[str]:
    """The columns an address asks for, as far as there are such."""
    names = listing.table.base_columns
    return [one for one in query.get(COLUMNS, "")[:1000].split(",") if one in names]


def may_share_with(user: User) -> list[Organisation]:
    """The organisations whose people may be given views: where the person runs rounds or administers."""
    found = {
        one.organisation_id: one.organisation
        for one in user.memberships_today
        if user.can(Permission.RUN_CYCLE, one.organisation) or user.can(Permission.MANAGE, one.organisation)
    }
    return list(found.values())


def shown_list(name: str, request: HttpRequest, user: User, **options: Any) -> ShownList:
    """The list of this name as the person sees it. ``options``: what the table is given beside."""
    return ShownList(LISTINGS[name], request, user, **options)


def taken_table(name: str, query: QueryDict, user: User) -> tuple[ListTable, Any]:
    """The table of exactly what an address shows, all pages of it, of what the person may take; and its filter."""
    listing = LISTINGS[name]
    found = listing.narrow(query, user, taking=True)
    columns = laid_out(listing.table, columns_of(query, listing))
    return listing.table.sorted_as(listing.data(found), query, **columns, **listing.extra(user)), found


__all__ = ["COLUMNS", "MOST_PER_PAGE", "ShownList", "kept_query", "may_share_with", "shown_list", "taken_table"]
