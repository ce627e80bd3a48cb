"""Exports: one file (or folder) each, whose name is the export's name and its address (``/exports/<name>/``)."""

from __future__ import annotations

import datetime
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import IO, Any, Protocol

from django.conf import settings
from django.utils import translation

from tracker.models import User


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
    ``of`` what: ``reports`` or ``activity``."""

    name: str
    title: Any
    suffix: str
    content_type: str
    write: Write
    of: str = "reports"


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
