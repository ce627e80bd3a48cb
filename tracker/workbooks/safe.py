"""Workbooks from outside, read where they can do no harm: in a process of its own, with limits on time and memory.

Many files are read by one process, one after another; where it dies of one, the others are read by the next.
"""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from tracker.workbooks import child, safe_text

_CHILD = Path(child.__file__)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
START = 10
"""Seconds that a process may take beyond those of its files."""


class WorkbookError(ValueError):
    """A file that cannot be read as a workbook. ``str()`` is the sentence to show."""


@dataclass(frozen=True, slots=True)
class CellRead:
    """A cell as it was read: ``kind`` is ``s`` text, ``n`` number, ``d`` date, ``b`` yes or no, ``f`` formula, ``e`` error."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet as it was read: filled cells by row and column (from 1), and merged ranges (top, left, bottom, right)."""

    title: str
    rows: dict[int, dict[int, CellRead]]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def covered(self, row: int, column: int) -> bool:
        """True if the cell is swallowed by a merged range (and is not its first one)."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for top, left, bottom, right in self.merged
        )


def cell_name(row: int, column: int) -> str:
    """B7 and the like."""
    return f"{get_column_letter(column)}{row}"


def read_books(files: Sequence[bytes]) -> list[list[SheetRead] | WorkbookError]:
    """The sheets of each file, or why it is not taken, in order."""
    found: list[list[SheetRead] | WorkbookError] = []
    while len(found) < len(files):
        answers = _ask(files[len(found) :])
        found += [_understood(one) for one in answers]
        if len(found) < len(files):
            found.append(WorkbookError("这个表格读不下去，没有采用。请删去用不到的行、列和格式后再试。"))
    return found


def read_book(data: bytes) -> list[SheetRead]:
    """The sheets of a file. Raises ``WorkbookError``."""
    (found,) = read_books([data])
    if isinstance(found, WorkbookError):
        raise found
    return found


def _ask(files: Sequence[bytes]) -> list[dict[str, Any]]:
    """The answers of one process; fewer than files if it broke off."""
    sent = b"".join(struct.pack(">I", len(one)) + one for one in (data[: child.MOST_BYTES + 1] for data in files))
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=START + child.SECONDS * len(files),
            env={"PATH": ""},
            check=False,
        )
        said = done.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    lines = said.split(b"\n")
    return [json.loads(line) for line in lines[:-1]]


def _understood(said: dict[str, Any]) -> list[SheetRead] | WorkbookError:
    if "fault" in said:
        return WorkbookError(said["fault"])
    return [
        SheetRead(
            one["title"],
            {row: {column: CellRead(kind, text) for column, kind, text in cells} for row, cells in one["rows"]},
            tuple((a, b, c, d) for a, b, c, d in one["merged"]),
        )
        for one in said["sheets"]
    ]


def escaped(text: str) -> str:
    """``text`` so that a spreadsheet program shows what looks like one of its escapes (``_x000D_``) as it stands."""
    return _ESCAPE.sub("_x005F_", text)


def as_cell(text: str) -> tuple[str, bool]:
    """A text as it is written into a cell (before ``escaped``): one kind of line end, nothing that a cell cannot hold; and
    whether it had to be cut."""
    return safe_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def as_read(text: str) -> str:
    """What ``read_book`` gives for a cell into which ``text`` was written: texts are compared in this shape."""
    return as_cell(text)[0]


def as_typed(text: str) -> str:
    """A cell's text with the line ends of a text field."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
