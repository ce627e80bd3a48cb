"""What a person settles about a list: its columns, rows a page, kept views. Every form leads back to where it stood."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import listings
from tracker.actions.refusal import Denied, Refused
from tracker.forms.listings import ColumnsForm, ViewForm
from tracker.models import SavedView
from tracker.tables.catalogue import LISTINGS, Listing
from tracker.tables.lists import SIZES
from tracker.tables.showing import kept_query, may_share_with
from tracker.views import PersonRequest


def _listing(request: PersonRequest, name: str) -> Listing:
    found = LISTINGS.get(name)
    if found is None:
        raise Http404
    if not found.is_seen_by(request.user):
        raise PermissionDenied(str(found.refusal))
    return found


def _back(
    request: PersonRequest, listing: Listing, *, without: tuple[str, ...] = (), lay: bool = False
) -> HttpResponse:
    """To the list as it stood, on its first page; ``lay``: with the form of columns open."""
    where = request.POST.get("next", "")
    page = reverse(listing.name)
    if not url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}) or not where.startswith(page):
        return redirect(page)
    query = QueryDict(where.partition("?")[2].partition("#")[0][:4000], mutable=True)
    for key in ("page", "all", "lay", *without):
        query.pop(key, None)
    if lay:
        query["lay"] = "1"
    return redirect(f"{page}{'?' if query else ''}{query.urlencode()}{'#columns' if lay else ''}")


@require_POST
def columns(request: PersonRequest, name: str) -> HttpResponse:
    """Keep which columns are shown in which order, or forget it."""
    listing = _listing(request, name)
    names = [key for key, one in listing.table.base_columns.items() if not getattr(one, "fixed", False)]
    form = ColumnsForm(request.POST, names=names)
    wanted = [] if "reset" in request.POST else form.columns
    if not wanted and "reset" not in request.POST:
        messages.error(request, _("至少要显示一列。"))
    else:
        listings.choose_columns(name, wanted, by=request.user)
        if not form.moving:
            messages.success(request, _("已恢复默认的列。") if "reset" in request.POST else _("列的设置已保存。"))
    return _back(request, listing, without=("columns", "view"), lay=form.moving)


@require_POST
def size(request: PersonRequest, name: str) -> HttpResponse:
    """Keep how many rows a page has."""
    listing = _listing(request, name)
    wanted = request.POST.get("per_page", "")
    if wanted in map(str, SIZES):
        listings.choose_size(name, int(wanted), by=request.user)
    return _back(request, listing, without=("per_page",))


@require_POST
def keep(request: PersonRequest, name: str) -> HttpResponse:
    """Keep the list as it is shown under a name."""
    listing = _listing(request, name)
    form = ViewForm(request.POST, offices=may_share_with(request.user))
    try:
        if not form.is_valid():
            raise Refused(str(next(iter(form.errors.values()))[0]))
        query = kept_query(QueryDict(request.POST.get("query", "")[:4000]))
        office = form.cleaned_data["shared_with"]
        view = listings.keep_view(name, form.cleaned_data["name"], query, by=request.user, shared_with=office)
    except Denied:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request, listing)
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse(listing.name)}?{view.query}{'&' if view.query else ''}view={view.pk}")


@require_POST
def view(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename one's own view, or throw it away."""
    found = get_object_or_404(SavedView.objects.filter(user=request.user).select_related("shared_with"), pk=pk)
    listing = _listing(request, found.listing)
    try:
        if "remove" in request.POST:
            listings.throw_away_view(found, by=request.user)
            messages.success(request, _("已删除视图“%(name)s”。") % {"name": found.name})
            return _back(request, listing, without=("view",))
        listings.rename_view(found, request.POST.get("name", ""), by=request.user)
    except Denied:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("视图已改名。"))
    return _back(request, listing)
