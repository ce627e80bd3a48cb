"""Exports: one file (or folder) each, whose name is the export's name and its address (``/exports/<name>/``)."""

from __future__ import annotations

import datetime
import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import IO, Any, Protocol

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.actions.activity import record_export
from tracker.actions.refusal import Denied
from tracker.filters.activity import ActivityFilter
from tracker.filters.lists import narrowed
from tracker.filters.reports import ReportFilter, with_completeness
from tracker.filters.selection import SelectionFilter
from tracker.models import Report, User
from tracker.models.calendar import now
from tracker.roles import Permission
from tracker.tables.activity import visible_deeds
from tracker.workbooks import Book

MAKER = "法治政府建设年度报告清单管理"
"""Who made a workbook that no person asked for."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 4 * 1024 * 1024
AT_ONCE = 60
"""Of so many reports (or what else it is of) a file is made while the person waits; of more, in the background."""


class Write(Protocol):
    """Writes some reports (or what else the export is of) to a stream. ``by``: who takes it (None: a command);
    ``scope``: what was chosen, in words."""

    def __call__(
        self, rows: Any, stream: IO[bytes], *, by: User | None, when: datetime.datetime, scope: str = ""
    ) -> None:
        """Write the file."""


@dataclass(frozen=True, slots=True)
class Export:
    """A registered export: its name and address, its title on pages and in file names, what kind of file it makes, and
    ``of`` what: ``reports``, one ``report``, ``activity``, ``matrix`` or ``figures`` (reports as those
    pages choose them). ``says``: a sentence on what it is for. ``at_once``: of how
    many it is made while the person waits; ``rank``: its place on the page."""

    name: str
    title: Any
    suffix: str
    content_type: str
    write: Write
    of: str = "reports"
    says: Any = ""
    at_once: int = AT_ONCE
    rank: int = 50


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was taken; ``stream`` stands at its beginning, and whoever answers with it closes it."""

    name: str
    content_type: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person would take: the export, the rows, what they are narrowed by in words, the name of the file."""

    export: Export
    rows: Any
    scope: str
    file_name: str
    when: datetime.datetime

    @property
    def large(self) -> bool:
        """True if making it takes longer than somebody waits for a page."""
        return bool(self.rows.order_by().values("pk")[: self.export.at_once + 1].count() > self.export.at_once)


_EXPORTS: dict[str, Export] = {}
_SITE: ContextVar[str] = ContextVar("site", default="")


@contextmanager
def site_at(address: str) -> Iterator[None]:
    """Let workbooks made meanwhile lead back to the site at this address, unless ``SITE_URL`` says another."""
    token = _SITE.set(address.rstrip("/"))
    try:
        yield
    finally:
        _SITE.reset(token)


def new_book(title: str, *, by: User | None) -> Book:
    """A workbook with its properties: whose it is and who made it, and where the site is."""
    own = by.memberships_today if by else []
    return Book(
        title,
        creator=by.name if by else MAKER,
        organisation=own[0].organisation.name if own else "",
        base=settings.SITE_URL or _SITE.get(),
    )


def export(
    name: str,
    *,
    title: Any,
    suffix: str = "xlsx",
    content_type: str = XLSX,
    of: str = "reports",
    says: Any = "",
    at_once: int = AT_ONCE,
    rank: int = 50,
) -> Callable[[Any], Any]:
    """Register the decorated function as the export ``name``. Raises ``ValueError`` if its file is named otherwise."""

    def register(write: Any) -> Any:
        module = getattr(write, "__module__", "").rpartition(".")[2]
        if module != name or name in _EXPORTS:
            raise ValueError(f"export {name} must be registered once, in tracker/exports/{name}.py")
        _EXPORTS[name] = Export(name, title, suffix, content_type, write, of, says, at_once, rank)
        return write

    return register


@cache
def all_exports() -> tuple[Export, ...]:
    """Every export, by name. Their modules hold words as they are when imported: Chinese, whoever asks first."""
    with translation.override(settings.LANGUAGE_CODE):
        for found in pkgutil.iter_modules(__path__):
            importlib.import_module(f"{__name__}.{found.name}")
    return tuple(_EXPORTS[name] for name in sorted(_EXPORTS))


def exports_of(what: str) -> tuple[Export, ...]:
    """The exports of reports, or of the record of deeds, in the order of the page."""
    return tuple(sorted((one for one in all_exports() if one.of == what), key=lambda one: (one.rank, one.name)))


def find_export(name: str) -> Export | None:
    """The export with this name, else None."""
    return next((one for one in all_exports() if one.name == name), None)


def choose(name: str, wanted: QueryDict, *, by: User) -> Choice | None:
    """What the person would take, narrowed as their list is; None if there is no such export or report. Raises
    ``Denied``."""
    found = find_export(name)
    if found is None:
        return None
    if not by.can_anywhere(Permission.VIEW_ACTIVITY if found.of == "activity" else Permission.EXPORT):
        raise Denied(_("您没有导出的权限。"))
    when = now()
    with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese whatever the page's language
        if found.of == "report":
            key = wanted.get("report", "")
            rows = Report.objects.visible_to(by, Permission.EXPORT).filter(pk=key if key.isdecimal() else 0)
            report = rows.select_related("cycle").first()
            if report is None:
                return None
            return Choice(found, rows, str(report), f"{report}{when:%Y%m%d-%H%M}.{found.suffix}", when)
        chosen = _narrowed(by, found.of, wanted)
        scope = "；".join(f"{label}：{value}" for label, value in narrowed(chosen))
        return Choice(found, chosen.qs, scope, f"{found.title}{when:%Y%m%d-%H%M}.{found.suffix}", when)


def _narrowed(user: User, of: str, wanted: QueryDict) -> Any:
    """The rows a person may take, narrowed by the filters of their list."""
    if of == "activity":
        return ActivityFilter(wanted, visible_deeds(user))
    visible = Report.objects.visible_to(user, Permission.EXPORT).with_findings()
    if of in ("matrix", "figures"):
        return SelectionFilter(wanted, visible.owed(), user=user)
    return ReportFilter(wanted, with_completeness(visible), user=user)


def take(name: str, wanted: QueryDict, *, by: User, site: str = "") -> Taken | None:
    """The export ``name`` of what the person may take, narrowed as their list is; who takes it is on record. None if
    there is no such export. ``site``: where links lead, if no setting says. Raises ``Denied``."""
    chosen = choose(name, wanted, by=by)
    return None if chosen is None else hand_over(chosen, by=by, site=site)


def hand_over(chosen: Choice, *, by: User, site: str = "") -> Taken:
    """Make the file and put on record who took it."""
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (whoever answers with it closes it)
    with site_at(site):
        chosen.export.write(chosen.rows, stream, by=by, when=chosen.when, scope=chosen.scope)
    stream.seek(0)
    record_export(by, f"{chosen.file_name}　{chosen.scope}".strip())
    return Taken(chosen.file_name, chosen.export.content_type, stream)
