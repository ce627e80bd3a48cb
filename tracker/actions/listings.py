"""What a person settles about lists: columns, rows a page, kept views. Everybody for themselves; a view may be shared."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tracker.actions import activity
from tracker.actions.refusal import Denied, Refused
from tracker.models import ListChoice, Organisation, SavedView, User
from tracker.roles import Permission

MOST_VIEWS = 50
"""The most views a person keeps of one list."""
LONGEST_NAME = 40
LONGEST_QUERY = 2000


def choose_columns(listing: str, columns: Sequence[str], *, by: User) -> None:
    """Show these columns of a list in this order; none: as the list comes."""
    _settle(by, listing, columns=list(columns))


def choose_size(listing: str, per_page: int, *, by: User) -> None:
    """Show so many rows of a list on a page."""
    _settle(by, listing, per_page=per_page)


def _settle(by: User, listing: str, **values: object) -> None:
    with transaction.atomic():
        ListChoice.objects.update_or_create(user=by, listing=listing, defaults=values)


def keep_view(listing: str, name: str, query: str, *, by: User, shared_with: Organisation | None = None) -> SavedView:
    """Keep a list as it is shown under a name; one's own view of that name is replaced."""
    name = _named(name)
    if len(query) > LONGEST_QUERY:
        raise Refused("条件太长，无法保存，请减少条件。")
    _check_sharing(shared_with, by)
    with transaction.atomic():
        own = SavedView.objects.select_for_update().filter(user=by, listing=listing)
        if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
            raise Refused(f"每个列表最多保存{MOST_VIEWS}个视图，请先删除不用的。")
        view, _ = SavedView.objects.update_or_create(
            user=by, listing=listing, name=name, defaults={"query": query, "shared_with": shared_with}
        )
        if shared_with is not None:
            activity.record(by, "view-shared", f"共享视图：{name}", organisation=shared_with)
    return view


def rename_view(view: SavedView, name: str, *, by: User) -> None:
    """Give one's own view another name."""
    name = _named(name)
    _check_own(view, by)
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError as error:
        raise Refused(f"您已有名为“{name}”的视图。") from error


def throw_away_view(view: SavedView, *, by: User) -> None:
    """Throw one's own view away."""
    _check_own(view, by)
    with transaction.atomic():
        if view.shared_with is not None:
            activity.record(by, "view-unshared", f"删除共享的视图：{view.name}", organisation=view.shared_with)
        SavedView.objects.filter(pk=view.pk).delete()


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused("请给视图起个名称。")
    if len(name) > LONGEST_NAME:
        raise Refused(f"视图名称请写在{LONGEST_NAME}字以内。")
    return name


def _check_own(view: SavedView, by: User) -> None:
    if view.user_id != by.pk:
        raise Denied("只能修改或删除自己保存的视图。")


def _check_sharing(organisation: Organisation | None, by: User) -> None:
    """Views are shared by those who run rounds or administer there."""
    if organisation is None:
        return
    if not (by.can(Permission.RUN_CYCLE, organisation) or by.can(Permission.MANAGE, organisation)):
        raise Denied("只有统筹人或管理员可以把视图共享给本单位。")
