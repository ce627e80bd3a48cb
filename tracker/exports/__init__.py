"""Exports: one file (or folder) each, whose name is the export's name and its address (``/exports/<name>/``)."""

from __future__ import annotations

import datetime
import importlib
import pkgutil
import tempfile
from collections.abc import Callable
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
    ``of`` what: ``reports``, ``activity``, ``matrix`` or ``figures`` (reports as those pages choose them)."""

    name: str
    title: Any
    suffix: str
    content_type: str
    write: Write
    of: str = "reports"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was taken; ``stream`` stands at its beginning, and whoever answers with it closes it."""

    name: str
    content_type: str
    stream: IO[bytes]


_EXPORTS: dict[str, Export] = {}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(
    name: str, *, title: Any, suffix: str = "xlsx", content_type: str = XLSX, of: str = "reports"
) -> Callable[[Any], Any]:
    """Register the decorated function as the export ``name``. Raises ``ValueError`` if its file is named otherwise."""

    def register(write: Any) -> Any:
        module = getattr(write, "__module__", "").rpartition(".")[2]
        if module != name or name in _EXPORTS:
            raise ValueError(f"export {name} must be registered once, in tracker/exports/{name}.py")
        _EXPORTS[name] = Export(name, title, suffix, content_type, write, of)
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
    """The exports of reports, or of the record of deeds."""
    return tuple(one for one in all_exports() if one.of == what)


def find_export(name: str) -> Export | None:
    """The export with this name, else None."""
    return next((one for one in all_exports() if one.name == name), None)


IN_MEMORY = 4 * 1024 * 1024


def _chosen(user: User, of: str, wanted: QueryDict) -> Any:
    """The rows a person may take, narrowed by the filters of their list."""
    if of == "activity":
        return ActivityFilter(wanted, visible_deeds(user))
    visible = Report.objects.visible_to(user, Permission.EXPORT).with_findings()
    if of in ("matrix", "figures"):
        return SelectionFilter(wanted, visible.owed(), user=user)
    return ReportFilter(wanted, with_completeness(visible), user=user)


def take(name: str, wanted: QueryDict, *, by: User) -> Taken | None:
    """The export ``name`` of what the person may take, narrowed as their list is; who takes it is on record. None if
    there is no such export. Raises ``Denied``."""
    chosen = find_export(name)
    if chosen is None:
        return None
    if not by.can_anywhere(Permission.VIEW_ACTIVITY if chosen.of == "activity" else Permission.EXPORT):
        raise Denied(_("您没有导出的权限。"))
    found = _chosen(by, chosen.of, wanted)
    when = now()
    with translation.override(settings.LANGUAGE_CODE):  # workbooks are Chinese whatever the page's language
        scope = "；".join(f"{label}：{value}" for label, value in narrowed(found))
        file_name = f"{chosen.title}{when:%Y%m%d-%H%M}.{chosen.suffix}"
    stream = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (whoever answers with it closes it)
    chosen.write(found.qs, stream, by=by, when=when, scope=scope)
    stream.seek(0)
    record_export(by, f"{file_name}　{scope}".strip())
    return Taken(file_name, chosen.content_type, stream)
